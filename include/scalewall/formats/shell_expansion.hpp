// The letters of a shell's text made into words: quotes, escapes, and what stands for a $.
//
//     $NAME   ${NAME}   ${NAME[@]}   ${NAME[2]}   ${#NAME}   ${#NAME[@]}   $(( ... ))
//     ${NAME:-w}   ${NAME:=w}   ${NAME:+w}   ${NAME:?w}   and without the colon
//     ${NAME%w}   ${NAME%%w}   ${NAME#w}   ${NAME##w}   ${NAME/a/b}   ${NAME//a/b}   ${NAME:from:many}   of letters, and ${NAME[@]...}
//
// Of names that are set in the same text. Where w is taken because the text does not set the name, a note says so.
// $( ... ), ` ... ` and the rest stay as they stand; where a name in them is set, they stand for words that are not known.
// Sources: POSIX.1-2017, Shell Command Language, 2.6; Bash Reference Manual, 3.5.3.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/shell_arithmetic.hpp>
#include <scalewall/formats/shell_condition.hpp>
#include <scalewall/formats/shell_variables.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall::detail {

/// Names that are not set and whose defaults are told, at most.
inline constexpr std::size_t most_defaults = 100;

class shell_expansion {
 public:
  shell_expansion(const shell_expansion&) = delete;
  shell_expansion& operator=(const shell_expansion&) = delete;

 protected:
  explicit shell_expansion(std::string_view text)
      : text_(text), room_(4 * text.size() + (std::size_t{1} << 18U)) {}
  virtual ~shell_expansion() = default;

  /// The word is whole: another begins.
  virtual void end_word() = 0;

  /// Whether what is read now would be run.
  virtual shell_truth reached() const = 0;

  /// Names that an expression assigns to have numbers that are not known.
  virtual void put_names_in_doubt(std::string_view expression) = 0;

  // ---- Characters

  char here(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  static bool is_blank(char one) { return one == ' ' || one == '\t' || one == '\r'; }
  static bool is_letter(char one) { return std::isalpha(static_cast<unsigned char>(one)) != 0 || one == '_'; }
  static bool is_digit(char one) { return '0' <= one && one <= '9'; }
  static bool is_name(char one) { return is_letter(one) || is_digit(one); }

  void advance() {
    if (here() == '\n') ++line_;
    ++at_;
  }

  void move_to(std::size_t end) {
    end = std::min(end, text_.size());
    line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                 text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end;
  }

  /// Letters that substitutions may still make.
  std::size_t room() const { return room_; }

  /// What substitutions make of a text is bounded by its size.
  void spend(std::size_t letters) {
    if (letters > room_)
      throw broken_rule("line " + std::to_string(line_) +
                        ": substitutions make a text many times as long as it stands there");
    room_ -= letters;
  }

  void put(std::string_view some, bool quoted = true, std::uint32_t doubt = 0) {
    spend(some.size());
    if (some.find_first_of("*?[") != std::string_view::npos)
      (quoted ? word_.has_quoted : word_.has_pattern) = true;
    word_.add(some, doubt);
    begun_ = true;
  }

  /// A letter of a word, with its quotes and substitutions.
  void take_letter() {
    if (!begun_) word_.place = line_;
    const char one = here();
    if (std::string_view("\\'\"$`").find(one) == std::string_view::npos) {
      if (one == '{') word_.has_braces = true;
      put(text_.substr(at_, 1), false);
      return advance();
    }
    if (one == '\\') {
      take_escaped(false);
    } else if (one == '\'') {
      const std::size_t end = std::min(text_.find('\'', at_ + 1), text_.size());
      put(text_.substr(at_ + 1, end - at_ - 1));
      move_to(end + 1);
    } else if (one == '"') {
      take_double_quotes();
    } else if (one == '$') {
      take_dollar(false);
    } else {
      take_backquotes();
    }
    word_.is_made = true;
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;

  shell_word word_;
  bool begun_ = false;

  /// Whether words are not split, as in an assignment or between [[ and ]].
  bool keeps_words_ = false;

  shell_variables variables_;

  /// Whether the text is that of a document (<<) in which the shell around it has substituted before: there \$ stands for
  /// the $ of the shell that reads it.
  bool is_document_ = false, is_escaped_ = false;

  /// Lines of conditions on which the command or assignment that is read depends.
  std::set<std::size_t> lines_;

  /// Names that the text does not set, with what was taken for them.
  std::map<std::string, assumed_key> defaults_;

  /// The number that an expression comes to, where it is known. `doubt` and `lines_`: of the names in it.
  std::optional<std::int64_t> arithmetic_value(std::string_view expression, std::uint32_t& doubt) {
    return shell_arithmetic_value(expression, [&](std::string_view name) -> std::optional<std::int64_t> {
      const shell_variable* variable = find_variable(name);
      if (variable == nullptr) return {};
      lines_.insert(variable->lines.begin(), variable->lines.end());
      if (variable->is_empty()) {  // unset or empty: 0
        doubt = std::max(doubt, variable->doubt);
        return 0;
      }
      const std::string_view number = variable->words.front().text;
      doubt = std::max(doubt, doubt_of(*variable, variable->words.front()));
      const std::size_t digits = number.find_first_not_of("+-");
      if (digits + 1 < number.size() && number[digits] == '0') return {};  // octal and hexadecimal numbers
      return spelled_number<std::int64_t>(number);
    });
  }

  /// A variable as it is now: of assignments that may stand before a command, those to this name are made first.
  virtual const shell_variable* find_variable(std::string_view name) = 0;

  /// What stands at these places, as between double quotes, whatever quotes are in it.
  shell_word expanded(std::size_t first, std::size_t last) {
    const std::string_view whole = std::exchange(text_, text_.substr(0, last));
    const std::size_t at = std::exchange(at_, first), line = line_;
    shell_word around = std::exchange(word_, {});
    const bool begun = begun_, keeps_words = std::exchange(keeps_words_, true);
    ++depth_;
    while (at_ < text_.size()) {
      const char one = here();
      if (one == '\\')
        take_escaped(true);
      else if (one == '$')
        take_dollar(true);
      else if (one == '`')
        take_backquotes();
      else if (one == '"' || one == '\'')
        advance();
      else {
        put(text_.substr(at_, 1));
        advance();
      }
    }
    --depth_;
    text_ = whole;
    at_ = at;
    line_ = line;
    begun_ = begun;
    keeps_words_ = keeps_words;
    return std::exchange(word_, std::move(around));
  }

  void note_default(std::string_view name, const std::string& value, const char* reason) {
    const shell_truth now = reached();
    if (now.may_hold() && defaults_.size() < most_defaults)
      defaults_.try_emplace(std::string(name), assumed_key{"$" + excerpt_of(name).shown, value, reason});
  }

  /// The place behind the bracket that closes the one before `first`, or nothing. `open`: what begins another.
  std::optional<std::size_t> place_of_close(std::size_t first, std::string_view open, char close) const {
    std::size_t depth = 1;
    for (std::size_t i = first; i < text_.size(); ++i) {
      if (text_.substr(i).starts_with(open)) ++depth;
      if (text_[i] == close && --depth == 0) return i + 1;
    }
    return {};
  }

 private:
  /// Substitutions within one another, at most: each is read once for every one around it.
  static constexpr int deepest = 40;

  /// A backslash before the end of a line joins it with the next; before another character it quotes that.
  void take_escaped(bool quoted) {
    if (is_document_ && here(1) == '$') {
      const bool was_escaped = std::exchange(is_escaped_, true);
      advance();
      take_dollar(quoted);
      is_escaped_ = was_escaped;
      return;
    }
    const std::size_t end = here(1) == '\r' && here(2) == '\n' ? 3 : here(1) == '\n' ? 2 : 0;
    if (end > 0) return move_to(at_ + end);
    if (at_ + 1 < text_.size()) put(text_.substr(at_ + 1, 1));
    move_to(at_ + 2);
  }

  void take_double_quotes() {
    const bool was_begun = begun_;
    is_empty_array_ = false;
    put("");
    advance();
    while (at_ < text_.size() && here() != '"') {
      const char one = here(), next = here(1);
      const bool line_goes_on = next == '\n' || (next == '\r' && here(2) == '\n');
      if (one == '\\' && (line_goes_on || next == '"' || next == '\\' || next == '$' || next == '`'))
        take_escaped(true);
      else if (one == '$')
        take_dollar(true);
      else if (one == '`')
        take_backquotes();
      else {
        put(text_.substr(at_, 1));
        advance();
      }
    }
    advance();
    if (std::exchange(is_empty_array_, false) && word_.text.empty()) begun_ = was_begun;
  }

  void keep(std::size_t end) {
    put(text_.substr(at_, end - at_));
    move_to(end);
  }

  /// What stands there, of a name that the text sets and whose words it makes other ones.
  void keep_unread(std::string_view name, std::size_t end) {
    put(text_.substr(at_, end - at_), true, variables_.doubt_of_unread(line_, std::string(name)));
    move_to(end);
  }

  /// What a command prints, as the command stands there. It is other words where it is made of names that are set.
  void keep_command(std::size_t end) {
    end = std::min(end, text_.size());
    for (std::size_t i = at_ + 1; i + 1 < end; ++i) {
      if (text_[i] != '$') continue;
      const std::string_view name = name_at(i + (text_[i + 1] == '{' ? 2 : 1));
      if (!name.empty() && find_variable(name) != nullptr) return keep_unread(name, end);
      i += name.size();
    }
    keep(end);
  }

  void take_backquotes() {
    std::size_t end = at_ + 1;
    while (end < text_.size() && text_[end] != '`') end += text_[end] == '\\' ? 2U : 1U;
    keep_command(end + 1);
  }

  /// What begins with a $: a name that is set, or what stands there as it stands.
  void take_dollar(bool quoted) {
    if (here(1) == '(') return take_parentheses();
    if (here(1) == '{') return take_braces(quoted);
    const std::string_view name = name_at(at_ + 1);
    if (name.empty() && (here(1) == '@' || here(1) == '*') && find_variable("@") != nullptr) {
      const bool each_by_itself = here(1) == '@';
      move_to(at_ + 2);
      return put_words(*find_variable("@"), quoted, each_by_itself);
    }
    if (name.empty())
      return keep(at_ + (std::string_view("@*#?!-$").find(here(1)) == std::string_view::npos ? 1 : 2));
    const std::size_t end = at_ + 1 + name.size();
    const shell_variable* variable = find_variable(name);
    if (variable == nullptr) return keep(end);
    move_to(end);
    put_first(name, *variable, quoted);
  }

  /// Letters, digits and _ that do not begin with a digit, or one digit.
  std::string_view name_at(std::size_t first) const {
    std::size_t last = first;
    if (last < text_.size() && is_digit(text_[last])) return text_.substr(first, 1);
    while (last < text_.size() && is_name(text_[last])) ++last;
    return text_.substr(first, last - first);
  }

  void take_braces(bool quoted) {
    const std::optional<std::size_t> close =
        depth_ < deepest ? place_of_close(at_ + 2, "${", '}') : std::nullopt;
    if (!close) return keep(text_.size());
    const bool counts = here(2) == '#' && *close > at_ + 4;
    const std::string_view name = name_at(at_ + (counts ? 3 : 2));
    std::size_t rest = at_ + (counts ? 3 : 2) + name.size();
    if (name.empty()) {
      const bool is_of_all = !counts && (here(2) == '@' || here(2) == '*');
      const shell_variable* all = is_of_all ? find_variable("@") : nullptr;
      if (all == nullptr) return keep(*close);
      if (*close != at_ + 4) return keep_unread("@", *close);
      const bool each_by_itself = here(2) == '@';
      move_to(*close);
      return put_words(*all, quoted, each_by_itself);
    }
    std::string_view index;
    if (text_[rest] == '[') {
      const std::size_t end = text_.substr(0, *close).find(']', rest);
      if (end == std::string_view::npos) return keep(*close);
      index = text_.substr(rest + 1, end - rest - 1);
      rest = end + 1;
    }
    const bool is_whole = rest + 1 == *close;
    const shell_variable* variable = find_variable(name);
    if (counts || is_whole) {
      if (variable == nullptr) return keep(*close);
      if (!is_whole || !(counts ? put_count(*variable, index) : put_index(name, *variable, index, quoted)))
        return keep_unread(name, *close);
      return move_to(*close);
    }
    take_default(name, variable, index, rest, *close, quoted);
  }

  bool put_count(const shell_variable& variable, std::string_view index) {
    if (!index.empty() && index != "@" && index != "*") return false;
    lines_.insert(variable.lines.begin(), variable.lines.end());
    const std::size_t letters = variable.words.empty() ? 0 : variable.words.front().text.size();
    put(std::to_string(index.empty() ? letters : variable.words.size()), true, variable.doubt);
    return true;
  }

  /// Words of an array by their index: all of them, one, or without an index the first.
  bool put_index(std::string_view name, const shell_variable& variable, std::string_view index, bool quoted) {
    if (index.empty()) return put_first(name, variable, quoted), true;
    if (index == "@" || index == "*") return put_words(variable, quoted, index == "@"), true;
    const auto number = spelled_number<std::int64_t>(index);
    if (!number || *number < 0 || variable.has_holes) return false;
    shell_variable one{.words = {}, .lines = variable.lines, .doubt = variable.doubt};
    if (static_cast<std::size_t>(*number) < variable.words.size())
      one.words.push_back(variable.words[static_cast<std::size_t>(*number)]);
    put_words(one, quoted, false);
    return true;
  }

  /// An array without an index is its first word.
  void put_first(std::string_view name, const shell_variable& variable, bool quoted) {
    if (!variable.is_array || variable.words.size() < 2) return put_words(variable, quoted, false);
    note_default(name, excerpt_of(variable.words.front().text).shown,
                 "an array without [@] is its first word");
    const shell_variable first{
        .words = {variable.words.front()}, .lines = variable.lines, .doubt = variable.doubt};
    put_words(first, quoted, false);
  }

  /// ${NAME:-w} and its like. `rest`: where the operator stands.
  void take_default(std::string_view name, const shell_variable* variable, std::string_view index,
                    std::size_t rest, std::size_t close, bool quoted) {
    const bool has_colon = text_[rest] == ':';
    const char sign = text_[rest + (has_colon ? 1 : 0)];
    if (std::string_view("-=+?").find(sign) == std::string_view::npos) {
      if (variable == nullptr) return keep(close);
      return take_changed(name, *variable, index, rest, close, quoted);
    }
    const std::size_t first = rest + (has_colon ? 2 : 1), last = close - 1;
    const bool is_set = variable != nullptr && !variable->is_unset && !(has_colon && variable->is_empty());
    if (is_set && sign != '+') {
      if (!put_index(name, *variable, index, quoted)) return keep_unread(name, close);
      return move_to(close);
    }
    if (variable != nullptr) lines_.insert(variable->lines.begin(), variable->lines.end());
    if (sign == '?') return keep(close);
    if (sign == '+' && !is_set) {
      if (variable == nullptr)
        note_default(name, "nothing", "not set in this text: what stands behind + is left out");
      if (quoted || keeps_words_) put("");
      return move_to(close);
    }
    shell_variable otherwise{.words = {expanded(first, last)}};
    otherwise.words.front().place = line_;
    if (variable == nullptr) {
      if (!otherwise.words.front().is_known()) return keep(close);
      note_default(name, excerpt_of(otherwise.words.front().text).shown,
                   sign == '=' ? "not set in this text: what stands behind = is taken"
                               : "not set in this text: what stands behind :- is taken");
    }
    if (sign == '=') variables_.assign(std::string(name), otherwise, false, reached(), lines_);
    move_to(close);
    put_words(otherwise, quoted, false);
  }

  /// Whole words of a variable by an index; nothing where it is not known which.
  static std::optional<std::vector<shell_word>> words_at(const shell_variable& variable,
                                                         std::string_view index) {
    if (variable.doubt > 0) return {};
    if (index == "@" || index == "*") return variable.words;
    const auto number = index.empty() ? std::optional<std::int64_t>(0) : spelled_number<std::int64_t>(index);
    if (!number || *number < 0 || variable.has_holes) return {};
    const auto place = static_cast<std::size_t>(*number);
    if (place >= variable.words.size()) return std::vector<shell_word>{};
    return std::vector<shell_word>{variable.words[place]};
  }

  /// ${NAME%w} and its like, each word by itself, and ${NAME:from:many}.
  void take_changed(std::string_view name, const shell_variable& variable, std::string_view index,
                    std::size_t rest, std::size_t close, bool quoted) {
    std::size_t size = 0;
    for (const shell_word& word : variable.words) size += word.text.size() + 1;
    spend(size);
    std::optional<std::vector<shell_word>> words = words_at(variable, index);
    const char sign = text_[rest];
    const std::size_t last = close - 1;
    const bool is_array = index == "@" || index == "*";
    bool is_read = words.has_value() && !(sign == ':' && is_array && variable.has_holes);
    if (is_read && sign == ':')
      is_read = cut_out(*words, is_array, rest + 1, last);
    else if (is_read && (sign == '%' || sign == '#'))
      is_read = cut_off(*words, rest, last);
    else if (is_read && sign == '/')
      is_read = put_for(*words, rest + 1, last);
    else
      is_read = false;
    if (!is_read) return keep_unread(name, close);
    move_to(close);
    put_words({.words = *std::move(words), .is_array = is_array, .lines = variable.lines}, quoted,
              index == "@");
  }

  static shell_word part_of(const shell_word& word, std::size_t first, std::size_t last) {
    shell_word part{.text = word.text.substr(first, last - first), .place = word.place};
    if (!word.doubts.empty()) {
      part.doubts = word.doubts;
      part.doubts.resize(word.text.size());
      part.doubts.erase(part.doubts.begin() + static_cast<std::ptrdiff_t>(last), part.doubts.end());
      part.doubts.erase(part.doubts.begin(), part.doubts.begin() + static_cast<std::ptrdiff_t>(first));
    }
    return part;
  }

  /// A number, perhaps behind blanks, that the text decides.
  std::optional<std::int64_t> number_between(std::size_t first, std::size_t last) {
    const shell_word word = expanded(first, last);
    std::uint32_t doubt = 0;
    const std::optional<std::int64_t> number = arithmetic_value(word.text, doubt);
    return doubt > 0 || !word.doubts.empty() ? std::nullopt : number;
  }

  /// ${NAME:from:many}: letters of a word, or words of an array.
  bool cut_out(std::vector<shell_word>& words, bool is_array, std::size_t first, std::size_t last) {
    const std::string_view both = text_.substr(first, last - first);
    if (both.find_first_of("?({") != std::string_view::npos) return false;
    const std::size_t colon = std::min(both.find(':'), both.size());
    const std::optional<std::int64_t> from = number_between(first, first + colon);
    if (!from) return false;
    const auto size = static_cast<std::int64_t>(is_array        ? words.size()
                                                : words.empty() ? 0
                                                                : words.front().text.size());
    const std::int64_t begin = *from < 0 ? *from + size : *from;
    std::int64_t end = size;
    if (colon < both.size()) {
      const std::optional<std::int64_t> many = number_between(first + colon + 1, last);
      if (!many || (is_array && *many < 0)) return false;
      end = *many < 0 ? size + *many : *many > size - begin ? size : begin + *many;
    }
    if (begin < 0 || begin > size || end < begin) return begin > size ? (words.clear(), true) : false;
    const auto from_place = static_cast<std::size_t>(begin), to_place = static_cast<std::size_t>(end);
    if (is_array)
      words = std::vector<shell_word>(words.begin() + static_cast<std::ptrdiff_t>(begin),
                                      words.begin() + static_cast<std::ptrdiff_t>(end));
    else if (!words.empty())
      words.front() = part_of(words.front(), from_place, to_place);
    return true;
  }

  /// What stands between, where it is known and no pattern.
  std::optional<std::string> literal(std::size_t first, std::size_t last) {
    const shell_word word = expanded(first, last);
    if (!word.is_known() || !word.doubts.empty() || word.text.find_first_of("*?[(\\") != std::string::npos)
      return {};
    return word.text;
  }

  /// ${NAME%w}, ${NAME%%w}, ${NAME#w}, ${NAME##w}, where w is letters, with a * before them or behind them.
  bool cut_off(std::vector<shell_word>& words, std::size_t at, std::size_t last) {
    const char sign = text_[at++];
    const bool is_longest = at < last && text_[at] == sign;
    if (is_longest) ++at;
    const bool is_before = sign == '#';
    bool has_star = false;
    if (at < last && text_[is_before ? at : last - 1] == '*') {
      has_star = true;
      is_before ? ++at : --last;
    }
    const std::optional<std::string> some = literal(at, last);
    if (!some) return false;
    for (shell_word& word : words) {
      const std::string& text = word.text;
      std::size_t place = std::string::npos;
      if (has_star)
        place = is_longest == is_before ? text.rfind(*some) : text.find(*some);
      else if (is_before ? text.starts_with(*some) : text.ends_with(*some))
        place = is_before ? 0 : text.size() - some->size();
      if (place == std::string::npos) continue;
      word = is_before ? part_of(word, place + some->size(), text.size()) : part_of(word, 0, place);
    }
    return true;
  }

  /// ${NAME/a/b} and ${NAME//a/b} of letters.
  bool put_for(std::vector<shell_word>& words, std::size_t at, std::size_t last) {
    const bool is_every = at < last && text_[at] == '/';
    if (is_every) ++at;
    const std::string_view all = text_.substr(at, last - at);
    if (all.empty() || all[0] == '#' || all[0] == '%' ||
        all.find_first_of("\\\"'{&`") != std::string_view::npos)
      return false;
    const std::size_t sign = std::min(all.find('/'), all.size());
    const std::optional<std::string> old = literal(at, at + sign);
    const shell_word other = sign < all.size() ? expanded(at + sign + 1, last) : shell_word{};
    if (!old || !other.is_known() || !other.doubts.empty() || other.text.find('&') != std::string::npos)
      return false;
    if (old->empty()) return true;
    for (shell_word& word : words) {
      shell_word changed{.text = {}, .place = word.place};
      std::size_t from = 0;
      const auto copy_to = [&](std::size_t end) {
        for (; from < end; ++from)
          changed.add(std::string_view(word.text).substr(from, 1), word.doubt_at(from));
      };
      for (std::size_t place = word.text.find(*old); place != std::string::npos;
           place = is_every ? word.text.find(*old, from) : std::string::npos) {
        copy_to(place);
        spend(other.text.size());
        changed.add(other.text, word.doubt_at(place));
        from = place + old->size();
      }
      copy_to(word.text.size());
      word = std::move(changed);
    }
    return true;
  }

  /// $(( ... )) as its number where it is known; otherwise, and $( ... ), as they stand to the parenthesis that closes them.
  void take_parentheses() {
    const std::size_t end = place_of_close(at_ + 2, "(", ')').value_or(text_.size());
    const bool is_arithmetic = here(2) == '(' && end >= at_ + 5 && text_[end - 2] == ')' && depth_ < deepest;
    if (!is_arithmetic) return keep_command(end);
    const shell_word expression = expanded(at_ + 3, end - 2);
    std::uint32_t doubt = 0;
    for (const std::uint32_t one : expression.doubts) doubt = std::max(doubt, one);
    const std::optional<std::int64_t> value = arithmetic_value(expression.text, doubt);
    if (!value) {
      if (reached().may_hold()) put_names_in_doubt(expression.text);
      return keep(end);
    }
    put(std::to_string(*value), true, doubt);
    move_to(end);
  }

  /// What a variable holds: between quotes as it is, otherwise split at its blanks. `each_by_itself`: words of an array.
  void put_words(const shell_variable& variable, bool quoted, bool each_by_itself) {
    lines_.insert(variable.lines.begin(), variable.lines.end());
    const std::size_t own_line = word_.place;
    const bool is_one = keeps_words_ || (quoted && !each_by_itself);
    if (is_one) put("");
    is_empty_array_ = !is_one && variable.words.empty();
    bool first = true;
    for (const shell_word& word : variable.words) {
      if (!std::exchange(first, false)) {
        if (is_one)
          put(" ");
        else
          end_word();
      }
      if (quoted || keeps_words_) {
        if (word_.text.empty() && !keeps_words_) word_.place = word.place;
        put("");
        put_letters(word, 0, word.text.size(), variable.doubt, quoted);
        continue;
      }
      std::size_t line = word.place;
      for (std::size_t i = 0; i < word.text.size(); ++i) {
        const char one = word.text[i];
        if (one == '\n') ++line;
        if (is_blank(one) || one == '\n') {
          end_word();
          continue;
        }
        if (!begun_) word_.place = line;
        put_letters(word, i, i + 1, variable.doubt, false);
      }
    }
    if (!begun_) word_.place = own_line;
  }

  /// Letters of a word with their doubts, or with that of all.
  void put_letters(const shell_word& word, std::size_t first, std::size_t last, std::uint32_t of_all,
                   bool quoted) {
    while (first < last) {
      const std::uint32_t doubt = of_all > 0 ? of_all : word.doubt_at(first);
      std::size_t end = first + 1;
      while (end < last && (of_all > 0 || word.doubt_at(end) == doubt)) ++end;
      put(std::string_view(word.text).substr(first, end - first), quoted, doubt);
      first = end;
    }
  }

  std::uint32_t doubt_of(const shell_variable& variable, const shell_word& word) const {
    if (variable.doubt > 0) return variable.doubt;
    return word.doubts.empty() ? 0 : *std::max_element(word.doubts.begin(), word.doubts.end());
  }

  std::size_t room_;
  int depth_ = 0;
  bool is_empty_array_ = false;  // "${NAME[@]}" without words is no word
};

}  // namespace scalewall::detail
