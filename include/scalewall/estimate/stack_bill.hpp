// The bill of work of a stack of equal layers, as the paper has them: what a plan asks of accelerators and network in a step. No
// rate, no latency and no time is in it.
//
// A step is this bill, priced and put together: `estimate_step` prices each entry where it is made, `activities_of` those that
// were written down, with the same result. Products are those of one accelerator; communication and memory count the whole
// cluster, as the paper's simulation does.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/cost/bubble.hpp>
#include <scalewall/cost/memory.hpp>
#include <scalewall/cost/prices.hpp>
#include <scalewall/estimate/communication.hpp>
#include <scalewall/estimate/matmuls.hpp>
#include <scalewall/estimate/overlap.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/communication_by_level.hpp>
#include <scalewall/parallel/placement.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/parallel/repeated_matmuls.hpp>
#include <scalewall/parallel/sharding.hpp>
#include <scalewall/parallel/strategy.hpp>
#include <scalewall/quantities.hpp>

#include <cstddef>

namespace scalewall {

/// What is communicated at one level of the network.
struct level_communication {
  tensor_all_reduces tensor{};
  level_all_reduces data{};
  interface_crossings interfaces{};

  friend constexpr bool operator==(const level_communication&, const level_communication&) = default;
};

struct stack_bill {
  scalewall::plan plan{};
  bytes word{};
  fixed_list<repeated_matmul, layer_operations::capacity()> matmuls{};

  /// Transfers by network level, the innermost first.
  fixed_list<level_communication, max_network_levels> levels{};

  bytes between_layers{};       ///< of one token
  memory_footprint holdings{};  ///< over the whole cluster

  friend constexpr bool operator==(const stack_bill&, const stack_bill&) = default;
};

/// The bill of a plan. Throws `broken_rule` with the rule that the model, the cluster, the batch or the plan breaks.
constexpr stack_bill bill_of(const model_shape& model, const cluster& cluster, const plan& plan,
                             const batch& batch, const stack_recipe& recipe = {}) {
  const step_estimator question(model, cluster, batch, recipe);
  require_valid(plan, cluster.network);
  require_divides(plan, model, batch, recipe.rules);
  if (recipe.rules == plan_rules::practice) require_room(plan, cluster.network, accelerators(plan));
  const shard shard = shard_of(plan, model, batch, recipe.rules);
  stack_bill bill{.plan = plan,
                  .word = word_size(cluster.gpu),
                  .between_layers = question.demand().activations(),
                  .holdings = question.footprint(plan, shard)};
  for_each_repeated_matmul(model.operations, plan, shard, recipe.recompute,
                           [&](const repeated_matmul& product) { bill.matmuls.push_back(product); });
  communication_by_level made(question.demand(), double(accelerators(plan)), plan.interleaving,
                              question.passes(plan));
  for (std::size_t k = 0; k < cluster.network.size(); ++k) bill.levels.push_back({});
  for (std::size_t k = cluster.network.size(); k-- > 0;)
    bill.levels[k] = {.tensor = made.take_tensor(plan, k),
                      .data = made.take_data(plan, k),
                      .interfaces = made.take_interfaces(plan, k)};
  return bill;
}

/// The bill of a strategy given as a type.
template <parallel_strategy Strategy>
constexpr stack_bill bill_of(const model_shape& model, const cluster& cluster, const batch& batch,
                             const stack_recipe& recipe = {}) {
  return bill_of(model, cluster, plan_of<Strategy>(model, cluster, batch, recipe.rules), batch, recipe);
}

/// The activities of a step at the prices of a machine, by its bill; `overlap` puts them together.
template <prices_work Prices>
constexpr step_activities activities_of(const stack_bill& bill, const Prices& prices,
                                        const stack_recipe& recipe) {
  const auto for_each = [&](const auto& visitor) {
    for (const repeated_matmul& product : bill.matmuls) visitor(product);
  };
  communication_sum<Prices> sum(prices);
  for (std::size_t k = bill.levels.size(); k-- > 0;) {
    sum.add_tensor(bill.levels[k].tensor);
    sum.add_data(bill.levels[k].data);
    sum.add_interfaces(bill.levels[k].interfaces, k, bill.between_layers);
  }
  return {.matmul = time_matmuls(nullptr, prices, for_each).total(),
          .communication = with_recomputation(sum.times(), recipe),
          .bubble_fraction = pipeline_bubble_fraction(bill.plan.schedule, bill.plan.pipeline.total(),
                                                      bill.plan.interleaving, bill.plan.microbatches),
          .schedule = bill.plan.schedule};
}

}  // namespace scalewall
