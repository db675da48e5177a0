// One object of a configuration, whose keys are taken one after the other: what was taken, what was left.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/hugging_face_keys.hpp>
#include <scalewall/formats/nearest_name.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/report/json_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// Sizes in a configuration, at most: no count of a model made of them reaches 2^128.
inline constexpr std::int64_t largest_size = 1'000'000'000;

/// Layers of a stack, at most: they are looked at one by one.
inline constexpr std::int64_t most_layers = 100'000;

/// Bytes of a configuration, at most; published ones have a few thousand.
inline constexpr std::size_t largest_configuration = 16U << 20U;

/// Throws `broken_rule` where a text has more bytes than a configuration.
inline void require_configuration_size(std::string_view text) {
  if (text.size() > largest_configuration)
    throw broken_rule("a configuration has at most " + digits_text(largest_configuration) + " bytes, not " +
                      digits_text(text.size()));
}

/// "one of fused, flash": the rule of a value that is a name.
template <class Names>
std::string one_of(const Names& names) {
  std::string text = "one of";
  for (const std::string_view name : names) text.append(text.size() == 6 ? " " : ", ").append(name);
  return text;
}

/// A value with its place.
struct placed_value {
  const nlohmann::json* value;
  std::string key;
};

/// "$.hidden_size is <rule>, not -4"
[[noreturn]] inline void reject_value(const placed_value& found, const std::string& rule) {
  throw broken_rule(found.key + " is " + rule + ", not " + value_text(*found.value));
}

/// "$.index_topk is not understood (2048): <reason>, which a description of a model does not hold"
[[noreturn]] inline void reject_undescribed(const placed_value& found, std::string_view reason) {
  throw broken_rule(found.key + " is not understood (" + value_text(*found.value) +
                    "): " + std::string(reason) + ", which a description of a model does not hold");
}

/// Throws `broken_rule` unless the value is a whole number between the two.
inline std::int64_t whole_number(const placed_value& found, std::int64_t least, std::int64_t most) {
  const bool in_range = found.value->is_number_unsigned()
                            ? found.value->get<std::uint64_t>() <= static_cast<std::uint64_t>(most)
                            : found.value->is_number_integer() && found.value->get<std::int64_t>() <= most;
  if (!in_range || found.value->get<std::int64_t>() < least)
    reject_value(found, "a whole number from " + std::to_string(least) + " to " + digits_text(most));
  return found.value->get<std::int64_t>();
}

/// Whether a value says that there is none of what its key names: null, false, 0, or empty.
inline bool says_none(const nlohmann::json& value) {
  if (value.is_number()) return value == 0;
  if (value.is_boolean()) return !value.get<bool>();
  if (value.is_string()) return value.get_ref<const std::string&>().empty();
  return value.empty();  // null, lists and objects
}

class configuration_keys {
 public:
  /// `object` and `notes` outlive this.
  configuration_keys(const nlohmann::json& object, std::string path, understanding& notes)
      : object_(object), path_(std::move(path)), notes_(notes) {}

  const std::string& path() const { return path_; }
  std::string path_of(std::string_view key) const { return member_path(path_, key); }

  bool has(std::string_view name) const {
    bool found = false;
    for_each_name(name, [&](const std::string&, const nlohmann::json&) { found = true; });
    return found;
  }

  /// Whether the key is there, and is not null.
  bool has_value(std::string_view name) const {
    bool found = false;
    for_each_name(
        name, [&](const std::string&, const nlohmann::json& value) { found = found || !value.is_null(); });
    return found;
  }

  /// The place and the value of a key, by whatever name, unless it is missing or null. Takes it: `meaning` is
  /// what it says of the model. Throws `broken_rule` where it stands there by two names with different
  /// values.
  std::optional<placed_value> take(std::string_view name, std::string_view meaning) {
    std::optional<placed_value> found;
    for_each_name(name, [&](const std::string& key, const nlohmann::json& value) {
      const bool is_new = taken_.insert(key).second;
      const placed_value one{&value, path_of(key)};
      if (is_new) notes_.understood.push_back({one.key, repeated_value(value), std::string(meaning)});
      if (value.is_null()) return;
      if (found && *found->value != value)
        throw broken_rule(found->key + " and " + one.key + " are two names of one thing, and differ: " +
                          value_text(*found->value) + " and " + value_text(value));
      if (!found) found = one;
    });
    return found;
  }

  std::optional<std::int64_t> take_size(std::string_view name, std::string_view meaning,
                                        std::int64_t least = 1, std::int64_t most = largest_size) {
    const auto found = take(name, meaning);
    if (!found) return {};
    return whole_number(*found, least, most);
  }

  std::optional<bool> take_flag(std::string_view name, std::string_view meaning) {
    const auto found = take(name, meaning);
    if (!found) return {};
    if (!found->value->is_boolean()) reject_value(*found, "true or false");
    return found->value->get<bool>();
  }

  std::optional<std::string> take_text(std::string_view name, std::string_view meaning) {
    const auto found = take(name, meaning);
    if (!found) return {};
    if (!found->value->is_string()) reject_value(*found, "a text");
    return found->value->get<std::string>();
  }

  /// A list with an element for every layer, each made by `read(element)`.
  template <class Read>
  auto take_list(std::string_view name, std::string_view meaning, std::int64_t layers, const Read& read) {
    std::optional<std::vector<decltype(read(placed_value{}))>> list;
    const auto found = take(name, meaning);
    if (!found) return list;
    if (!found->value->is_array()) reject_value(*found, "a list");
    if (found->value->size() != static_cast<std::size_t>(layers))
      throw broken_rule(found->key + " has an element for each of " + std::to_string(layers) +
                        " layers, not " + std::to_string(found->value->size()));
    list.emplace();
    for (std::size_t i = 0; i < found->value->size(); ++i)
      list->push_back(read(placed_value{&(*found->value)[i], element_path(found->key, i)}));
    return list;
  }

  /// Throws `broken_rule` with the key that may be meant, where there is one.
  std::int64_t required_size(std::string_view name, std::string_view meaning,
                             std::int64_t most = largest_size) {
    const auto size = take_size(name, meaning, 1, most);
    if (!size) report_missing(name, meaning);
    return *size;
  }

  [[noreturn]] void report_missing(std::string_view name, std::string_view meaning) const {
    std::string sentence = path_of(name) + " is missing: " + std::string(meaning);
    for (const auto& [key, value] : object_.items())
      if (!is_known(key) && nearest_known(key) == name)
        sentence += "; " + path_of(key) + " is spelt almost so";
    throw broken_rule(sentence);
  }

  void assume(std::string_view name, nlohmann::json value, std::string reason) {
    notes_.assumed.push_back({path_of(name), std::move(value), std::move(reason)});
  }

  bool was_assumed(std::string_view name) const {
    const std::string key = path_of(name);
    return std::any_of(notes_.assumed.begin(), notes_.assumed.end(),
                       [&](const assumed_key& one) { return one.key == key; });
  }

  /// Keys that mean nothing in this model.
  void pass_over(std::string_view name, const std::string& reason) {
    for_each_name(name, [&](const std::string& key, const nlohmann::json&) {
      if (taken_.insert(key).second) notes_.passed_over.push_back({path_of(key), reason});
    });
  }

  /// Throws `broken_rule` where a key stands for something that is not described.
  void check_described() const {
    for (const hugging_face_keys::undescribed_key& one : hugging_face_keys::undescribed_keys)
      if (const auto found = object_.find(one.name); found != object_.end() && !says_none(*found))
        reject_undescribed({&*found, path_of(one.name)}, one.reason);
  }

  /// Throws `broken_rule` where a key that is read stands in both objects, with different values.
  void check_agreement(const configuration_keys& part) const {
    for (const hugging_face_keys::read_key& one : hugging_face_keys::read_keys) {
      const auto whole = object_.find(one.name), own = part.object_.find(one.name);
      if (whole == object_.end() || own == part.object_.end() || taken_.contains(whole.key())) continue;
      if (*whole != *own)
        throw broken_rule(path_of(one.name) + " and " + part.path_of(one.name) +
                          " differ: " + value_text(*whole) + " and " + value_text(*own));
    }
  }

  /// Every key that is left. Throws `broken_rule` where one is not known and is spelt almost like a key for
  /// which a value was assumed; if `costly`, also where its name says that it may change time or memory.
  void pass_over_rest(bool costly, const std::string& reason_of_known) {
    for (const auto& [key, value] : object_.items()) {
      if (taken_.contains(key)) continue;
      passed_over_key note{path_of(key), std::string(hugging_face_keys::reason_to_pass_over(key))};
      if (note.reason.empty() && is_known(key)) note.reason = reason_of_known;
      if (note.reason.empty()) {
        const std::string_view nearest = nearest_known(key);
        if (!nearest.empty()) note.nearest = path_of(nearest);
        if (!nearest.empty() && was_assumed(nearest))
          throw broken_rule(note.key + " is not known (" + value_text(value) +
                            "), and is spelt almost like " + note.nearest + ", which is missing");
        if (costly && !says_none(value) && hugging_face_keys::may_be_costly(key))
          throw broken_rule(note.key + " is not known (" + value_text(value) +
                            "), and by its name it may change time or memory" +
                            (note.nearest.empty() ? "" : "; the nearest known key is " + note.nearest));
        note.reason = "not known";
        note.known = false;
      }
      notes_.passed_over.push_back(std::move(note));
    }
  }

 private:
  template <class Visitor>
  void for_each_name(std::string_view name, const Visitor& visitor) const {
    const auto visit = [&](std::string_view one) {
      if (const auto found = object_.find(one); found != object_.end()) visitor(found.key(), *found);
    };
    visit(name);
    for (const hugging_face_keys::read_key& known : hugging_face_keys::read_keys)
      if (known.name == name)
        for (const std::string_view other : known.other_names) visit(other);
  }

  static bool is_known(std::string_view key) {
    bool known = false;
    hugging_face_keys::for_each_known([&](std::string_view one) { known = known || one == key; });
    return known;
  }

  /// The known key that one or two letters make of `key`, one where it is short; empty where there is none.
  static std::string_view nearest_known(std::string_view key) {
    std::string_view nearest;
    std::size_t least = key.size() < 8 ? 2 : 3;
    hugging_face_keys::for_each_known([&](std::string_view one) {
      if (const std::size_t edits = edits_between(key, one, least); edits < least) {
        least = edits;
        nearest = one;
      }
    });
    return nearest;
  }

  const nlohmann::json& object_;
  std::string path_;
  understanding& notes_;
  std::set<std::string> taken_;
};

}  // namespace scalewall
