// Why a plan lost to another: what it waits for longer.

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <array>
#include <cstddef>

namespace scalewall {

struct plan_loss {
  seconds total{};  ///< by which a step takes longer

  /// The loss divided among what is waited for, negative where that is less; they add up to `total`.
  time_parts waits{};

  /// What costs most comes first, what is gained most by comes last.
  constexpr std::array<bottleneck, bottleneck_names.size()> by_size() const {
    std::array<bottleneck, bottleneck_names.size()> all{};
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<bottleneck>(i);
    std::sort(all.begin(), all.end(), [&](bottleneck a, bottleneck b) {
      return waits[a] > waits[b] || (waits[a] == waits[b] && a < b);
    });
    return all;
  }

  friend constexpr bool operator==(const plan_loss&, const plan_loss&) = default;
};

constexpr plan_loss loss_against(const step_estimate& winner, const step_estimate& loser) {
  plan_loss lost{.total = loser.total - winner.total};
  for (std::size_t i = 0; i < bottleneck_names.size(); ++i)
    lost.waits.parts[i] = loser.waits.parts[i] - winner.waits.parts[i];
  return lost;
}

}  // namespace scalewall
