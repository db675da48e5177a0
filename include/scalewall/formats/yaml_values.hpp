// A file of YAML as the list of its values, each with the path of keys to it.
//
//     model:
//       layers: 4          ->  model.layers = 4          (line 2)
//       modules: [a, b]    ->  model.modules = a b       (line 3)
//
// Only the first document is read. Aliases (*NAME), which would make a text many times as long, merge keys (<<) and keys that
// are lists or maps are refused. Needs yaml-cpp.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <cstddef>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// Bytes of a file of YAML, at most.
inline constexpr std::size_t largest_yaml = std::size_t{16} << 20U;

/// Bytes of all paths of a file together, at most: long keys around many values are repeated with each.
inline constexpr std::size_t longest_yaml_paths = std::size_t{256} << 20U;

/// Maps and lists within one another, at most.
inline constexpr std::size_t deepest_yaml = 16;

struct yaml_value {
  /// Keys, with dots between them; an element of a list that is no scalar has the key [].
  std::string path;

  /// One scalar; those of a list; none of null.
  std::vector<std::string> scalars;

  bool is_list = false;
  std::size_t line = 1;
};

namespace detail {

class yaml_values final : public YAML::EventHandler {
 public:
  std::vector<yaml_value> values;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override { take(mark, nullptr); }

  void OnAnchor(const YAML::Mark&, const std::string& name) override { anchors_.push_back(name); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const std::string name = 0 < anchor && anchor <= anchors_.size() ? anchors_[anchor - 1] : "";
    reject(mark, "the alias *" + excerpt_of(name).shown + " is not followed: write out what it stands for");
  }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                const std::string& text) override {
    take(mark, &text);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(mark, false);
    values.push_back({.path = path(mark), .scalars = {}, .is_list = true, .line = line_of(mark)});
    open_.back().list = values.size() - 1;
  }
  void OnSequenceEnd() override { open_.pop_back(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(mark, true);
  }
  void OnMapEnd() override { open_.pop_back(); }

 private:
  struct level {
    bool is_map = false;
    bool at_key = true;    // of a map: a key is next
    std::string key;       // of a map, the last; how this level is reached
    std::size_t list = 0;  // of a list: its place among the values
  };

  static std::size_t line_of(const YAML::Mark& mark) { return static_cast<std::size_t>(mark.line) + 1; }

  [[noreturn]] static void reject(const YAML::Mark& mark, const std::string& rule) {
    throw broken_rule("line " + std::to_string(line_of(mark)) + ": " + rule);
  }

  void open(const YAML::Mark& mark, bool is_map) {
    if (open_.size() == deepest_yaml)
      reject(mark,
             "maps and lists stand at most " + std::to_string(deepest_yaml) + " deep within one another");
    if (!open_.empty()) {
      if (open_.back().is_map && open_.back().at_key) reject(mark, "a key is a text");
      open_.back().at_key = true;
    }
    open_.push_back({.is_map = is_map, .key = {}});
  }

  /// The path to the value that is read: keys of the maps around it.
  std::string path(const YAML::Mark& mark) {
    std::string text;
    for (const level& one : open_) {
      if (one.is_map)
        text.append(text.empty() ? "" : ".").append(one.key);
      else if (&one != &open_.back())
        text.append(text.empty() ? "[]" : ".[]");
    }
    bytes_of_paths_ += text.size();
    if (bytes_of_paths_ > longest_yaml_paths)
      reject(mark, "the paths of keys to all values have at most " + digits_text(longest_yaml_paths) +
                       " bytes together");
    return text;
  }

  void take(const YAML::Mark& mark, const std::string* text) {
    if (open_.empty()) return;  // a document that is a text or empty has no values
    level& here = open_.back();
    if (!here.is_map) {
      if (text != nullptr) values[here.list].scalars.push_back(*text);
    } else if (std::exchange(here.at_key, !here.at_key)) {
      here.key = text == nullptr ? "null" : *text;
      constexpr std::size_t longest = 1000;
      if (here.key == "<<") reject(mark, "the merge key << is not followed: write out what it stands for");
      if (here.key.size() > longest) reject(mark, "a key has at most " + std::to_string(longest) + " bytes");
    } else {
      values.push_back({.path = path(mark), .scalars = {}, .line = line_of(mark)});
      if (text != nullptr) values.back().scalars.push_back(*text);
    }
  }

  std::vector<level> open_;
  std::vector<std::string> anchors_;  // names, by their numbers from 1
  std::size_t bytes_of_paths_ = 0;
};

}  // namespace detail

/// Throws `broken_rule` with the line where the text is no YAML or has what is not read.
inline std::vector<yaml_value> read_yaml(std::string_view text) {
  if (text.size() > largest_yaml)
    throw broken_rule("a file of YAML has at most " + digits_text(largest_yaml) + " bytes, not " +
                      digits_text(text.size()));
  std::istringstream in{std::string(text)};
  detail::yaml_values read;
  try {
    YAML::Parser parser(in);
    parser.HandleNextDocument(read);
  } catch (const YAML::Exception& error) {
    throw broken_rule("line " + std::to_string(error.mark.line + 1) +
                      ": this is not YAML: " + excerpt_of(error.msg).shown);
  }
  return std::move(read.values);
}

}  // namespace scalewall
