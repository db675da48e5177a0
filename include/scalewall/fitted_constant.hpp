// A number that was found by fitting, with what is known about it: its interval, what it holds for, from which rows of
// published runs it came.

#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace scalewall {

/// How a constant was found.
enum class constant_evidence {
  fitted,   ///< to published runs
  fixed,    ///< freeing it made no prediction better
  assumed,  ///< of its nearest neighbour: no run shows it
  changed   ///< by whoever asks
};

inline constexpr std::array<std::string_view, 4> constant_evidence_names = {"fitted", "fixed", "assumed",
                                                                            "changed"};

constexpr std::string_view name(constant_evidence evidence) {
  return constant_evidence_names[static_cast<std::size_t>(evidence)];
}

struct constant_interval {
  double least = 0;
  double most = 0;

  friend constexpr bool operator==(const constant_interval&, const constant_interval&) = default;
};

struct fitted_constant {
  double value = 1;
  std::string_view unit = "";  ///< none of a ratio
  std::string_view holds_for = "";
  std::string_view rows = "";  ///< sources of the runs
  constant_evidence evidence = constant_evidence::fitted;

  /// Unset where it was not given.
  std::optional<constant_interval> interval{};

  friend constexpr bool operator==(const fitted_constant&, const fitted_constant&) = default;
};

/// The constant with another value, as of whoever asks.
constexpr fitted_constant with_value(const fitted_constant& constant, double value) {
  return {.value = value,
          .unit = constant.unit,
          .holds_for = constant.holds_for,
          .rows = constant.rows,
          .evidence = constant_evidence::changed};
}

}  // namespace scalewall
