// The words that a shell makes of braces in a word: {a,b} and {m..n..step}, before and behind other letters and within one
// another.
//
//     x{1,2}y -> x1y x2y      {1..4} -> 1 2 3 4      {8..2..3} -> 8 5 2      {a} -> {a}
//
// Source: Bash Reference Manual, section 3.5.1.

#pragma once

#include <scalewall/report/spelled_number.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall::detail {

/// Words of one word with braces, at most.
inline constexpr std::size_t most_words_of_braces = 10'000;

/// Braces in a word, at most.
inline constexpr std::size_t most_braces = 20;

/// The parts of what stands between two braces, or none where it is no list.
inline std::vector<std::string_view> parts_of_braces(std::string_view inner) {
  std::vector<std::string_view> parts;
  std::size_t depth = 0, first = 0;
  for (std::size_t i = 0; i < inner.size(); ++i) {
    if (inner[i] == '{') ++depth;
    if (inner[i] == '}' && depth > 0) --depth;
    if (inner[i] != ',' || depth > 0) continue;
    parts.push_back(inner.substr(first, i - first));
    first = i + 1;
  }
  if (!parts.empty()) parts.push_back(inner.substr(first));
  return parts;
}

/// The numbers m..n or m..n..step, none where it is no range; nothing where a shell would write them otherwise: with zeros
/// before them, or as letters.
inline std::optional<std::vector<std::string>> range_of_braces(std::string_view inner) {
  const std::size_t dots = inner.find("..");
  if (dots == std::string_view::npos) return std::vector<std::string>{};
  const std::string_view begin = inner.substr(0, dots), rest = inner.substr(dots + 2);
  const std::size_t more = rest.find("..");
  const std::string_view end = rest.substr(0, more);
  const auto first = spelled_number<std::int64_t>(begin), last = spelled_number<std::int64_t>(end);
  const auto step = more == std::string_view::npos ? std::optional<std::int64_t>(1)
                                                   : spelled_number<std::int64_t>(rest.substr(more + 2));
  const auto is_plain = [](std::string_view number) {
    return number.size() < 10 &&
           (number == "0" || number.find_first_not_of('-') == number.find_first_of("123456789"));
  };
  if (!first || !last || !step || !is_plain(begin) || !is_plain(end) || *step > 1'000'000'000 ||
      *step < -1'000'000'000)
    return {};
  const std::int64_t many = *step == 0 ? 1 : *step < 0 ? -*step : *step;
  const std::int64_t by = *first <= *last ? many : -many;
  if ((*last - *first) / by >= static_cast<std::int64_t>(most_words_of_braces)) return {};
  std::vector<std::string> numbers;
  for (std::int64_t i = *first; by > 0 ? i <= *last : i >= *last; i += by)
    numbers.push_back(std::to_string(i));
  return numbers;
}

/// The words that a word without quotes and substitutions makes, one where it has no braces; nothing where they are not
/// known, or many.
inline std::optional<std::vector<std::string>> words_of_braces(std::string_view word,
                                                               std::size_t within = 0) {
  std::vector<std::string> made{""};
  if (within > most_braces) return {};
  std::size_t braces = 0;
  while (!word.empty()) {
    const std::size_t open = word.find('{');
    std::size_t close = open, depth = 0;
    for (; close < word.size(); ++close) {
      if (word[close] == '{') ++depth;
      if (word[close] == '}' && --depth == 0) break;
    }
    if (open == std::string_view::npos) {
      for (std::string& one : made) one += word;
      return made;
    }
    if (++braces > most_braces) return {};
    for (std::string& one : made) one += word.substr(0, open);
    if (close >= word.size()) {  // no brace closes this one
      for (std::string& one : made) one += '{';
      word.remove_prefix(open + 1);
      continue;
    }
    const std::string_view inner = word.substr(open + 1, close - open - 1);
    std::vector<std::string> choices;
    for (const std::string_view part : parts_of_braces(inner)) {
      const auto words = words_of_braces(part, within + 1);
      if (!words || choices.size() + words->size() > most_words_of_braces) return {};
      choices.insert(choices.end(), words->begin(), words->end());
    }
    if (choices.empty()) {
      const auto numbers = range_of_braces(inner);
      if (!numbers) return {};
      choices = *numbers;
    }
    if (choices.empty()) {  // letters as they stand, perhaps with braces in them
      const auto words = words_of_braces(inner, within + 1);
      if (!words) return {};
      choices.reserve(words->size());
      for (const std::string& one : *words) choices.push_back('{' + one + '}');
    }
    if (made.size() * choices.size() > most_words_of_braces) return {};
    std::vector<std::string> longer;
    longer.reserve(made.size() * choices.size());
    for (const std::string& one : made)
      for (const std::string& choice : choices) longer.push_back(one + choice);
    made = std::move(longer);
    word.remove_prefix(close + 1);
  }
  return made;
}

}  // namespace scalewall::detail
