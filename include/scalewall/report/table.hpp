// A table: a header, a rule, rows; text starts at the left of its column, numbers end at its right. Written as plain text, where
// what a terminal would obey is shown escaped, or as Markdown.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/lines.hpp>
#include <scalewall/report/markdown_text.hpp>

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

enum class alignment { left, right };

struct table_column {
  std::string header;
  alignment aligned = alignment::left;
};

/// A column of text.
inline table_column text_column(std::string header) { return {std::move(header), alignment::left}; }

/// A column of numbers.
inline table_column number_column(std::string header) { return {std::move(header), alignment::right}; }

class table {
 public:
  /// A table, of which in plain text a cell that is longer than `widest` goes on in the lines below. Throws `broken_rule` if
  /// there are no columns, or a header has several lines.
  explicit table(std::vector<table_column> columns, std::size_t widest = unlimited_width)
      : columns_(std::move(columns)), widest_(widest) {
    require(!columns_.empty(), "a table has at least one column");
    for (table_column& column : columns_) {
      column.header = cell_text(column.header);
      widths_.push_back(width_of(column.header));
    }
  }

  /// Throws `broken_rule` unless there is a cell of one line for every column.
  table& add_row(std::vector<std::string> cells) {
    require(cells.size() == columns_.size(), "a row of a table has a cell for every column",
            {{"cells", cells.size()}, {"columns", columns_.size()}});
    std::vector<std::size_t> widths = widths_;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells[i] = cell_text(cells[i]);
      for (const std::string& line : lines_of(cells[i], widest_))
        widths[i] = std::max(widths[i], width_of(line));
    }
    widths_ = std::move(widths);
    rows_.push_back(std::move(cells));
    return *this;
  }

  std::size_t size() const { return rows_.size(); }

  /// Characters of its longest possible line of plain text.
  std::size_t width() const {
    return std::accumulate(widths_.begin(), widths_.end(), separation * (widths_.size() - 1));
  }

  friend std::ostream& operator<<(std::ostream& out, const table& whole) {
    std::vector<std::string> headers, rules;
    for (std::size_t i = 0; i < whole.columns_.size(); ++i) {
      headers.push_back(whole.columns_[i].header);
      rules.emplace_back(whole.widths_[i], '-');
    }
    whole.write_line(out, headers);
    whole.write_line(out, rules);
    for (const auto& row : whole.rows_) whole.write_row(out, row);
    return out;
  }

  /// A table of GitHub's Markdown.
  friend void write_markdown(std::ostream& out, const table& whole) {
    std::string headers = "|", rules = "|";
    for (const table_column& column : whole.columns_) {
      headers += " " + markdown_text(column.header) + " |";
      rules += column.aligned == alignment::right ? " ---: |" : " --- |";
    }
    out << headers << '\n' << rules << '\n';
    for (const auto& row : whole.rows_) {
      std::string line = "|";
      for (const std::string& cell : row) line += " " + markdown_text(cell) + " |";
      out << line << '\n';
    }
  }

 private:
  static constexpr std::size_t separation = 2;  // of columns

  static std::string cell_text(std::string_view cell) {
    require(cell.find_first_of("\r\n\t") == std::string_view::npos,
            "a cell of a table has one line and no tabs");
    return printable_text(cell);
  }

  // Characters of UTF-8: the bytes that do not continue one.
  static std::size_t width_of(std::string_view cell) {
    return static_cast<std::size_t>(
        std::count_if(cell.begin(), cell.end(), [](char byte) { return (byte & '\xC0') != '\x80'; }));
  }

  void write_row(std::ostream& out, const std::vector<std::string>& cells) const {
    std::vector<std::vector<std::string>> columns;
    std::size_t height = 1;
    columns.reserve(cells.size());
    for (const std::string& cell : cells) {
      columns.push_back(lines_of(cell, widest_));
      height = std::max(height, columns.back().size());
    }
    for (std::size_t i = 0; i < height; ++i) {
      std::vector<std::string> line;
      line.reserve(columns.size());
      for (const auto& lines : columns) line.push_back(i < lines.size() ? lines[i] : std::string());
      write_line(out, line);
    }
  }

  // Nothing follows the last text of a line.
  void write_line(std::ostream& out, const std::vector<std::string>& cells) const {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string padding(widths_[i] - width_of(cells[i]), ' ');
      if (i > 0) line.append(separation, ' ');
      line += columns_[i].aligned == alignment::right ? padding + cells[i] : cells[i] + padding;
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  }

  std::vector<table_column> columns_;
  std::size_t widest_;
  std::vector<std::size_t> widths_;
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace scalewall
