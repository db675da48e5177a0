// Fields of a row of measured runs, of which any may be missing.
//
// A field that is empty, or whose column the file lacks, is none. Words are found whatever their capitals.

#pragma once

#include <scalewall/named_choice.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace scalewall {

/// The text of a field; empty where there is none.
inline std::string_view field_text(const csv_row& row, std::string_view column) {
  return row.has(column) ? std::string_view(row.text(column)) : std::string_view{};
}

/// A positive, finite number. Throws `broken_rule` with line and column where something else is written.
inline std::optional<double> positive_field(const csv_row& row, std::string_view column) {
  if (field_text(row, column).empty()) return {};
  const double number = row.number(column);
  if (!(number > 0)) row.reject(column, "a number of a run is positive, or its field is empty");
  return number;
}

/// A positive whole number, which some files write as 128.0.
inline std::optional<std::int64_t> whole_field(const csv_row& row, std::string_view column) {
  const std::optional<double> number = positive_field(row, column);
  if (!number) return {};
  if (std::floor(*number) != *number || *number >= 9e15)
    row.reject(column, "a count is a whole number below 9e15");
  return static_cast<std::int64_t>(*number);
}

/// Whether a text has the words somewhere in it.
constexpr bool mentions(std::string_view text, std::string_view words) {
  const auto same = [](char a, char b) { return detail::small_letter(a) == detail::small_letter(b); };
  return std::search(text.begin(), text.end(), words.begin(), words.end(), same) != text.end();
}

constexpr bool mentions_any(std::string_view text, std::initializer_list<std::string_view> choices) {
  return std::any_of(choices.begin(), choices.end(),
                     [&](std::string_view words) { return mentions(text, words); });
}

/// Whether a text is one of the words, whatever their capitals, blanks and dashes.
constexpr bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view word) { return is_same_name(text, word); });
}

/// Yes or no; none where the field is empty. Throws `broken_rule` with line, column and value where it is another word.
inline std::optional<bool> yes_or_no_field(const csv_row& row, std::string_view column) {
  const std::string_view written = field_text(row, column);
  if (written.empty()) return {};
  if (is_one_of(written, {"y", "yes", "true", "1", "on"})) return true;
  if (is_one_of(written, {"n", "no", "false", "0", "off", "none"})) return false;
  row.reject(column, "known are y, yes, true, 1, on and n, no, false, 0, off, none, or an empty field");
}

/// The whole number that follows the words in a text, as 4 follows `ETP=` in `GA=8; ETP=4`.
inline std::optional<std::int64_t> number_after(std::string_view text, std::string_view words) {
  const std::size_t found = text.find(words);
  if (found == std::string_view::npos) return {};
  const std::string_view rest = text.substr(found + words.size());
  return spelled_number<std::int64_t>(rest.substr(0, rest.find_first_not_of("0123456789")));
}

/// A name without blanks, dashes and underscores, in small letters: `Qwen3_30B_a3B` and `Qwen3-30B A3B` are the same.
inline std::string plain_name(std::string_view name) {
  std::string plain;
  for (const char letter : name)
    if (letter != ' ' && letter != '-' && letter != '_') plain += detail::small_letter(letter);
  return plain;
}

}  // namespace scalewall
