// Fitting the numbers of matmul_kernels to multiplications that were measured.
//
// Multiplications of less than a GFLOP, where launching weighs most, count less: they are many in any list of shapes,
// and little of any run.

#pragma once

#include <scalewall/calibration/robust_fit.hpp>
#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

/// A number of matmul_kernels that is fitted, in its base unit.
struct matmul_number {
  std::string_view name;
  double (*get)(const matmul_kernels&);
  void (*set)(matmul_kernels&, double);

  /// It is sought within this factor of its start, but not above `most`, unless it starts there.
  double within = 30;
  double most = math::infinity;
};

namespace detail {

template <auto Member>
constexpr matmul_number matmul_number_at(std::string_view name, double within = 30,
                                         double most = math::infinity) {
  using number = std::remove_cvref_t<decltype(std::declval<matmul_kernels>().*Member)>;
  constexpr bool has_unit = !std::is_same_v<number, double>;
  return {.name = name,
          .get =
              [](const matmul_kernels& kernels) {
                if constexpr (has_unit)
                  return (kernels.*Member).value();
                else
                  return kernels.*Member;
              },
          .set =
              [](matmul_kernels& kernels, double value) {
                if constexpr (has_unit)
                  kernels.*Member = number::from_value(value);
                else
                  kernels.*Member = value;
              },
          .within = within,
          .most = most};
}

}  // namespace detail

inline constexpr std::array matmul_numbers = {
    detail::matmul_number_at<&matmul_kernels::burst>("burst", 5),
    detail::matmul_number_at<&matmul_kernels::sustained>("sustained", 5),
    detail::matmul_number_at<&matmul_kernels::global>("global", 5),
    detail::matmul_number_at<&matmul_kernels::ramp>("ramp", 100),
    detail::matmul_number_at<&matmul_kernels::cached>("cached"),
    detail::matmul_number_at<&matmul_kernels::l2>("l2"),
    detail::matmul_number_at<&matmul_kernels::store>("store"),
    detail::matmul_number_at<&matmul_kernels::step>("step"),
    detail::matmul_number_at<&matmul_kernels::exposed>("exposed", 100, 1),
    detail::matmul_number_at<&matmul_kernels::quantization>("quantization", 100, 1),
    detail::matmul_number_at<&matmul_kernels::launch>("launch"),
    detail::matmul_number_at<&matmul_kernels::split>("split"),
    detail::matmul_number_at<&matmul_kernels::quantized>("quantized")};

struct matmul_fit {
  matmul_kernels kernels;
  fit_result found;
};

/// From multiplications in the format of `start` among `rows`, those that are held out aside. A number that is zero in
/// `start` stays zero, and one whose name is in `kept` stays as it is: where there are few rows, as of a format that
/// shares its library with another. Throws `broken_rule` where no row is left, and what robust_fit throws.
inline matmul_fit fit_matmul_kernels(const matmul_kernels& start, std::span<const measurement> rows,
                                     int redraws = 0, std::span<const std::string_view> kept = {}) {
  require_valid(start);
  std::vector<matmul_probe> probes;
  std::vector<fit_row> measured;
  for (const measurement& row : rows) {
    const auto* multiplication = std::get_if<matmul_probe>(&row.what);
    if (multiplication == nullptr || multiplication->format != start.format || is_held_out(row.what))
      continue;
    probes.push_back(*multiplication);
    measured.push_back(
        {.measured = row.took.median, .weight = flop_of(multiplication->shape) < 1_GFLOP ? 0.2 : 1.0});
  }
  require(!probes.empty(), "kernels are fitted to multiplications in their format that are not held out");

  // Clocks may be a little above that of the data sheet.
  constexpr double above_peak = 1.1;
  std::vector<matmul_number> sought;
  std::vector<fit_parameter> parameters;
  for (const matmul_number& number : matmul_numbers) {
    const double from = number.get(start);
    if (from == 0 || std::find(kept.begin(), kept.end(), number.name) != kept.end()) continue;
    const bool is_rate = number.name == "burst" || number.name == "sustained";
    const double most = is_rate ? above_peak * start.peak.value() : number.most;
    sought.push_back(number);
    parameters.push_back({.name = std::string(number.name),
                          .start = from,
                          .least = from / number.within,
                          .most = std::max(from, std::min(from * number.within, most))});
  }
  const auto kernels_of = [&](std::span<const double> numbers) {
    matmul_kernels kernels = start;
    for (std::size_t i = 0; i < sought.size(); ++i) sought[i].set(kernels, numbers[i]);
    return kernels;
  };
  const auto predict = [&](std::span<const double> numbers, std::size_t row) {
    return time_tiled_matmul(kernels_of(numbers), probes[row].shape, probes[row].kind).total();
  };
  constexpr int starts = 4;
  matmul_fit fit{.kernels = start,
                 .found = robust_fit(parameters, measured, predict, starts, redraws, {.tolerance = 1e-5})};
  fit.kernels = kernels_of(fit.found.values());
  return fit;
}

}  // namespace scalewall
