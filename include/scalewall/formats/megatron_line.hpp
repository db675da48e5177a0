// The flags of one launch line of Megatron-LM, taken one after the other: what was taken, what was left.
//
// As argparse has it, the last of equal flags holds, a switch takes no value, and a flag that is none of
// Megatron's is told. Dashes and underscores are the same here.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/configuration_keys.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_flag_names.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace scalewall {

/// Flags that are not known, at most: with more, the line is none of Megatron's.
inline constexpr std::size_t most_unknown_flags = 100;

class megatron_line {
 public:
  /// `line` and `notes` outlive this. Throws `broken_rule` where a flag has values that it does not take, where it is
  /// of something that is not described, or where too many are not known.
  megatron_line(const launch_line& line, understanding& notes)
      : notes_(notes), environment_(line.environment), not_passed_(line.not_passed) {
    for (const assumed_key& one : line.assumed) notes_.assumed.push_back(one);
    for (const launch_flag& flag : line.flags) {
      const megatron_flags::known_flag known = megatron_flags::find_flag(flag.name);
      if (known.group == nullptr) {
        add_unknown(flag);
        continue;
      }
      given& one = given_[known.name];
      if (one.times++ == 0) order_.push_back(known);
      one.earlier = std::exchange(one.flag, &flag);
    }
    for (const megatron_flags::known_flag& known : order_) check(known);
    for (const launch_flag* flag : unknown_flags_) refuse_misspelled(*flag);
  }

  bool has(std::string_view name) const { return given_.contains(name); }

  /// "--tensor-model-parallel-size (line 4)"; without a place where it is not given.
  std::string said(std::string_view name) const {
    const auto found = given_.find(name);
    return found == given_.end() ? "--" + std::string(name) : shown(*found->second.flag);
  }

  /// "--swiglu (line 4): <rule>"
  [[noreturn]] void refuse(std::string_view name, const std::string& rule) const {
    throw broken_rule(said(name) + ": " + rule);
  }

  /// A variable of the script's environment, where its value is known.
  std::optional<std::string> variable(const std::string& name) const {
    const auto found = environment_.find(name);
    return found == environment_.end() || is_unset(found->second) ? std::nullopt
                                                                  : std::optional(found->second);
  }

  // ---- Taking

  /// Whether a switch is given.
  bool take_switch(std::string_view name, std::string_view meaning) {
    const launch_flag* flag = take(name);
    if (flag == nullptr) return false;
    note(name, true, meaning);
    return true;
  }

  std::optional<std::string> take_text(std::string_view name, std::string_view meaning) {
    const launch_flag* flag = take(name);
    if (flag == nullptr) return {};
    note(name, repeated_value(value_of(*flag)), meaning);
    return value_of(*flag);
  }

  std::optional<std::int64_t> take_size(std::string_view name, std::string_view meaning,
                                        std::int64_t least = 1, std::int64_t most = largest_size) {
    const launch_flag* flag = take(name);
    if (flag == nullptr) return {};
    const auto number = spelled_number<std::int64_t>(value_of(*flag));
    if (!number || *number < least || *number > most)
      reject(*flag, "a whole number from " + std::to_string(least) + " to " + digits_text(most));
    note(name, *number, meaning);
    return number;
  }

  /// A size that others take, or nothing.
  std::optional<std::int64_t> seen_size(std::string_view name) const {
    const auto found = given_.find(name);
    return found == given_.end() ? std::nullopt : spelled_number<std::int64_t>(value_of(*found->second.flag));
  }

  /// The value of a flag that others take, or nothing where it has none that is known.
  std::optional<std::string> seen_text(std::string_view name) const {
    const std::vector<std::string> words = seen_words(name);
    return words.empty() || is_unset(words.front()) ? std::nullopt : std::optional(words.front());
  }

  /// The words of a flag that others take; none where it is not given.
  std::vector<std::string> seen_words(std::string_view name) const {
    const auto found = given_.find(name);
    return found == given_.end() ? std::vector<std::string>{} : found->second.flag->values;
  }

  /// How the flag is spelt in the line; "" where it is not given.
  std::string_view spelled(std::string_view name) const {
    const auto found = given_.find(name);
    return found == given_.end() ? std::string_view() : found->second.flag->spelled;
  }

  /// A size, or what Megatron takes where it is not given.
  std::int64_t size_or(std::string_view name, std::string_view meaning, std::int64_t otherwise,
                       const std::string& reason = default_reason, std::int64_t most = largest_size) {
    if (const auto said = take_size(name, meaning, 1, most)) return *said;
    assume(name, otherwise, reason);
    return otherwise;
  }

  /// Throws `broken_rule` where it is not given, with the unknown flag that may be meant.
  std::int64_t required_size(std::string_view name, std::string_view meaning,
                             std::int64_t most = largest_size) {
    const auto size = take_size(name, meaning, 1, most);
    if (!size) report_missing(name, meaning);
    return *size;
  }

  [[noreturn]] void report_missing(std::string_view name, std::string_view meaning) const {
    std::string sentence = "--" + std::string(name) + " is missing: " + std::string(meaning);
    for (const passed_over_key& one : notes_.passed_over)
      if (!one.known && one.nearest == "--" + std::string(name))
        sentence += "; " + one.key + " is spelt almost so";
    if (not_passed_ > 0)
      sentence += "; a shell does not pass the flags of line " + std::to_string(not_passed_) +
                  ", for the command before them has ended";
    throw broken_rule(sentence);
  }

  double real_or(std::string_view name, std::string_view meaning, double otherwise) {
    const launch_flag* flag = take(name);
    if (flag == nullptr) {
      assume(name, otherwise, default_reason);
      return otherwise;
    }
    const auto number = spelled_number<double>(value_of(*flag));
    if (!number) reject(*flag, "a number");
    note(name, *number, meaning);
    return *number;
  }

  /// The place among `choices` of the word that is given, or of what Megatron takes where none is.
  template <std::size_t N>
  std::size_t choice_or(std::string_view name, std::string_view meaning,
                        const std::array<std::string_view, N>& choices, std::size_t otherwise) {
    if (const auto said = take_choice(name, meaning, choices)) return *said;
    assume(name, std::string(choices[otherwise]), default_reason);
    return otherwise;
  }

  template <std::size_t N>
  std::optional<std::size_t> take_choice(std::string_view name, std::string_view meaning,
                                         const std::array<std::string_view, N>& choices) {
    const launch_flag* flag = take(name);
    if (flag == nullptr) return {};
    const auto found = std::find(choices.begin(), choices.end(), value_of(*flag));
    if (found == choices.end()) reject(*flag, one_of(choices));
    note(name, value_of(*flag), meaning);
    return static_cast<std::size_t>(found - choices.begin());
  }

  std::optional<std::vector<std::string>> take_words(std::string_view name, std::string_view meaning) {
    const launch_flag* flag = take(name);
    if (flag == nullptr) return {};
    std::string joined;
    for (const std::string& value : flag->values) {
      joined += (joined.empty() ? "" : " ") + value;
      if (joined.size() > 2 * excerpt_length) break;
    }
    note(name, repeated_value(joined), meaning);
    return flag->values;
  }

  // ---- What is not taken

  /// What Megatron takes where a flag is not given.
  void assume(std::string_view name, nlohmann::json value, const std::string& reason) {
    notes_.assumed.push_back({"--" + std::string(name), std::move(value), reason});
  }

  /// What is taken of something that is no flag, as of a variable of the environment.
  void note_assumption(std::string key, nlohmann::json value, std::string reason) {
    notes_.assumed.push_back({std::move(key), std::move(value), std::move(reason)});
  }

  /// A flag that means nothing in this line, unless it is taken.
  void pass_over(std::string_view name, const std::string& reason) {
    const auto found = given_.find(name);
    if (found == given_.end() || std::exchange(found->second.taken, true)) return;
    const std::size_t times = found->second.times;
    notes_.passed_over.push_back(
        {.key = said(name),
         .reason = times > 1 ? reason + "; given " + std::to_string(times) + " times" : reason,
         .expects_more =
             megatron_flags::find_flag(name).group->use != megatron_flags::flag_use::without_effect});
  }

  /// Every flag that describes a model.
  void pass_over_model(const std::string& reason) {
    for (const megatron_flags::known_flag& known : order_)
      if (known.group->use == megatron_flags::flag_use::of_model) pass_over(known.name, reason);
  }

  /// Every flag that is left, but those of the launcher.
  void pass_over_rest() {
    for (const megatron_flags::known_flag& known : order_) {
      const megatron_flags::flag_group& group = *known.group;
      if (given_.at(known.name).taken || group.use == megatron_flags::flag_use::launcher) continue;
      pass_over(known.name, group.reason.empty() ? "means nothing in this line" : std::string(group.reason));
    }
  }

  static constexpr const char* default_reason = "Megatron's default";

 private:
  struct given {
    const launch_flag* flag = nullptr;     // the last of them
    const launch_flag* earlier = nullptr;  // the one before it
    std::size_t times = 0;
    bool taken = false;
  };

  static std::string shown(const launch_flag& flag) {
    return excerpt_of(flag.spelled).shown + (flag.place.empty() ? "" : " (" + flag.place + ")");
  }

  static const std::string& value_of(const launch_flag& flag) { return flag.values.front(); }

  /// Throws `broken_rule` where a condition that the text does not decide gives the flag another value.
  const launch_flag* take(std::string_view name) {
    const auto found = given_.find(name);
    if (found == given_.end()) return nullptr;
    if (const std::size_t line = found->second.flag->undecided; line > 0) refuse(name, undecided_text(line));
    found->second.taken = true;
    return found->second.flag;
  }

  void note(std::string_view name, nlohmann::json value, std::string_view meaning) {
    const given& one = given_.at(name);
    notes_.understood.push_back({"--" + std::string(name), std::move(value), std::string(meaning)});
    if (one.times > 1)
      notes_.passed_over.push_back({.key = shown(*one.earlier),
                                    .reason = "given " + std::to_string(one.times) + " times: the last, " +
                                              one.flag->place + ", holds, as argparse has it",
                                    .expects_more = true});
  }

  [[noreturn]] static void reject(const launch_flag& flag, const std::string& rule) {
    const std::string& value = value_of(flag);
    throw broken_rule(shown(flag) + " is " + rule + ", not " + quoted_text(value) +
                      (value.find('$') != std::string::npos ? ", which this text does not set" : ""));
  }

  /// Throws `broken_rule` where a flag that is not known is spelt almost like one that changes time or memory and is not given:
  /// Megatron, which takes no flag by its beginning, stops at it.
  void refuse_misspelled(const launch_flag& flag) const {
    using megatron_flags::flag_use;
    const std::string_view nearest = megatron_flags::nearest_flag(flag.name);
    if (nearest.empty() || has(nearest) || !is_misspelling(flag.name, nearest)) return;
    const flag_use use = megatron_flags::find_flag(nearest).group->use;
    if (use == flag_use::of_model || use == flag_use::read || use == flag_use::not_held)
      throw broken_rule(shown(flag) + " is not known, and is spelt almost like --" + std::string(nearest) +
                        ", which is not given");
  }

  void add_unknown(const launch_flag& flag) {
    if (!unknown_.emplace(flag.name, 0).second) return;
    unknown_flags_.push_back(&flag);
    if (unknown_.size() > most_unknown_flags)
      throw broken_rule("more than " + std::to_string(most_unknown_flags) +
                        " flags are none of Megatron's, the last of them " + shown(flag));
    passed_over_key note{shown(flag), "not known", false};
    if (const std::string_view nearest = megatron_flags::nearest_flag(flag.name); !nearest.empty())
      note.nearest = "--" + std::string(nearest);
    notes_.passed_over.push_back(std::move(note));
  }

  /// Words behind a flag that it does not take: a name that the text does not set stands for nothing, the rest is
  /// refused.
  void check(const megatron_flags::known_flag& known) {
    using megatron_flags::flag_takes, megatron_flags::flag_use;
    const launch_flag& flag = *given_.at(known.name).flag;
    const megatron_flags::flag_group& group = *known.group;
    if (group.use == flag_use::withdrawn)
      throw broken_rule(shown(flag) + " is no longer valid: " + std::string(group.reason));
    if (group.use == flag_use::elsewhere)
      throw broken_rule(shown(flag) + " is not read beside flags: " + std::string(group.reason));
    const std::size_t takes = group.takes == flag_takes::nothing ? 0 : 1;
    if (group.takes != flag_takes::many && flag.values.size() < takes)
      throw broken_rule(shown(flag) + " is given without its value");
    for (std::size_t i = takes; i < flag.values.size(); ++i) {
      const std::string& value = flag.values[i];
      if (is_unset(value)) {
        if (flag.undecided > 0)
          throw broken_rule(quoted_text(value) + " behind " + shown(flag) +
                            " may stand for flags: " + undecided_text(flag.undecided));
        if (notes_.assumed.size() < most_unknown_flags)
          notes_.assumed.push_back({excerpt_of(value).shown, "nothing", unset_reason(value)});
      } else if (group.takes != flag_takes::many && takes > 0 && is_unset(flag.values.front())) {
        throw broken_rule(shown(flag) + " has the value " + quoted_text(flag.values.front() + " ...") + ": " +
                          unset_reason(flag.values.front()));
      } else if (group.takes != flag_takes::many) {
        throw broken_rule(shown(flag) + " takes " + (takes == 0 ? "no value" : "one value") + ", and " +
                          quoted_text(value) + " stands behind it");
      }
    }
    if (group.use == flag_use::undescribed && !names_none(flag))
      throw broken_rule(shown(flag) + " is not understood: " + std::string(group.reason) +
                        ", which a description of a model does not hold");
  }

  static bool names_none(const launch_flag& flag) {
    if (flag.values.size() != 1) return false;
    const std::string& value = flag.values.front();
    if (const auto number = spelled_number<double>(value)) return !(*number > 0 || *number < 0);
    return value.empty() || value == "None" || value == "none" || value == "null" || value == "false";
  }

  understanding& notes_;
  const std::map<std::string, std::string>& environment_;
  std::unordered_map<std::string_view, given> given_;
  std::vector<megatron_flags::known_flag> order_;
  std::map<std::string, int> unknown_;
  std::vector<const launch_flag*> unknown_flags_;
  std::size_t not_passed_ = 0;
};

}  // namespace scalewall
