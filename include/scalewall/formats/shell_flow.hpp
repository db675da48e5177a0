// Which commands of a shell's text would be run: what is open around them, and what && and || join them to.
//
// Every command ends with a truth: it succeeds, it does not, or the text does not decide that and one is taken. Of a
// condition that is not decided the first branch is taken, or none that ends with exit, for then nothing would be
// launched; while and until with such a condition are not run. With a condition that is decided, and over words that are
// known, loops are read round by round. Of other rounds nobody knows how many there are: what their body sets is undecided.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/shell_condition.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scalewall::detail {

/// Conditions, loops and groups within one another, at most.
inline constexpr std::size_t deepest_script = 1000;

/// Rounds of a loop with a condition that are read, at most: behind them what its body sets is in doubt.
inline constexpr std::size_t most_rounds = 256;

/// How a command is joined to the one before it.
enum class shell_joint { none, both, either };

/// A condition, loop or group that is open.
struct shell_frame {
  enum class kind { branches, choice, loop, group, subshell, function };

  kind of{};
  std::size_t line = 0;
  shell_truth outer{};                  ///< of the whole
  shell_truth earlier{.holds = false};  ///< whether an earlier branch is taken
  shell_truth current{};                ///< of the part that is read
  shell_truth result{};                 ///< how the branch ends that is taken
  bool is_condition = true;             ///< whether the part says what is taken, as that before then and do

  bool is_until = false, of_names = false, is_counted = false, is_select = false;  ///< of a loop

  /// The name that stands for each of the words of a loop, the words, and how many were taken.
  std::string variable{};
  std::vector<shell_word> words{};
  std::size_t taken = 0;

  /// Places of what stands in for ((begin; condition; step)).
  std::array<std::pair<std::size_t, std::size_t>, 3> parts{};

  /// Where a round of a loop or the body of a function begins.
  std::size_t first = 0, first_line = 0;

  /// Letters that may be read again, and be made by substitutions, where a round begins.
  std::size_t room = 0, letters = 0;

  /// Rounds of a loop that are over, and whether there may be another, none, or as many as nobody knows.
  std::size_t rounds = 0;
  bool goes_on = false, is_left = false, has_doubt = false, is_in_doubt = false;

  /// Whether a command of its condition would have to be run.
  bool asks = false;

  /// Doubts of variables where a round began: one that adds none is as the next would be.
  std::size_t doubts = 0;

  /// Changes of variables before it, and whether it stands behind | and so in a shell of its own.
  std::size_t began = 0;
  bool is_piped = false;

  /// Whether it is run in a shell of its own: behind or before |, before &, or between parentheses.
  bool has_own_shell = false;

  /// Where it opens.
  std::size_t place = 0;

  std::string name{};      ///< of a function
  bool is_called = false;  ///< whether the function is run here

  /// What is known of a choice: `earlier` before the branch that is read, and the branch that runs on into the next one at ;&
  shell_truth previous{.holds = false}, falls{.holds = false};

  /// What the patterns of a choice are held against, and whether they stand next.
  std::optional<shell_word> subject{};
  std::size_t subject_line = 0;  ///< of a condition that decides the subject
  bool in_patterns = false;

  /// Values as they were before it.
  shell_joint joint{};
  shell_truth status{};
  bool is_negated = false;
};

class shell_flow {
 public:
  /// Whether what is read now would be run.
  shell_truth reached() const {
    const shell_truth within = frames_.empty() ? shell_truth{.holds = is_run_} : frames_.back().current;
    if (joint_ == shell_joint::none) return within;
    return both(within, joint_ == shell_joint::both ? status_ : opposite(status_));
  }

  /// Reading on as if nothing of the text were run: it is looked at for what is open in it.
  void run_nothing() { is_run_ = false; }

  /// How the last command ends.
  const shell_truth& status() const { return status_; }

  /// Gives the last command the end of one before it.
  void set_status(const shell_truth& status) { status_ = status; }

  /// The last command goes on as a pipeline: only the last of one says how it ends, and ! is of the whole.
  void pipe() {
    status_ = before_;
    is_negated_ = was_negated_;
  }

  void join(shell_joint joint) { joint_ = joint; }
  void negate() { is_negated_ = !is_negated_; }

  bool is_in(shell_frame::kind of) const { return !frames_.empty() && frames_.back().of == of; }
  shell_frame& innermost() { return frames_.back(); }
  std::size_t depth() const { return frames_.size(); }
  bool in_patterns() const { return !frames_.empty() && frames_.back().in_patterns; }

  /// Throws `broken_rule` where too much is open.
  void open(shell_frame::kind of, std::size_t line) {
    if (frames_.size() == deepest_script)
      throw broken_rule("line " + std::to_string(line) + ": more than " + std::to_string(deepest_script) +
                        " conditions, loops and groups stand within one another");
    const shell_truth now = reached();
    frames_.push_back({.of = of,
                       .line = line,
                       .outer = now,
                       .current = now,
                       .joint = std::exchange(joint_, shell_joint::none),
                       .status = std::exchange(status_, {}),
                       .is_negated = std::exchange(is_negated_, false)});
  }

  /// Ends what is open, where it is of that kind: it ends as the last command in it that is run.
  void close(shell_frame::kind of) {
    if (!is_in(of)) return;
    end_part();
    const bool is_group =
        of != shell_frame::kind::branches && of != shell_frame::kind::choice && of != shell_frame::kind::loop;
    const shell_truth result = is_group ? status_ : frames_.back().result;
    joint_ = frames_.back().joint;
    status_ = frames_.back().status;
    is_negated_ = frames_.back().is_negated;
    frames_.pop_back();
    finish(result, false, reached());
  }

  /// How a command, or what was open, ends. `is_undecided`: the text does not say. `now`: whether it was run; what was not
  /// leaves the end of the one before it.
  void finish(shell_truth status, bool is_undecided, const shell_truth& now) {
    before_ = status_;
    was_negated_ = is_negated_;
    if (is_undecided && is_in(shell_frame::kind::loop)) frames_.back().asks = true;
    if (std::exchange(is_negated_, false) && !is_undecided) status = opposite(status);
    if (!now.may_hold()) return;
    status_ = joint_ == shell_joint::both     ? both(status_, status)
              : joint_ == shell_joint::either ? either(status_, status)
                                              : status;
  }

  // ---- Parts

  /// The condition behind elif.
  void begin_condition() {
    joint_ = shell_joint::none;
    if (!is_in(shell_frame::kind::branches)) return;
    end_part();
    shell_frame& open = frames_.back();
    open.current = both(open.outer, opposite(open.earlier));
  }

  /// The branch behind then, by the condition before it, or behind else.
  void begin_branch(bool is_last) {
    joint_ = shell_joint::none;
    if (!is_in(shell_frame::kind::branches)) return;
    end_part();
    take_branch(is_last ? shell_truth{} : status_);
  }

  void take_branch(shell_truth condition) {
    joint_ = shell_joint::none;
    status_ = {};
    shell_frame& open = frames_.back();
    open.is_condition = false;
    open.current = either(std::exchange(open.falls, {.holds = false}),
                          both(open.outer, both(opposite(open.earlier), condition)));
    open.previous = std::exchange(open.earlier, either(open.earlier, condition));
  }

  /// The end of a branch, whose last command may be how the whole ends.
  void end_part() {
    shell_frame& open = frames_.back();
    if (std::exchange(open.is_condition, true)) return;
    if (open.current.is_known())
      open.result = open.current.holds ? status_ : open.result;
    else
      open.result = {open.current.holds ? status_.holds : open.result.holds, open.current.line};
  }

  /// The body behind do. Returns the line of a condition that would have to be run, by which the loop is not, or 0.
  std::size_t begin_body() {
    joint_ = shell_joint::none;
    if (!is_in(shell_frame::kind::loop)) return 0;
    shell_frame& open = frames_.back();
    const shell_truth status = std::exchange(status_, {});
    open.is_condition = false;
    if (open.of_names || open.is_in_doubt || !open.outer.may_hold()) return 0;
    shell_truth condition = open.is_until ? opposite(status) : status;
    if (!condition.is_known() && (open.rounds > 0 || !open.asks)) {
      put_rounds_in_doubt();
      return 0;
    }
    if (!condition.is_known()) condition.holds = false;
    open.goes_on = condition.holds && open.outer.may_hold();
    open.current = both(open.outer, condition);
    return condition.line;
  }

  /// There are as many rounds of the innermost loop as nobody knows.
  void put_rounds_in_doubt() {
    shell_frame& open = frames_.back();
    open.is_in_doubt = open.goes_on = true;
    open.current = both(open.outer, {true, open.line, true});
  }

  /// Another round of a loop, at the end of one; false where it is over. `has_room`: whether it may be read again.
  bool begin_round(bool has_room) {
    shell_frame& open = frames_.back();
    if (!open.goes_on || open.is_left) return false;
    const bool is_over_words = open.of_names && !open.is_counted;
    if (is_over_words && !open.is_in_doubt && open.taken == open.words.size()) return false;
    ++open.rounds;
    open.is_condition = !open.of_names;
    open.current = open.outer;
    if (open.is_in_doubt || open.has_doubt || !has_room || (!is_over_words && open.rounds >= most_rounds))
      put_rounds_in_doubt();
    joint_ = shell_joint::none;
    status_ = {};
    is_negated_ = false;
    return true;
  }

  /// The end of a round at continue, or of the loop at break. `loops`: of how many loops around it, from 1. Loops around a
  /// shell of its own go on.
  void leave_round(bool ends_loop, std::size_t loops) {
    const shell_truth now = reached();
    if (!now.may_hold()) return;
    std::size_t place = frames_.size();  // behind the outermost loop that is left
    for (std::size_t first = frames_.size(); first > 0 && loops > 0; --first) {
      const shell_frame& open = frames_[first - 1];
      const bool is_loop = open.of == shell_frame::kind::loop;
      if (is_loop) place = first - 1;
      if (is_loop) --loops;
      if (open.has_own_shell || open.of == shell_frame::kind::function) break;
    }
    if (place == frames_.size()) return;
    end_at(place, now);
    if (ends_loop) (now.is_known() ? frames_[place].is_left : frames_[place].has_doubt) = true;
  }

  /// The end of a function at return, or of a shell of its own in it.
  void leave_function() {
    const shell_truth now = reached();
    const auto is_called = [](const shell_frame& open) { return open.is_called; };
    if (!now.may_hold() || std::none_of(frames_.begin(), frames_.end(), is_called)) return;
    std::size_t first = frames_.size();
    while (!frames_[first - 1].is_called && !frames_[first - 1].has_own_shell) --first;
    end_at(first - 1, now);
  }

  /// The end at exit. A branch that ends so, and that nothing decides, is the one that is not taken. Returns whether the
  /// text ends here.
  bool exit() {
    const shell_truth now = reached();
    if (!now.holds) return false;
    for (std::size_t i = frames_.size(); i > 0; --i) {
      const bool has_own_shell = frames_[i - 1].has_own_shell;
      if (has_own_shell && now.is_known()) end_at(i - 1, now);
      const bool is_defined = frames_[i - 1].of == shell_frame::kind::function && !frames_[i - 1].is_called;
      if (has_own_shell || is_defined) return false;
    }
    if (now.is_known()) {
      if (!frames_.empty()) end_at(0, now);
      run_nothing();
      return true;
    }
    if (joint_ != shell_joint::none) return false;
    for (std::size_t i = frames_.size(); i > 0 && frames_[i - 1].of != shell_frame::kind::loop; --i) {
      shell_frame& open = frames_[i - 1];
      open.current = {.holds = false};
      if (open.earlier.is_known()) continue;  // decided: the one around it is not taken
      open.earlier = {.holds = false};
      break;
    }
    return false;
  }

 private:
  /// What follows in a frame and those within it is not run where `now` holds, nor are other branches and rounds of
  /// those within it.
  void end_at(std::size_t first, const shell_truth& now) {
    const shell_truth rest =
        now.is_known() ? shell_truth{.holds = false} : shell_truth{true, now.line, now.varies};
    for (std::size_t i = first; i < frames_.size(); ++i) {
      shell_frame& open = frames_[i];
      open.current = both(open.current, rest);
      if (i == first) continue;
      open.outer = both(open.outer, rest);
      if (open.of == shell_frame::kind::loop) (now.is_known() ? open.is_left : open.has_doubt) = true;
    }
  }

  std::vector<shell_frame> frames_;
  shell_joint joint_ = shell_joint::none;
  shell_truth status_;
  bool is_negated_ = false, is_run_ = true;

  /// The status and its turn before the last command.
  shell_truth before_;
  bool was_negated_ = false;
};

}  // namespace scalewall::detail
