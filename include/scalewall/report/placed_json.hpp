// A JSON value that knows its place, so that a sentence about it can say where it stands.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/json_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

struct named_key {
  std::string_view name;
};

/// Refers to a value that outlives it. What breaks a rule is thrown as a `broken_rule` that starts with the path.
class placed_json {
 public:
  explicit placed_json(const nlohmann::json& value, std::string path = "$")
      : value_(&value), path_(std::move(path)) {}

  bool is_object() const { return value_->is_object(); }
  bool is_text() const { return value_->is_string(); }
  bool says(const std::string& text) const { return *value_ == text; }

  /// The value as text, on one line.
  std::string dump() const { return value_->dump(); }

  [[noreturn]] void reject(const std::string& rule) const { throw broken_rule(path_ + ": " + rule); }

  [[noreturn]] void reject_value(const std::string& expected) const {
    constexpr auto replace = nlohmann::json::error_handler_t::replace;
    reject(expected + ", not " + excerpt_of(value_->dump(-1, ' ', false, replace)).shown);
  }

  /// What `read` returns; the rule that it throws is thrown with the path.
  template <class Read>
  auto as(const Read& read) const {
    try {
      return read();
    } catch (const broken_rule& broken) {
      reject(broken.what());
    }
  }

  /// The element of `known` whose member `name` is the text; a `kind` is what they are.
  template <class Choices>
  auto choose_from(const Choices& known, const std::string& kind) const {
    return choose(known, kind, text("the name of a " + kind));
  }

  /// The element of `known` that is called `name`.
  template <class Choices>
  auto choose(const Choices& known, const std::string& kind, const std::string& name) const {
    return as([&] { return scalewall::choose(known, kind, name); });
  }

  /// Throws unless it is an object, which is a `what`, without other keys.
  void require_keys(const std::string& what, const std::vector<named_key>& known) const {
    if (!is_object()) reject_value(what + " is an object");
    for (const auto& [key, member] : members())
      if (member.choose(known, "key", key).name != key) member.reject("a key is written in small letters");
  }

  /// The member of an object, if it has it.
  std::optional<placed_json> find(const std::string& key) const {
    const auto found = value_->find(key);
    if (found == value_->end()) return std::nullopt;
    return placed_json(*found, member_path(path_, key));
  }

  placed_json at(const std::string& key) const {
    const auto found = find(key);
    if (!found) reject("the key '" + key + "' is missing");
    return *found;
  }

  /// Of an object, with their keys.
  std::vector<std::pair<std::string, placed_json>> members() const {
    if (!is_object()) reject_value("an object stands here");
    std::vector<std::pair<std::string, placed_json>> all;
    for (const auto& [key, value] : value_->items())
      all.emplace_back(key, placed_json(value, member_path(path_, key)));
    return all;
  }

  /// The elements of a list, which is not empty; anything else stands for a list of itself.
  std::vector<placed_json> choices() const {
    if (!value_->is_array()) return {*this};
    if (value_->empty()) reject("a list of choices is not empty");
    std::vector<placed_json> all;
    for (std::size_t i = 0; i < value_->size(); ++i) all.emplace_back((*value_)[i], element_path(path_, i));
    return all;
  }

  std::string text(const std::string& what) const {
    if (!is_text()) reject_value(what + " is a text");
    return value_->get<std::string>();
  }

  bool truth(const std::string& what) const {
    if (!value_->is_boolean()) reject_value(what + " is true or false");
    return value_->get<bool>();
  }

  /// Also as 1e6.
  std::int64_t whole_number(const std::string& what) const {
    constexpr double exact_below = 9007199254740992;  // 2^53
    if (value_->is_number_integer()) {
      const bool fits =
          !value_->is_number_unsigned() || value_->get<std::uint64_t>() <= std::uint64_t{INT64_MAX};
      if (const auto number = value_->get<std::int64_t>(); fits && number >= 1) return number;
    } else if (value_->is_number_float()) {
      const double number = value_->get<double>();
      if (number >= 1 && number < exact_below && number == std::floor(number))
        return static_cast<std::int64_t>(number);
    }
    reject_value(what + " is a whole number from 1 on");
  }

  double number_between(double least, double most, const std::string& what) const {
    if (value_->is_number())
      if (const double number = value_->get<double>(); number >= least && number <= most) return number;
    reject_value(what + " is a number from " + number_text(least) + " to " + number_text(most));
  }

  double positive_number(const std::string& what) const {
    if (value_->is_number() && value_->get<double>() > 0) return value_->get<double>();
    reject_value(what + " is a positive number");
  }

 private:
  const nlohmann::json* value_;
  std::string path_;
};

}  // namespace scalewall
