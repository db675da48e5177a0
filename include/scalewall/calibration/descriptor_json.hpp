// A descriptor as JSON, by its list of members (hardware/members.hpp), and read again.
//
//     {"memory": [{"kind": "global", "capacity_bytes": 8e10, ...}], "flop_per_clock_and_thread": {"bf16": 32}, ...}
//
// Units stand in the keys, numbers are exact. The name of a descriptor is told outside of it.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/hardware/memory_level.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/quoted_text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace scalewall {

namespace detail {

using arithmetic_rates = decltype(accelerator::rates);

/// The rule that nlohmann-json says is broken, without its number.
inline std::string reason_of(const nlohmann::json::exception& error) {
  const std::string_view told = error.what();
  const std::size_t end = told.find("] ");
  return std::string(end == std::string_view::npos ? told : told.substr(end + 2));
}

/// The name of a member, and the unit of its number.
template <class Member>
std::string key_of(const Member& member) {
  const std::string unit = member.unit;
  return member.name + (unit.empty() ? "" : "_" + unit);
}

/// Throws `broken_rule` with what stands there and the names that could.
template <class Enumeration>
Enumeration enumerator_named(const std::string& written) try {
  if constexpr (std::same_as<Enumeration, memory_kind>)
    return value_named<memory_kind>(written, memory_kind_names);
  else if constexpr (std::same_as<Enumeration, evidence>)
    return value_named<evidence>(written, evidence_names);
  else
    return value_named<precision>(written, precision_names);
} catch (const broken_rule& broken) {
  throw broken_rule(quoted_text(written) + ": " + broken.what());
}

/// Rates by their formats; those of a data sheet apart.
inline void write_rates(nlohmann::ordered_json& object, const arithmetic_rates& rates) {
  nlohmann::ordered_json per_clock = nlohmann::ordered_json::object(), published = per_clock;
  for (const arithmetic_rate& rate : rates) {
    const std::string format(name(rate.format));
    per_clock[format] = rate.per_clock_and_thread.value();
    if (rate.published) published[format] = rate.published->value();
  }
  object["flop_per_clock_and_thread"] = per_clock;
  if (!published.empty()) object["published_flop_per_s"] = published;
}

inline void read_rates(const nlohmann::ordered_json& object, arithmetic_rates& rates) {
  for (const auto& [format, rate] : object.at("flop_per_clock_and_thread").items())
    rates.push_back({enumerator_named<precision>(format), flop::from_value(rate.get<double>())});
  if (!object.contains("published_flop_per_s")) return;
  for (const auto& [format, published] : object.at("published_flop_per_s").items()) {
    const precision asked = enumerator_named<precision>(format);
    auto* rate = std::find_if(rates.begin(), rates.end(),
                              [&](const arithmetic_rate& one) { return one.format == asked; });
    if (rate == rates.end())
      throw broken_rule("'published_flop_per_s' has '" + format +
                        "', which 'flop_per_clock_and_thread' has not");
    rate->published = flop_per_second::from_value(published.get<double>());
  }
}

template <described Descriptor>
nlohmann::ordered_json written_json(const Descriptor& descriptor);

template <class Value>
nlohmann::ordered_json json_of(const Value& value) {
  if constexpr (descriptor_number<Value>) {
    return base_value(value);
  } else if constexpr (std::is_enum_v<Value>) {
    return name(value);
  } else if constexpr (described<Value>) {
    return written_json(value);
  } else if constexpr (is_described_list<Value>) {
    nlohmann::ordered_json elements = nlohmann::ordered_json::array();
    for (const auto& element : value) elements.push_back(written_json(element));
    return elements;
  } else {
    return value;
  }
}

template <described Descriptor>
nlohmann::ordered_json written_json(const Descriptor& descriptor) {
  nlohmann::ordered_json object = nlohmann::ordered_json::object();
  for_each_member<Descriptor>([&](const auto& member) {
    const auto& value = descriptor.*member.pointer;
    using type = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::same_as<type, arithmetic_rates>) {
      write_rates(object, value);
    } else if constexpr (is_optional<type>) {
      if (value) object[key_of(member)] = json_of(*value);
    } else if constexpr (!std::same_as<type, std::string_view>) {
      object[key_of(member)] = json_of(value);
    }
  });
  return object;
}

template <described Descriptor>
Descriptor read_json(const nlohmann::ordered_json& object);

template <class Value>
void read_value(const nlohmann::ordered_json& told, const std::string& key, Value& value) {
  if constexpr (descriptor_number<Value>) {
    set_base_value(value, told.get<double>());
  } else if constexpr (std::same_as<Value, std::int64_t>) {
    if (!told.is_number_integer()) throw broken_rule("'" + key + "' is a whole number");
    value = told.get<std::int64_t>();
  } else if constexpr (std::is_enum_v<Value>) {
    value = enumerator_named<Value>(told.get<std::string>());
  } else if constexpr (is_optional<Value>) {
    read_value(told, key, value.emplace());
  } else if constexpr (described<Value>) {
    value = read_json<Value>(told);
  } else if constexpr (is_described_list<Value>) {
    for (const nlohmann::ordered_json& element : told)
      value.push_back(read_json<std::remove_cvref_t<decltype(value[0])>>(element));
  } else {
    value = told.get<Value>();
  }
}

/// Throws `broken_rule`, and nlohmann's exceptions where a key is missing or its value of another type.
template <described Descriptor>
Descriptor read_json(const nlohmann::ordered_json& object) {
  Descriptor descriptor{};
  for_each_member<Descriptor>([&](const auto& member) {
    auto& value = descriptor.*member.pointer;
    using type = std::remove_cvref_t<decltype(value)>;
    if constexpr (std::same_as<type, arithmetic_rates>) {
      read_rates(object, value);
    } else if constexpr (!std::same_as<type, std::string_view>) {
      const std::string key = key_of(member);
      if (member.told == presence::required || object.contains(key)) read_value(object.at(key), key, value);
    }
  });
  return descriptor;
}

}  // namespace detail

template <described Descriptor>
void to_json(nlohmann::ordered_json& json, const Descriptor& descriptor) {
  json = detail::written_json(descriptor);
}

template <described Descriptor>
void from_json(const nlohmann::ordered_json& json, Descriptor& descriptor) {
  descriptor = detail::read_json<Descriptor>(json);
}

}  // namespace scalewall
