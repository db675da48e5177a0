// What is chosen for a step of the paper's models, beside the plan.

#pragma once

#include <scalewall/parallel/plan_rules.hpp>

namespace scalewall {

/// What the latency of TP, PP and EP costs under a zero bubble schedule, which hides round trips.
enum class zero_bubble_latency {
  hidden,          ///< nothing: how the simulation counted that made the paper's figures
  larger_of_both,  ///< the larger of latency and the rest counts: what the paper says
};

struct stack_recipe {
  bool recompute = false;  ///< activations, in the backward pass

  // What the software hides behind arithmetic.
  bool overlap_tensor = true;
  bool overlap_pipeline = true;
  bool overlap_data = false;

  // How the paper is read.
  plan_rules rules = plan_rules::practice;
  zero_bubble_latency latency_reading = zero_bubble_latency::hidden;

  friend constexpr bool operator==(const stack_recipe&, const stack_recipe&) = default;
};

}  // namespace scalewall
