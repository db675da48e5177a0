// Questions about the paper's models: a step by a plan.

#pragma once

#include "answer.hpp"
#include "question.hpp"
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/cluster.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace second {

inline scalewall::precision format_of(std::int64_t word_bytes) {
  if (word_bytes == 4) return scalewall::precision::fp32;
  return word_bytes == 2 ? scalewall::precision::bf16 : scalewall::precision::fp8;
}

inline scalewall::accelerator accelerator_of(const question& asked) {
  namespace sw = scalewall;
  const std::int64_t multiprocessors = asked.integer("multiprocessors");
  const sw::bytes registers = sw::bytes::from_value(asked.number("register_bytes"));
  return {
      .name = "asked",
      .memory = {{.kind = sw::memory_kind::global,
                  .capacity = sw::bytes::from_value(asked.number("global_bytes")),
                  .bandwidth = sw::bytes_per_second::from_value(asked.number("global_bandwidth"))},
                 {.kind = sw::memory_kind::l2,
                  .capacity = sw::bytes::from_value(asked.number("l2_bytes")),
                  .bandwidth = sw::bytes_per_second::from_value(asked.number("l2_bandwidth"))},
                 {.kind = sw::memory_kind::shared,
                  .capacity = 4 * registers,
                  .units = multiprocessors,
                  .unit_bytes_per_clock = sw::bytes::from_value(128),
                  .units_exchange_data = asked.flag("distributed")},
                 {.kind = sw::memory_kind::registers, .capacity = registers, .units = 4 * multiprocessors}},
      .rates = {{format_of(asked.integer("word")), sw::flop::from_value(asked.number("flop_per_clock"))}},
      .format = format_of(asked.integer("word")),
      .threads = 128 * multiprocessors,
      .clock = sw::hertz::from_value(asked.number("clock")),
      .sustained_share = asked.number("sustained_share"),
      .matmul_latency = sw::seconds::from_value(asked.number("matmul_latency"))};
}

inline scalewall::cluster cluster_of(const question& asked) {
  namespace sw = scalewall;
  sw::cluster machines{.name = "asked", .gpu = accelerator_of(asked), .network = {}};
  const std::vector<double> bandwidths = asked.list<double>("bandwidths");
  const std::vector<double> latencies = asked.list<double>("latencies");
  const std::vector<std::int64_t> sizes = asked.list<std::int64_t>("sizes");
  for (std::size_t k = 0; k < bandwidths.size(); ++k)
    machines.network.push_back(
        {.size = k < sizes.size() ? sizes[k] : sw::unbounded,
         .bandwidth = sw::both_directions(sw::bytes_per_second::from_value(bandwidths[k])),
         .latency = sw::seconds::from_value(latencies.at(k))});
  return machines;
}

inline scalewall::mlp_transformer paper_model_of(const question& asked) {
  return {.layers = asked.integer("layers"),
          .d_model = asked.integer("d_model"),
          .d_ff = asked.integer("d_ff"),
          .experts = asked.integer("experts")};
}

inline scalewall::level_degrees degrees_of(const question& asked, const char* name) {
  scalewall::level_degrees degrees;
  std::size_t level = 0;
  for (const std::int64_t degree : asked.list<std::int64_t>(name)) degrees[level++] = degree;
  return degrees;
}

inline scalewall::plan plan_of(const question& asked) {
  return {.tensor_model = degrees_of(asked, "tensor_model"),
          .tensor_ff = degrees_of(asked, "tensor_ff"),
          .pipeline = degrees_of(asked, "pipeline"),
          .data = degrees_of(asked, "data"),
          .expert = degrees_of(asked, "expert"),
          .microbatches = asked.integer("microbatches"),
          .interleaving = asked.integer("interleaving"),
          .schedule = asked.choice<scalewall::pipeline_schedule>("zero_bubble")};
}

inline scalewall::batch batch_of(const question& asked) {
  return {.sequences = asked.integer("sequences"), .sequence_length = asked.integer("sequence_length")};
}

inline scalewall::stack_recipe stack_recipe_of(const question& asked) {
  return {.recompute = asked.flag("recompute"),
          .overlap_tensor = asked.flag("overlap_tensor"),
          .overlap_pipeline = asked.flag("overlap_pipeline"),
          .overlap_data = asked.flag("overlap_data"),
          .rules = asked.choice<scalewall::plan_rules>("reference"),
          .latency_reading = asked.choice<scalewall::zero_bubble_latency>("latency_counts")};
}

inline answer answer_step(const question& asked) {
  const scalewall::step_estimate step = scalewall::estimate_step(
      paper_model_of(asked), cluster_of(asked), plan_of(asked), batch_of(asked), stack_recipe_of(asked));
  answer told;
  told.add("seconds", step.total.value())
      .add("utilization", step.utilization)
      .add("matmul", step.matmul.total().value())
      .add("tensor", step.tensor_communication.bandwidth.value())
      .add("tensor_latency", step.tensor_communication.latency.value())
      .add("pipeline", step.pipeline_communication.bandwidth.value())
      .add("pipeline_latency", step.pipeline_communication.latency.value())
      .add("data", step.data_communication.bandwidth.value())
      .add("data_latency", step.data_communication.latency.value())
      .add("bubble", step.bubble_fraction)
      .add("weights", step.memory.weights.value())
      .add("gradients", step.memory.gradients.value())
      .add("optimizer", step.memory.optimizer.value())
      .add("activations", step.memory.activations.value());
  return told;
}

}  // namespace second
