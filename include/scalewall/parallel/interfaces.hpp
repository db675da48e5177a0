// The interfaces between layers, to the next pipeline stage and to the experts: how often each level of the network is crossed.
//
// A model of L layers has L - 1 interfaces, crossed forward and backward. With v stages per accelerator, PP_k
// and EP_k the degrees at network level k, and Q_k, R_k their products from level k outwards, a crossing
// leaves its unit of level k
//
//     to another stage    A_k = (v Q_k - 1) / (L - 1)  of the times, 0 if Q_k = 1
//     to another expert   B_k = 1 - 1 / R_k            of the times; the farthest expert always if R_k > 1
//
// Both are independent, and a transfer takes place at the higher of its two levels, so level k has the share
//
//     (A_k - A_{k+1}) (1 - B_{k+1}) + (1 - A_k) (B_k - B_{k+1}).
//
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137), the public simulation.

#pragma once

#include <scalewall/work/repetition.hpp>

#include <cstdint>

namespace scalewall {

/// Pipeline stages and groups of experts, from some network level outwards.
struct spread {
  std::int64_t stages = 1;
  std::int64_t experts = 1;
};

struct interfaces {
  std::int64_t layers = 1;
  std::int64_t interleaving = 1;

  /// The share of the crossings that leave a unit for another stage.
  constexpr double to_other_stage(const spread& from) const {
    if (from.stages == 1) return 0;
    return (static_cast<double>(interleaving) * static_cast<double>(from.stages) - 1) /
           static_cast<double>(layers - 1);
  }

  constexpr double to_other_expert(const spread& from) const {
    return 1 - 1 / static_cast<double>(from.experts);
  }
  constexpr double to_farthest_expert(const spread& from) const { return from.experts > 1 ? 1 : 0; }
};

/// Crossings at a level: those that move something, and those that a step waits for, of the farthest expert always.
struct interface_crossings {
  repetition moved{};
  repetition awaited{};

  friend constexpr bool operator==(const interface_crossings&, const interface_crossings&) = default;
};

/// Crossings at one network level: `from` counts stages and experts from it outwards, `above` from the next level
/// outwards. `often.in_sequence` says how often every interface is crossed. A single layer has no interface.
[[gnu::always_inline]] constexpr interface_crossings crossings_at(const interfaces& between,
                                                                  const spread& from, const spread& above,
                                                                  const repetition& often) {
  const auto crossings = [&](double here) {
    return repetition{.in_sequence = often.in_sequence * static_cast<double>(between.layers - 1) * here,
                      .side_by_side = often.side_by_side,
                      .accelerators = often.accelerators};
  };
  if (between.layers == 1) return {.moved = crossings(0), .awaited = crossings(0)};
  const double stage = between.to_other_stage(from);
  const double stage_here = stage - between.to_other_stage(above);
  const auto share = [&](double expert, double expert_above) {
    return stage_here * (1 - expert_above) + (1 - stage) * (expert - expert_above);
  };
  return {.moved = crossings(share(between.to_other_expert(from), between.to_other_expert(above))),
          .awaited = crossings(share(between.to_farthest_expert(from), between.to_farthest_expert(above)))};
}

}  // namespace scalewall
