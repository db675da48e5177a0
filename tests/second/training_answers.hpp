// Questions about language models: what a step takes.

#pragma once

#include "answer.hpp"
#include "language_answers.hpp"
#include "question.hpp"
#include <scalewall/estimate/training_step.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/hardware/library/training_machine.hpp>

#include <cstddef>
#include <string>
#include <vector>

namespace second {

/// What the question says a multiplication takes, without tiles: those are asked for by themselves.
struct smooth_prices {
  const scalewall::matmul_kernels* in_8_bits = nullptr;
  double rate_16 = 0, rate_8 = 0, launch = 0, gradient = 1;

  scalewall::seconds operator()(const scalewall::matmul_kernels& kernels,
                                const scalewall::matmul_shape& shape, scalewall::matmul_kind kind) const {
    const double flop = 2 * static_cast<double>(shape.rows) * static_cast<double>(shape.columns) *
                        static_cast<double>(shape.tokens);
    const double busy =
        flop / (in_8_bits != nullptr && kernels.format == in_8_bits->format ? rate_8 : rate_16);
    return scalewall::seconds::from_value(
        launch + (kind == scalewall::matmul_kind::weight_gradient ? gradient * busy : busy));
  }
};

inline scalewall::training_machine machine_of(const question& asked) {
  namespace sw = scalewall;
  const auto rate = [&](const char* name) { return sw::bytes_per_second::from_value(asked.number(name)); };
  const auto time = [&](const char* name) { return sw::seconds::from_value(asked.number(name)); };
  sw::training_machine machine = sw::catalog::training_machine_of(sw::catalog::dgx_h100);
  machine.peak = sw::flop_per_second::from_value(asked.number("peak"));
  machine.memory = rate("memory_bandwidth");
  machine.attention = {.forward = sw::flop_per_second::from_value(asked.number("attention_forward")),
                       .backward = sw::flop_per_second::from_value(asked.number("attention_backward")),
                       .half_length = asked.number("attention_half_length")};
  machine.ring = {.launch = time("ring_launch"),
                  .setup = time("ring_setup"),
                  .hop = time("ring_hop"),
                  .bandwidth = rate("ring_bandwidth"),
                  .share_bandwidth = rate("ring_share_bandwidth"),
                  .short_hop = time("ring_short_hop"),
                  .short_bandwidth = rate("ring_short_bandwidth")};
  machine.domain = asked.integer("domain");
  machine.network = rate("network_bandwidth");
  machine.host = sw::host_memory{.link = rate("host_link"), .bandwidth = rate("host_bandwidth")};
  const std::vector<double> factors = asked.list<double>("machine_constants");
  machine.constants.products_16.value = factors.at(0);
  machine.constants.products_8.value = factors.at(1);
  machine.constants.nvfp4.value = factors.at(2);
  machine.constants.mxfp8.value = factors.at(3);
  machine.constants.grouped.value = factors.at(4);
  for (scalewall::fitted_constant& library : machine.constants.attention) library.value = factors.at(5);
  machine.constants.odd_heads.value = factors.at(6);
  return machine;
}

inline scalewall::training_software software_of(const question& asked) {
  namespace sw = scalewall;
  sw::training_software software{
      .name = "asked",
      .overlaps_replicas = asked.flag("overlaps_replicas"),
      .buckets = {.parameters = asked.number("bucket_parameters"),
                  .parameters_per_replica = asked.number("bucket_parameters_per_replica"),
                  .calls_per_layer = asked.number("calls_per_layer")},
      .one_copy_per_domain = asked.flag("one_copy_per_domain"),
      .cuts_messages = asked.flag("cuts_messages"),
      .waits_for_messages = asked.flag("waits_for_messages"),
      .optimizer_of_shard = sw::bytes::from_value(asked.number("optimizer_of_shard")),
      .optimizer_of_rank = sw::bytes::from_value(asked.number("optimizer_of_rank")),
      .constants = {}};
  const std::vector<double> constants = asked.list<double>("time_constants");
  for (std::size_t k = 0; k < sw::time_constant_members.size(); ++k)
    (software.constants.*sw::time_constant_members[k].place).value = constants.at(k);
  return software;
}

inline answer answer_training(const question& asked) {
  namespace sw = scalewall;
  const sw::training_machine machine = machine_of(asked);
  const smooth_prices prices{.in_8_bits = machine.products_8 ? &*machine.products_8 : nullptr,
                             .rate_16 = asked.number("rate_16"),
                             .rate_8 = asked.number("rate_8"),
                             .launch = asked.number("matmul_launch"),
                             .gradient = asked.number("gradient_factor")};
  const sw::training_step step =
      estimate_training_step(language_model_of(asked), training_plan_of(asked), language_batch_of(asked),
                             recipe_of(asked), software_of(asked), machine, prices);
  answer told;
  told.add("seconds", step.total.value())
      .add("microbatches", step.parts.microbatches.value())
      .add("bubble", step.parts.bubble.value())
      .add("messages", step.parts.messages.value())
      .add("replicas", step.parts.replicas.value())
      .add("optimizer", step.parts.optimizer.value())
      .add("fixed", step.parts.fixed.value());
  for (const sw::stage_time& stage : step.stages) {
    const std::string rank = std::to_string(stage.first) + '.';
    told.add(rank + "ranks", static_cast<double>(stage.ranks))
        .add(rank + "gpu", stage.gpu.value())
        .add(rank + "host", stage.host.value())
        .add(rank + "forward", stage.phases.forward.value())
        .add(rank + "inputs", stage.phases.inputs.value())
        .add(rank + "weights", stage.phases.weights.value());
    for (std::size_t k = 0; k < sw::time_component_number; ++k) {
      const sw::phase_times& nominal = stage.nominal.times[k];
      std::string component = rank;
      for (const char letter : sw::time_component_names[k])
        component += letter == ' ' || letter == ',' ? '_' : letter;
      told.add(component + ".forward", nominal.forward.value())
          .add(component + ".inputs", nominal.inputs.value())
          .add(component + ".weights", nominal.weights.value());
    }
  }
  return told;
}

}  // namespace second
