// Measuring a machine within a budget of time.
//
// The next probe is of the kind that has had the least of its share so far,
//
//     multiplications 60 %, copies 15 %, launches 1 %, transfers 24 %,
//
// so that a budget that is cut short still gives every kind. What cannot be measured costs next to nothing.

#pragma once

#include <scalewall/calibration/probe_plan.hpp>
#include <scalewall/error.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>
#include <scalewall/timing/timing.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <string>
#include <vector>

namespace scalewall {

/// Why probes could not be measured, and how many they are.
struct unmeasured {
  std::string reason;
  std::size_t probes = 0;
  friend bool operator==(const unmeasured&, const unmeasured&) = default;
};

struct measured_machine {
  std::vector<measurement> rows;
  std::vector<unmeasured> not_measured{};  ///< in the order in which they were met
};

/// The effort for one probe that leaves time for some hundreds within the budget.
inline timing_effort effort_within(seconds budget) {
  const seconds one = std::clamp<seconds>(budget / 300, seconds::from_value(0.005), seconds::from_value(0.3));
  return {.at_most = one};
}

/// Until the budget is spent or everything was asked; `progress` is called with the time that has passed. Throws
/// `broken_rule` unless the budget is positive and finite.
template <class Clock = std::chrono::steady_clock, timing_backend Backend, class Progress>
measured_machine measure(Backend& backend, const probe_plan& plan, seconds budget, const Progress& progress) {
  require(is_positive_and_finite(budget), "a budget of time is positive and finite",
          {{"seconds", budget.value()}});
  struct kind {
    const std::vector<probe>& probes;
    double share;
    std::size_t asked = 0;
    seconds spent{};
  };
  std::array<kind, 4> kinds = {kind{plan.multiplications, 0.6}, kind{plan.copies, 0.15},
                               kind{plan.launches, 0.01}, kind{plan.transfers, 0.24}};

  const auto started = Clock::now();
  const auto passed = [&] {
    return seconds::from_value(std::chrono::duration<double>(Clock::now() - started).count());
  };
  const timing_effort effort = effort_within(budget);
  measured_machine measured;
  for (seconds now{}; now < budget;) {
    kind* next = nullptr;
    for (kind& one : kinds)
      if (one.asked < one.probes.size() &&
          (next == nullptr || one.spent / one.share < next->spent / next->share))
        next = &one;
    if (next == nullptr) break;
    const probe& what = next->probes[next->asked++];
    try {
      measured.rows.push_back({.what = what,
                               .took = time_probe(backend, what, effort),
                               .library = backend.device().backend,
                               .source = backend.device().name});
    } catch (const cannot_measure& why) {
      auto& all = measured.not_measured;
      const auto known = std::find_if(all.begin(), all.end(),
                                      [&](const unmeasured& one) { return one.reason == why.what(); });
      if (known == all.end())
        all.push_back({why.what(), 1});
      else
        ++known->probes;
    }
    const seconds after = passed();
    next->spent += after - now;
    now = after;
    progress(now);
  }
  return measured;
}

/// In a sentence: `not measured, 105 probes: there is one GPU`.
inline std::string to_text(const unmeasured& one) {
  return "not measured, " + std::to_string(one.probes) + (one.probes == 1 ? " probe: " : " probes: ") +
         one.reason;
}

}  // namespace scalewall
