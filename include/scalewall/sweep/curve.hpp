// A curve: the best that hardware can do for ever larger models.
//
// `curve` is a range, computed as it is read: whoever only wants its beginning pays for no more. It ends where
// no cluster trains the next model in time, or after the first point whose utilization is negligible.

#pragma once

#include <scalewall/estimate/run.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/smallest_cluster.hpp>

#include <range/v3/iterator/default_sentinel.hpp>
#include <range/v3/utility/semiregular_box.hpp>
#include <range/v3/view/facade.hpp>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace scalewall {

/// All f * 2^i, f odd below 17 and i in 11..21, from `narrowest` to `widest`, ascending. By default the
/// widths of the paper's curves, from that of GPT-3 to 128 times as wide.
inline std::vector<std::int64_t> model_widths(std::int64_t narrowest = 12288,
                                              std::int64_t widest = std::int64_t{128} * 12288) {
  std::vector<std::int64_t> widths;
  for (std::int64_t odd = 1; odd < 17; odd += 2)
    for (int i = 11; i <= 21; ++i)
      if (const std::int64_t width = odd << i; narrowest <= width && width <= widest) widths.push_back(width);
  std::sort(widths.begin(), widths.end());
  return widths;
}

/// What trains a model of a given width: scaling laws, or a user's own function.
template <class Prescription>
concept prescribes_runs = requires(const Prescription& prescribe, std::int64_t d_model) {
  { prescribe(d_model) } -> std::same_as<training_run>;
};

struct curve_point {
  training_run wanted;
  run_estimate run;
};

/// By default as the published simulation behind arXiv 2411.01137 draws its curves, with the rules of the reference.
struct curve_settings {
  seconds deadline = 0.25_years;
  stack_recipe how{.rules = plan_rules::reference};
  std::vector<std::int64_t> widths = model_widths();
  double negligible_utilization = 0.001;
};

template <prescribes_runs Prescription>
class curve : public ranges::view_facade<curve<Prescription>, ranges::finite> {
 public:
  curve() = default;
  curve(cluster machines, Prescription prescribe, curve_settings settings = {})
      : machines_(std::move(machines)), prescribe_(std::move(prescribe)), settings_(std::move(settings)) {
    advance();
  }

 private:
  friend ranges::range_access;

  const curve_point& read() const { return *point_; }
  bool equal(ranges::default_sentinel_t) const { return !point_; }
  void next() {
    if (point_->run.step.utilization < settings_.negligible_utilization)
      point_.reset();
    else
      advance();
  }

  void advance() {
    point_.reset();
    if (next_width_ == settings_.widths.size()) return;
    const training_run wanted = prescribe_(settings_.widths[next_width_++]);
    if (const auto run = smallest_cluster(wanted, machines_, settings_.deadline, settings_.how))
      point_ = curve_point{wanted, *run};
  }

  cluster machines_;
  ranges::semiregular_box_t<Prescription> prescribe_;  // views are assigned, lambdas cannot be
  curve_settings settings_;
  std::size_t next_width_ = 0;
  std::optional<curve_point> point_;
};

}  // namespace scalewall
