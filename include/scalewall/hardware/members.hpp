// The members of a descriptor, listed once.
//
// A descriptor is a struct of numbers, names and smaller descriptors. Beside it stands its list,
//
//     constexpr void list_members(const switch_reduction*, const auto& visit) {
//       visit(listed("participants", &switch_reduction::participants, at_least(2, "...")));
//       visit(listed("setup", &switch_reduction::setup, latency_rule, within_factor(30)));
//     }
//
// and whoever needs every member goes through it: what holds for each (`require_members`), which numbers a fit may move
// and how far, the header and the JSON that are written and read. A number inside is known by its place: how many numbers
// `for_each_number` visits before it.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/quantities.hpp>

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <type_traits>

namespace scalewall {

/// The interval in which a number lies, both ends in it, and the sentence that says so. The positive begin with the smallest
/// number above zero, and the finite end with the largest below infinity.
struct number_rule {
  const char* sentence = nullptr;  ///< none: the member may be anything
  double least = 0;
  double most = std::numeric_limits<double>::max();

  constexpr bool allows(double value) const { return value >= least && value <= most; }
};

inline constexpr double smallest_positive = std::numeric_limits<double>::denorm_min();
inline constexpr double without_limit = std::numeric_limits<double>::infinity();

constexpr number_rule positive(const char* sentence) { return {sentence, smallest_positive}; }
constexpr number_rule not_negative(const char* sentence) { return {sentence}; }
constexpr number_rule at_least(double least, const char* sentence) { return {sentence, least}; }
constexpr number_rule between(double least, double most, const char* sentence) {
  return {sentence, least, most};
}

inline constexpr number_rule latency_rule = between(0, 1e9, "a latency is not negative");

/// How far a fit may move a number: by a factor, up and down, or between two numbers. Neither: it is known.
struct fit_reach {
  double factor = 0;
  double least = 0;
  double most = 0;

  constexpr bool is_fitted() const { return factor > 0 || most > 0; }
};

constexpr fit_reach within_factor(double factor) { return {.factor = factor}; }
constexpr fit_reach within(double least, double most) { return {.least = least, .most = most}; }

/// Where a member is told in text.
enum class presence {
  required,  ///< always, and whoever reads it asks for it
  assumed,   ///< always, but what is read without it has its default
  implied    ///< in JSON; a header leaves it out where it has its default, and so may JSON
};

/// A unit as it ends a key of JSON.
template <class Value>
inline constexpr const char* unit_of = "";
template <>
inline constexpr const char* unit_of<seconds> = "s";
template <>
inline constexpr const char* unit_of<bytes> = "bytes";
template <>
inline constexpr const char* unit_of<hertz> = "hz";
template <>
inline constexpr const char* unit_of<bytes_per_second> = "bytes_per_s";
template <>
inline constexpr const char* unit_of<flop_per_second> = "flop_per_s";
template <>
inline constexpr const char* unit_of<watts> = "w";
template <>
inline constexpr const char* unit_of<money_per_second> = "per_s";
template <class Value>
inline constexpr const char* unit_of<std::optional<Value>> = unit_of<Value>;

template <class Descriptor, class Value>
struct listed_member {
  const char* name;
  Value Descriptor::*pointer;
  number_rule rule{};
  fit_reach reach{};
  presence told = presence::required;
  const char* unit = unit_of<Value>;

  constexpr listed_member assumed() const { return with(&listed_member::told, presence::assumed); }
  constexpr listed_member implied() const { return with(&listed_member::told, presence::implied); }

  /// The same, with a name that says the unit.
  constexpr listed_member unit_in_name() const { return with(&listed_member::unit, ""); }

 private:
  template <class Part>
  constexpr listed_member with(Part listed_member::*part, Part value) const {
    listed_member changed = *this;
    changed.*part = value;
    return changed;
  }
};

template <class Descriptor, class Value>
constexpr listed_member<Descriptor, Value> listed(const char* name, Value Descriptor::*pointer,
                                                  number_rule rule = {}, fit_reach reach = {}) {
  return {name, pointer, rule, reach};
}

/// A type with a list of members beside it.
template <class Descriptor>
concept described = requires(const Descriptor* tag) { list_members(tag, [](const auto&) {}); };

/// A number in its base unit, and back. A type that is a number in disguise has both beside it.
constexpr double base_value(std::same_as<double> auto number) { return number; }
constexpr void set_base_value(double& number, double value) { number = value; }
template <class Unit>
constexpr double base_value(const boost::units::quantity<Unit, double>& number) {
  return number.value();
}
template <class Unit>
constexpr void set_base_value(boost::units::quantity<Unit, double>& number, double value) {
  number = boost::units::quantity<Unit, double>::from_value(value);
}

template <class Value>
concept descriptor_number = requires(const Value& value) { base_value(value); };

template <class Value>
inline constexpr bool is_optional = false;
template <class Value>
inline constexpr bool is_optional<std::optional<Value>> = true;

/// A list whose elements are descriptors.
template <class Value>
inline constexpr bool is_described_list = false;
template <class Element, std::size_t Capacity>
inline constexpr bool is_described_list<fixed_list<Element, Capacity>> = described<Element>;

/// What is zero or infinite is not there.
constexpr bool is_there(const descriptor_number auto& number) {
  return base_value(number) > 0 && base_value(number) < without_limit;
}

/// Calls visit(member) for every member of the list.
template <described Descriptor, class Visit>
constexpr void for_each_member(const Visit& visit) {
  list_members(static_cast<const Descriptor*>(nullptr), visit);
}

namespace detail {

/// Whatever a member may hold: visit(member, value) for a number, the same inside of what is or may be there, nothing else.
template <class Member, class Value, class Visit>
constexpr void visit_numbers(const Member& member, Value& value, const Visit& visit) {
  using type = std::remove_const_t<Value>;
  if constexpr (descriptor_number<type>) {
    visit(member, value);
  } else if constexpr (is_optional<type>) {
    if (value) visit_numbers(member, *value, visit);
  } else if constexpr (described<type>) {
    for_each_member<type>([&](const auto& inner) { visit_numbers(inner, value.*inner.pointer, visit); });
  } else if constexpr (is_described_list<type>) {
    for (auto& element : value) visit_numbers(member, element, visit);
  }
}

}  // namespace detail

/// Calls visit(member, number) for every number of a descriptor or of a list of them, those of its parts among them, in the
/// order of the lists. Whole numbers are none.
template <class Descriptor, class Visit>
constexpr void for_each_number(Descriptor& descriptor, const Visit& visit) {
  detail::visit_numbers(nullptr, descriptor, visit);
}

/// The place of one of its numbers in a descriptor: `place_of(gpu, gpu.memory[1].bandwidth)`.
template <class Descriptor, descriptor_number Number>
constexpr std::size_t place_of(const Descriptor& descriptor, const Number& number) {
  std::size_t place = 0, found = static_cast<std::size_t>(-1);
  for_each_number(descriptor, [&](const auto&, const auto& other) {
    if constexpr (std::same_as<decltype(other), const Number&>)
      if (&other == &number) found = place;
    ++place;
  });
  return found;
}

/// The places of numbers of a descriptor that has neither parts nor lists: `places_of(&matmul_kernels::burst)`.
template <class Descriptor, class... Numbers>
constexpr std::array<std::size_t, sizeof...(Numbers)> places_of(Numbers Descriptor::*... numbers) {
  const Descriptor any{};
  return {place_of(any, any.*numbers)...};
}

namespace detail {

/// A number or a whole number against the rule, and all that is inside of anything else against its own; `where` is the
/// element of a list, or none.
template <class Value>
constexpr void require_inside(const char* name, const number_rule& rule, const Value& value,
                              const named_value* where) {
  if constexpr (descriptor_number<Value> || std::same_as<Value, std::int64_t>) {
    double number = 0;
    if constexpr (descriptor_number<Value>)
      number = base_value(value);
    else
      number = static_cast<double>(value);
    if (rule.sentence == nullptr || rule.allows(number)) return;
    if (where == nullptr) require(false, rule.sentence, {{name, number}});
    require(false, rule.sentence, {*where, {name, number}});
  } else if constexpr (is_optional<Value>) {
    if (value) require_inside(name, rule, *value, where);
  } else if constexpr (described<Value>) {
    for_each_member<Value>(
        [&](const auto& member) { require_inside(member.name, member.rule, value.*member.pointer, where); });
  } else if constexpr (is_described_list<Value>) {
    for (std::size_t k = 0; k < value.size(); ++k) {
      const named_value element{name, k};
      require_inside(name, rule, value[k], &element);
    }
  }
}

}  // namespace detail

/// Throws `broken_rule` unless every member is as the list says, and those of its parts and lists.
template <described Descriptor>
constexpr void require_members(const Descriptor& descriptor) {
  detail::require_inside("", {}, descriptor, nullptr);
}

/// The same of a list of them, called `element` one by one.
template <described Descriptor, std::size_t Capacity>
constexpr void require_members(const fixed_list<Descriptor, Capacity>& list, const char* element) {
  detail::require_inside(element, {}, list, nullptr);
}

}  // namespace scalewall
