// What a cluster keeps in memory, by the rules of parallel/plan_rules.hpp.
//
//                    practice                                         reference
//     weights        P w DP, one copy per replica                     P beta DP
//     gradients      P w DP                                           none
//     optimizer      12 P, 8 P where w is 4 and more,                 4 P beta
//                    sharded over the replicas
//     activations of the k microbatches in flight in a pipeline
//       kept         a beta b k L DP E                                (d + f) beta b k L DP E
//       recomputed   d beta b k L DP E + a beta b PP DP E             d PP beta b k DP E, if they count
//     k              min(m, PP), interleaved min(m, PP + (PP - 1) / v),   PP, 2 PP - 1
//                    zero bubble min(m, 2 PP - 1)
//
// with P parameters, words of beta bytes, of which weights and gradients have at least two: w = max(beta, 2 B); a is
// what a layer reads of a token, every input once. Optimizer: a master copy in fp32 and two moments of Adam. Recomputed,
// every layer keeps its input, and one layer at a time has all that it reads. Activations are cut by all of tensor
// parallelism.
// Sources: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137), the public simulation, for the reference; Rajbhandari et
// al. 2020, "ZeRO" (arXiv 1910.02054), 2 + 2 + 12 bytes a parameter; Korthikanti et al. 2022 (arXiv 2205.05198) for
// recomputed and interleaved activations; Qi et al. 2023 (arXiv 2401.10241) for zero bubble schedules.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/parallel/plan_rules.hpp>
#include <scalewall/quantities.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace scalewall {

enum class activation_memory { untracked, kept, recomputed };

struct memory_footprint {
  bytes weights{};
  bytes gradients{};
  bytes optimizer{};
  bytes activations{};

  constexpr bytes states() const { return weights + gradients + optimizer; }
  constexpr bytes total() const { return states() + activations; }
  friend constexpr bool operator==(const memory_footprint&, const memory_footprint&) = default;
};

/// Weights, gradients and optimizer state of so many parameters over the whole cluster.
constexpr memory_footprint model_states(double parameters, std::int64_t replicas, bytes word,
                                        plan_rules rules) {
  const double copies = static_cast<double>(replicas);
  if (rules == plan_rules::reference)
    return {.weights = copies * (parameters * word), .optimizer = 4.0 * (parameters * word)};
  const bytes stored = std::max(word, 2_B);
  const bytes master = stored < 4_B ? 4_B : bytes{};
  return {.weights = copies * (parameters * stored),
          .gradients = copies * (parameters * stored),
          .optimizer = parameters * (master + 8_B)};
}

/// Microbatches whose activations an accelerator keeps at most, each counted with all of its stages.
constexpr double microbatches_in_flight(const plan& split, plan_rules rules) {
  const double stages = static_cast<double>(split.pipeline.total());
  const schedule_row& schedule = row_of(split.schedule);
  double in_flight = schedule.per_rank * stages + schedule.constant;
  if (rules == plan_rules::reference) return in_flight;
  if (split.interleaving > 1) in_flight += (stages - 1) / static_cast<double>(split.interleaving);
  return std::min(in_flight, static_cast<double>(split.microbatches));
}

/// Words that the operations of a layer read of one token: what the weight gradients need.
constexpr double words_read(const model_shape& model) {
  double words = 0;
  for (std::size_t i = 0; i < model.operations.size(); ++i)
    if (!shares_input(model.operations, i)) words += static_cast<double>(model.operations[i].input.size);
  return words;
}

/// Activations over the whole cluster; `tokens_met` are those that one expert meets in one microbatch.
constexpr bytes activation_bytes(const model_shape& model, const plan& split, std::int64_t tokens_met,
                                 bytes word, activation_memory activations, plan_rules rules) {
  if (activations == activation_memory::untracked) return {};
  const double stages = static_cast<double>(split.pipeline.total());
  const double in_microbatch = static_cast<double>(tokens_met) * static_cast<double>(split.data.total()) *
                               static_cast<double>(model.experts);
  const double in_flight = in_microbatch * microbatches_in_flight(split, rules);
  const double layers = static_cast<double>(model.layers);
  const double width = static_cast<double>(model.width);
  if (activations == activation_memory::kept) return words_read(model) * layers * in_flight * word;
  if (rules == plan_rules::reference) return width * stages * in_flight * word;
  return width * layers * in_flight * word + words_read(model) * stages * in_microbatch * word;
}

/// All of it over the whole cluster; `parameters` are those of the model.
constexpr memory_footprint footprint(const model_shape& model, double parameters, const plan& split,
                                     std::int64_t tokens_met, bytes word, activation_memory activations,
                                     plan_rules rules) {
  memory_footprint kept = model_states(parameters, split.data.total(), word, rules);
  kept.activations = activation_bytes(model, split, tokens_met, word, activations, rules);
  return kept;
}

}  // namespace scalewall
