// The variables of a shell's text, with what is in doubt about them.
//
// A condition that the text does not decide gives a variable one value in a branch and another beside it. The letters
// that such a branch adds keep a doubt, wherever they are put in later: the line of the condition, and whether the
// variable would have other words for them. What only one branch adds can be told; what has two values cannot be read.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/shell_condition.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall::detail {

/// Lines of conditions that a variable remembers, at most.
inline constexpr std::size_t most_lines_of_variable = 8;

/// Letters of variables that are kept for the end of a subshell or function, at most.
inline constexpr std::size_t most_kept_letters = std::size_t{16} << 20U;

/// A variable of a shell: one text, or the words of an array.
struct shell_variable {
  std::vector<shell_word> words;
  bool is_array = false;

  /// Whether the text has unset it: it is known to hold nothing.
  bool is_unset = false;

  /// Whether words before its last are unset, so that an index is no place among those that are left.
  bool has_holes = false;

  /// Lines of conditions on which it depends, also where they add no letter to it.
  std::set<std::size_t> lines{};

  /// A doubt of all its letters, 0 where there is none.
  std::uint32_t doubt = 0;

  /// Which change of a variable of the text was its last.
  std::size_t changed = 0;

  bool is_empty() const { return words.empty() || words.front().text.empty(); }
};

class shell_variables {
 public:
  const shell_variable* find(std::string_view name) const {
    const auto found = variables_.find(name);
    return found == variables_.end() ? nullptr : &found->second;
  }

  /// What is assigned where `reached` holds. `lines`: of conditions that its words depend on.
  void assign(const std::string& name, shell_variable value, bool appends, const shell_truth& reached,
              const std::set<std::size_t>& lines) {
    if (!reached.may_hold()) return;
    keep_for_subshell(name);
    const auto [found, is_new] = variables_.try_emplace(name);
    if (is_new && named_.insert(name).second) order_.push_back(name);
    shell_variable& variable = found->second;
    variable.changed = ++changes_;
    if (reached.is_known() && !appends) variable.lines.clear();
    for (const std::size_t line : lines) remember(variable, line);
    if (reached.is_known())
      appends ? append(variable, std::move(value)) : replace(variable, std::move(value));
    else
      assign_in_doubt(name, variable, std::move(value), appends, is_new, reached);
  }

  /// How often a variable was changed.
  std::size_t changes() const { return changes_; }

  /// What was changed since then may have been so in a shell of its own.
  void put_in_doubt_since(std::size_t change, std::size_t line) {
    std::vector<std::string> names;
    for (const auto& [name, variable] : variables_)
      if (variable.changed > change) names.push_back(name);
    for (const std::string& name : names) put_in_doubt(name, line);
    unread_.insert(line);
  }

  /// How many doubts there are, of lines and names.
  std::size_t doubts() const { return doubts_.size(); }

  std::size_t size() const { return variables_.size(); }

  /// A loop that is not read to its end may give all variables other values.
  void put_all_in_doubt(std::size_t line) {
    std::vector<std::string> names;
    names.reserve(variables_.size());
    for (const auto& [name, variable] : variables_) names.push_back(name);
    for (const std::string& name : names) put_in_doubt(name, line);
  }

  /// A line that is not run may give the variable another value.
  void put_in_doubt(const std::string& name, std::size_t line) {
    const auto found = variables_.find(name);
    if (found == variables_.end()) return;
    keep_for_subshell(name);
    remember(found->second, line);
    found->second.changed = ++changes_;
    found->second.doubt = doubt_of(line, name, true);
  }

  /// What a command of that line sets, and that would have to be run: a word that asks for it.
  void set_unread(const std::string& name, bool is_array, std::size_t line) {
    assign(name, {.words = {{.text = "$" + name, .place = line}}, .is_array = is_array}, false, {}, {});
    unread_.insert(line);
    put_in_doubt(name, line);
  }

  /// A doubt of letters that stand for other ones.
  std::uint32_t doubt_of_unread(std::size_t line, const std::string& name) {
    unread_.insert(line);
    return doubt_of(line, name, true);
  }

  /// Whether a line holds what makes other words of a variable, and is not read.
  bool is_unread(std::size_t line) const { return unread_.contains(line); }

  /// Takes a word out of an array, or puts another there; false where its place is not known.
  bool set_element(const std::string& name, std::size_t place, std::optional<shell_word> word,
                   const std::set<std::size_t>& lines) {
    const auto found = variables_.find(name);
    if (found == variables_.end() || found->second.has_holes || found->second.doubt > 0) return false;
    shell_variable& variable = found->second;
    const std::size_t size = variable.words.size();
    if (place > size || (place == size && !word)) return place >= size && !word;
    keep_for_subshell(name);
    variable.changed = ++changes_;
    variable.is_array = variable.is_array || place > 0;
    for (const std::size_t line : lines) remember(variable, line);
    if (!word) {
      variable.has_holes = place + 1 < size;
      variable.words.erase(variable.words.begin() + static_cast<std::ptrdiff_t>(place));
    } else if (place == size) {
      variable.is_unset = false;
      variable.words.push_back(*std::move(word));
    } else {
      variable.words[place] = *std::move(word);
    }
    return true;
  }

  // ---- Subshells and functions: at their end variables are what they were

  std::size_t scopes() const { return scopes_.size(); }

  /// A variable as it was when there were so many scopes.
  const shell_variable* find_before(std::size_t scopes, const std::string& name) const {
    for (std::size_t i = scopes; i < scopes_.size(); ++i) {
      const auto old = scopes_[i].old.find(name);
      if (old != scopes_[i].old.end()) return old->second ? &*old->second : nullptr;
    }
    return find(name);
  }

  void open_scope(bool is_subshell) { scopes_.push_back({is_subshell, {}}); }

  void close_scope() {
    if (scopes_.empty()) return;
    scope last = std::move(scopes_.back());
    scopes_.pop_back();
    for (auto& [name, old] : last.old) {
      if (!last.is_subshell) keep_for_subshell(name);
      if (old)
        variables_.insert_or_assign(name, *std::move(old));
      else
        variables_.erase(name);
    }
  }

  /// Makes a name one of the function that is run, where `reached` holds: whether it is another behind the function is as
  /// little decided as that.
  void make_local(const std::string& name, const shell_truth& reached) {
    if (scopes_.empty()) return;
    const bool is_first = !scopes_.back().old.contains(name);
    keep(scopes_.back(), name);
    std::optional<shell_variable>& old = scopes_.back().old.at(name);
    if (!is_first || reached.is_known() || !old) return;
    remember(*old, reached.line);
    old->doubt = doubt_of(reached.line, name, true);
  }

  /// What depends on that line is what it would be without it: the body of a loop that is taken as not run.
  void let_stand(std::size_t line) { standing_.insert(line); }

  /// Names in the order in which they are first set.
  const std::vector<std::string>& names() const { return order_; }

  /// The line of a doubt, from 1.
  std::size_t line_of(std::uint32_t doubt) const { return doubts_[doubt - 1].line; }

  /// Whether the variable has another value where the condition of that doubt is taken otherwise.
  bool has_other_value(std::uint32_t doubt) const { return doubts_[doubt - 1].has_other; }

 private:
  struct scope {
    bool is_subshell = false;
    std::map<std::string, std::optional<shell_variable>> old;
  };

  void keep_for_subshell(const std::string& name) {
    for (std::size_t i = scopes_.size(); i > 0; --i)
      if (scopes_[i - 1].is_subshell) return keep(scopes_[i - 1], name);
  }

  void keep(scope& of, const std::string& name) {
    if (of.old.contains(name)) return;
    const shell_variable* variable = find(name);
    if (variable != nullptr)
      for (const shell_word& word : variable->words) kept_ += word.text.size() + word.doubts.size() + 1;
    if (kept_ > most_kept_letters)
      throw broken_rule("subshells and functions set variables of more than " +
                        std::to_string(most_kept_letters) + " letters");
    of.old.emplace(name, variable == nullptr ? std::nullopt : std::optional(*variable));
  }

  struct doubted_line {
    std::size_t line = 0;
    bool has_other = false;
  };

  static void remember(shell_variable& variable, std::size_t line) {
    if (variable.lines.size() < most_lines_of_variable) variable.lines.insert(line);
  }

  std::uint32_t doubt_of(std::size_t line, const std::string& name, bool has_other) {
    const auto [found, is_new] = doubt_places_.try_emplace({line, name}, doubts_.size() + 1);
    if (is_new) doubts_.push_back({.line = line});
    doubted_line& one = doubts_[found->second - 1];
    one.has_other = one.has_other || (has_other && !standing_.contains(line));
    return static_cast<std::uint32_t>(found->second);
  }

  static void mark(shell_word& word, std::size_t first, std::size_t last, std::uint32_t doubt) {
    word.doubts.resize(word.text.size());
    std::fill(word.doubts.begin() + static_cast<std::ptrdiff_t>(first),
              word.doubts.begin() + static_cast<std::ptrdiff_t>(last), doubt);
  }

  static void mark_all(std::vector<shell_word>& words, std::uint32_t doubt) {
    for (shell_word& word : words) mark(word, 0, word.text.size(), doubt);
  }

  static void replace(shell_variable& variable, shell_variable value) {
    variable.words = std::move(value.words);
    variable.is_array = value.is_array;
    variable.is_unset = value.is_unset;
    variable.has_holes = value.has_holes;
    variable.doubt = 0;
  }

  static void append(shell_variable& variable, shell_variable value) {
    variable.is_unset = false;
    if (value.is_array || variable.words.empty()) {
      variable.is_array = variable.is_array || value.is_array;
      std::move(value.words.begin(), value.words.end(), std::back_inserter(variable.words));
      return;
    }
    const shell_word& added = value.words.front();
    shell_word& word = variable.words.front();
    const std::size_t before = word.text.size();
    word.add(added.text, 0);
    if (added.doubts.empty()) return;
    word.doubts.resize(before);
    word.doubts.insert(word.doubts.end(), added.doubts.begin(), added.doubts.end());
  }

  /// Whether a value has the words of a variable, and no doubt that it has not.
  static bool same_words(const shell_variable& variable, const shell_variable& value) {
    return variable.is_array == value.is_array && variable.is_unset == value.is_unset &&
           std::equal(variable.words.begin(), variable.words.end(), value.words.begin(), value.words.end(),
                      [](const shell_word& one, const shell_word& other) {
                        return one.text == other.text && (other.doubts.empty() || one.doubts == other.doubts);
                      });
  }

  /// Gives letters of a word from `first` on the doubts that they have in another.
  static void inherit(shell_word& word, std::size_t first, const shell_word& other) {
    if (other.doubts.empty()) return;
    word.doubts.resize(word.text.size());
    for (std::size_t i = 0; i < other.text.size(); ++i)
      word.doubts[first + i] = std::max(word.doubts[first + i], other.doubt_at(i));
  }

  /// Marks what `value` has beyond the words of `old`, before or behind them. False where it is no such addition.
  static bool mark_added(const shell_variable& old, shell_variable& value, std::uint32_t doubt) {
    if (old.doubt > 0) return false;
    const std::size_t had = old.words.size(), has = value.words.size();
    if (old.is_array && value.is_array && had <= has) {
      const auto same = [](const shell_word& a, const shell_word& b) { return a.text == b.text; };
      const bool is_first = std::equal(old.words.begin(), old.words.end(), value.words.begin(), same);
      const bool is_last = std::equal(old.words.rbegin(), old.words.rend(), value.words.rbegin(), same);
      if (!is_first && !is_last) return false;
      const std::size_t kept = is_first ? 0 : has - had;
      for (std::size_t i = 0; i < has; ++i)
        if (kept <= i && i < kept + had)
          inherit(value.words[i], 0, old.words[i - kept]);
        else
          mark(value.words[i], 0, value.words[i].text.size(), doubt);
      return true;
    }
    if (old.is_array || value.is_array || had != 1 || has != 1) return false;
    const std::string& before = old.words.front().text;
    shell_word& word = value.words.front();
    const std::string& after = word.text;
    const auto is_blank = [](char one) { return one == ' ' || one == '\t' || one == '\n'; };
    if (after.size() <= before.size()) return false;
    if (after.starts_with(before) &&
        (before.empty() || is_blank(before.back()) || is_blank(after[before.size()]))) {
      mark(word, before.size(), after.size(), doubt);
      inherit(word, 0, old.words.front());
      return true;
    }
    const std::size_t added = after.size() - before.size();
    if (!after.ends_with(before) || !is_blank(after[added - 1])) return false;
    mark(word, 0, added, doubt);
    inherit(word, added, old.words.front());
    return true;
  }

  /// An assignment that a condition reaches which the text does not decide. Where it is taken, its words are; where it is
  /// not, they show that the other branch has other ones.
  void assign_in_doubt(const std::string& name, shell_variable& variable, shell_variable value, bool appends,
                       bool is_new, const shell_truth& reached) {
    const bool is_same = !appends && !is_new && !reached.varies && same_words(variable, value);
    if (is_same) return;
    remember(variable, reached.line);
    const bool was_added = doubt_places_.contains({reached.line, name});
    const std::uint32_t doubt = doubt_of(reached.line, name, reached.varies);
    if (appends) {
      if (reached.holds || is_new) mark_all(value.words, doubt);
      if (reached.holds || is_new) append(variable, std::move(value));
      if (!reached.holds && (was_added || is_new)) doubt_of(reached.line, name, true);
      return;
    }
    const bool is_addition = !is_new && mark_added(variable, value, doubt);
    if (!is_addition && reached.holds) mark_all(value.words, doubt);
    if (reached.holds) {
      if (!is_new && !is_addition) doubt_of(reached.line, name, true);
      return replace(variable, std::move(value));
    }
    if (is_new) {
      mark_all(value.words, doubt);
      replace(variable, std::move(value));
    } else if (!is_addition) {
      variable.doubt = doubt;
    }
    if (!is_addition || was_added) doubt_of(reached.line, name, true);
  }

  std::map<std::string, shell_variable, std::less<>> variables_;
  std::vector<std::string> order_;
  std::set<std::string> named_;
  std::vector<scope> scopes_;
  std::set<std::size_t> unread_;
  std::size_t kept_ = 0, changes_ = 0;
  std::vector<doubted_line> doubts_;
  std::map<std::pair<std::size_t, std::string>, std::size_t> doubt_places_;
  std::set<std::size_t> standing_;
};

}  // namespace scalewall::detail
