// The numbers of a descriptor as the parameters of a fit, and back.
//
// A descriptor that can be fitted has a function for_each_number(descriptor, visit), found by its type, that calls
// visit(name, number) for every number that the fit may move, a quantity or not, and visit(name, number, least, most)
// where it has bounds of its own, in the base unit.

#pragma once

#include <scalewall/calibration/robust_fit.hpp>
#include <scalewall/math.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

namespace scalewall {

/// How far a fit may move a quantity: by this factor, up or down.
inline constexpr double fit_reach = 30;

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

}  // namespace detail

/// How many there are, those of zero among them.
template <class Descriptor>
constexpr std::size_t number_count(Descriptor of = {}) {
  std::size_t numbers = 0;
  for_each_number(of, [&](const char*, const auto&, auto...) { ++numbers; });
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
    double range[] = {value / fit_reach, value * fit_reach};
    if constexpr (sizeof...(bounds) == 2) {
      const double given[] = {bounds...};
      range[0] = std::min(given[0], value);
      range[1] = std::max(given[1], value);
    }
    const double held = pull(name);
    if (held == math::infinity) return;
    parameters.push_back(
        {.name = std::move(name), .start = value, .least = range[0], .most = range[1], .pull = held});
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
  const Descriptor descriptor = with_numbers(start, parameters, found.values());
  return {.descriptor = descriptor, .found = std::move(found)};
}

}  // namespace scalewall
