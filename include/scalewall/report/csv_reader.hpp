// Reading comma-separated values after RFC 4180; columns are found by name.
//
// Text is UTF-8. Lines end in LF or CR LF. A byte order mark and blank lines are passed over.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>
#include <scalewall/report/text_encoding.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// One row, whose fields are asked for by the name of their column. What breaks a rule is thrown as a
/// `broken_rule` that says `line 7, column dp, value "x": the rule`.
class csv_row {
 public:
  csv_row(std::shared_ptr<const std::vector<std::string>> columns, std::vector<std::string> fields,
          std::size_t line)
      : columns_(std::move(columns)), fields_(std::move(fields)), line_(line) {}

  /// Where it starts; the first line of a file is 1.
  std::size_t line() const { return line_; }

  const std::vector<std::string>& columns() const { return *columns_; }

  bool has(std::string_view column) const {
    return std::find(columns_->begin(), columns_->end(), column) != columns_->end();
  }

  const std::string& text(std::string_view column) const {
    const auto found = std::find(columns_->begin(), columns_->end(), column);
    if (found == columns_->end())
      throw broken_rule("line " + std::to_string(line_) + ", column " + std::string(column) +
                        ": the file has no such column");
    return fields_[static_cast<std::size_t>(found - columns_->begin())];
  }

  std::int64_t integer(std::string_view column) const {
    return number_as<std::int64_t>(column, "a whole number below 2^63 is written in digits");
  }

  /// Finite.
  double number(std::string_view column) const {
    return number_as<double>(column, "a number is finite and written as in 12, 0.5 or 6.4e24");
  }

  bool flag(std::string_view column) const {
    const std::string_view written = without_blanks(text(column));
    if (written != "0" && written != "1") reject(column, "a flag is 0 or 1");
    return written == "1";
  }

  /// What `read` makes of the text of the field; the rule that it throws is reported with the place.
  template <class Read>
  auto as(std::string_view column, Read&& read) const {
    try {
      return read(without_blanks(text(column)));
    } catch (const broken_rule& broken) {
      reject(column, broken.what());
    }
  }

  [[noreturn]] void reject(std::string_view column, std::string_view rule) const {
    throw broken_rule("line " + std::to_string(line_) + ", column " + std::string(column) + ", value " +
                      quoted_text(text(column), '"') + ": " + std::string(rule));
  }

 private:
  static std::string_view without_blanks(std::string_view text) {
    const std::size_t first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
  }

  template <class Number>
  Number number_as(std::string_view column, std::string_view rule) const {
    const std::optional<Number> number = spelled_number<Number>(without_blanks(text(column)));
    if (!number) reject(column, rule);
    return *number;
  }

  std::shared_ptr<const std::vector<std::string>> columns_;
  std::vector<std::string> fields_;
  std::size_t line_;
};

/// Reads a stream row by row: `while (const auto row = reader.next()) use(row->integer("dp"));`
class csv_reader {
 public:
  /// Reads the names of the columns. Throws `broken_rule` if there are none or one is there twice, and where something
  /// else than commas stands between them or the file is not a text.
  explicit csv_reader(std::istream& in) : in_(in) {
    std::vector<std::string> names = read_record().value_or(std::vector<std::string>{});
    if (names.empty()) fail(1, "", "a CSV file starts with the names of its columns");
    for (auto name = names.begin(); name != names.end(); ++name)
      if (std::find(names.begin(), name, *name) != name)
        fail(start_, ", column " + excerpt_of(*name).shown, "a column is there once");
    columns_ = std::make_shared<const std::vector<std::string>>(std::move(names));
  }

  const std::vector<std::string>& columns() const { return *columns_; }

  /// Throws `broken_rule` with those of the `needed` columns that are missing.
  template <class Names>
  void require_columns(const Names& needed) const {
    std::string missing;
    bool none = true;
    for (const std::string_view column : needed) {
      const bool found = std::find(columns_->begin(), columns_->end(), column) != columns_->end();
      if (!found) missing.append(missing.empty() ? "" : ", ").append(column);
      none = none && !found;
    }
    if (none)
      fail(start_, "",
           "names of columns are expected here, separated by commas: " + missing +
               "; the first that is found is " + quoted_text(columns_->front()));
    if (!missing.empty()) throw broken_rule("columns are missing: " + missing);
  }

  /// The next row, or nothing at the end. After a `broken_rule`, which names the line, reading goes on with
  /// the line after it.
  std::optional<csv_row> next() {
    auto fields = read_record();
    if (!fields) return std::nullopt;
    if (fields->size() != columns_->size())
      fail(start_, "",
           "a row has a field for every column (fields = " + std::to_string(fields->size()) +
               ", columns = " + std::to_string(columns_->size()) + ")");
    return csv_row(columns_, std::move(*fields), start_);
  }

 private:
  [[noreturn]] static void fail(std::size_t line, const std::string& column, const std::string& rule) {
    throw broken_rule("line " + std::to_string(line) + column + ": " + rule);
  }

  bool take_line(std::string& line) {
    if (!put_back_.empty()) {
      line = std::move(put_back_.front());
      put_back_.pop_front();
    } else if (!std::getline(in_, line)) {
      if (in_.bad()) throw broken_rule("the CSV file cannot be read");
      return false;
    }
    if (++taken_ == 1 && line.starts_with("\xEF\xBB\xBF")) line.erase(0, 3);
    return true;
  }

  // The names of the columns are a text, and where there are several, commas separate them.
  void require_commas(const std::string& line) const {
    try {
      require_text(line);
    } catch (const broken_rule& broken) {
      fail(start_, "", broken.what());
    }
    if (line.find(',') != std::string::npos) return;
    const char* found = line.find(';') != std::string::npos    ? "semicolons"
                        : line.find('\t') != std::string::npos ? "tabs"
                                                               : nullptr;
    if (found != nullptr)
      fail(start_, "", std::string("the fields of a CSV file are separated by commas, and here by ") + found);
  }

  // The fields of the next line that is not blank, and of those that its quotes reach into.
  std::optional<std::vector<std::string>> read_record() {
    std::string line;
    do {
      if (!take_line(line)) return std::nullopt;
    } while (line.empty() || line == "\r");
    start_ = taken_;
    if (!columns_) require_commas(line);

    std::vector<std::string> fields;
    std::deque<std::string> reached;
    const auto reject = [&](const char* rule) {
      taken_ -= reached.size();
      put_back_.insert(put_back_.begin(), reached.begin(), reached.end());
      const bool named = columns_ && fields.size() < columns_->size();
      fail(start_,
           ", column " +
               (named ? excerpt_of((*columns_)[fields.size()]).shown : std::to_string(fields.size() + 1)),
           rule);
    };
    for (std::size_t at = 0;; ++at) {
      std::string field;
      if (line.compare(at, 1, "\"") == 0) {
        for (++at;; ++at) {
          const std::size_t quote = line.find('"', at);
          field.append(line, at, quote - at);
          if (quote == std::string::npos) {
            if (!take_line(line)) reject("a quoted field ends with a quote");
            reached.push_back(line);
            field += '\n';
            at = std::string::npos;  // before the first character
            continue;
          }
          at = quote + 1;
          if (line.compare(at, 1, "\"") != 0) break;
          field += '"';
        }
        if (line.compare(at, std::string::npos, "\r") == 0) at = line.size();
        if (at < line.size() && line[at] != ',')
          reject("after a quoted field there is a comma or the end of the line");
      } else {
        const std::size_t end = std::min(line.find(',', at), line.size());
        field = line.substr(at, end - at);
        if (end == line.size() && field.ends_with('\r')) field.pop_back();
        if (field.find('"') != std::string::npos)
          reject("a field that holds a quote is quoted, its quotes doubled");
        at = end;
      }
      fields.push_back(std::move(field));
      if (at == line.size()) return fields;
    }
  }

  std::istream& in_;
  std::shared_ptr<const std::vector<std::string>> columns_;
  std::deque<std::string> put_back_;  // lines that a record reached into before it turned out to be none
  std::size_t taken_ = 0;             // lines
  std::size_t start_ = 0;             // the line on which the record starts
};

}  // namespace scalewall
