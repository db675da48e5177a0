// What a program tells a person: headings, paragraphs, lists, tables and lines of code, told once and written as plain text or as
// Markdown that can be pasted into an issue.
//
// Words may be a user's or a file's: what a terminal would obey is escaped in both, what Markdown would obey in Markdown.

#pragma once

#include <scalewall/quoted_text.hpp>
#include <scalewall/report/lines.hpp>
#include <scalewall/report/markdown_text.hpp>
#include <scalewall/report/table.hpp>

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

/// Line breaks of the text are blanks in Markdown.
struct document_heading {
  std::string text;
  std::string beneath;  ///< a paragraph that belongs to it; may be empty
};

/// Line breaks of the text stay; in plain text lines longer than `widest` are broken.
struct document_paragraph {
  std::string text;
  std::size_t widest = unlimited_width;
};

struct document_list {
  std::string title;  ///< with a colon; may be empty
  std::vector<std::string> items;
};

struct document_table {
  table rows;
  std::string note;  ///< beneath it; may be empty
};

/// Lines that are given to a program as they are.
struct document_code {
  std::string title;  ///< with a colon; may be empty
  std::vector<std::string> lines;
};

using document_block =
    std::variant<document_heading, document_paragraph, document_list, document_table, document_code>;

class document {
 public:
  document& heading(std::string text, std::string beneath = "") {
    return add(document_heading{std::move(text), std::move(beneath)});
  }

  document& paragraph(std::string text, std::size_t widest = unlimited_width) {
    return add(document_paragraph{std::move(text), widest});
  }

  /// Nothing where there are no items.
  document& list(std::string title, std::vector<std::string> items) {
    return items.empty() ? *this : add(document_list{std::move(title), std::move(items)});
  }

  document& rows(table shown, std::string note = "") {
    return add(document_table{std::move(shown), std::move(note)});
  }

  document& code(std::string title, std::vector<std::string> lines) {
    return add(document_code{std::move(title), std::move(lines)});
  }

  /// All that the other tells.
  document& append(document other) {
    for (document_block& block : other.blocks_) blocks_.push_back(std::move(block));
    return *this;
  }

  const std::vector<document_block>& blocks() const { return blocks_; }

 private:
  document& add(document_block block) {
    blocks_.push_back(std::move(block));
    return *this;
  }

  std::vector<document_block> blocks_;
};

namespace detail {

/// Plain text: a blank line between blocks, but what explains a paragraph or goes on with a list stands directly beneath it.
struct text_of_document {
  std::ostream& out;

  static bool is_beneath(const document_block& block, const document_block& before) {
    const auto* list = std::get_if<document_list>(&block);
    if (list == nullptr) return false;
    if (list->title.empty() || std::holds_alternative<document_paragraph>(before)) return true;
    const auto* list_before = std::get_if<document_list>(&before);
    return list_before != nullptr && !list_before->title.empty();
  }

  void write_lines(std::string_view text, std::size_t widest = unlimited_width) const {
    for (const std::string& line : lines_of(text, widest)) out << printable_text(line) << '\n';
  }

  void write_indented(const std::string& title, const std::vector<std::string>& lines) const {
    if (!title.empty()) write_lines(title);
    for (const std::string& line : lines) out << "  " << printable_text(line) << '\n';
  }

  void operator()(const document_heading& heading) const {
    write_lines(heading.text);
    if (!heading.beneath.empty()) write_lines(heading.beneath);
  }
  void operator()(const document_paragraph& paragraph) const {
    write_lines(paragraph.text, paragraph.widest);
  }
  void operator()(const document_list& list) const { write_indented(list.title, list.items); }
  void operator()(const document_code& code) const { write_indented(code.title, code.lines); }
  void operator()(const document_table& table) const {
    out << table.rows;
    if (!table.note.empty()) write_lines(table.note);
  }
};

struct markdown_of_document {
  std::ostream& out;

  void write_heading(const std::string& text) const {
    std::string title;
    for (const std::string& line : lines_of(text)) title += (title.empty() ? "" : " ") + line;
    if (title.ends_with(':')) title.pop_back();
    out << "### " << markdown_text(title) << '\n';
  }

  void write_title(const std::string& title) const {
    if (title.empty()) return;
    write_heading(title);
    out << '\n';
  }

  /// A line of the text ends with a backslash where another follows it.
  void write_lines(const std::string& text) const {
    std::string whole;
    for (const std::string& line : lines_of(text))
      whole += (whole.empty() ? "" : "\\\n") + markdown_text(line);
    out << whole << '\n';
  }

  void write_beneath(const std::string& text) const {
    if (text.empty()) return;
    out << '\n';
    write_lines(text);
  }

  void operator()(const document_heading& heading) const {
    write_heading(heading.text);
    write_beneath(heading.beneath);
  }
  void operator()(const document_paragraph& paragraph) const { write_lines(paragraph.text); }

  void operator()(const document_list& list) const {
    write_title(list.title);
    for (const std::string& item : list.items) out << "- " << markdown_text(item) << '\n';
  }

  /// The fence is longer than every row of backticks within.
  void operator()(const document_code& code) const {
    write_title(code.title);
    std::size_t longest = 2;
    for (const std::string& line : code.lines) {
      std::size_t length = 0;
      for (const char letter : line) longest = std::max(longest, length = letter == '`' ? length + 1 : 0);
    }
    const std::string fence(longest + 1, '`');
    out << fence << '\n';
    for (const std::string& line : code.lines) out << printable_text(line) << '\n';
    out << fence << '\n';
  }

  void operator()(const document_table& table) const {
    write_markdown(out, table.rows);
    write_beneath(table.note);
  }
};

}  // namespace detail

/// The document as plain text.
inline void write_text(std::ostream& out, const document& whole) {
  const document_block* before = nullptr;
  for (const document_block& block : whole.blocks()) {
    if (before != nullptr && !detail::text_of_document::is_beneath(block, *before)) out << '\n';
    std::visit(detail::text_of_document{out}, block);
    before = &block;
  }
}

/// The document as Markdown. Every block has a blank line before it.
inline void write_markdown(std::ostream& out, const document& whole) {
  bool first = true;
  for (const document_block& block : whole.blocks()) {
    if (!first) out << '\n';
    std::visit(detail::markdown_of_document{out}, block);
    first = false;
  }
}

}  // namespace scalewall
