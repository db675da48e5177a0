// A curve of real models: the fewest accelerators that train ever larger members of a family in time, by plans that
// frameworks can run, at refined prices and with all that memory holds.
//
// It is asked as the paper's curves are, and ends where no number of accelerators that was looked at trains the next member in
// time. Utilization counts the FLOP of the laws, 6 for every word of a matrix that a token meets, over the dense 16 bit peak.

#pragma once

#include <scalewall/quantities.hpp>
#include <scalewall/scaling/grown_model.hpp>
#include <scalewall/search/fewest_accelerators.hpp>
#include <scalewall/search/training_question.hpp>
#include <scalewall/search/training_space.hpp>
#include <scalewall/sweep/curve.hpp>

#include <algorithm>
#include <bit>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace scalewall {

struct family_point {
  language_model_run wanted;
  timely_training trained;
  double utilization = 0;
};

/// f * 2^i from `narrowest` to `widest`, f odd up to `largest_odd`, ascending: four an octave that divide well, or two with 3. By
/// default from the width of models of 60 billion parameters on.
inline std::vector<std::int64_t> family_widths(std::int64_t narrowest = 8192,
                                               std::int64_t widest = std::int64_t{1} << 20,
                                               std::int64_t largest_odd = 7) {
  std::vector<std::int64_t> widths = model_widths(narrowest, widest);
  std::erase_if(widths, [&](std::int64_t width) {
    return (width >> std::countr_zero(static_cast<std::uint64_t>(width))) > largest_odd;
  });
  return widths;
}

struct family_curve_settings {
  seconds deadline = 0.25_years;

  /// Widths of the members, ascending.
  std::vector<std::int64_t> widths = family_widths();

  /// More accelerators are not looked at.
  std::int64_t most_accelerators = std::int64_t{1} << 28;
};

/// The points of a family's curve. `prescribe(width)` is the member and what it is trained on, say by `grown`; model and batch of
/// the question are those of each. Throws `broken_rule` where a member is no valid one.
template <class Prescription>
std::vector<family_point> family_curve(const Prescription& prescribe, training_question question,
                                       const training_space& space, const recipe& recipe,
                                       const family_curve_settings& settings = {}) {
  std::vector<family_point> points;
  for (const std::int64_t width : settings.widths) {
    const language_model_run wanted = prescribe(width);
    question.model = wanted.model;
    question.batch = wanted.batch;
    std::optional<timely_training> trained = fewest_accelerators(
        question, space, recipe, wanted.data, settings.deadline, settings.most_accelerators);
    if (!trained) break;
    const double peak = static_cast<double>(trained->accelerators) * question.machine.peak.value();
    const double utilization = wanted.compute.value() / trained->duration.value() / peak;
    points.push_back({.wanted = wanted, .trained = *std::move(trained), .utilization = utilization});
  }
  return points;
}

struct family_landmarks {
  /// The compute of the first point that has lost a fifth of the most that a narrower one reaches; nothing if none has.
  std::optional<flop> linear_scaling_ends;

  /// The compute of the last point; nothing for an empty curve.
  std::optional<flop> largest_feasible;
};

inline family_landmarks landmarks_of(const std::vector<family_point>& points) {
  family_landmarks found;
  double most = 0;
  for (const family_point& point : points) {
    if (!found.linear_scaling_ends && point.utilization <= 0.8 * most)
      found.linear_scaling_ends = point.wanted.compute;
    most = std::max(most, point.utilization);
    found.largest_feasible = point.wanted.compute;
  }
  return found;
}

}  // namespace scalewall
