// The launch line among the commands of a shell's text: the one with most flags, and what an answer has to tell of it.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/shell_condition.hpp>
#include <scalewall/formats/shell_variables.hpp>
#include <scalewall/formats/understanding.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall::detail {

/// Conditions, defaults and commands that an answer tells of, at most, each.
inline constexpr std::size_t most_notes = 100;

/// Whether a word, or the text behind its beginning, is a flag of two dashes.
inline bool is_long_flag(std::string_view word) {
  return word.starts_with("--") && word.size() > 2 &&
         (std::isalpha(static_cast<unsigned char>(word[2])) != 0 || word[2] == '_');
}

inline std::size_t count_flags(const std::vector<shell_word>& words) {
  return static_cast<std::size_t>(std::count_if(words.begin(), words.end(), [](const shell_word& word) {
    return word.text.starts_with("--") && word.text.size() > 2;
  }));
}

/// The words of which `is_split(word)`, each cut at its blanks.
template <class IsSplit>
std::vector<shell_word> split_words(std::vector<shell_word> words, const IsSplit& is_split) {
  if (std::none_of(words.begin(), words.end(), is_split)) return words;
  std::vector<shell_word> split;
  for (shell_word& word : words) {
    if (!is_split(word)) {
      split.push_back(std::move(word));
      continue;
    }
    shell_word part{.text = {}, .place = word.place};
    for (std::size_t i = 0; i <= word.text.size(); ++i) {
      const char one = i < word.text.size() ? word.text[i] : ' ';
      const bool ends_line = one == '\n';
      if (one != ' ' && one != '\t' && one != '\r' && !ends_line) {
        part.add(std::string_view(word.text).substr(i, 1), word.doubt_at(i));
        continue;
      }
      const std::size_t line = part.place + (ends_line ? 1 : 0);
      if (!part.text.empty()) split.push_back(std::move(part));
      part = {.text = {}, .place = line};
    }
  }
  return split;
}

class shell_launches {
 public:
  /// What is taken of a condition or loop, where it is not that it holds.
  void set_taken(std::size_t line, const char* taken) { taken_.try_emplace(line, taken); }

  /// What a line does that is not read. `reason`: why that matters.
  void note(std::size_t line, const std::string& value, const std::string& reason) {
    if (notes_.size() < most_notes)
      notes_.try_emplace(line, assumed_key{"line " + std::to_string(line), value, reason});
  }

  /// Whether a command of the text starts a script with flags.
  bool has_script() const { return !scripts_.empty(); }

  /// Takes the command for the launch line where it has most flags. `lines`: of conditions that it depends on. `own`:
  /// variables that are set for it alone.
  void consider(std::vector<shell_word> command, const shell_truth& reached,
                const std::set<std::size_t>& lines, const shell_variables& variables,
                const std::map<std::string, std::string>& own) {
    if (!reached.may_hold()) return;
    const std::vector<shell_word> words = split_words(std::move(command), [](const shell_word& word) {
      return word.text.find(" --") != std::string::npos;  // as behind bash -c
    });
    const std::size_t line = words.front().place;
    if (is_long_flag(words.front().text) && has_launch_) {
      if (not_passed_.size() < most_notes) not_passed_.push_back(line);
      return;
    }
    const bool is_python =
        std::any_of(words.begin(), words.end(), [](const shell_word& word) { return is_script(word.text); });
    has_launch_ = has_launch_ || is_python || !launcher_of(words.front().text).empty();
    const std::size_t flags = count_flags(words);
    if (is_python && flags > 0 && scripts_.size() < most_notes) scripts_.insert(line);
    if (flags == 0 || flags < flags_ || (flags == flags_ && !reached.holds && reached_.holds)) {
      others_ += line == line_ && flags > 0 ? 1 : 0;
      return;
    }
    if (line == line_ && reached.varies &&
        flags == flags_) {  // rounds that nobody knows: the line of their loop tells
      lines_.insert(reached.line);
      return;
    }
    const std::vector<launch_word> before = std::exchange(words_, {});
    const std::map<std::string, std::string> environment_before = environment_;
    const std::size_t line_before = line_;
    flags_ = flags;
    line_ = line;
    reached_ = reached;
    lines_ = lines;
    words_ = launched_words(words, variables);
    take_environment(variables);
    for (const auto& [name, value] : own) environment_.insert_or_assign(name, value);
    if (!reached.is_known()) lines_.insert(reached.line);
    const bool is_other =
        environment_ != environment_before || words_.size() != before.size() ||
        !std::equal(words_.begin(), words_.end(), before.begin(),
                    [](const launch_word& a, const launch_word& b) { return a.text == b.text; });
    if (line != line_before)
      others_ = 0;
    else if (is_other)
      ++others_;
  }

  /// The launch line; where no command has flags, those in the variables. `defaults`: what was taken for names that are
  /// not set. Throws `broken_rule` where all flags stand where a shell does not pass them on.
  launch_line read(const shell_variables& variables, const std::map<std::string, assumed_key>& defaults) {
    if (flags_ == 0 && !not_passed_.empty())
      throw broken_rule("line " + std::to_string(not_passed_.front()) +
                        ": a shell does not pass these flags on, for the command before them has ended");
    if (flags_ == 0) {
      take_variables(variables);
      take_environment(variables);
    }
    launch_line line = launch_line_of(words_, "line");
    line.environment.merge(environment_);
    line.not_passed = not_passed_.empty() ? 0 : not_passed_.front();
    add_notes(line.assumed, defaults, variables);
    return line;
  }

 private:
  /// The words as a launch line has them. `of_all`: a doubt of all their letters, or 0.
  std::vector<launch_word> launched_words(const std::vector<shell_word>& words,
                                          const shell_variables& variables, std::uint32_t of_all = 0) {
    std::vector<launch_word> launched;
    launched.reserve(words.size());
    const auto take_doubt = [&](std::uint32_t doubt) {
      const std::size_t line = variables.line_of(doubt);
      lines_.insert(line);
      const bool is_of_other_branch = !reached_.holds && line == reached_.line;
      if (variables.has_other_value(doubt) || is_of_other_branch) launched.back().undecided = line;
    };
    for (const shell_word& word : words) {
      launched.push_back({word.text, word.place});
      if (of_all > 0) take_doubt(of_all);
      std::uint32_t before = 0;
      for (const std::uint32_t doubt : word.doubts)
        if (std::exchange(before, doubt) != doubt && doubt > 0) take_doubt(doubt);
    }
    return launched;
  }

  /// What the text has set by then, of the variables that are read of the environment. One that the text does not decide
  /// stands for a value that is not known.
  void take_environment(const shell_variables& variables) {
    const std::vector<std::string>& names = variables.names();
    for (; seen_ < names.size(); ++seen_)
      if (is_read_of_environment(names[seen_])) read_.push_back(names[seen_]);
    environment_.clear();
    const auto is_other = [&](std::uint32_t doubt) { return doubt > 0 && variables.has_other_value(doubt); };
    for (const std::string& name : read_) {
      const shell_variable* variable = variables.find(name);
      if (variable == nullptr || variable->is_empty()) continue;
      lines_.insert(variable->lines.begin(), variable->lines.end());
      const shell_word& word = variable->words.front();
      const bool is_undecided =
          is_other(variable->doubt) || std::any_of(word.doubts.begin(), word.doubts.end(), is_other);
      environment_.insert_or_assign(name, is_undecided ? "$" + name : word.text);
    }
  }

  void take_variables(const shell_variables& variables) {
    for (const std::string& name : variables.names()) {
      const shell_variable* found = variables.find(name);
      if (found == nullptr) continue;
      const shell_variable& variable = *found;
      std::vector<shell_word> words = variable.words;
      if (!variable.is_array) words = split_words(std::move(words), [](const shell_word&) { return true; });
      if (count_flags(words) == 0) continue;
      std::vector<launch_word> launched = launched_words(words, variables, variable.doubt);
      std::move(launched.begin(), launched.end(), std::back_inserter(words_));
      lines_.insert(variable.lines.begin(), variable.lines.end());
    }
  }

  void add_notes(std::vector<assumed_key>& assumed, const std::map<std::string, assumed_key>& defaults,
                 const shell_variables& variables) const {
    const auto add_note = [&](std::size_t line, const std::string& value, const std::string& reason) {
      assumed.push_back({"line " + std::to_string(line), value, reason});
    };
    std::size_t notes = 0;
    for (const std::size_t line : lines_) {
      if (notes++ == most_notes) break;
      if (notes_.contains(line)) continue;
      if (variables.is_unread(line)) {
        add_note(line, "not read", "what it makes of a variable, and nothing of the text is run");
        continue;
      }
      const auto found = taken_.find(line);
      const bool is_other = !reached_.holds && line == reached_.line;
      add_note(line,
               found == taken_.end() ? (is_other ? "taken as false" : "taken as true")
               : is_other            ? "taken as true"
                                     : found->second,
               "a condition or a loop, and nothing of the text is run");
    }
    for (const auto& [name, one] : defaults) assumed.push_back(one);
    for (const auto& [number, one] : notes_) assumed.push_back(one);
    for (const std::size_t line : not_passed_)
      add_note(line, "not passed", "flags that a shell does not pass on: the command before them has ended");
    if (others_ > 0)
      add_note(line_, "one of " + std::to_string(others_ + 1) + " launches",
               "the line launches with other words each time: of those with most flags the last is read");
    for (const std::size_t line : scripts_)
      if (line != line_)
        add_note(line, "not read",
                 "another command with flags; that of line " + std::to_string(line_) + " is read");
  }

  std::vector<launch_word> words_;
  std::map<std::string, std::string> environment_;
  std::vector<std::string> read_;  // names that are read of the environment
  std::size_t seen_ = 0;           // names that were looked at
  std::size_t flags_ = 0, line_ = 0;
  std::size_t others_ = 0;  // launches of that line with other words
  shell_truth reached_;
  bool has_launch_ = false;

  std::set<std::size_t> lines_;
  std::map<std::size_t, std::string> taken_;
  std::map<std::size_t, assumed_key> notes_;
  std::set<std::size_t> scripts_;
  std::vector<std::size_t> not_passed_;
};

}  // namespace scalewall::detail
