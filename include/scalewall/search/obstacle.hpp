// Why no plan of a space runs on a number of accelerators.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/search/space.hpp>
#include <scalewall/search/splits.hpp>
#include <scalewall/search/working_sizes.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace scalewall {

enum class obstacle {
  network_levels,  ///< the sizes of the network levels do not divide the accelerators
  division,        ///< no degrees of parallelism divide the model and the batch over them
  memory,          ///< every plan needs more than their memory
  space            ///< the space of plans leaves out every one that fits
};

inline constexpr std::array<std::string_view, 4> obstacle_names = {
    "the sizes of the network levels do not divide the accelerators",
    "no plan divides the model and the batch over the accelerators",
    "no plan fits in the memory of the accelerators",
    "the space of plans leaves out every plan that fits in the memory of the accelerators"};

constexpr std::string_view name(obstacle what) { return obstacle_names[static_cast<std::size_t>(what)]; }

/// What stands in the way of every plan.
struct no_plan {
  obstacle what = obstacle::division;
  bytes least_memory{};  ///< that a plan needs on every accelerator, where memory is in the way
};

namespace detail {

/// The least memory, over all accelerators, of plans with these degrees: in as many microbatches as there can be. Nothing
/// where there are too few of them, or no shape of the tensor parallelism divides the weights.
constexpr std::optional<bytes> least_memory(split degrees, const step_estimator& question,
                                            const plan_space& within) {
  const open_schedule open = schedule_of(degrees, question.model(), within);
  const plan_rules rules = question.how().rules;
  degrees.microbatches = parts_of_replica(question.model(), question.read(), degrees.data, rules);
  degrees.interleaving = open.coarsest;
  bool has_shape = false;
  for_each_tensor_shape(degrees, question.model(), within, [&](const split&) { has_shape = true; });
  if (!has_shape || degrees.microbatches < open.fewest_microbatches) return std::nullopt;
  const plan whole = unplaced(degrees);
  return question.footprint(whole, shard_of(whole, question.model(), question.read(), rules)).total();
}

}  // namespace detail

/// Why there is no plan, where a search has found none.
constexpr no_plan why_no_plan(const step_estimator& question, count accelerators, const plan_space& within) {
  if (within.idle == choices::by_rule_of_thumb &&
      !find_level_sizes(question.machines().network, accelerators))
    return {.what = obstacle::network_levels};
  std::optional<bytes> least;
  const auto look_at = [&](const step_estimator& asked, count working) {
    for_each_degrees(asked, working, within, [&](const split& degrees) {
      const auto needed = detail::least_memory(degrees, asked, within);
      if (needed && (!least || *needed / double(working) < *least)) least = *needed / double(working);
    });
  };
  const auto look_at_sizes = [&](const step_estimator& asked) {
    if (within.idle == choices::by_rule_of_thumb) return look_at(asked, accelerators);
    for (const count working : working_sizes(asked.model(), asked.read(), accelerators, asked.how().rules))
      look_at(asked, working);
  };
  look_at_sizes(question);
  if (within.recomputation == choices::every) look_at_sizes(recomputing_otherwise(question));
  if (!least) return {.what = obstacle::division};
  const bool fits = *least <= memory_capacity(question.machines().gpu);
  return {.what = fits ? obstacle::space : obstacle::memory, .least_memory = *least};
}

/// Throws `broken_rule` with what stands in the way.
constexpr void require_plan(const no_plan& missing, const cluster& machines, count accelerators) {
  require(missing.what != obstacle::network_levels,
          "the sizes of the network levels divide the number of accelerators",
          {{"accelerators", double(accelerators)}});
  require(missing.what != obstacle::division,
          "some plan of the space divides the model and the batch over the accelerators",
          {{"accelerators", double(accelerators)}});
  require(missing.what != obstacle::space,
          "the space of plans has one that fits in the memory of the accelerators",
          {{"accelerators", double(accelerators)}});
  require(false, "some plan fits in the memory of the accelerators",
          {{"accelerators", double(accelerators)},
           {"bytes needed on each at least", missing.least_memory.value()},
           {"bytes available on each", memory_capacity(machines.gpu).value()}});
}

}  // namespace scalewall
