// A file of rows that is written once and in order, and goes on where it was when the program was killed.
//
// Every line ends with a check of itself and of all lines above it:
//
//     check_0 = h(subject, header)        check_i = h(check_{i-1}, row_i)
//
// with h the hash of hash.hpp. The first row whose check fails, and everything after it, is what a crash has damaged:
// it is cut off and written again. The check in the header tells a file about something else.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hash.hpp>
#include <scalewall/quoted_text.hpp>

#include <cerrno>
#include <cinttypes>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <istream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

namespace scalewall {

namespace detail {

/// 16 hexadecimal digits.
inline std::string check_text(std::uint64_t hash) {
  char digits[17];
  std::snprintf(digits, sizeof digits, "%016" PRIx64, hash);
  return digits;
}

}  // namespace detail

class journal {
 public:
  /// Opens the file, or starts it, and cuts off what is damaged; at most `most_rows` are kept. `header` is the line of
  /// the names of the columns, without its end; `subject` is what tells the file from others of the same columns.
  ///
  /// Throws `broken_rule` if the file holds something else, which is left as it is, and std::runtime_error if it
  /// cannot be read or written.
  journal(std::filesystem::path file, std::string_view header, std::string_view subject,
          std::int64_t most_rows)
      : file_(std::move(file)), check_(fnv_1a(header, fnv_1a(subject))) {
    const std::string first_line = std::string(header) + ",check_" + detail::check_text(check_) + "\n";
    std::uintmax_t kept = 0;
    if (std::filesystem::exists(file_)) {
      std::ifstream in(file_, std::ios::binary);
      if (!in) fail("read");
      if (holds(in, first_line, std::string(header) + ",check_")) {
        kept = first_line.size();
        std::string line(longest_line, '\0');
        while (rows_ < most_rows && keep_next_row(in, line)) kept += last_row_.size() + check_size;
      }
      in.close();
      std::error_code failed;
      std::filesystem::resize_file(file_, kept, failed);
      if (failed) fail("written", failed.message());
    }
    errno = 0;
    out_.open(file_, std::ios::binary | std::ios::app);
    if (!out_) fail("written");
    if (kept == 0) write(first_line);
  }

  /// Of those that are in the file.
  std::int64_t rows() const { return rows_; }

  /// Without its check and its end; empty where there are no rows.
  const std::string& last_row() const { return last_row_; }

  /// Appends lines, each with its end, and hands them to the system.
  void append(std::string_view lines) {
    std::string checked;
    while (!lines.empty()) {
      const std::size_t end = lines.find('\n');
      require(end != std::string_view::npos, "a row ends with its line");
      last_row_ = lines.substr(0, end);
      check_ = fnv_1a(last_row_, check_);
      checked.append(last_row_).append(",").append(detail::check_text(check_)).append("\n");
      lines.remove_prefix(end + 1);
      ++rows_;
    }
    write(checked);
  }

 private:
  static constexpr std::size_t check_size = 18;  // a comma, the digits, the end of the line
  static constexpr std::size_t longest_line = 1 << 16;

  [[noreturn]] void fail(const char* done, const std::string& reason = std::strerror(errno)) const {
    throw std::runtime_error(quoted_text(file_.string()) + " cannot be " + done + ": " + reason);
  }

  /// Whether the first line is there in full. Throws `broken_rule` if it is another one.
  bool holds(std::istream& in, const std::string& first_line, const std::string& columns) const {
    std::string found(first_line.size(), '\0');
    in.read(found.data(), static_cast<std::streamsize>(found.size()));
    if (in.bad()) fail("read");
    found.resize(static_cast<std::size_t>(in.gcount()));
    if (found == first_line) return true;
    if (first_line.starts_with(found)) return false;
    throw broken_rule(quoted_text(file_.string()) + " " +
                      (found.starts_with(columns) ? "has the answers to other questions"
                                                  : "is not a file of answers to these questions") +
                      ", and is left as it is");
  }

  /// Whether the next row is there in full, and takes it over. `buffer` is as long as the longest line.
  bool keep_next_row(std::istream& in, std::string& buffer) {
    in.getline(buffer.data(), static_cast<std::streamsize>(buffer.size()));
    if (in.bad()) fail("read");
    if (in.fail() || in.eof()) return false;  // too long, or without its end
    const std::string_view line(buffer.data(), static_cast<std::size_t>(in.gcount()));
    if (line.size() < check_size) return false;
    const std::string_view row = line.substr(0, line.size() - check_size);
    const std::uint64_t check = fnv_1a(row, check_);
    // getline has made a zero of the end of the line.
    if (line.substr(row.size()) != "," + detail::check_text(check) + '\0') return false;
    check_ = check;
    last_row_ = row;
    ++rows_;
    return true;
  }

  void write(const std::string& text) {
    out_ << text << std::flush;
    if (!out_) fail("written");
  }

  std::filesystem::path file_;
  std::ofstream out_;
  std::uint64_t check_;  // of the last line
  std::int64_t rows_ = 0;
  std::string last_row_;
};

}  // namespace scalewall
