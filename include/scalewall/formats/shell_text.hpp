// The launch line in a text: a command line, a script of a shell, or a file of arguments.
//
// Nothing is run. Of a shell's language this is read:
//
//     quotes, \ before a character and at the end of a line, # comments, #SBATCH lines
//     NAME=value, NAME=( ... ), NAME+=..., with export, local, declare or readonly before it
//     $NAME, ${NAME}, "${NAME[@]}", ${NAME:-otherwise}, $(( ... )), of names that are set in the same text
//     if elif else fi, case esac, for while until done, { } ( ), && || !, with [ ], [[ ]], (( )), test, true, false
//     NAME() { ... } and its calls, unset, set --, shift, break, continue, return
//
// What stands between << EOF and EOF is read as the commands of a shell of its own, whose variables are not those around it.
//
// Commands end at the end of a line, at ; and at | & < > between words; the launch line is the command with
// most flags. In a file of arguments, which begins with a flag, lines that begin with one go on; behind a command
// of a script they are not passed, and an answer says so. Where no command has flags, those in the variables are
// taken, in order. A condition of literals and variables of the text is decided as a shell decides it. Of another
// the first branch is taken, or none that ends with exit; while and until with such a condition are not run. Loops are
// read round by round where the words of for are known, or the condition of the others is; of other loops, what the body
// sets is not understood. The answer says so where the launch line depends on it, and what has another
// value in another branch is not understood. Sources: POSIX.1-2017, Shell Command Language; Bash Reference Manual.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/shell_braces.hpp>
#include <scalewall/formats/shell_calculation.hpp>
#include <scalewall/formats/shell_condition.hpp>
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

class shell_text : shell_calculation {
 public:
  explicit shell_text(std::string_view text)
      : shell_calculation(text), rereads_(text.size() + (std::size_t{1} << 18U)) {}

  launch_line read() {
    skip_byte_order_mark();
    if (leaves_shells()) own_shells_ = shell_text(text_).look_for_own_shells();
    read_to_end();
    call_the_uncalled();
    launch_line line = launches_.read(variables_, defaults_);
    line.batch = flags_among(batch_, 0, batch_.size(), "line", [](const launch_word&, bool) {});
    return line;
  }

 private:
  using kind = shell_frame::kind;

  void skip_byte_order_mark() {
    if (text_.starts_with("\xEF\xBB\xBF")) at_ = 3;
  }

  // ---- Shells of their own

  /// Whether the text has a word that ends something around it, and may stand in a shell of its own by what follows.
  bool leaves_shells() const {
    if (text_.find_first_of("|&") == std::string_view::npos) return false;
    return std::any_of(std::begin(leaving_words), std::end(leaving_words),
                       [&](std::string_view one) { return text_.find(one) != std::string_view::npos; });
  }

  static constexpr std::string_view leaving_words[] = {"break", "continue", "return", "exit"};

  /// Places of the commands before | and &, which is behind them: read as if nothing were run.
  std::set<std::size_t> look_for_own_shells() {
    looks_ahead_ = true;
    skip_byte_order_mark();
    flow_.run_nothing();
    try {
      read_to_end();
    } catch (const broken_rule&) {  // that is told where the text is read
    }
    return std::move(own_shells_);
  }

  /// Keeps a command of the list that is read, while it is looked for what follows.
  void keep_command(std::size_t place) {
    if (looks_ahead_) listed_.emplace_back(flow_.depth(), place);
  }

  /// Forgets the commands of a list that is over, with those in them.
  void forget_commands(std::size_t depth) {
    while (!listed_.empty() && listed_.back().first >= depth) listed_.pop_back();
  }

  /// The last command before |, or all commands of a list before &.
  void give_own_shells(bool is_list) {
    for (std::size_t i = listed_.size(); i > 0 && listed_[i - 1].first == flow_.depth(); --i) {
      own_shells_.insert(listed_[i - 1].second);
      if (!is_list) break;
    }
  }

  /// Whether the command that ends here is run in a shell of its own.
  bool has_own_shell() const { return is_piped_ || own_shells_.contains(at_); }

  // ---- Words and commands

  /// A loop that ends with the text is another round of it.
  void read_to_end() {
    do {
      while (at_ < text_.size()) step();
      end_command();
    } while (at_ < text_.size());
  }

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
      read_documents();
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
    } else if (!begun_ && (one == '|' || (one == '&' && !begins_redirection()))) {
      take_operator(one);
    } else if (!begun_ && one == '(' && begins_command()) {
      begin_parentheses();
    } else if (begun_ && begins_command() &&
               ((is_operator(one) && ends_part()) || (one == '{' && names_function()))) {
      end_word();
    } else if (one == ')' && flow_.is_in(kind::subshell) && !word_.text.ends_with('(')) {  // not NAME()
      end_command();
      close(kind::subshell);
      advance();
    } else if (begins_redirection()) {
      begin_redirection();
    } else if (one == '=' && names_variable()) {
      begin_assignment();
    } else {
      take_letter();
    }
  }

  void skip_comment() { at_ = std::min(text_.find('\n', at_), text_.size()); }

  bool begins_command() const { return command_.empty() && may_assign_; }

  /// Whether a redirection stands here, of `&>` too.
  bool begins_redirection() const {
    const char one = here();
    return (one == '>' || one == '<' || (one == '&' && here(1) == '>')) && is_redirection();
  }

  static bool is_operator(char one) { return std::string_view(")|&<>").find(one) != std::string_view::npos; }

  /// Whether the word is the end of what is open: `done` and its like, before an operator.
  bool ends_part() const {
    return word_.text == "done" || word_.text == "fi" || word_.text == "esac" || word_.text == "}";
  }

  bool names_function() const { return word_.text.size() > 2 && word_.text.ends_with("()"); }

  /// What stood in a pipeline or before & was run in a shell of its own, and has set nothing in this one.
  void end_own_shell(std::size_t began) {
    if (variables_.changes() == began) return;
    charge(variables_.size(), "pipelines");
    variables_.put_in_doubt_since(began, line_);
  }

  void take_operator(char one) {
    const std::size_t began = began_;
    const bool is_double = here(1) == one, has_both = one == '|' && here(1) == '&';
    if (is_double) {
      end_command();
      flow_.join(one == '&' ? shell_joint::both : shell_joint::either);
    } else if (one == '|') {
      end_command();
      give_own_shells(false);
      flow_.pipe();
      end_own_shell(began);
      is_piped_ = true;
    } else {
      end_list(true);
      end_own_shell(began);
    }
    move_to(at_ + (is_double || has_both ? 2 : 1));
  }

  /// ( ... ), or (( ... )), which is a condition.
  void begin_parentheses() {
    if (here(1) != '(') {
      open(kind::subshell);
      variables_.open_scope(true);
      return advance();
    }
    const std::size_t end = place_of_close(at_ + 1, "(", ')').value_or(text_.size());
    word_.place = line_;
    if (end >= at_ + 4 && reads_names_ && command_.empty())
      set_parts(at_ + 2, end - 2);
    else if (end >= at_ + 4 && is_reached_at_all())
      arithmetic_ = calculate_between(at_ + 2, end - 2);
    put("((");
    end_word();
    move_to(end);
  }

  // ---- Assignments

  /// Whether the word so far is the name of a variable, where one may stand.
  bool names_variable() const {
    if (!begun_ || in_assignment_ || !may_assign_) return false;
    std::string_view name =
        std::string_view(word_.text).substr(0, word_.text.size() - (word_.text.ends_with('+') ? 1 : 0));
    if (name.ends_with(']')) name = name.substr(0, name.find('['));
    return is_variable(name);
  }

  /// An assignment that is not made yet: before a command it holds for that alone.
  struct assignment {
    std::string name;
    std::optional<std::string> index;
    shell_variable value;
    bool appends = false;
    shell_truth reached{};
    std::set<std::size_t> lines{};
  };

  /// Assignments before a command that wait for it, at most.
  static constexpr std::size_t most_waiting = 64;

  const shell_variable* find_variable(std::string_view name) override {
    if (std::any_of(waiting_.begin(), waiting_.end(),
                    [&](const assignment& one) { return one.name == name; }))
      make_assignments();
    return is_document_ && !is_escaped_ ? variables_.find_before(document_, std::string(name))
                                        : variables_.find(name);
  }

  void make_assignments() {
    for (assignment& one : std::exchange(waiting_, {})) {
      if (made_.size() < most_waiting) made_.push_back(one.name);
      make(std::move(one));
    }
  }

  void make(assignment one) {
    if (!one.index)
      return variables_.assign(one.name, std::move(one.value), one.appends, one.reached, one.lines);
    std::uint32_t doubt = 0;
    const std::optional<std::int64_t> place = arithmetic_value(*one.index, doubt);
    if (variables_.find(one.name) == nullptr && place == 0)
      return variables_.assign(one.name, {.words = std::move(one.value.words), .is_array = true}, false,
                               one.reached, one.lines);
    const bool is_made = place && *place >= 0 && doubt == 0 && !one.appends && one.reached.is_known() &&
                         one.value.words.size() == 1 && variables_.find(one.name) != nullptr &&
                         variables_.set_element(one.name, static_cast<std::size_t>(*place),
                                                std::move(one.value.words.front()), one.lines);
    if (is_made) return;
    if (variables_.find(one.name) == nullptr)
      variables_.set_unread(one.name, true, line_);
    else
      variables_.put_in_doubt(one.name, one.reached.is_known() ? line_ : one.reached.line);
  }

  /// What stands before a command is set for it alone.
  void take_own_variables() {
    for (const assignment& one : waiting_)
      if (is_read_of_environment(one.name) && !one.value.is_empty())
        own_.insert_or_assign(one.name, one.value.words.front().text);
    for (const std::string& name : std::exchange(made_, {})) variables_.put_in_doubt(name, line_);
    waiting_for_call_ = std::exchange(waiting_, {});
  }

  void begin_assignment() {
    appends_ = word_.text.ends_with('+');
    if (appends_) word_.text.pop_back();
    name_ = word_.text.substr(0, word_.text.find('['));
    index_.reset();
    if (name_.size() < word_.text.size())
      index_ = word_.text.substr(name_.size() + 1, word_.text.size() - name_.size() - 2);
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
    assignment one{name_,     std::exchange(index_, {}), std::move(value), appends_,
                   reached(), std::move(lines_)};
    lines_.clear();
    if (is_reached_at_all()) {
      if (is_local_) variables_.make_local(name_, reached());
      if (is_declaration_) {
        make(std::move(one));
      } else {
        waiting_.push_back(std::move(one));
        if (waiting_.size() > most_waiting) make_assignments();
      }
    }
    has_assigned_ = true;
  }

  // ---- Ends of words

  void end_word() override {
    if (!begun_) return;
    if (word_.has_braces && !keeps_words_ && !flow_.in_patterns() && end_braces()) return;
    if (in_assignment_) {
      shell_variable value{.words = {std::move(word_)}};
      in_assignment_ = keeps_words_ = false;
      assign(std::move(value));
    } else if (std::exchange(skips_word_, false)) {
      if (is_function_ && function_name_.empty()) name_function(word_.text);
      if (std::exchange(names_document_, false))
        documents_.push_back({word_.text, word_.is_made, ends_behind_tabs_});
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

  /// {a,b} and {m..n}, which make several words. False where the word is one.
  bool end_braces() {
    const std::string_view text = word_.text;
    const std::size_t open = text.find('{'), close = text.find('}', open);
    if (close == std::string_view::npos || text.find_first_of(",.", open) > close) return false;
    const auto words = word_.is_made ? std::nullopt : words_of_braces(text);
    if (!words) {
      word_.doubts.assign(text.size(), variables_.doubt_of_unread(line_, word_.text));
      word_.has_braces = false;
      return false;
    }
    const std::size_t place = word_.place;
    word_.clear();
    for (const std::string& one : *words) {
      word_.place = place;
      put(one, false);
      end_word();
    }
    return true;
  }

  void take_word() {
    if (begins_command() && (take_keyword(word_.text) || takes_declaration())) return;
    if (begins_choice_) return take_subject();
    if (reads_names_ && command_.size() == 1 && (word_.text == "do" || word_.text == "{")) {
      begin_names();  // for NAME do, and for (( ; ; )) do
      command_.clear();
      may_assign_ = true;
      take_keyword(word_.text);
      return;
    }
    if (word_.text == "()" && (command_.size() == 1 || is_function_)) {  // name (): a function
      if (!command_.empty()) name_function(command_.front().text);
      command_.clear();
      is_function_ = may_assign_ = true;
      return;
    }
    if (command_.empty() && !reads_names_) take_own_variables();
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
      if (word_.text == one) {
        is_local_ = word_.text != "export" && word_.text != "readonly" && calls_ > 0;
        return is_declaration_ = true;
      }
    return is_declaration_ && word_.text.starts_with('-');
  }

  // ---- Conditions, loops and groups

  bool take_keyword(std::string_view word) {
    using enum shell_frame::kind;
    if (begins_choice_) return false;
    if (word == "if") return open(branches), true;
    if (word == "then") return flow_.begin_branch(false), true;
    if (word == "elif") return flow_.begin_condition(), true;
    if (word == "else") return flow_.begin_branch(true), true;
    if (word == "fi") return close(branches), true;
    if (word == "case") return open(choice), begins_choice_ = keeps_words_ = true;
    if (word == "esac") return close(choice), true;
    if (word == "while" || word == "until") {
      open(loop);
      flow_.innermost().is_until = word == "until";
      return begin_place(), true;
    }
    if (word == "for" || word == "select") {
      open(loop);
      flow_.innermost().is_select = word == "select";
      return reads_names_ = true;
    }
    if (word == "do") return begin_body(), true;
    if (word == "done") return end_round(), true;
    if (word == "{") return std::exchange(is_function_, false) ? open_function() : open(group), true;
    if (word == "}") return is_in_definition() ? close_function() : close(group), true;
    if (word == "!") return flow_.negate(), true;
    if (word == "time") return true;
    if (word == "function") return function_name_.clear(), skips_word_ = is_function_ = true;
    if (names_function()) return name_function(word), is_function_ = true;
    return false;
  }

  shell_truth reached() const override { return flow_.reached(); }

  bool is_reached_at_all() const { return reached().may_hold(); }

  void open(kind of) {
    const bool has_own_shell = of == kind::subshell || this->has_own_shell();
    flow_.open(of, line_);
    shell_frame& open = flow_.innermost();
    open.began = began_;
    open.is_piped = std::exchange(is_piped_, false);
    open.has_own_shell = has_own_shell;
    open.place = at_;
    began_ = variables_.changes();
  }

  void close(kind of) {
    if (!flow_.is_in(of)) return;
    began_ = flow_.innermost().began;
    const bool is_piped = flow_.innermost().is_piped;
    const std::size_t place = flow_.innermost().place;
    forget_commands(flow_.depth());
    flow_.close(of);
    keep_command(place);
    if (of == kind::subshell) variables_.close_scope();
    if (is_piped) end_own_shell(began_);
    begins_choice_ = keeps_words_ = false;
    may_assign_ = false;  // what follows are redirections
  }

  /// Keeps where a round of the innermost loop begins.
  void begin_place() {
    shell_frame& loop = flow_.innermost();
    loop.first = at_;
    loop.first_line = line_;
    loop.room = rereads_;
    loop.letters = room();
    loop.doubts = variables_.doubts();
  }

  /// The end of a round, at done: the loop is over, or read again from its condition or body. Rounds of which nobody knows
  /// how many there are, are read until another puts nothing more in doubt.
  void end_round() {
    if (!flow_.is_in(kind::loop)) return;
    shell_frame& loop = flow_.innermost();
    if (loop.is_in_doubt && loop.doubts == variables_.doubts()) return close(kind::loop);
    const std::size_t size = at_ - std::min(at_, loop.first);
    // What calls in a round take is left for those behind the loop.
    const std::size_t cost = size + loop.room - std::min(loop.room, rereads_);
    const bool has_room = cost <= rereads_ / 4 && loop.letters - room() <= room() / 16;
    if (!flow_.begin_round(has_room)) return close(kind::loop);
    if (loop.is_in_doubt) launches_.set_taken(loop.line, "read a few times");
    if (!has_room) {
      charge(variables_.size(), "loops");
      launches_.note(loop.line, "read a few times", "the rounds of this loop are more than are read");
      variables_.put_all_in_doubt(loop.line);
      return close(kind::loop);
    }
    rereads_ -= size;
    loop.room = rereads_;
    loop.letters = room();
    loop.doubts = variables_.doubts();
    if (loop.of_names && !begin_turn()) return close(kind::loop);
    began_ = variables_.changes();  // what the turn sets is no command's
    at_ = loop.first;
    line_ = loop.first_line;
    may_assign_ = true;
  }

  /// Throws `broken_rule` where there is no room to read so many letters again. `what`: makes the text long.
  void charge(std::size_t letters, const char* what) {
    if (letters > rereads_)
      throw broken_rule("line " + std::to_string(line_) + ": " + what +
                        " make a text many times as long as it stands there");
    rereads_ -= letters;
  }

  // ---- Functions

  /// The body of a function: its places in the text.
  struct function_body {
    std::size_t first = 0, last = 0, line = 0;
    bool is_called = false;
  };

  /// Functions that call one another, at most.
  static constexpr std::size_t deepest_calls = 50;

  void name_function(std::string_view name) {
    function_name_ = name.substr(0, name.size() - (name.ends_with("()") ? 2 : 0));
  }

  /// What stands in a function is not run where it stands.
  void open_function() {
    open(kind::function);
    shell_frame& open = flow_.innermost();
    open.current = {.holds = false};
    open.first = at_;
    open.first_line = line_;
    open.name = std::exchange(function_name_, {});
  }

  bool is_in_definition() { return flow_.is_in(kind::function) && !flow_.innermost().is_called; }

  void close_function() {
    const shell_frame& open = flow_.innermost();
    if (open.outer.may_hold())
      functions_.insert_or_assign(open.name, function_body{open.first, at_ - 1, open.first_line});
    flow_.set_status({});
    close(kind::function);
  }

  /// Reads the body of the function that the command names, with its words as $1, $2 and so on. False where it names
  /// none.
  bool call_function() {
    const auto found = functions_.find(command_.front().text);
    if (found == functions_.end() || is_declaration_ || !is_reached_at_all()) return false;
    found->second.is_called = true;
    const function_body body = found->second;
    const std::size_t size = body.last - body.first + 1;
    if (calls_ == deepest_calls)
      throw broken_rule("line " + std::to_string(line_) + ": functions call one another more than " +
                        std::to_string(deepest_calls) + " deep");
    charge(size, "calls of functions");
    ++calls_;
    std::vector<shell_word> words = std::exchange(command_, {});
    std::vector<assignment> own = std::exchange(waiting_for_call_, {});
    clear_command();
    open(kind::function);
    flow_.innermost().is_called = true;
    variables_.open_scope(false);
    for (assignment& one : own) {
      variables_.make_local(one.name, {});
      make(std::move(one));
    }
    words.erase(words.begin());
    set_arguments(std::move(words), true);
    const std::string_view whole = std::exchange(text_, text_.substr(0, body.last));
    const std::size_t at = std::exchange(at_, body.first), line = std::exchange(line_, body.line),
                      depth = flow_.depth();
    read_to_end();
    in_array_ = is_function_ = false;
    while (flow_.depth() > depth) close(flow_.innermost().of);
    text_ = whole;
    at_ = at;
    line_ = line;
    close(kind::function);
    variables_.close_scope();
    --calls_;
    return true;
  }

  /// Where no command starts a script with flags, what stands in functions that are not called by their names.
  void call_the_uncalled() {
    if (launches_.has_script()) return;
    std::vector<std::pair<std::size_t, std::string>> uncalled;
    for (const auto& [name, body] : functions_)
      if (!body.is_called) uncalled.emplace_back(body.first, name);
    std::sort(uncalled.begin(), uncalled.end());
    flow_ = {};
    for (const auto& [first, name] : uncalled) {
      const std::size_t line = functions_.at(name).line;
      if (functions_.at(name).is_called) continue;
      command_.push_back({.text = name, .place = line});
      end_command();
      if (launches_.has_script())
        return launches_.note(line, "called", "a function that no command of the text calls by its name");
    }
  }

  /// $1, $2 and so on, and "$@". `is_local`: of a function.
  void set_arguments(std::vector<shell_word> words, bool is_local) {
    const bool is_known =
        std::all_of(words.begin(), words.end(), [](const shell_word& word) { return word.is_known(); });
    for (std::size_t i = 1; i < 10; ++i) {
      const std::string name = std::to_string(i);
      if (is_local) variables_.make_local(name, {});
      shell_variable one{.words = {}, .is_unset = true};
      if (is_known && i <= words.size()) one = {.words = {words[i - 1]}};
      if (!is_known) one = {.words = {{.text = "$" + name, .place = line_}}};
      if (is_known || variables_.find(name) != nullptr)
        variables_.assign(name, std::move(one), false, reached(), {});
    }
    if (is_local) variables_.make_local("@", {});
    variables_.assign("@", {.words = std::move(words), .is_array = true}, false, reached(), {});
  }

  // ---- Commands that set variables

  /// A command that a shell runs by itself, and that sets variables or ends what is open.
  void take_builtin() {
    const std::string& name = command_.front().text;
    if (!is_reached_at_all()) return;
    if (is_declaration_) declare_words();
    if (name == "unset")
      unset_names();
    else if (name == "read" || name == "mapfile" || name == "readarray" || name == "getopts" ||
             name == "printf")
      set_unread_names(name);
    else if (name == "let")
      for (std::size_t i = 1; i < command_.size(); ++i) {
        std::uint32_t doubt = 0;
        for (const std::uint32_t one : command_[i].doubts) doubt = std::max(doubt, one);
        calculate(command_[i].text, doubt);
      }
    else if (name == "eval")
      for (std::size_t i = 1; i < command_.size(); ++i) put_names_in_doubt(command_[i].text);
    else if (name == "set" && command_.size() > 1 && command_[1].text == "--")
      set_arguments({command_.begin() + 2, command_.end()}, false);
    else if (name == "shift")
      shift_arguments();
    else if (name == "break" || name == "continue") {
      if (!has_own_shell()) flow_.leave_round(name == "break", number_behind(command_));
    } else if (name == "return" && !has_own_shell())
      flow_.leave_function();
    if ((name == "source" || name == "." || name == "eval") && command_.size() > 1) {
      const bool is_file = name != "eval";
      has_other_sources_ = has_other_sources_ || is_file || !command_[1].is_known();
      if (has_other_sources_)
        launches_.note(
            command_.front().place, "not read",
            name + " " + excerpt_of(command_[1].text).shown + ": what variables it sets is not in this text");
    }
  }

  /// export "NAME=value", whose quotes hide what it is, and what a command prints.
  void declare_words() {
    for (const shell_word& word : command_) {
      const std::size_t sign = word.text.find('=');
      if (sign != std::string::npos && is_variable(std::string_view(word.text).substr(0, sign))) {
        const std::string name = word.text.substr(0, sign);
        shell_word value{.text = word.text.substr(sign + 1), .place = word.place};
        if (!word.doubts.empty()) {
          value.doubts.resize(value.text.size());
          for (std::size_t i = 0; i < value.text.size(); ++i) value.doubts[i] = word.doubt_at(sign + 1 + i);
        }
        if (is_local_) variables_.make_local(name, reached());
        variables_.assign(name, {.words = {std::move(value)}}, false, reached(), lines_);
      } else if (is_unset(word.text)) {
        has_other_sources_ = true;
        launches_.note(word.place, "not read",
                       excerpt_of(word.text).shown + ": what variables it sets is not in this text");
      }
    }
  }

  void unset_names() {
    for (std::size_t i = 1; i < command_.size(); ++i) {
      const std::string& word = command_[i].text;
      if (word == "-f") return;
      const std::string name = word.substr(0, word.find('['));
      if (!is_variable(name)) continue;
      const shell_truth now = reached();
      if (!now.is_known()) {
        variables_.put_in_doubt(name, now.line);
      } else if (name.size() == word.size()) {
        variables_.assign(name, {.words = {}, .is_unset = true}, false, now, {});
      } else {
        const std::string_view index(word.data() + name.size() + 1, word.size() - name.size() - 1);
        const auto place = spelled_number<std::int64_t>(index.substr(0, index.find(']')));
        if (!place || *place < 0 ||
            !variables_.set_element(name, static_cast<std::size_t>(*place), std::nullopt, lines_))
          variables_.put_in_doubt(name, command_.front().place);
      }
    }
  }

  /// Names behind read and its like.
  void set_unread_names(const std::string& command) {
    const bool prints = command == "printf", reads = command == "read",
               maps = !prints && command.front() != 'g' && !reads;
    if (prints && (command_.size() < 3 || command_[1].text != "-v")) return;  // printed, and set nowhere
    bool is_array = maps;
    for (std::size_t i = 1; i < command_.size(); ++i) {
      const std::string& word = command_[i].text;
      if (word.starts_with('-')) {
        const char option = word.back();
        if (!prints && std::string_view(reads ? "dnNptui" : "dnOsuCc").find(option) != std::string_view::npos)
          ++i;
        is_array = is_array || (reads && option == 'a');
        continue;
      }
      if (is_variable(word)) {
        const shell_truth now = reached();
        if (now.is_known())
          variables_.set_unread(word, is_array, command_.front().place);
        else
          variables_.put_in_doubt(word, now.line);
      }
      if (prints) return;
    }
  }

  void shift_arguments() {
    const shell_variable* all = variables_.find("@");
    if (all == nullptr) return;
    std::vector<shell_word> words = all->words;
    const auto many =
        command_.size() > 1 ? spelled_number<std::size_t>(command_[1].text) : std::optional<std::size_t>(1);
    if (!many || *many > words.size() || !reached().is_known()) {
      for (std::size_t i = 1; i < 10; ++i) variables_.put_in_doubt(std::to_string(i), line_);
      return variables_.put_in_doubt("@", line_);
    }
    for (const shell_word& word : words) spend(word.text.size() + 1);
    words.erase(words.begin(), words.begin() + static_cast<std::ptrdiff_t>(*many));
    set_arguments(std::move(words), false);
  }

  /// The number behind break and its like.
  static std::size_t number_behind(const std::vector<shell_word>& command) {
    const auto number = command.size() > 1 ? spelled_number<std::size_t>(command[1].text) : std::nullopt;
    return std::max<std::size_t>(number.value_or(1), 1);
  }

  void begin_body() {
    const std::size_t line = flow_.begin_body();
    if (flow_.is_in(kind::loop) && flow_.innermost().of_names) begin_place();
    if (line == 0) return;
    launches_.set_taken(line, "taken as false");
    variables_.let_stand(line);
  }

  /// for (( ; ; )): places of its parts, and what the first of them sets.
  void set_parts(std::size_t first, std::size_t last) {
    shell_frame& open = flow_.innermost();
    open.is_counted = true;
    for (auto& [begin, end] : open.parts) {
      begin = first;
      end = std::min(text_.find(';', first), last);
      first = std::min(end + 1, last);
    }
    if (is_reached_at_all()) calculate_between(open.parts[0].first, open.parts[0].second);
    lines_.clear();
  }

  /// What stands behind for: the first round begins, or there is none.
  void begin_names() {
    reads_names_ = false;
    if (!flow_.is_in(kind::loop) || command_.empty()) return;
    shell_frame& open = flow_.innermost();
    open.of_names = true;
    bool is_known = open.is_counted;
    if (!open.is_counted) {
      open.variable = command_.front().text;
      const shell_variable* all = command_.size() == 1 ? variables_.find("@") : nullptr;
      if (command_.size() > 1)
        open.words.assign(command_.begin() + 2, command_.end());
      else if (all != nullptr)
        open.words = all->words;
      const auto is_fixed = [&](const shell_word& word) {
        return word.is_known() && !word.has_pattern &&
               std::none_of(word.doubts.begin(), word.doubts.end(), [&](std::uint32_t doubt) {
                 return doubt > 0 && variables_.has_other_value(doubt);
               });
      };
      is_known = !open.is_select && is_variable(open.variable) && (command_.size() > 1 || all != nullptr) &&
                 (all == nullptr || all->doubt == 0) &&
                 std::all_of(open.words.begin(), open.words.end(), is_fixed);
    }
    // Words of a condition that the text does not decide are there as it is taken.
    const std::size_t line = lines_.empty() ? 0 : *lines_.begin();
    if (line > 0) open.outer = both(open.outer, {true, line});
    open.current = open.outer;
    open.goes_on = true;
    if (!is_known) put_rounds_in_doubt();
    if (begin_turn()) return;
    open.goes_on = false;
    open.current = both(open.outer, {false, line});
  }

  void put_rounds_in_doubt() {
    flow_.put_rounds_in_doubt();
    launches_.set_taken(flow_.innermost().line, "read once");
  }

  /// What a round of for sets before its body; false where there is none.
  bool begin_turn() {
    shell_frame& open = flow_.innermost();
    if (open.is_counted) {
      if (open.rounds > 0) calculate_between(open.parts[2].first, open.parts[2].second);
      lines_.clear();
      const auto& [first, last] = open.parts[1];
      if (open.is_in_doubt || trimmed(text_.substr(first, last - first)).empty()) return true;
      const std::optional<std::int64_t> condition = calculate_between(first, last);
      const bool is_known = condition && lines_.empty();
      lines_.clear();
      if (!is_known) put_rounds_in_doubt();
      return !is_known || *condition != 0;
    }
    if (!open.is_in_doubt && open.taken == open.words.size()) return false;
    shell_word word =
        open.is_in_doubt ? shell_word{.text = "$" + open.variable, .place = line_} : open.words[open.taken++];
    make({open.variable, {}, {.words = {std::move(word)}}, false, reached(), std::exchange(lines_, {})});
    return true;
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

  /// The end of a branch at ;; or at ;& which runs on into the next branch, or at ;;& behind which patterns go on.
  void end_branch_of_case() {
    const bool runs_on = here() == '&', goes_on = here(1) == '&';
    while (here() == ';' || here() == '&') advance();
    if (!flow_.is_in(kind::choice) || !flow_.innermost().subject) return;
    flow_.end_part();
    shell_frame& open = flow_.innermost();
    if (runs_on)
      open.falls = open.current;
    else if (goes_on)
      open.earlier = open.previous;
    flow_.innermost().in_patterns = keeps_words_ = true;
  }

  // ---- Ends of commands

  /// The end of a list at ; & and the end of a line. Behind && and || a command may stand on the next one.
  void end_list(bool has_own_shell = false) {
    if (!end_command()) return;
    if (has_own_shell) give_own_shells(true);
    forget_commands(flow_.depth());
    flow_.join(shell_joint::none);
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
      keep_command(at_);
      const std::optional<bool> known = status_of_command();
      const shell_truth decided{known.value_or(true), lines_.empty() ? 0 : *lines_.begin()};
      const shell_truth status = known ? decided : shell_truth{true, command_.front().place};
      const shell_truth now = reached();
      if (command_.front().text != "exit" || has_own_shell()) {
        if (!call_function()) {
          take_builtin();
          launches_.consider(std::exchange(command_, {}), now, lines_, variables_, own_);
          flow_.finish(status, !known, now);
        }
      } else {
        if (flow_.exit()) at_ = text_.size();
        flow_.finish(status, !known, now);
      }
    } else if (has_assigned_) {
      make_assignments();
      has_commands_ = true;
      keep_command(at_);
      flow_.finish({}, false, reached());
    }
    if (is_one && std::exchange(is_piped_, false)) end_own_shell(began_);
    clear_command();
    return is_one;
  }

  /// Another command begins.
  void clear_command() {
    command_.clear();
    lines_.clear();
    own_.clear();
    waiting_for_call_.clear();
    made_.clear();
    arithmetic_.reset();
    has_assigned_ = is_declaration_ = is_local_ = skips_word_ = false;
    may_assign_ = true;
    began_ = variables_.changes();
  }

  /// Whether the command succeeds, where the text says so.
  std::optional<bool> status_of_command() {
    take_unset_in_condition();
    const std::string& name = command_.front().text;
    const std::span<const shell_word> words(command_);
    for (const char* one : {"true", ":", "export", "echo", "break", "continue"})
      if (name == one) return true;
    if (name == "false") return false;
    if (name == "((") return arithmetic_ ? std::optional(*arithmetic_ != 0) : std::nullopt;
    if (name == "return" && calls_ == 0)
      return false;  // "can only `return' from a function or sourced script"
    if (name == "exit" || name == "return") {
      const shell_truth& last = flow_.status();
      if (words.size() == 1) return last.is_known() ? std::optional(last.holds) : std::nullopt;
      const auto number = spelled_number<int>(words[1].text);
      return number ? std::optional(*number == 0) : std::nullopt;
    }
    if (name == "test") return shell_condition(words.subspan(1), false).read();
    if (words.size() < 2) return {};
    const std::string& last = command_.back().text;
    if ((name == "[" && last == "]") || (name == "[[" && last == "]]"))
      return shell_condition(words.subspan(1, words.size() - 2), name == "[[").read();
    return {};
  }

  /// -n and -z of a name that the text does not set: it is taken as not set, which is told. Not that of $1 and its like,
  /// and not where another file may set it.
  void take_unset_in_condition() {
    const std::string& name = command_.front().text;
    if ((name != "[" && name != "[[" && name != "test") || has_other_sources_) return;
    for (std::size_t i = 2; i < command_.size(); ++i) {
      std::string& word = command_[i].text;
      if ((command_[i - 1].text != "-n" && command_[i - 1].text != "-z") || !word.starts_with('$')) continue;
      const bool has_braces = word.starts_with("${") && word.ends_with('}');
      const std::string unset = has_braces ? word.substr(2, word.size() - 3) : word.substr(1);
      if (!is_variable(unset) || find_variable(unset) != nullptr) continue;
      note_default(unset, "nothing", "not set in this text: a condition takes it as empty");
      word.clear();
    }
  }

  /// Whether > or < stands between words, or behind a digit: a digit before it is no word of its own.
  bool is_redirection() const {
    return !begun_ || std::all_of(word_.text.begin(), word_.text.end(), is_digit);
  }

  void begin_redirection() {
    word_.clear();
    begun_ = false;
    const std::size_t first = at_;
    while (here() == '>' || here() == '<' || here() == '&') advance();
    skips_word_ = true;
    names_document_ = text_.substr(first, at_ - first) == "<<";
    ends_behind_tabs_ = names_document_ && here() == '-';
    if (ends_behind_tabs_) advance();
  }

  // ---- Documents

  /// What stands behind a line with << to a line with that word.
  struct document {
    std::string end;
    bool is_quoted = false, has_tabs = false;
  };

  /// Documents within one another, at most.
  static constexpr std::size_t deepest_documents = 10;

  void read_documents() {
    for (const document& one : std::exchange(documents_, {})) {
      std::size_t last = std::min(at_, text_.size()), next = last;
      for (bool is_end = false; next < text_.size() && !is_end;) {
        last = next;
        next = std::min(text_.find('\n', last), text_.size());
        std::string_view line = text_.substr(last, next - last);
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (one.has_tabs) line.remove_prefix(std::min(line.find_first_not_of('\t'), line.size()));
        is_end = line == one.end;
        next = std::min(next + 1, text_.size());
        if (!is_end) last = next;
      }
      read_document(last, next, one.is_quoted);
    }
  }

  /// The commands from here to `last`, in a shell of their own.
  void read_document(std::size_t last, std::size_t next, bool is_quoted) {
    const std::size_t first = at_, line = line_, scopes = std::exchange(document_, variables_.scopes());
    const bool was_document = std::exchange(is_document_, !is_quoted);
    ++documents_deep_;
    const bool is_read = is_reached_at_all() || looks_ahead_;
    if (is_read && documents_deep_ <= deepest_documents && first < last) {
      const shell_truth status = flow_.status();
      const std::string_view whole = std::exchange(text_, text_.substr(0, last));
      const bool had_commands = std::exchange(has_commands_, false);
      open(kind::subshell);
      variables_.open_scope(true);
      const std::size_t depth = flow_.depth();
      read_to_end();
      in_array_ = is_function_ = false;
      while (flow_.depth() > depth) close(flow_.innermost().of);
      close(kind::subshell);
      clear_command();
      flow_.set_status(status);
      has_commands_ = had_commands;
      text_ = whole;
    }
    --documents_deep_;
    is_document_ = was_document;
    document_ = scopes;
    at_ = first;
    line_ = line;
    move_to(next);
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
         flags_among(batch_, first, batch_.size(), "line", [](const launch_word&, bool) {}))
      for (const auto& [name, value] : slurm_variables_of(flag))
        variables_.assign(name, {.words = {{.text = value, .place = line_}}}, false, {}, {});
  }

  bool in_array_ = false, in_assignment_ = false, appends_ = false, may_assign_ = true, has_assigned_ = false;
  bool skips_word_ = false, is_declaration_ = false, is_function_ = false, is_test_ = false;
  bool begins_choice_ = false, reads_names_ = false, has_commands_ = false;
  bool is_local_ = false;                          // behind local and declare in a function
  bool has_other_sources_ = false;                 // another file may set variables
  std::vector<document> documents_;                // whose text is next
  std::size_t document_ = 0, documents_deep_ = 0;  // scopes around the document that is read
  bool names_document_ = false, ends_behind_tabs_ = false;
  bool is_piped_ = false;  // behind |
  bool looks_ahead_ = false;
  std::vector<std::pair<std::size_t, std::size_t>> listed_;  // depths and places of the commands of lists
  std::set<std::size_t> own_shells_;                         // places of commands before | and &
  std::size_t began_ = 0;  // changes of variables before the command that is read
  std::string name_, function_name_;
  std::optional<std::string> index_;
  std::vector<assignment> waiting_, waiting_for_call_;
  std::vector<std::string> made_;           // of the assignments before the command that is read
  std::map<std::string, std::string> own_;  // variables of its environment
  std::map<std::string, function_body, std::less<>> functions_;
  std::size_t calls_ = 0, rereads_;
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
