// Reading text as JSON, where what is wrong is told with its place.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/text_encoding.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cctype>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// The path (RFC 9535) to a member: `$.models`, `$["NVLink latency"]`. A long key is cut.
inline std::string member_path(const std::string& object, std::string_view key) {
  const auto letter = [](unsigned char c) { return std::isalnum(c) != 0 || c == '_'; };
  const bool word = !key.empty() && std::all_of(key.begin(), key.end(), letter);
  if (word) return object + "." + excerpt_of(key).shown;
  const std::string in_quotes =
      nlohmann::json(std::string(key)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  return object + "[" + excerpt_of(in_quotes).shown + "]";
}

inline std::string element_path(const std::string& list, std::size_t index) {
  return list + "[" + std::to_string(index) + "]";
}

/// Bytes of a name, at most: longer ones fill a terminal.
inline constexpr std::size_t longest_name = 200;

/// A name of a file that programs, plots and headers show as it is. Throws `broken_rule` where a terminal would obey it.
inline std::string shown_name(std::string text, const std::string& what) {
  if (text.size() > longest_name || printable_text(text) != text)
    throw broken_rule(what + " has no control characters and at most " + std::to_string(longest_name) +
                      " bytes, not as in " + quoted_text(text));
  return text;
}

/// Lists and objects within one another, at most.
inline constexpr std::size_t deepest_json = 64;

namespace detail {

/// Passes over a text and throws what is wrong with it.
class json_check : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit json_check(std::string_view text) : text_(text) {}

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return open(true); }
  bool start_array(std::size_t) override { return open(false); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& name) override {
    container& object = open_.back();
    object.member = name;
    if (!object.members.insert(name).second) throw broken_rule(path_to_next() + ": a key stands there once");
    return true;
  }

  bool parse_error(std::size_t position, const std::string&,
                   const nlohmann::json::exception& error) override {
    const std::string_view read = text_.substr(0, position == 0 ? 0 : position - 1);
    const auto line = 1 + std::count(read.begin(), read.end(), '\n');
    const std::size_t column = read.size() - (read.rfind('\n') + 1) + 1;  // npos + 1 is 0
    std::string reason = "a number is too large";
    if (const std::string_view told = error.what(); told.find(" - ") != std::string_view::npos)
      reason = told.substr(told.find(" - ") + 3);
    reason.erase(std::min(reason.find("; last read"), reason.size()));
    throw broken_rule("line " + std::to_string(line) + ", column " + std::to_string(column) +
                      ": this is not JSON: " + reason);
  }

 private:
  struct container {
    bool is_object = false;
    std::set<std::string> members;  // of an object
    std::string member;             // the last of them
    std::size_t elements = 0;       // of a list
  };

  /// The path to what comes next; its middle is left out where it is long.
  std::string path_to_next() const {
    std::string path = "$";
    for (const container& one : open_)
      path = one.is_object ? member_path(path, one.member) : element_path(path, one.elements);
    constexpr std::size_t longest = 600;
    if (path.size() <= longest) return path;
    const auto begins_character = [&](std::size_t i) { return (path[i] & '\xC0') != '\x80'; };
    std::size_t first = longest / 2, last = path.size() - longest / 2;
    while (!begins_character(first)) --first;
    while (!begins_character(last)) ++last;
    return path.substr(0, first) + "..." + path.substr(last);
  }

  bool value() {
    if (!open_.empty()) ++open_.back().elements;
    return true;
  }
  bool open(bool is_object) {
    if (open_.size() == deepest_json)
      throw broken_rule(path_to_next() + ": lists and objects stand at most " + std::to_string(deepest_json) +
                        " deep within one another");
    open_.push_back({.is_object = is_object, .members = {}, .member = {}});
    return true;
  }
  bool close() {
    open_.pop_back();
    return value();
  }

  std::string_view text_;
  std::vector<container> open_;
};

}  // namespace detail

/// Throws `broken_rule` with line and column where the text is not JSON, and with the path to a key that stands twice.
template <class Json = nlohmann::json>
Json parse_json(std::string_view text) {
  if (begins_as_utf16(text)) throw broken_rule("the file is in UTF-16 or UTF-32, and is read in UTF-8");
  detail::json_check check(text);
  nlohmann::json::sax_parse(text, &check);
  return Json::parse(text);
}

}  // namespace scalewall
