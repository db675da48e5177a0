// Words of a row that others measured: fields that may be missing, and flags of a command line written `name=value; ...`.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scalewall {

/// Fields of a row by the names of their columns; one that is blank, or whose column is not there, is not said.
class row_words {
 public:
  explicit row_words(const csv_row& row) : row_(row) {}

  /// The text without blanks around it; empty where nothing is said.
  std::string_view text(std::string_view column) const {
    if (!row_.has(column)) return {};
    return trimmed(row_.text(column));
  }

  bool says(std::string_view column, std::string_view part) const {
    return text(column).find(part) != std::string_view::npos;
  }

  /// y and n, or nothing.
  std::optional<bool> yes(std::string_view column) const {
    const std::string_view written = text(column);
    if (written == "y") return true;
    if (written == "n") return false;
    return std::nullopt;
  }

  /// The number that the field starts with: of "16/32/128" the 16, of "192qk/128v" the 192.
  std::optional<double> number(std::string_view column) const { return leading_number(text(column)); }

  std::optional<std::int64_t> whole(std::string_view column) const {
    const std::optional<double> found = number(column);
    if (!found) return std::nullopt;
    return as_whole(*found);
  }

  /// Throws `broken_rule` where the field says no whole number.
  std::int64_t needed(std::string_view column) const {
    const std::optional<std::int64_t> found = whole(column);
    if (!found) throw broken_rule("the row does not say its " + std::string(column));
    return *found;
  }

  /// The value of a flag, where it is set.
  std::optional<std::string_view> flag(std::string_view name) const {
    std::string_view rest = text("flags");
    while (!rest.empty()) {
      const std::size_t end = rest.find(';');
      const std::string_view one = trimmed(rest.substr(0, end));
      const std::size_t equals = one.find('=');
      if (one.substr(0, equals) == name)
        return equals == std::string_view::npos ? std::string_view{} : one.substr(equals + 1);
      rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
    }
    return std::nullopt;
  }

  bool has_flag(std::string_view name) const { return flag(name).has_value(); }

  std::optional<std::int64_t> whole_flag(std::string_view name) const {
    const auto value = flag(name);
    if (!value) return std::nullopt;
    return spelled_number<std::int64_t>(*value);
  }

  static std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\n") + 1 - first);
  }

  /// The number before a blank, a slash or `qk`, or of the whole text.
  static std::optional<double> leading_number(std::string_view text) {
    const std::size_t digits = std::min(text.find_first_not_of("0123456789."), text.size());
    const std::string_view rest = text.substr(digits);
    if (digits == 0 || !(rest.empty() || rest[0] == ' ' || rest[0] == '/' || rest.starts_with("qk")))
      return std::nullopt;
    return spelled_number<double>(text.substr(0, digits));
  }

  /// The whole number behind a word: of "q_lora 1536 kv_lora 512" the 1536 behind "q_lora ".
  static std::optional<std::int64_t> behind(std::string_view text, std::string_view word) {
    std::size_t at = text.find(word);
    while (at != std::string_view::npos && at > 0 && text[at - 1] != ' ') at = text.find(word, at + 1);
    if (at == std::string_view::npos) return std::nullopt;
    const auto found = leading_number(text.substr(at + word.size()));
    return found ? as_whole(*found) : std::nullopt;
  }

  /// No size of a model or a plan is 10^12 or more.
  static std::optional<std::int64_t> as_whole(double number) {
    if (!(number >= 0 && number < 1e12)) return std::nullopt;
    const auto rounded = static_cast<std::int64_t>(number);
    if (static_cast<double>(rounded) != number) return std::nullopt;
    return rounded;
  }

 private:
  const csv_row& row_;
};

}  // namespace scalewall
