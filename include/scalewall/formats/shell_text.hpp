// The launch line in a text: a command line, a script of a shell, or a file of arguments.
//
// Nothing is run. Of a shell's language this is read:
//
//     quotes, \ before a character and at the end of a line, # comments, #SBATCH lines
//     NAME=value, NAME=( ... ), NAME+=..., with export, local, declare or readonly before it
//     $NAME, ${NAME}, "${NAME[@]}", ${NAME:-otherwise}, $(( ... )), of names that are set in the same text
//     if elif else fi, case esac, for while until done, { } ( ), && || !, with [ ], [[ ]], (( )), test, true, false
//
// Commands end at the end of a line, at ; and at | & < > between words; the launch line is the command with
// most flags. In a file of arguments, which begins with a flag, lines that begin with one go on; behind a command
// of a script they are not passed, and an answer says so. Where no command has flags, those in the variables are
// taken, in order. A condition of literals and variables of the text is decided as a shell decides it. Of another
// the first branch is taken, or none that ends with exit; the body of a loop is read once, that of while and until
// with such a condition not at all. The answer says so where the launch line depends on it, and what has another
// value in another branch is not understood. Sources: POSIX.1-2017, Shell Command Language; Bash Reference Manual.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/shell_condition.hpp>
#include <scalewall/formats/shell_expansion.hpp>
#include <scalewall/formats/shell_flow.hpp>
#include <scalewall/formats/shell_launches.hpp>
#include <scalewall/formats/shell_variables.hpp>
#include <scalewall/formats/slurm_options.hpp>
#include <scalewall/report/number_text.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// Bytes of a text with a launch line, at most.
inline constexpr std::size_t largest_launch_text = std::size_t{128} << 20U;

namespace detail {

class shell_text : shell_expansion {
 public:
  explicit shell_text(std::string_view text) : shell_expansion(text) {}

  launch_line read() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
    while (at_ < text_.size()) step();
    end_command();
    launch_line line = launches_.read(variables_, defaults_);
    line.batch = flags_among(batch_, 0, batch_.size(), "line", [](const std::string&, bool) {});
    return line;
  }

 private:
  using kind = shell_frame::kind;

  // ---- Words and commands

  void step() {
    const char one = here();
    if (in_array_)
      step_in_array(one);
    else if (flow_.in_patterns())
      step_in_patterns(one);
    else if (is_test_)
      step_in_test(one);
    else
      step_in_command(one);
  }

  void step_in_array(char one) {
    if (one == '\n' || is_blank(one)) {
      end_word();
      advance();
    } else if (one == '#' && !begun_) {
      skip_comment();
    } else if (one == ')') {
      end_word();
      end_array();
      advance();
    } else {
      take_letter();
    }
  }

  /// The patterns of a branch of case, to their parenthesis.
  void step_in_patterns(char one) {
    if (one == '\n' || is_blank(one) || std::string_view("|);&").find(one) != std::string_view::npos) {
      end_word();
      if (!flow_.in_patterns()) return;  // behind esac
      if (one == ')') end_patterns();
      advance();
    } else if (one == '#' && !begun_) {
      skip_comment();
    } else if (one == '(' && !begun_) {
      advance();
    } else {
      take_letter();
    }
  }

  /// One letter between [[ and ]], where words are not split and && and || join them.
  void step_in_test(char one) {
    if (one == '\n' || is_blank(one)) {
      end_word();
      const bool goes_on = one != '\n' || command_.back().text == "&&" || command_.back().text == "||";
      if (goes_on)
        advance();
      else
        is_test_ = keeps_words_ = false;
    } else if (!begun_ && (one == '(' || one == ')' || ((one == '&' || one == '|') && here(1) == one))) {
      word_.place = line_;
      const bool is_double = one == '&' || one == '|';
      put(text_.substr(at_, is_double ? 2 : 1));
      move_to(at_ + (is_double ? 2 : 1));
      end_word();
    } else if (one == ')' || (word_.text == "]]" && (one == ';' || one == '&' || one == '|'))) {
      end_word();
    } else {
      take_letter();
    }
  }

  void step_in_command(char one) {
    if (one == '\n') {
      end_word();
      if (goes_on_with_flags()) return;
      end_list();
      advance();
    } else if (is_blank(one)) {
      end_word();
      advance();
    } else if (one == '#' && !begun_) {
      if (command_.empty() && !has_commands_) take_batch_options();
      skip_comment();
    } else if (one == ';') {
      end_list();
      advance();
      if (here() == ';' || here() == '&') end_branch_of_case();
    } else if (!begun_ && (one == '|' || one == '&')) {
      take_operator(one);
    } else if (!begun_ && one == '(' && begins_command()) {
      begin_parentheses();
    } else if (one == ')' && flow_.is_in(kind::subshell)) {
      end_command();
      close(kind::subshell);
      advance();
    } else if ((one == '>' || one == '<') && is_redirection()) {
      begin_redirection();
    } else if (one == '=' && names_variable()) {
      begin_assignment();
    } else {
      take_letter();
    }
  }

  void skip_comment() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  bool begins_command() const { return command_.empty() && may_assign_; }

  void take_operator(char one) {
    const bool is_double = here(1) == one;
    if (is_double) {
      end_command();
      flow_.join(one == '&' ? shell_joint::both : shell_joint::either);
    } else if (one == '|') {  // only the last of a pipeline says how it ends
      const shell_truth before = flow_.status();
      end_command();
      flow_.set_status(before);
    } else {
      end_list();
    }
    move_to(at_ + (is_double ? 2 : 1));
  }

  /// ( ... ), or (( ... )), which is a condition.
  void begin_parentheses() {
    if (here(1) != '(') {
      flow_.open(kind::subshell, line_);
      return advance();
    }
    const std::size_t end = place_of_close(at_ + 1, "(", ')').value_or(text_.size());
    word_.place = line_;
    if (end >= at_ + 4) {
      const shell_word expression = expanded(at_ + 2, end - 2);
      std::uint32_t doubt = 0;
      arithmetic_ = arithmetic_value(expression.text, doubt);
      if (!arithmetic_) put_names_in_doubt(expression.text);
    }
    put("((");
    end_word();
    move_to(end);
  }

  /// Names that an expression may assign to.
  void put_names_in_doubt(std::string_view expression) {
    std::size_t assignments = 0;
    for (std::size_t i = 0; i < expression.size(); ++i) {
      const char before = i > 0 ? expression[i - 1] : ' ',
                 next = i + 1 < expression.size() ? expression[i + 1] : ' ';
      const bool compares = next == '=' || before == '=' || before == '!' || before == '<' || before == '>';
      if (expression[i] == '=' && !compares) ++assignments;
      if ((expression[i] == '+' || expression[i] == '-') && next == expression[i]) ++assignments;
    }
    if (assignments == 0) return;
    std::string name;
    for (const char one : expression) {
      if (is_name(one)) {
        name += one;
      } else if (!name.empty()) {
        variables_.put_in_doubt(std::exchange(name, {}), line_);
      }
    }
    if (!name.empty()) variables_.put_in_doubt(name, line_);
  }

  // ---- Assignments

  /// Whether the word so far is the name of a variable, where one may stand.
  bool names_variable() const {
    if (!begun_ || in_assignment_ || !may_assign_) return false;
    const std::string_view name =
        std::string_view(word_.text).substr(0, word_.text.size() - (word_.text.ends_with('+') ? 1 : 0));
    return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), is_name);
  }

  void begin_assignment() {
    appends_ = word_.text.ends_with('+');
    if (appends_) word_.text.pop_back();
    name_ = word_.text;
    word_.clear();
    begun_ = false;
    word_.place = line_;
    advance();
    if (here() == '(') {
      in_array_ = true;
      array_.clear();
      advance();
    } else {
      in_assignment_ = keeps_words_ = begun_ = true;
    }
  }

  void end_array() {
    shell_variable value{.words = std::exchange(array_, {}), .is_array = true};
    in_array_ = false;
    assign(std::move(value));
  }

  void assign(shell_variable value) {
    if (is_reached_at_all()) variables_.assign(name_, std::move(value), appends_, reached(), lines_);
    lines_.clear();
    has_assigned_ = true;
  }

  // ---- Ends of words

  void end_word() override {
    if (!begun_) return;
    if (in_assignment_) {
      shell_variable value{.words = {std::move(word_)}};
      in_assignment_ = keeps_words_ = false;
      assign(std::move(value));
    } else if (std::exchange(skips_word_, false)) {
    } else if (in_array_) {
      array_.push_back(std::move(word_));
    } else if (flow_.in_patterns()) {
      take_pattern();
    } else {
      take_word();
    }
    word_.clear();
    begun_ = false;
  }

  void take_word() {
    if (begins_command() && (take_keyword(word_.text) || takes_declaration())) return;
    if (begins_choice_) return take_subject();
    if (word_.text == "()" && command_.size() == 1) {  // name (): a function
      command_.clear();
      is_function_ = may_assign_ = true;
      return;
    }
    may_assign_ = false;
    if (command_.size() == most_words)
      throw broken_rule("line " + std::to_string(word_.place) + ": a command has at most " +
                        digits_text(most_words) + " words");
    command_.push_back(std::move(word_));
    const std::string& word = command_.back().text;
    if (command_.size() == 1 && word == "[[") is_test_ = keeps_words_ = true;
    if (is_test_ && word == "]]") is_test_ = keeps_words_ = false;
  }

  bool takes_declaration() {
    for (const char* one : {"export", "local", "declare", "readonly", "typeset"})
      if (word_.text == one) return is_declaration_ = true;
    return is_declaration_ && word_.text.starts_with('-');
  }

  // ---- Conditions, loops and groups

  bool take_keyword(std::string_view word) {
    using enum shell_frame::kind;
    if (begins_choice_) return false;
    if (word == "if") return flow_.open(branches, line_), true;
    if (word == "then") return flow_.begin_branch(false), true;
    if (word == "elif") return flow_.begin_condition(), true;
    if (word == "else") return flow_.begin_branch(true), true;
    if (word == "fi") return close(branches), true;
    if (word == "case") return flow_.open(choice, line_), begins_choice_ = keeps_words_ = true;
    if (word == "esac") return close(choice), true;
    if (word == "while" || word == "until") {
      flow_.open(loop, line_);
      flow_.innermost().is_until = word == "until";
      return true;
    }
    if (word == "for" || word == "select") return flow_.open(loop, line_), reads_names_ = true;
    if (word == "do") return begin_body(), true;
    if (word == "done") return close(loop), true;
    if (word == "{") return flow_.open(std::exchange(is_function_, false) ? function : group, line_), true;
    if (word == "}") return close(flow_.is_in(function) ? function : group), true;
    if (word == "!") return flow_.negate(), true;
    if (word == "time") return true;
    if (word == "function") return skips_word_ = is_function_ = true;
    if (word.size() > 2 && word.ends_with("()")) return is_function_ = true;
    return false;
  }

  shell_truth reached() const override { return flow_.reached(); }

  bool is_reached_at_all() const {
    const shell_truth now = reached();
    return now.holds || !now.is_known();
  }

  void close(kind of) {
    if (!flow_.is_in(of)) return;
    flow_.close(of);
    begins_choice_ = keeps_words_ = false;
    may_assign_ = false;  // what follows are redirections
  }

  void begin_body() {
    const std::size_t line = flow_.begin_body();
    if (line == 0) return;
    launches_.set_taken(line, "taken as false");
    variables_.let_stand(line);
  }

  /// for NAME in ...: the first of the words.
  void begin_names() {
    reads_names_ = false;
    if (!flow_.is_in(kind::loop) || command_.empty()) return;
    shell_frame& open = flow_.innermost();
    open.of_names = true;
    const bool has_words = command_.size() > 1 && command_[1].text == "in";
    const bool is_known = has_words && std::all_of(command_.begin() + 2, command_.end(),
                                                   [](const shell_word& word) { return word.is_known(); });
    if (command_.front().text == "((" || !is_known || command_.size() > 3) {
      open.current = both(open.outer, {true, open.line});
      launches_.set_taken(open.line, "read once");
    } else if (command_.size() == 2) {
      open.current = {false, 0};
    }
    name_ = command_.front().text;
    if (name_ == "((" || !open.current.holds) return;
    shell_variable value;
    value.words.push_back(is_known && command_.size() > 2 ? command_[2] : shell_word{.text = "$" + name_});
    appends_ = false;
    assign(std::move(value));
    if (command_.size() > 3) variables_.put_in_doubt(name_, open.line);
  }

  // ---- case

  /// What stands behind case, and then in.
  void take_subject() {
    shell_frame& open = flow_.innermost();
    if (!open.subject) {
      open.subject_line = lines_.empty() ? 0 : *lines_.begin();
      lines_.clear();
      open.subject = std::move(word_);
    } else if (word_.text == "in") {
      open.in_patterns = true;
      begins_choice_ = false;
    }
  }

  void take_pattern() {
    if (word_.text != "esac" || !patterns_.empty()) {
      patterns_.push_back(std::move(word_));
      return;
    }
    keeps_words_ = false;
    flow_.innermost().in_patterns = false;
    close(kind::choice);
  }

  void end_patterns() {
    shell_frame& open = flow_.innermost();
    bool is_any = false, is_one = false, is_open = false;
    for (const shell_word& pattern : patterns_) {
      is_any = is_any || (pattern.text == "*" && pattern.has_pattern);
      const std::optional<bool> matches = matches_word(pattern, *open.subject);
      is_one = is_one || matches.value_or(false);
      is_open = is_open || !matches;
    }
    const std::size_t line = patterns_.empty() ? line_ : patterns_.front().place;
    patterns_.clear();
    lines_.clear();
    open.in_patterns = keeps_words_ = false;
    may_assign_ = true;
    flow_.take_branch(is_any               ? shell_truth{}
                      : is_one || !is_open ? shell_truth{is_one, open.subject_line}
                                           : shell_truth{true, line});
  }

  /// The end of a branch at ;; (also ;& and ;;&, which are read as it).
  void end_branch_of_case() {
    while (here() == ';' || here() == '&') advance();
    if (!flow_.is_in(kind::choice) || !flow_.innermost().subject) return;
    flow_.end_part();
    flow_.innermost().in_patterns = keeps_words_ = true;
  }

  // ---- Ends of commands

  /// The end of a list at ; & and the end of a line. Behind && and || a command may stand on the next one.
  void end_list() {
    if (end_command()) flow_.join(shell_joint::none);
  }

  /// Returns whether there was one.
  bool end_command() {
    end_word();
    if (is_test_) is_test_ = keeps_words_ = false;
    if (begins_choice_) {
      if (flow_.innermost().subject) close(kind::choice);
      return false;
    }
    if (reads_names_) {
      begin_names();
      command_.clear();
    }
    const bool was_closed = !may_assign_ && command_.empty();
    const bool is_one = !command_.empty() || has_assigned_ || was_closed;
    if (!command_.empty()) {
      has_commands_ = true;
      const std::optional<bool> known = status_of_command();
      const shell_truth decided{known.value_or(true), lines_.empty() ? 0 : *lines_.begin()};
      const shell_truth status = known ? decided : shell_truth{true, command_.front().place};
      if (command_.front().text != "exit") {
        launches_.consider(std::exchange(command_, {}), reached(), lines_, variables_);
        flow_.finish(status, !known);
      } else if (flow_.exit()) {
        at_ = text_.size();
      }
    } else if (has_assigned_) {
      has_commands_ = true;
      flow_.finish({}, false);
    }
    command_.clear();
    lines_.clear();
    arithmetic_.reset();
    has_assigned_ = is_declaration_ = skips_word_ = false;
    may_assign_ = true;
    return is_one;
  }

  /// Whether the command succeeds, where the text says so.
  std::optional<bool> status_of_command() {
    const std::string& name = command_.front().text;
    const std::span<const shell_word> words(command_);
    if (name == "true" || name == ":" || name == "export" || name == "echo") return true;
    if (name == "false") return false;
    if (name == "((") return arithmetic_ ? std::optional(*arithmetic_ != 0) : std::nullopt;
    if (name == "test") return shell_condition(words.subspan(1), false).read();
    if (words.size() < 2) return {};
    const std::string& last = command_.back().text;
    if ((name == "[" && last == "]") || (name == "[[" && last == "]]"))
      return shell_condition(words.subspan(1, words.size() - 2), name == "[[").read();
    return {};
  }

  /// Whether > or < stands between words, or behind a digit: a digit before it is no word of its own.
  bool is_redirection() const {
    return !begun_ || std::all_of(word_.text.begin(), word_.text.end(), is_digit);
  }

  void begin_redirection() {
    word_.clear();
    begun_ = false;
    while (here() == '>' || here() == '<' || here() == '&') advance();
    skips_word_ = true;
  }

  // ---- Launch lines

  /// Whether a file of arguments goes on: to the next line where it begins with a flag, behind empty ones and comments.
  bool goes_on_with_flags() {
    if (command_.empty() || !is_long_flag(command_.front().text)) return false;
    std::size_t next = at_;
    while (next < text_.size() && (is_blank(text_[next]) || text_[next] == '\n' || text_[next] == '#'))
      next = text_[next] == '#' ? std::min(text_.find('\n', next), text_.size()) : next + 1;
    if (!is_long_flag(text_.substr(next))) return false;
    move_to(next);
    return true;
  }

  // ---- Slurm

  /// The options of a line #SBATCH, and the variables that Slurm sets by them.
  void take_batch_options() {
    constexpr std::string_view sign = "#SBATCH";
    const std::string_view line = text_.substr(at_, std::min(text_.find('\n', at_), text_.size()) - at_);
    if (!line.starts_with(sign) || line.size() == sign.size() || !is_blank(line[sign.size()])) return;
    const std::size_t first = batch_.size();
    std::string word;
    for (std::size_t i = sign.size(); i <= line.size(); ++i) {
      const char one = i < line.size() ? line[i] : ' ';
      if (one == '#' && word.empty()) break;
      if (!is_blank(one))
        word += one;
      else if (!word.empty())
        batch_.push_back({std::exchange(word, {}), line_});
    }
    for (const launch_flag& flag :
         flags_among(batch_, first, batch_.size(), "line", [](const std::string&, bool) {}))
      for (const auto& [name, value] : slurm_variables_of(flag))
        variables_.assign(name, {.words = {{.text = value, .place = line_}}}, false, {}, {});
  }

  bool in_array_ = false, in_assignment_ = false, appends_ = false, may_assign_ = true, has_assigned_ = false;
  bool skips_word_ = false, is_declaration_ = false, is_function_ = false, is_test_ = false;
  bool begins_choice_ = false, reads_names_ = false, has_commands_ = false;
  std::string name_;
  std::vector<shell_word> array_, command_, patterns_;
  std::optional<std::int64_t> arithmetic_;

  shell_flow flow_;

  shell_launches launches_;
  std::vector<launch_word> batch_;
};

}  // namespace detail

/// Throws `broken_rule` where the text is too long, its substitutions are, or conditions stand too deep.
inline launch_line read_launch_text(std::string_view text) {
  if (text.size() > largest_launch_text)
    throw broken_rule("a text with a launch line has at most " + digits_text(largest_launch_text) +
                      " bytes, not " + digits_text(text.size()));
  return detail::shell_text(text).read();
}

}  // namespace scalewall
