// Transfers at the interfaces between layers: to the next pipeline stage, and to the experts.
//
// A model of L layers has L - 1 interfaces, crossed forward and backward. How often a crossing takes place on
// which network level is the same for all plans that split pipeline and experts alike:
//
//   pipeline, v stages per accelerator, of the L - 1 interfaces
//     inside an accelerator                         L - v PP
//     at the highest level k with PP_k > 1          v PP_k - 1
//     at a level k below it                         v (PP_k - 1) prod_{j>k} PP_j
//   experts
//     inside an accelerator                         1 / EP
//     at level k                                    1 / prod_{j>k} EP_j - 1 / prod_{j>=k} EP_j
//     for latency                                   always at the highest level with EP_k > 1
//
// Both are independent; a transfer takes place at the higher of its two levels.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137), the public simulation.

#pragma once

#include <scalewall/cost/transfer.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/parallel/plan.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace scalewall {

/// Shares of the crossings by where they take place: [0] inside an accelerator, [k + 1] at network level k.
using crossing_shares = std::array<double, max_network_levels + 1>;

/// The highest level at which the degree is above 1, as an index into crossing_shares; 0 if none is.
constexpr std::size_t highest_crossing(const level_degrees& degrees) {
  std::size_t highest = 0;
  for (std::size_t k = 0; k < max_network_levels; ++k)
    if (degrees[k] > 1) highest = k + 1;
  return highest;
}

/// Of a model with at least two layers.
constexpr crossing_shares pipeline_crossings(const level_degrees& stages, std::int64_t interleaving,
                                             std::int64_t layers) {
  const double v = static_cast<double>(interleaving);
  const std::size_t highest = highest_crossing(stages);
  crossing_shares crossings{};
  double above = 1;
  for (std::size_t k = max_network_levels; k-- > 0;) {
    const double at_level = static_cast<double>(stages[k]);
    crossings[k + 1] = k + 1 == highest ? v * at_level - 1 : v * above * (at_level - 1);
    above *= at_level;
  }
  crossings[0] = static_cast<double>(layers) - v * above;
  if (highest == 0) crossings[0] = static_cast<double>(layers) - 1;
  for (double& share : crossings) share /= static_cast<double>(layers - 1);
  return crossings;
}

constexpr crossing_shares expert_crossings(const level_degrees& groups) {
  crossing_shares crossings{};
  double above = 1;
  for (std::size_t k = max_network_levels; k-- > 0;) {
    const double from_here = above * static_cast<double>(groups[k]);
    crossings[k + 1] = 1 / above - 1 / from_here;
    above = from_here;
  }
  crossings[0] = 1 / above;
  return crossings;
}

/// Where the farthest expert is; a message to all of them is as late as that one.
constexpr crossing_shares farthest_expert(const level_degrees& groups) {
  crossing_shares crossings{};
  crossings[highest_crossing(groups)] = 1;
  return crossings;
}

/// Two independent crossings at once, at the higher of their levels.
constexpr crossing_shares at_higher_level(const crossing_shares& a, const crossing_shares& b) {
  crossing_shares both{};
  double a_below = 0;
  double b_up_to = 0;
  for (std::size_t i = 0; i < both.size(); ++i) {
    b_up_to += b[i];
    both[i] = a[i] * b_up_to + a_below * b[i];
    a_below += a[i];
  }
  return both;
}

/// All transfers between layers in a step; a single layer has no interface. `often.in_sequence` says how
/// often every interface is crossed, the payload is what one crossing moves.
constexpr transfer_time cross_interfaces(const network& levels, const plan& split, std::int64_t layers,
                                         bytes payload, const repetition& often) {
  if (layers == 1) return {};
  const crossing_shares stages = pipeline_crossings(split.pipeline, split.interleaving, layers);
  const crossing_shares moved = at_higher_level(stages, expert_crossings(split.expert));
  const crossing_shares awaited = at_higher_level(stages, farthest_expert(split.expert));
  const double crossings = often.in_sequence * static_cast<double>(layers - 1);
  transfer_time sum;
  for (std::size_t k = 0; k < levels.size(); ++k) {
    const auto share = [&](const crossing_shares& shares) {
      return repetition{crossings * shares[k + 1], often.side_by_side, often.accelerators};
    };
    sum.bandwidth += point_to_point(levels[k], payload, share(moved)).bandwidth;
    sum.latency += point_to_point(levels[k], payload, share(awaited)).latency;
  }
  return sum;
}

}  // namespace scalewall
