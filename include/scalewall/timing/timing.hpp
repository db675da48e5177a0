// How long something took, timed again and again: the median and the spread.
//
// A clock is only ever disturbed in one direction, and now and then by much. Median and quartiles do not mind.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

struct timing {
  seconds median{};
  seconds lower_quartile{};
  seconds upper_quartile{};
  std::int64_t samples = 0;

  friend constexpr bool operator==(const timing&, const timing&) = default;
};

/// Throws `broken_rule` unless every quartile is positive and finite, and they ascend.
constexpr void require_valid(const timing& took) {
  require(is_positive_and_finite(took.lower_quartile) && is_positive_and_finite(took.upper_quartile) &&
              took.lower_quartile <= took.median && took.median <= took.upper_quartile,
          "the quartiles of a timing are positive, finite and ascend",
          {{"lower quartile in seconds", took.lower_quartile.value()},
           {"median", took.median.value()},
           {"upper quartile", took.upper_quartile.value()}});
  require(took.samples >= 1, "a timing has at least one sample", {{"samples", took.samples}});
}

/// Quartiles are interpolated between samples. Throws `broken_rule` unless there are samples, all positive and finite.
inline timing summarize(std::vector<seconds> samples) {
  require(!samples.empty(), "a timing has at least one sample");
  std::sort(samples.begin(), samples.end());
  timing took{.median = math::quantile(samples, 0.5),
              .lower_quartile = math::quantile(samples, 0.25),
              .upper_quartile = math::quantile(samples, 0.75),
              .samples = static_cast<std::int64_t>(samples.size())};
  require_valid(took);
  return took;
}

/// How much trouble is taken over one timing.
struct timing_effort {
  seconds at_most = seconds::from_value(0.2);
  std::int64_t samples = 25;  ///< enough, if they come sooner
  std::int64_t warm_up = 3;   ///< samples that are not counted
};

/// Calls `sample`, which returns a time, until there are as many as the effort says or it has taken as long; at least
/// three times beyond the warm-up, of which one is always made.
template <class Sample>
timing take_samples(const timing_effort& effort, const Sample& sample) {
  seconds spent{};
  const auto once = [&] {
    const seconds took = sample();
    spent += took;
    return took;
  };
  for (std::int64_t i = 0; i < std::max<std::int64_t>(effort.warm_up, 1); ++i)
    if (i == 0 || spent < effort.at_most / 4) once();
  spent = {};
  std::vector<seconds> samples;
  const auto enough = static_cast<std::size_t>(std::max<std::int64_t>(effort.samples, 3));
  while (samples.size() < 3 || (samples.size() < enough && spent < effort.at_most)) samples.push_back(once());
  return summarize(std::move(samples));
}

}  // namespace scalewall
