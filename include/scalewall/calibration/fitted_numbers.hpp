// The numbers of a descriptor as the parameters of a fit, and back.
//
// A descriptor that can be fitted has a function for_each_number(descriptor, visit), found by its type, that calls
// visit(name, number) for every number that the fit may move, a quantity or not, and visit(name, number, bounds) where it
// has bounds of its own.

#pragma once

#include <scalewall/calibration/robust_fit.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace scalewall {

/// How far a fit may move a quantity: by this factor, up or down.
inline constexpr double fit_reach = 30;

/// The bounds of a number in a fit, in its base unit, and the value without effect beyond each, as in `fit_parameter`.
struct fit_bounds {
  double least = 0;
  double most = 0;
  std::optional<double> beyond_least{};
  std::optional<double> beyond_most{};
};

namespace detail {

constexpr double value_of(double number) { return number; }
template <class Unit>
constexpr double value_of(boost::units::quantity<Unit, double> number) {
  return number.value();
}

inline void set_value(double& number, double value) { number = value; }
template <class Unit>
void set_value(boost::units::quantity<Unit, double>& number, double value) {
  number = boost::units::quantity<Unit, double>::from_value(value);
}

/// What is zero or infinite is not there, and stays so.
template <class Number>
bool is_there(const Number& number) {
  return value_of(number) > 0 && math::is_finite(value_of(number));
}

/// A rate: what is moved or computed in a second.
template <class Number>
inline constexpr bool is_rate = false;
template <>
inline constexpr bool is_rate<bytes_per_second> = true;
template <>
inline constexpr bool is_rate<flop_per_second> = true;

}  // namespace detail

/// Within a factor of its value, but not above `most`. Without effect are a rate without limit, and what is no rate at
/// 0; a size may be without limit too.
template <class Number>
constexpr fit_bounds bounds_around(const Number& number, double factor = fit_reach,
                                   double most = math::infinity) {
  const double value = detail::value_of(number);
  fit_bounds bounds{.least = value / factor, .most = std::min(value * factor, most)};
  if constexpr (detail::is_rate<Number>)
    bounds.beyond_most = math::infinity;
  else
    bounds.beyond_least = 0;
  if constexpr (std::is_same_v<Number, bytes>) bounds.beyond_most = math::infinity;
  return bounds;
}

/// How many there are, those of zero among them.
template <class Descriptor>
constexpr std::size_t number_count(Descriptor of = {}) {
  std::size_t numbers = 0;
  for_each_number(of, [&](const auto&, const auto&, auto...) { ++numbers; });
  return numbers;
}

/// Of the numbers that are neither zero nor infinite; `pull(name)` is what holds one to its start. What is pulled with
/// infinite force stays there and is no parameter.
template <class Descriptor>
std::vector<fit_parameter> fit_parameters(Descriptor start,
                                          const std::function<double(const std::string&)>& pull) {
  std::vector<fit_parameter> parameters;
  for_each_number(start, [&](std::string name, const auto& number, auto... bounds) {
    if (!detail::is_there(number)) return;
    const double value = detail::value_of(number);
    fit_bounds within = bounds_around(number);
    ((within = bounds), ...);
    const double held = pull(name);
    if (held == math::infinity) return;
    parameters.push_back({.name = std::move(name),
                          .start = value,
                          .least = std::min(within.least, value),
                          .most = std::max(within.most, value),
                          .pull = held,
                          .beyond_least = within.beyond_least,
                          .beyond_most = within.beyond_most});
  });
  return parameters;
}

/// The descriptor with the values of a fit in the place of those numbers.
template <class Descriptor>
Descriptor with_numbers(Descriptor start, std::span<const fit_parameter> parameters,
                        std::span<const double> values) {
  std::size_t next = 0;
  for_each_number(start, [&](const char* name, auto& number, auto...) {
    if (next < parameters.size() && parameters[next].name == name && detail::is_there(number))
      detail::set_value(number, values[next++]);
  });
  return start;
}

template <class Descriptor>
struct fitted {
  Descriptor descriptor;
  fit_result found;
};

struct descriptor_fit_settings {
  /// Of a number, by its name: as in `fit_parameters`.
  std::function<double(const std::string&)> pull = [](const std::string&) { return 0; };

  /// Of a row.
  std::function<double(const measurement&)> weight = [](const measurement&) { return 1; };

  fit_settings fit{};
};

/// `predict(descriptor, measurement)` is the time that the formula gives.
template <class Descriptor, class Predict>
fitted<Descriptor> fit_descriptor(const Descriptor& start, std::span<const measurement> rows,
                                  const Predict& predict, const descriptor_fit_settings& settings = {}) {
  std::vector<fit_row> times;
  times.reserve(rows.size());
  for (const measurement& row : rows)
    times.push_back({.measured = row.took.median, .weight = settings.weight(row)});
  const std::vector<fit_parameter> parameters = fit_parameters(start, settings.pull);
  fit_result found = robust_fit(
      parameters, times,
      [&](std::span<const double> values) {
        return [&, tried = with_numbers(start, parameters, values)](std::size_t row) {
          return predict(tried, rows[row]);
        };
      },
      settings.fit);
  Descriptor descriptor = with_numbers(start, parameters, found.values());
  // Without one number another may have no effect: the descriptor then has none of it either.
  std::size_t next = 0;
  for_each_number(descriptor, [&](const auto& name, const auto& number, auto...) {
    if (next == found.numbers.size() || found.numbers[next].name != name) return;
    fitted_number& one = found.numbers[next];
    const double value = detail::value_of(number);
    if (value != one.value) {
      one.left_out = true;
      one.end = fit_end::between;
      one.value = one.low = one.high = value;
    }
    ++next;
  });
  return {.descriptor = descriptor, .found = std::move(found)};
}

}  // namespace scalewall
