// Which plans a search looks at.
//
// A space says how thoroughly each choice is tried, and what a user forbids or fixes:
//
//     auto mine = sw::space::full;
//     mine.tensor_levels = 1;                  // tensor parallelism inside NVLink only
//     mine.pipeline = sw::exactly(1);          // no pipeline
//     mine.microbatches = sw::at_most(8);
//     mine.idle = sw::choices::by_rule_of_thumb;   // every accelerator works

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/parallel/plan_rules.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>

namespace scalewall {

/// Values from `least` to `most`, both included.
struct allowed {
  std::int64_t least = 1;
  std::int64_t most = unlimited;

  static constexpr std::int64_t unlimited = std::numeric_limits<std::int64_t>::max();

  constexpr bool operator()(std::int64_t value) const { return least <= value && value <= most; }
  constexpr bool operator()(count value) const {
    return value >= count{least} && (most == unlimited || value <= count{most});
  }
  friend constexpr bool operator==(const allowed&, const allowed&) = default;
};

constexpr allowed at_least(std::int64_t value) { return {.least = value}; }
constexpr allowed at_most(std::int64_t value) { return {.most = value}; }
constexpr allowed exactly(std::int64_t value) { return {.least = value, .most = value}; }

/// How thoroughly a choice is tried.
enum class choices {
  by_rule_of_thumb,  ///< those of the published simulation
  every
};

struct plan_space {
  /// By rule of thumb as many as there are experts for.
  choices expert_degrees = choices::by_rule_of_thumb;

  /// How tensor parallelism is divided over its two dimensions. By rule of thumb TP_ff lies between floor(sqrt TP) and
  /// four times that.
  choices tensor_shapes = choices::by_rule_of_thumb;

  /// By rule of thumb the four smallest from PP on, and without a bubble the smallest from 2 PP on; of those that fit in
  /// memory.
  choices microbatch_counts = choices::by_rule_of_thumb;

  /// By rule of thumb a stage is a single layer.
  choices interleavings = choices::by_rule_of_thumb;

  /// Whether activations may be recomputed to save memory; the rule of thumb is what `stack_recipe` says.
  choices recomputation = choices::by_rule_of_thumb;

  /// Whether some accelerators may stand idle, so that the others are as many as a model and a batch divide over. By
  /// rule of thumb all of them work.
  choices idle = choices::by_rule_of_thumb;

  // What is allowed at all.
  allowed tensor{};
  allowed pipeline{};
  allowed data{};
  allowed expert{};
  allowed microbatches{};
  allowed interleaving{};
  allowed working{};        ///< accelerators: those that are not idle
  bool bubble = true;       ///< one forward, one backward
  bool zero_bubble = true;  ///< its alternative

  /// The innermost network levels, so many of them, on which tensor parallelism may lie.
  std::size_t tensor_levels = max_network_levels;

  friend constexpr bool operator==(const plan_space&, const plan_space&) = default;
};

namespace space {

/// What the published simulation behind arXiv 2411.01137 searches.
inline constexpr plan_space reference{};

/// The same rules of thumb, and activations kept or recomputed.
inline constexpr plan_space rules_of_thumb{.recomputation = choices::every};

inline constexpr plan_space full{.expert_degrees = choices::every,
                                 .tensor_shapes = choices::every,
                                 .microbatch_counts = choices::every,
                                 .interleavings = choices::every,
                                 .recomputation = choices::every,
                                 .idle = choices::every};

}  // namespace space

/// The space that is looked at where none is asked for: by the rules of the reference that of the published simulation, in
/// practice its rules of thumb with activations kept or recomputed.
constexpr plan_space default_space(plan_rules rules) {
  return rules == plan_rules::reference ? space::reference : space::rules_of_thumb;
}

}  // namespace scalewall
