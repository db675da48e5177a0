// Writing comma-separated values after RFC 4180, each of them exactly.
//
// Lines end in LF. A field is quoted where it holds a comma, a quote or a line break.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/error.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/number_text.hpp>

#include <concepts>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// The text of a field: text as it is, flags as 0 and 1, whole numbers in digits, other numbers exactly,
/// quantities in their base unit (s, FLOP, B, tokens and rates of them), which the column names. Implicit, so
/// that a row is a list. Throws `broken_rule` for NaN and infinities.
struct csv_field {
  std::string text;

  // NOLINTBEGIN(google-explicit-constructor)
  csv_field(std::string value) : text(std::move(value)) {}
  csv_field(std::string_view value) : text(value) {}
  csv_field(const char* value) : text(value) {}
  csv_field(count value) : text(to_string(value)) {}
  csv_field(double value) : text(exact_text(value)) {}
  template <std::integral Integer>
  csv_field(Integer value) : text(std::to_string(value)) {}
  template <class Dimension>
  csv_field(quantity_of<Dimension> value) : csv_field(value.value()) {}
  // NOLINTEND(google-explicit-constructor)
};

class csv_writer {
 public:
  /// Writes the names of the columns. Throws `broken_rule` if there are none.
  csv_writer(std::ostream& out, const std::vector<std::string>& columns)
      : out_(out), columns_(columns.size()) {
    require(columns_ >= 1, "a CSV file has at least one column");
    row({columns.begin(), columns.end()});
  }

  /// Throws `broken_rule` unless there is a field for every column, and if the stream fails.
  void row(const std::vector<csv_field>& fields) {
    require(fields.size() == columns_, "a row of a CSV file has a field for every column",
            {{"fields", fields.size()}, {"columns", columns_}});
    std::string line;
    for (const csv_field& field : fields) line += (&field == fields.data() ? "" : ",") + quoted(field.text);
    out_ << line << '\n';
    if (out_.fail()) throw broken_rule("the CSV file cannot be written");
  }

 private:
  // A lone empty field is quoted as well: its line would be blank.
  std::string quoted(const std::string& text) const {
    const bool plain = text.find_first_of(",\"\r\n") == std::string::npos;
    if (plain && (columns_ > 1 || !text.empty())) return text;
    std::string in_quotes = "\"";
    for (const char c : text) in_quotes.append(c == '"' ? 2 : 1, c);
    return in_quotes + "\"";
  }

  std::ostream& out_;
  std::size_t columns_;
};

}  // namespace scalewall
