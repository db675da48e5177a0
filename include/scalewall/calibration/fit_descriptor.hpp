// The numbers of a descriptor as the parameters of a fit, and back.
//
// Which numbers a fit may move, and how far, stands in the lists of members (hardware/members.hpp). A number that is zero or
// infinite is not there and stays so. Beyond the bounds of a fit lies the value without effect, if the rule of the member
// allows it: a rate without limit, no time, no size or one without limit, all of a share.

#pragma once

#include <scalewall/calibration/fitted.hpp>
#include <scalewall/calibration/robust_fit.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <span>
#include <vector>

namespace scalewall {

namespace detail {

/// A number of a descriptor, with the bounds that its member and its type say.
template <class Member, class Number>
fit_parameter parameter_of(std::size_t place, const Member& member, const Number& number) {
  const double value = base_value(number);
  const fit_reach& reach = member.reach;
  const number_rule& rule = member.rule;
  const bool by_factor = reach.factor > 0;
  fit_parameter one{
      .place = place,
      .start = value,
      .least = by_factor ? value / reach.factor : std::min(reach.least, value),
      .most = by_factor ? std::min(value * reach.factor, rule.most) : std::max(reach.most, value)};
  constexpr bool is_rate = std::same_as<Number, bytes_per_second> || std::same_as<Number, flop_per_second> ||
                           std::same_as<Number, link_bandwidth>;
  constexpr bool is_size = std::same_as<Number, bytes>;
  if (!is_rate && rule.allows(0)) one.beyond_least = 0;
  if ((is_rate || is_size) && rule.allows(without_limit)) one.beyond_most = without_limit;
  if (std::same_as<Number, double> && rule.most == 1) one.beyond_most = 1;
  return one;
}

}  // namespace detail

/// Those numbers of a descriptor, or of a list of them, that a fit may move and that are there.
template <class Descriptor>
std::vector<fit_parameter> parameters_of(const Descriptor& start) {
  std::vector<fit_parameter> parameters;
  std::size_t place = 0;
  for_each_number(start, [&](const auto& member, const auto& number) {
    if (member.reach.is_fitted() && is_there(number))
      parameters.push_back(detail::parameter_of(place, member, number));
    ++place;
  });
  return parameters;
}

/// The parameter that is the number of that place; there is one.
inline fit_parameter& parameter_at(std::vector<fit_parameter>& parameters, std::size_t place) {
  return *std::find_if(parameters.begin(), parameters.end(),
                       [&](const fit_parameter& one) { return one.place == place; });
}

/// A number that stays as it is.
inline void hold(std::vector<fit_parameter>& parameters, std::size_t place) {
  std::erase_if(parameters, [&](const fit_parameter& one) { return one.place == place; });
}

/// The descriptor with the values of a fit in the places of its parameters.
template <class Descriptor>
Descriptor with_numbers(Descriptor start, std::span<const fit_parameter> parameters,
                        std::span<const double> values) {
  std::size_t place = 0;
  for_each_number(start, [&](const auto&, auto& number) {
    for (std::size_t j = 0; j < parameters.size(); ++j)
      if (parameters[j].place == place) set_base_value(number, values[j]);
    ++place;
  });
  return start;
}

/// `predict_with(descriptor)` is what predicts the rows with it. Other starts are drawn in the order of the parameters.
template <class Descriptor, class Predict>
fitted_descriptor<Descriptor> fit_descriptor(const Descriptor& start,
                                             std::span<const fit_parameter> parameters,
                                             std::span<const fit_row> rows, const Predict& predict_with,
                                             const fit_settings& settings) {
  const fit_result found = robust_fit(
      parameters, rows,
      [&](std::span<const double> values) -> row_predictor {
        return predict_with(with_numbers(start, parameters, values));
      },
      settings);
  fitted_descriptor<Descriptor> fit{.descriptor = with_numbers(start, parameters, found.values()),
                                    .loss = found.loss};
  for (std::size_t j = 0; j < parameters.size(); ++j) fit.set(parameters[j].place, found.numbers[j]);
  return fit;
}

}  // namespace scalewall
