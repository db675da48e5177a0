// Conditions of a shell that a text decides: [ ... ], test and [[ ... ]] of literals, and patterns of case.
//
//     =  ==  !=   -eq -ne -lt -le -gt -ge   -n -z   !  -a  -o  &&  ||  ( )      * ? [...] of [[ and case
//
// Nothing is run and no file is looked at: -f, -d, =~ and words that hold a $ are not known. Sources: POSIX.1-2017,
// test; Bash Reference Manual, sections 3.2.5.2, 3.5.8.1 and 6.4.

#pragma once

#include <scalewall/report/spelled_number.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall::detail {

/// Whether something holds. Of what the text does not decide: what is taken, and the line that would have to be run.
struct shell_truth {
  bool holds = true;
  std::size_t line = 0;  ///< 0 where it is known

  /// Whether it stands in a loop that is run as often as nobody knows: what is set there may be set again otherwise.
  bool varies = false;

  constexpr bool is_known() const { return line == 0; }

  /// Whether it holds, or may.
  constexpr bool may_hold() const { return holds || !is_known(); }
};

constexpr shell_truth opposite(const shell_truth& one) { return {!one.holds, one.line, one.varies}; }

constexpr shell_truth both(const shell_truth& a, const shell_truth& b) {
  if (a.is_known()) return a.holds ? b : a;
  if (b.is_known()) return b.holds ? a : b;
  return {a.holds && b.holds, a.holds ? b.line : a.line, a.varies || b.varies};
}

constexpr shell_truth either(const shell_truth& a, const shell_truth& b) {
  return opposite(both(opposite(a), opposite(b)));
}

/// A word of a shell as it is read.
struct shell_word {
  std::string text;
  std::size_t place = 0;

  /// The doubt that every letter hangs on, from 1; empty where there is none.
  std::vector<std::uint32_t> doubts{};

  bool has_pattern = false;  ///< *, ? or [ that is not quoted
  bool has_quoted = false;   ///< one that is
  bool has_braces = false;   ///< { that is not quoted
  bool is_made = false;      ///< of quotes and substitutions

  /// Whether nothing of it would have to be run.
  bool is_known() const { return text.find_first_of("$`") == std::string::npos; }

  void add(std::string_view some, std::uint32_t doubt) {
    if (doubt > 0 || !doubts.empty()) {
      doubts.resize(text.size());
      doubts.resize(text.size() + some.size(), doubt);
    }
    text += some;
  }

  /// The doubt of a letter, 0 where there is none.
  std::uint32_t doubt_at(std::size_t i) const { return i < doubts.size() ? doubts[i] : 0; }

  void clear() {
    text.clear();
    doubts.clear();
    has_pattern = has_quoted = has_braces = is_made = false;
  }
};

/// Letters of a pattern and of a word that are compared, at most: the work grows with their product.
inline constexpr std::size_t longest_pattern = 256;

/// Whether a set of characters that begins at `at`, behind its [, has one; `at` is then behind its ].
inline std::optional<bool> matches_set(std::string_view pattern, std::size_t& at, char one) {
  const std::size_t close = pattern.find(']', at + 1);
  if (close == std::string_view::npos) return {};
  std::string_view set = pattern.substr(at, close - at);
  at = close + 1;
  const bool is_turned = set.starts_with('!') || set.starts_with('^');
  if (is_turned) set.remove_prefix(1);
  if (set.find('[') != std::string_view::npos) return {};  // classes
  bool is_there = false;
  for (std::size_t i = 0; i < set.size(); ++i) {
    if (i + 2 < set.size() && set[i + 1] == '-') {
      is_there = is_there || (set[i] <= one && one <= set[i + 2]);
      i += 2;
    } else {
      is_there = is_there || set[i] == one;
    }
  }
  return is_there != is_turned;
}

/// Whether a pattern of * ? and [...] matches all of a text; nothing where they are long, or the pattern is another.
inline std::optional<bool> matches_pattern(std::string_view pattern, std::string_view text) {
  if (pattern == "*") return true;
  if (pattern.size() > longest_pattern || text.size() > longest_pattern) return {};
  if (pattern.find('(') != std::string_view::npos) return {};
  constexpr std::size_t none = std::string_view::npos;
  std::size_t at = 0, i = 0, star = none, from = 0;
  while (i < text.size()) {
    std::size_t next = at;
    bool is_same = false;
    if (at < pattern.size() && pattern[at] == '*') {
      star = at++;
      from = i;
      continue;
    }
    if (at < pattern.size() && pattern[at] == '[') {
      const std::optional<bool> found = matches_set(pattern, ++next, text[i]);
      if (!found) return {};
      is_same = *found;
    } else if (at < pattern.size()) {
      ++next;
      is_same = pattern[at] == '?' || pattern[at] == text[i];
    }
    if (is_same) {
      at = next;
      ++i;
    } else if (star != none) {
      at = star + 1;
      i = ++from;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == none;
}

/// Whether a word is another, or matches it as a pattern; nothing where it is not known.
inline std::optional<bool> matches_word(const shell_word& pattern, const shell_word& word) {
  if (pattern.text == "*" && pattern.has_pattern) return true;
  if (!pattern.is_known() || !word.is_known()) return {};
  if (!pattern.has_pattern) return pattern.text == word.text;
  if (pattern.has_quoted) return {};
  return matches_pattern(pattern.text, word.text);
}

/// The words between [ and ], or between [[ and ]].
class shell_condition {
 public:
  shell_condition(std::span<const shell_word> words, bool has_patterns)
      : words_(words), has_patterns_(has_patterns) {}

  /// Nothing where it is not known.
  std::optional<bool> read() {
    if (words_.empty()) return false;
    const std::optional<bool> found = any();
    return at_ == words_.size() ? found : std::nullopt;
  }

 private:
  static constexpr int deepest = 100;

  bool is(std::string_view word) const { return at_ < words_.size() && words_[at_].text == word; }

  bool takes(std::string_view word, std::string_view other) {
    if (!is(word) && !is(other)) return false;
    ++at_;
    return true;
  }

  std::optional<bool> any() {
    std::optional<bool> found = all();
    while (takes("-o", "||")) {
      const std::optional<bool> other = all();
      const bool is_true = found.value_or(false) || other.value_or(false);
      found = is_true ? std::optional(true) : found && other ? std::optional(false) : std::nullopt;
    }
    return found;
  }

  std::optional<bool> all() {
    std::optional<bool> found = one();
    while (takes("-a", "&&")) {
      const std::optional<bool> other = one();
      const bool is_false = !found.value_or(true) || !other.value_or(true);
      found = is_false ? std::optional(false) : found && other ? std::optional(true) : std::nullopt;
    }
    return found;
  }

  std::optional<bool> one() {
    bool is_turned = false;
    while (is("!") && at_ + 1 < words_.size() && !is_comparison()) {
      is_turned = !is_turned;
      ++at_;
    }
    const std::optional<bool> found = plain();
    return found ? std::optional(*found != is_turned) : std::nullopt;
  }

  bool is_comparison() const {
    if (at_ + 2 >= words_.size()) return false;
    for (const std::string_view sign :
         {"=", "==", "!=", "=~", "<", ">", "-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef"})
      if (words_[at_ + 1].text == sign) return true;
    return false;
  }

  std::optional<bool> plain() {
    if (at_ >= words_.size()) return {};
    if (is_comparison()) {
      at_ += 3;
      return comparison(words_[at_ - 3], words_[at_ - 2].text, words_[at_ - 1]);
    }
    if (is("(")) {
      if (++depth_ > deepest) return {};
      ++at_;
      const std::optional<bool> found = any();
      --depth_;
      return takes(")", ")") ? found : std::nullopt;
    }
    const std::string& sign = words_[at_].text;
    if (sign.size() == 2 && sign[0] == '-' && at_ + 1 < words_.size()) {
      at_ += 2;
      const shell_word& word = words_[at_ - 1];
      if ((sign != "-n" && sign != "-z") || !word.is_known()) return {};
      return word.text.empty() == (sign == "-z");
    }
    ++at_;
    return words_[at_ - 1].is_known() ? std::optional(!sign.empty()) : std::nullopt;
  }

  std::optional<bool> comparison(const shell_word& a, std::string_view sign, const shell_word& b) const {
    if (sign == "=" || sign == "==" || sign == "!=") {
      const bool is_text = !has_patterns_ && a.is_known() && b.is_known();
      const std::optional<bool> same = is_text         ? std::optional(a.text == b.text)
                                       : has_patterns_ ? matches_word(b, a)
                                                       : std::nullopt;
      return same ? std::optional(*same != (sign == "!=")) : std::nullopt;
    }
    const auto first = spelled_number<std::int64_t>(a.text), second = spelled_number<std::int64_t>(b.text);
    if (!first || !second) return {};
    if (sign == "-eq") return *first == *second;
    if (sign == "-ne") return *first != *second;
    if (sign == "-lt") return *first < *second;
    if (sign == "-le") return *first <= *second;
    if (sign == "-gt") return *first > *second;
    if (sign == "-ge") return *first >= *second;
    return {};
  }

  std::span<const shell_word> words_;
  bool has_patterns_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace scalewall::detail
