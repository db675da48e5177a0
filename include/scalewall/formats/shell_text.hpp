// The launch line in a text: a command line, a script of a shell, or a file of arguments.
//
// Nothing is run. Of a shell's language this is read:
//
//     quotes, \ before a character and at the end of a line, # comments
//     NAME=value, NAME=( ... ), NAME+=..., with export, local, declare or readonly before it
//     $NAME, ${NAME}, "${NAME[@]}", ${NAME:-otherwise}, of names that are set in the same text
//
// Commands end at the end of a line, at ; and at | & < > between words; the launch line is the command with
// most flags. A line that begins with a flag goes on with the one before it, as in a file of arguments.
// Where no command has flags, those in the variables are taken, in order. Conditions are not evaluated:
// what stands under one is taken, and the answer says so. $((...)), $(...) and names that are not set stay
// as they stand. Source: POSIX.1-2017, Shell Command Language.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// Bytes of a text with a launch line, at most.
inline constexpr std::size_t largest_launch_text = std::size_t{128} << 20U;

namespace detail {

/// Conditions and defaults that an answer tells of, at most.
inline constexpr std::size_t most_notes = 100;

/// A variable of a shell: one text, or the words of an array.
struct shell_variable {
  std::vector<launch_word> words;
  bool is_array = false;
  std::size_t condition = 0;  ///< the line of a condition under which it was set
};

class shell_text {
 public:
  explicit shell_text(std::string_view text) : text_(text), room_(4 * text.size() + (1U << 16U)) {}

  launch_line read() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size()) step();
    end_command();
    if (most_flags_ == 0) take_variables();
    launch_line line = launch_line_of(best_, "line");
    for (const std::size_t condition : best_conditions_)
      if (line.assumed.size() < most_notes)
        line.assumed.push_back({"line " + std::to_string(condition), "taken as true",
                                "a condition or a loop, and nothing of the text is run"});
    for (const auto& [name, otherwise] : defaults_)
      line.assumed.push_back({"$" + name, otherwise, "not set in this text: what stands behind :- is taken"});
    return line;
  }

 private:
  // ---- Characters

  char here(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  static bool is_blank(char one) { return one == ' ' || one == '\t' || one == '\r'; }
  static bool is_letter(char one) { return std::isalpha(static_cast<unsigned char>(one)) != 0 || one == '_'; }
  static bool is_name(char one) {
    return is_letter(one) || std::isdigit(static_cast<unsigned char>(one)) != 0;
  }

  /// What substitutions make of a text is bounded by its size.
  void put(std::string_view some) {
    if (some.size() > room_)
      throw broken_rule("line " + std::to_string(line_) +
                        ": substitutions make a text many times as long as it stands there");
    room_ -= some.size();
    word_ += some;
    begun_ = true;
  }

  // ---- Words and commands

  void step() {
    const char one = here();
    if (one == '\n') {
      end_word();
      if (!in_array_ && goes_on_with_flags()) return;
      if (!in_array_) end_command();
      advance();
    } else if (is_blank(one)) {
      end_word();
      advance();
    } else if (one == '#' && !begun_) {
      skip_comment();
    } else if (in_array_ && one == ')') {
      end_word();
      end_array();
      advance();
    } else if ((one == ';' && !in_array_) || (!begun_ && (one == '|' || one == '&'))) {
      end_command();
      advance();
    } else if ((one == '>' || one == '<') && !in_array_ && is_redirection()) {
      begin_redirection();
    } else if (one == '=' && names_variable()) {
      begin_assignment();
    } else {
      take_letter();
    }
  }

  void advance() {
    if (here() == '\n') ++line_;
    ++at_;
  }

  void skip_comment() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  /// A letter of a word, with its quotes and substitutions.
  void take_letter() {
    if (!begun_) word_line_ = line_;
    const char one = here();
    if (one == '\\') {
      take_escaped();
    } else if (one == '\'') {
      const std::size_t end = std::min(text_.find('\'', at_ + 1), text_.size());
      put(text_.substr(at_ + 1, end - at_ - 1));
      move_to(end + 1);
    } else if (one == '"') {
      take_double_quotes();
    } else if (one == '$') {
      take_dollar(false);
    } else if (one == '`') {
      const std::size_t end = std::min(text_.find('`', at_ + 1), text_.size());
      put(text_.substr(at_, end + 1 - at_));
      move_to(end + 1);
    } else {
      put(text_.substr(at_, 1));
      advance();
    }
  }

  void move_to(std::size_t end) {
    end = std::min(end, text_.size());
    line_ += static_cast<std::size_t>(std::count(text_.begin() + static_cast<std::ptrdiff_t>(at_),
                                                 text_.begin() + static_cast<std::ptrdiff_t>(end), '\n'));
    at_ = end;
  }

  /// A backslash before the end of a line joins it with the next; before another character it quotes that.
  void take_escaped() {
    const std::size_t end = here(1) == '\r' && here(2) == '\n' ? 3 : here(1) == '\n' ? 2 : 0;
    if (end > 0) return move_to(at_ + end);
    if (at_ + 1 < text_.size()) put(text_.substr(at_ + 1, 1));
    move_to(at_ + 2);
  }

  void take_double_quotes() {
    put("");
    advance();
    while (at_ < text_.size() && here() != '"') {
      const char one = here(), next = here(1);
      const bool line_goes_on = next == '\n' || (next == '\r' && here(2) == '\n');
      if (one == '\\' && (line_goes_on || next == '"' || next == '\\' || next == '$' || next == '`'))
        take_escaped();
      else if (one == '$')
        take_dollar(true);
      else {
        put(text_.substr(at_, 1));
        advance();
      }
    }
    advance();
  }

  // ---- Substitutions

  /// What begins with a $: a name that is set, or what stands there as it stands.
  void take_dollar(bool quoted) {
    if (here(1) == '(') return take_parentheses();
    const bool braced = here(1) == '{';
    const std::size_t first = at_ + (braced ? 2 : 1);
    std::size_t last = first;
    if (last < text_.size() && is_letter(text_[last]))
      while (last < text_.size() && is_name(text_[last])) ++last;
    const std::string name(text_.substr(first, last - first));
    std::size_t end = last;
    std::optional<std::string> otherwise;
    bool all_words = false;
    if (braced) {
      const std::size_t close = text_.find('}', last);
      if (close == std::string_view::npos) return keep(text_.size());
      const std::string_view rest = text_.substr(last, close - last);
      if (rest == "[@]" || rest == "[*]")
        all_words = true;
      else if (rest.starts_with(":-") || rest.starts_with("-"))
        otherwise = without_quotes(rest.substr(rest.starts_with(":-") ? 2 : 1));
      else if (!rest.empty())
        return keep(close + 1);
      end = close + 1;
    }
    if (name.empty()) return keep(std::max(end, at_ + 1));
    const auto found = variables_.find(name);
    if (found == variables_.end()) {
      if (!otherwise || otherwise->find('$') != std::string::npos) return keep(end);
      if (defaults_.size() < most_notes) defaults_.emplace(name, excerpt_of(*otherwise).shown);
      move_to(end);
      return put_words({{*otherwise, line_}}, quoted, false);
    }
    if (found->second.condition > 0) conditions_.insert(found->second.condition);
    move_to(end);
    put_words(found->second.words, quoted, found->second.is_array && all_words);
  }

  static std::string without_quotes(std::string_view some) {
    if (some.size() > 1 && (some.front() == '"' || some.front() == '\'') && some.back() == some.front())
      some = some.substr(1, some.size() - 2);
    return std::string(some);
  }

  void keep(std::size_t end) {
    put(text_.substr(at_, end - at_));
    move_to(end);
  }

  /// $( ... ) and $(( ... )), as they stand, to the parenthesis that closes them.
  void take_parentheses() {
    std::size_t end = at_ + 1, open = 0;
    do {
      if (text_[end] == '(') ++open;
      if (text_[end] == ')') --open;
      ++end;
    } while (open > 0 && end < text_.size());
    keep(end);
  }

  /// What a variable holds: words of an array each by itself, a text that is not quoted at its blanks.
  void put_words(const std::vector<launch_word>& words, bool quoted, bool each_by_itself) {
    const std::size_t own_line = word_line_;
    bool first = true;
    for (const launch_word& word : words) {
      if (!std::exchange(first, false)) {
        if (in_assignment_ || (quoted && !each_by_itself))
          put(" ");
        else
          end_word();
      }
      if (quoted || each_by_itself || in_assignment_) {
        if (word_.empty() && !in_assignment_) word_line_ = word.place;
        put(word.text);
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
        if (!begun_) word_line_ = line;
        put(std::string_view(word.text).substr(i, 1));
      }
    }
    if (!begun_) word_line_ = own_line;
  }

  // ---- Assignments

  /// Whether the word so far is the name of a variable, where one may stand.
  bool names_variable() const {
    if (!begun_ || in_array_ || in_assignment_ || !may_assign_) return false;
    const std::string_view name =
        std::string_view(word_).substr(0, word_.size() - (word_.ends_with('+') ? 1 : 0));
    return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), is_name);
  }

  void begin_assignment() {
    appends_ = word_.ends_with('+');
    if (appends_) word_.pop_back();
    name_ = std::exchange(word_, {});
    begun_ = false;
    word_line_ = line_;
    advance();
    if (here() == '(') {
      in_array_ = true;
      array_.clear();
      advance();
    } else {
      in_assignment_ = true;
      begun_ = true;
    }
  }

  shell_variable& assigned() {
    const auto [found, is_new] = variables_.try_emplace(name_);
    if (is_new) order_.push_back(name_);
    if (depth_ > 0) found->second.condition = condition_line_;
    if (!conditions_.empty()) found->second.condition = *conditions_.begin();
    if (depth_ == 0 && conditions_.empty() && !appends_) found->second.condition = 0;
    return found->second;
  }

  void end_array() {
    shell_variable& variable = assigned();
    if (!appends_) variable.words.clear();
    variable.is_array = true;
    std::move(array_.begin(), array_.end(), std::back_inserter(variable.words));
    array_.clear();
    in_array_ = false;
    conditions_.clear();
  }

  void end_assignment() {
    shell_variable& variable = assigned();
    if (!appends_ || variable.words.empty()) {
      variable.words.assign(1, {std::move(word_), word_line_});
      variable.is_array = variable.is_array && appends_;
    } else {
      variable.words.back().text += word_;
    }
    in_assignment_ = false;
    conditions_.clear();
  }

  // ---- Ends

  void end_word() {
    if (!begun_) return;
    if (in_assignment_) {
      end_assignment();
    } else if (std::exchange(skips_word_, false)) {
    } else if (in_array_) {
      array_.push_back({std::move(word_), word_line_});
    } else {
      take_word();
    }
    word_.clear();
    begun_ = false;
  }

  void take_word() {
    if (command_.empty() && may_assign_) {
      for (const char* begin : {"if", "for", "while", "until", "case"})
        if (word_ == begin && depth_++ == 0) condition_line_ = word_line_;
      for (const char* end : {"fi", "done", "esac"})
        if (word_ == end && depth_ > 0) --depth_;
      for (const char* word : {"then", "else", "do", "export", "local", "declare", "readonly", "{", "}"})
        if (word_ == word) return;
      if (depth_ > 0 && word_.ends_with(')')) return;  // a pattern of case
    }
    may_assign_ = false;
    if (command_.size() == most_words)
      throw broken_rule("line " + std::to_string(word_line_) + ": a command has at most " +
                        digits_text(most_words) + " words");
    command_.push_back({std::move(word_), word_line_});
  }

  /// Whether > or < stands between words, or behind a digit: a digit before it is no word of its own.
  bool is_redirection() const {
    return !begun_ ||
           std::all_of(word_.begin(), word_.end(), [](char one) { return '0' <= one && one <= '9'; });
  }

  void begin_redirection() {
    word_.clear();
    begun_ = false;
    while (here() == '>' || here() == '<' || here() == '&') advance();
    skips_word_ = true;
  }

  /// Goes to the next line where it begins with a flag, behind empty ones and comments.
  bool goes_on_with_flags() {
    if (command_.empty()) return false;
    std::size_t next = at_;
    while (next < text_.size() && (is_blank(text_[next]) || text_[next] == '\n' || text_[next] == '#'))
      next = text_[next] == '#' ? std::min(text_.find('\n', next), text_.size()) : next + 1;
    const std::string_view rest = text_.substr(next);
    if (!(rest.starts_with("--") && rest.size() > 2 && is_letter(rest[2]))) return false;
    move_to(next);
    return true;
  }

  static std::size_t count_flags(const std::vector<launch_word>& words) {
    return static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [](const launch_word& word) {
      return word.text.starts_with("--") && word.text.size() > 2;
    }));
  }

  static bool holds_flags(const launch_word& word) { return word.text.find(" --") != std::string::npos; }

  /// The words of which `is_split(word)`, each cut at its blanks.
  template <class IsSplit>
  static void split_words(std::vector<launch_word>& words, const IsSplit& is_split) {
    if (std::none_of(words.begin(), words.end(), is_split)) return;
    std::vector<launch_word> split;
    for (launch_word& word : words) {
      if (!is_split(word)) {
        split.push_back(std::move(word));
        continue;
      }
      std::size_t line = word.place;
      std::string part;
      for (const char one : word.text + " ") {
        if (!is_blank(one) && one != '\n')
          part += one;
        else if (!part.empty())
          split.push_back({std::exchange(part, {}), line});
        if (one == '\n') ++line;
      }
    }
    words = std::move(split);
  }

  void end_command() {
    end_word();
    split_words(command_, holds_flags);  // as behind bash -c
    const std::size_t flags = count_flags(command_);
    if (flags > 0 && flags >= most_flags_) {
      most_flags_ = flags;
      best_ = std::move(command_);
      best_conditions_ = conditions_;
      if (depth_ > 0) best_conditions_.insert(condition_line_);
    }
    command_.clear();
    conditions_.clear();
    may_assign_ = true;
    skips_word_ = false;
  }

  void take_variables() {
    for (const std::string& name : order_) {
      shell_variable& variable = variables_.at(name);
      const bool is_text = !variable.is_array;
      split_words(variable.words, [&](const launch_word&) { return is_text; });
      if (count_flags(variable.words) == 0) continue;
      std::move(variable.words.begin(), variable.words.end(), std::back_inserter(best_));
      if (variable.condition > 0) best_conditions_.insert(variable.condition);
    }
  }

  std::string_view text_;
  std::size_t at_ = 0, line_ = 1;
  std::size_t room_;

  std::string word_;
  bool begun_ = false;
  std::size_t word_line_ = 1;
  bool skips_word_ = false;

  bool in_array_ = false, in_assignment_ = false, appends_ = false, may_assign_ = true;
  std::string name_;
  std::vector<launch_word> array_;
  std::map<std::string, shell_variable> variables_;
  std::vector<std::string> order_;
  std::map<std::string, std::string> defaults_;

  std::vector<launch_word> command_, best_;
  std::size_t most_flags_ = 0;
  std::size_t depth_ = 0, condition_line_ = 0;  // of conditions and loops
  std::set<std::size_t> conditions_, best_conditions_;
};

}  // namespace detail

/// Throws `broken_rule` where the text is too long, or its substitutions are.
inline launch_line read_launch_text(std::string_view text) {
  if (text.size() > largest_launch_text)
    throw broken_rule("a text with a launch line has at most " + digits_text(largest_launch_text) +
                      " bytes, not " + digits_text(text.size()));
  return detail::shell_text(text).read();
}

}  // namespace scalewall
