// The enumerations, tiles and rates of hardware as a C++ source file has them.

#pragma once

#include <scalewall/calibration/descriptor_literal.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/hardware/memory_level.hpp>
#include <scalewall/hardware/message_protocols.hpp>
#include <scalewall/hardware/network.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace scalewall {

/// A bool alone: pointers would become one.
std::string literal(std::same_as<bool> auto value) { return value ? "true" : "false"; }
inline std::string literal(std::int64_t value) { return std::to_string(value); }
inline std::string literal(std::string_view text) { return string_literal(text); }

namespace detail {

inline std::string enumerator(const char* type, std::string_view name) {
  std::string text = std::string(type) + "::" + std::string(name);
  std::replace(text.begin(), text.end(), ' ', '_');
  return text;
}

}  // namespace detail

inline std::string literal(memory_kind value) { return detail::enumerator("memory_kind", name(value)); }
inline std::string literal(precision value) { return detail::enumerator("precision", name(value)); }
inline std::string literal(evidence value) { return detail::enumerator("evidence", name(value)); }
inline std::string literal(collective_algorithm value) {
  return detail::enumerator("collective_algorithm",
                            value == collective_algorithm::ring ? "ring" : "doubling");
}

inline std::string literal(watts value, int digits = exact_digits) {
  return "watts::from_value(" + literal(value.value(), digits) + ")";
}
inline std::string literal(money_per_second value, int digits = exact_digits) {
  return "money_per_second::from_value(" + literal(value.value(), digits) + ")";
}
inline std::string literal(link_bandwidth value, int digits = exact_digits) {
  return "one_direction(" + literal(value.one_way(), digits) + ")";
}

inline std::string literal(const matmul_tile& tile) {
  return "{" + literal(tile.height) + ", " + literal(tile.width) +
         (tile.multiprocessors > 1 ? ", " + literal(tile.multiprocessors) : "") + "}";
}
inline std::string literal(const arithmetic_rate& rate) {
  return "{" + literal(rate.format) + ", " + literal(rate.per_clock_and_thread) +
         (rate.published ? ", " + literal(*rate.published) : "") + "}";
}
template <class Element, std::size_t Capacity>
std::string literal(const fixed_list<Element, Capacity>& list) {
  std::string all = "{";
  for (const Element& element : list) all += (all.size() > 1 ? ", " : "") + literal(element);
  return all + "}";
}

/// Tiles by their name, if they have one.
inline std::string literal(const matmul_tiles& tiles) {
  if (tiles == single_tiles) return "single_tiles";
  if (tiles == paired_tiles) return "paired_tiles";
  if (tiles == fine_tiles) return "fine_tiles";
  return literal<>(tiles);
}

}  // namespace scalewall
