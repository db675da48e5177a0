// The settings of a configuration, each with the path of keys to it, taken one after the other: what was taken, what was
// left. Of no framework: what a path means, and which there are, is said by a table of the one that reads.
//
//     {"zero_optimization": {"stage": 2}}     ->     zero_optimization.stage = 2

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/configuration_keys.hpp>
#include <scalewall/formats/nearest_name.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// A value that is no table, or an empty one.
struct setting {  // NOLINT(bugprone-exception-escape): JSON that is moved throws nothing
  /// Keys with dots between them.
  std::string path;

  nlohmann::json value;

  /// "line 7"; empty where that is not known.
  std::string place{};
};

/// What is made of a setting.
enum class setting_use {
  read,            ///< by the one that reads
  without_effect,  ///< passed over in silence
  not_held,        ///< changes time or memory, and neither plan nor recipe says it: named unless it says none
  undescribed      ///< makes another model or step than is described: refused unless it says none
};

/// Settings that are used alike. A name that ends in .* stands for all below it.
struct setting_group {
  setting_use use{};
  std::string_view reason;

  /// Paths with a space between them.
  std::string_view names;
};

/// Settings of a configuration, at most; published ones have some hundred.
inline constexpr std::size_t most_settings = 10'000;

/// Why a setting is passed over that says none of what it stands for.
inline constexpr const char* none_reason = "its value says that there is none";

/// Bytes of a key, at most.
inline constexpr std::size_t longest_key = 200;

/// Tables within one another that are looked into, at most; what stands deeper is one value.
inline constexpr std::size_t deepest_settings = 8;

namespace detail {

/// The path of a key below another; a dot within the key is no way into a table. Throws `broken_rule` where it is too long.
inline std::string path_below(const std::string& path, std::string_view key) {
  if (key.size() > longest_key)
    throw broken_rule("a key has at most " + digits_text(longest_key) + " bytes, not " +
                      digits_text(key.size()));
  std::string own(key);
  std::replace(own.begin(), own.end(), '.', '/');
  if (!path.empty()) own.insert(0, ".").insert(0, path);
  return own;
}

/// Throws `broken_rule` where there are too many.
inline void add_setting(std::vector<setting>& all, setting one) {
  if (all.size() == most_settings)
    throw broken_rule("a configuration has at most " + digits_text(most_settings) + " settings");
  all.push_back(std::move(one));
}

inline void add_settings(const nlohmann::json& table, const std::string& path, std::size_t depth,
                         std::vector<setting>& all) {
  for (const auto& [key, value] : table.items()) {
    std::string own = path_below(path, key);
    if (value.is_object() && !value.empty() && depth < deepest_settings)
      add_settings(value, own, depth + 1, all);
    else
      add_setting(all, {std::move(own), value});
  }
}

}  // namespace detail

/// Every setting of an object. Throws `broken_rule` where it has too many, or a key is too long.
inline std::vector<setting> settings_of(const nlohmann::json& root) {
  std::vector<setting> all;
  detail::add_settings(root, {}, 1, all);
  return all;
}

class named_settings {
 public:
  /// `groups` and `notes` outlive this. `framework`: whose keys they are, as in "DeepSpeed". Throws `broken_rule` where a
  /// path stands there twice.
  named_settings(std::vector<setting> all, std::span<const setting_group> groups, std::string_view framework,
                 understanding& notes)
      : all_(std::move(all)), groups_(groups), framework_(framework), notes_(notes) {
    for (const setting& one : all_)
      if (!by_path_.emplace(one.path, &one).second)
        throw broken_rule(shown(one) + ": a key stands there once");
    for (const setting& one : all_)
      if (const auto below = by_path_.lower_bound(one.path + ".");
          below != by_path_.end() && below->first.starts_with(one.path + "."))
        throw broken_rule(shown(one) + ": a key stands there once, and it is a table too");
    for_each_known([&](std::string_view name, const setting_group& group) { names_[name] = &group; });
  }

  named_settings(const named_settings&) = delete;
  named_settings& operator=(const named_settings&) = delete;

  bool has(std::string_view path) const { return by_path_.contains(path); }

  /// Whether the framework has a setting of that path by itself.
  bool is_known(std::string_view path) const { return names_.contains(path); }

  /// The value, unless it is missing or null; the setting is not taken by that.
  const nlohmann::json* value_of(std::string_view path) const {
    const auto found = by_path_.find(path);
    return found == by_path_.end() || found->second->value.is_null() ? nullptr : &found->second->value;
  }

  /// Whether something stands at the path or below it, and is not null.
  bool has_value(std::string_view path) const {
    if (value_of(path) != nullptr) return true;
    const std::string below = std::string(path) + ".";
    const auto found = by_path_.lower_bound(below);
    return found != by_path_.end() && found->first.starts_with(below);
  }

  /// "model.num_layers (line 4)"
  std::string said(std::string_view path) const {
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? std::string(path) : shown(*found->second);
  }

  /// "model.num_layers (line 4): <rule>"
  [[noreturn]] void refuse(std::string_view path, const std::string& rule) const {
    throw broken_rule(said(path) + ": " + rule);
  }

  /// "line 4", where it is known.
  std::string place_of(std::string_view path) const {
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? std::string{} : found->second->place;
  }

  // ---- Taking

  bool is_taken(std::string_view path) const { return taken_.contains(path); }

  /// A setting of which somebody else makes a note.
  void hand_on(std::string_view path) {
    if (const auto found = by_path_.find(path); found != by_path_.end()) taken_.insert(found->second->path);
  }

  /// Throws `broken_rule` with the key that may be meant, where there is one.
  [[noreturn]] void report_missing(std::string_view path, std::string_view meaning) const {
    std::string sentence = std::string(path) + " is missing: " + std::string(meaning);
    for (const setting& one : all_)
      if (!is_known(one.path) && nearest_known(one.path) == path)
        sentence += "; " + shown(one) + " is spelt almost so";
    throw broken_rule(sentence);
  }

  /// The value with its place, unless it is missing or null.
  std::optional<placed_value> take(std::string_view path, std::string_view meaning) {
    const auto found = by_path_.find(path);
    if (found == by_path_.end()) return {};
    const setting& one = *found->second;
    if (taken_.insert(one.path).second)
      notes_.understood.push_back(
          {excerpt_of(one.path).shown, repeated_value(one.value), std::string(meaning)});
    if (one.value.is_null()) return {};
    return placed_value{&one.value, shown(one)};
  }

  std::optional<std::int64_t> take_size(std::string_view path, std::string_view meaning,
                                        std::int64_t least = 1, std::int64_t most = largest_size) {
    const auto found = take(path, meaning);
    if (!found) return {};
    return whole_number(*found, least, most);
  }

  std::optional<double> take_number(std::string_view path, std::string_view meaning) {
    const auto found = take(path, meaning);
    if (!found) return {};
    if (!found->value->is_number() || !std::isfinite(found->value->get<double>()))
      reject_value(*found, "a number");
    return found->value->get<double>();
  }

  std::optional<bool> take_flag(std::string_view path, std::string_view meaning) {
    const auto found = take(path, meaning);
    if (!found) return {};
    if (!found->value->is_boolean()) reject_value(*found, "true or false");
    return found->value->get<bool>();
  }

  std::optional<std::string> take_text(std::string_view path, std::string_view meaning) {
    const auto found = take(path, meaning);
    if (!found) return {};
    if (!found->value->is_string()) reject_value(*found, "a text");
    return found->value->get<std::string>();
  }

  /// The place among `choices` of a text.
  template <std::size_t N>
  std::optional<std::size_t> take_choice(std::string_view path, std::string_view meaning,
                                         const std::array<std::string_view, N>& choices) {
    const auto found = take(path, meaning);
    if (!found) return {};
    const auto named = !found->value->is_string()
                           ? choices.end()
                           : std::find(choices.begin(), choices.end(), found->value->get<std::string>());
    if (named == choices.end()) reject_value(*found, one_of(choices));
    return static_cast<std::size_t>(named - choices.begin());
  }

  /// What the framework takes where a setting is missing or null.
  template <class Value>
  Value value_or(std::optional<Value> said, std::string_view path, Value otherwise) {
    if (!said) assume(path, otherwise, std::string(framework_) + "'s default");
    return said.value_or(otherwise);
  }

  // ---- What is not taken

  void assume(std::string_view path, nlohmann::json value, std::string reason) {
    notes_.assumed.push_back({excerpt_of(path).shown, std::move(value), std::move(reason)});
  }

  /// A setting that means nothing here, and those below it, unless they are taken.
  void pass_over(std::string_view path, const std::string& reason) {
    for (auto found = by_path_.lower_bound(path); found != by_path_.end(); ++found) {
      const setting& one = *found->second;
      if (one.path != path) {
        if (!one.path.starts_with(path)) break;
        if (one.path[path.size()] != '.') continue;
      }
      if (taken_.insert(one.path).second) add_note(one, reason, false);
    }
  }

  /// Every setting that is left. Throws `broken_rule` where one stands for something that is not described, or is not known
  /// and is spelt almost like one that is missing and changes time or memory, or for which a value was assumed.
  void finish() {
    std::set<std::string_view> told;  // of names that stand for many
    for (const setting& one : all_) {
      if (taken_.contains(one.path)) continue;
      const known_name known = find(one.path);
      if (known.group == nullptr) {
        add_unknown(one);
        continue;
      }
      const setting_group& group = *known.group;
      const bool says_something = !says_none(one.value);
      if (group.use == setting_use::undescribed && says_something)
        throw broken_rule(shown(one) + " is not understood (" + value_text(one.value) +
                          "): " + std::string(group.reason) + ", which plan and recipe do not hold");
      const bool named = group.use == setting_use::not_held && says_something;
      if (known.name.ends_with(".*") && !named) {
        if (told.insert(known.name).second)
          notes_.passed_over.push_back({std::string(known.name), reason_of(group)});
        continue;
      }
      const bool may_matter = group.use == setting_use::not_held || group.use == setting_use::undescribed;
      add_note(one, may_matter && !says_something ? none_reason : reason_of(group), named);
    }
  }

  const std::vector<setting>& all() const { return all_; }
  understanding& notes() { return notes_; }

 private:
  struct known_name {
    std::string_view name;
    const setting_group* group = nullptr;
  };

  static std::string shown(const setting& one) {
    return excerpt_of(one.path).shown + (one.place.empty() ? "" : " (" + one.place + ")");
  }

  static std::string reason_of(const setting_group& group) {
    return group.reason.empty() ? "means nothing here" : std::string(group.reason);
  }

  void add_note(const setting& one, const std::string& reason, bool expects_more) {
    notes_.passed_over.push_back({.key = shown(one), .reason = reason, .expects_more = expects_more});
  }

  /// Calls `visitor(name, group)` for every known name.
  template <class Visitor>
  void for_each_known(const Visitor& visitor) const {
    for (const setting_group& group : groups_)
      for (std::string_view rest = group.names; !rest.empty();) {
        const std::size_t end = std::min(rest.find(' '), rest.size());
        visitor(rest.substr(0, end), group);
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
  }

  /// The longest known name that stands for the path.
  known_name find(std::string_view path) const {
    if (const auto exact = names_.find(path); exact != names_.end()) return {exact->first, exact->second};
    for (std::size_t dot = path.rfind('.'); dot != std::string_view::npos;
         dot = dot == 0 ? std::string_view::npos : path.rfind('.', dot - 1))
      if (const auto all = names_.find(std::string(path.substr(0, dot)) + ".*"); all != names_.end())
        return {all->first, all->second};
    if (const auto all = names_.find(std::string(path) + ".*"); all != names_.end())
      return {all->first, all->second};
    return {};
  }

  /// The known name that one or two letters make of the last key, one where it is short, in the same table.
  std::string_view nearest_known(std::string_view path) const {
    const auto begin_of_last = [](std::string_view text) { return text.rfind('.') + 1; };  // npos + 1 is 0
    const std::string_view table = path.substr(0, begin_of_last(path)), key = path.substr(table.size());
    std::string_view nearest;
    std::size_t least = key.size() < 8 ? 2 : 3;
    for_each_known([&](std::string_view name, const setting_group&) {
      if (name.ends_with(".*")) name.remove_suffix(2);
      if (name.substr(0, begin_of_last(name)) != table) return;
      if (const std::size_t edits = edits_between(key, name.substr(table.size()), least); edits < least) {
        least = edits;
        nearest = name;
      }
    });
    return nearest;
  }

  /// The known name of a setting in a table that is not known, and is spelt almost like a known one.
  std::string_view nearest_of_table(std::string_view path) const {
    const std::size_t dot = path.find('.');
    if (dot == std::string_view::npos) return {};
    const std::string_view table = path.substr(0, dot), rest = path.substr(dot);
    std::string_view nearest;
    for_each_known([&](std::string_view name, const setting_group&) {
      const std::string_view own = name.substr(0, name.find('.'));
      if (own.size() < name.size() && name.substr(own.size()) == rest && is_misspelling(table, own))
        nearest = name;
    });
    return nearest;
  }

  /// Whether a known setting changes time or memory, or may, and is not there.
  bool is_missed(std::string_view name) const {
    const auto known = names_.find(name);
    if (known == names_.end() || has_value(name)) return false;
    const setting_use use = known->second->use;
    return use == setting_use::read || use == setting_use::not_held || use == setting_use::undescribed;
  }

  void add_unknown(const setting& one) {
    passed_over_key note{shown(one), "not known", false};
    std::string_view nearest = nearest_known(one.path);
    if (nearest.empty()) nearest = nearest_of_table(one.path);
    note.nearest = nearest;
    const bool was_assumed =
        !note.nearest.empty() &&
        std::any_of(notes_.assumed.begin(), notes_.assumed.end(),
                    [&](const assumed_key& assumed) { return assumed.key == note.nearest; });
    if (was_assumed || is_missed(note.nearest))
      throw broken_rule(note.key + " is not known (" + value_text(one.value) +
                        "), and is spelt almost like " + note.nearest + ", which is missing");
    if (note.nearest.empty() && says_none(one.value)) {
      note.reason = std::string("not known, and ") + none_reason;
      note.known = true;
    }
    notes_.passed_over.push_back(std::move(note));
  }

  std::vector<setting> all_;
  std::span<const setting_group> groups_;
  std::string_view framework_;
  understanding& notes_;
  std::map<std::string_view, const setting*, std::less<>> by_path_;
  std::map<std::string_view, const setting_group*, std::less<>> names_;
  std::set<std::string_view> taken_;
};

}  // namespace scalewall
