#include "arbitrary.hpp"
#include "property.hpp"
#include <scalewall/estimate/memory.hpp>
#include <scalewall/estimate/run.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

using namespace properties;
using namespace scalewall;

namespace {

/// Tokens that are in a microbatch of some expert. The others of the batch, too few for one more token in every
/// microbatch, are counted as trained on but take no time.
double tokens_kept(const training_step& step) {
  return static_cast<double>(shard_of(step.split, step.model, step.read, step.how.rules).tokens) *
         static_cast<double>(step.split.microbatches) * static_cast<double>(step.split.data.total()) *
         static_cast<double>(step.model.experts);
}

/// What is computed and moved in a second doubled, and latencies halved.
cluster twice_as_fast(cluster machines) {
  machines.gpu.clock *= 2.0;
  machines.gpu.matmul_latency *= 0.5;
  for (memory_level& level : machines.gpu.memory) level.bandwidth *= 2.0;
  for (network_level& level : machines.network) {
    level.bandwidth *= 2.0;
    level.latency *= 0.5;
  }
  return machines;
}

/// Makes one thing better by a factor above 1, drawn as well.
void improve(cluster& machines) {
  const double factor = real(1.001, 1000);
  accelerator& gpu = machines.gpu;
  const auto any_of = [](std::size_t size) {
    return static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(size) - 1));
  };
  memory_level& memory = gpu.memory[any_of(gpu.memory.size())];
  network_level& level = machines.network[any_of(machines.network.size())];
  switch (whole(0, 8)) {
    case 0:
      gpu.clock *= factor;
      break;
    case 1:
      gpu.sustained_share = gpu.sustained_share * factor > 1 ? 1 : gpu.sustained_share * factor;
      break;
    case 2:
      gpu.threads *= static_cast<std::int64_t>(factor + 1);
      break;
    case 3:
      gpu.matmul_latency /= factor;
      break;
    case 4:
      memory.bandwidth *= factor;
      break;
    case 5:
      memory.unit_bytes_per_clock *= factor;
      break;
    case 6:
      memory.capacity *= factor;
      break;
    case 7:
      level.bandwidth *= factor;
      break;
    default:
      level.latency /= factor;
  }
}

}  // namespace

TEST_CASE("utilization lies between zero and the sustained share") {
  check([] {
    const training_step step = any_training_step();
    const double utilization = step.estimate().utilization;
    RC_ASSERT(utilization > 0);
    RC_ASSERT(at_most(utilization, step.machines.gpu.sustained_share));
  });
}

TEST_CASE("utilization passes the sustained share by no more than the tokens that are dropped") {
  check([] {
    const training_step step = any_training_step(batches::any);
    const double counted = static_cast<double>(token_count(step.read));
    RC_ASSERT(at_most(step.estimate().utilization * tokens_kept(step) / counted,
                      step.machines.gpu.sustained_share));
  });
}

TEST_CASE("better hardware is never slower") {
  check([] {
    training_step step = any_training_step(batches::any);
    const seconds before = step.estimate().total;
    improve(step.machines);
    RC_ASSERT(at_most(step.estimate().total.value(), before.value()));
  });
}

TEST_CASE("hardware that is twice as fast in everything takes half the time") {
  check([] {
    training_step step = any_training_step();
    const step_estimate before = step.estimate();
    step.machines = twice_as_fast(step.machines);
    const step_estimate after = step.estimate();
    RC_ASSERT(after.total == 0.5 * before.total);
    RC_ASSERT(after.utilization == before.utilization);
    RC_ASSERT(after.bound_by == before.bound_by);
  });
}

TEST_CASE("what is waited for adds up to the step, and none of it is negative") {
  check([] {
    const step_estimate step = any_training_step(batches::any).estimate();
    double shares = 0;
    for (std::size_t i = 0; i < bottleneck_names.size(); ++i) {
      const auto what = static_cast<bottleneck>(i);
      RC_ASSERT(step.waits[what].value() >= 0);
      RC_ASSERT(step.waits[what] <= step.waits[step.bound_by]);
      shares += step.share(what);
    }
    RC_ASSERT(nearly_equal(shares, 1));
  });
}

TEST_CASE("a step takes as long as each of its parts and no longer than all") {
  check([] {
    const step_estimate step = any_training_step(batches::any).estimate();
    const seconds matmul = step.matmul.total() / (1 - step.bubble_fraction);
    RC_ASSERT(step.bubble_fraction >= 0);
    RC_ASSERT(step.bubble_fraction < 1);
    for (const seconds& part : {matmul, step.tensor_communication.bandwidth,
                                step.pipeline_communication.bandwidth, step.data_communication.total()})
      RC_ASSERT(at_most(part.value(), step.total.value()));
    const seconds all =
        (step.matmul.total() + step.communication()) / (1 - step.bubble_fraction) + step.network_latency();
    RC_ASSERT(at_most(step.total.value(), all.value()));
  });
}

TEST_CASE("a network that costs nothing leaves the matrix multiplications and the bubble") {
  check([] {
    training_step step = any_training_step();
    for (network_level& level : step.machines.network) {
      level.bandwidth = one_direction(bytes_per_second::from_value(std::numeric_limits<double>::infinity()));
      level.latency = {};
    }
    const step_estimate free = step.estimate();
    RC_ASSERT(free.total == free.matmul.total() / (1 - free.bubble_fraction));
  });
}

TEST_CASE("a network level that joins nothing costs nothing") {
  check([] {
    training_step step = any_training_step();
    const network& before = step.machines.network;
    if (before.size() == max_network_levels) return;
    const auto at = static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(before.size())));

    training_step with_level = step;
    network& after = with_level.machines.network = {};
    for (const auto axis : parallel_axes) with_level.split.*axis = {};
    for (std::size_t k = 0; k < before.size(); ++k) {
      if (k == at) after.push_back({.size = 1, .bandwidth = both_directions(1_B_per_s), .latency = 1_s});
      for (const auto axis : parallel_axes) (with_level.split.*axis)[after.size()] = (step.split.*axis)[k];
      after.push_back(before[k]);
    }
    if (at == before.size()) {
      after[at - 1].size = 1;
      for (const auto axis : parallel_axes) after[at - 1].size *= (step.split.*axis)[at - 1];
      after.push_back({.bandwidth = both_directions(1_B_per_s), .latency = 1_s});
    }

    step_estimate same = with_level.estimate();
    same.plan = step.split;
    RC_ASSERT(same == step.estimate());
  });
}

TEST_CASE("what overlaps takes no longer, what is computed again no shorter") {
  check([] {
    const training_step step = any_training_step();
    const auto total = [&](auto change) {
      training_step changed = step;
      change(changed.how);
      return changed.estimate().total.value();
    };
    for (const auto overlap :
         {&stack_recipe::overlap_tensor, &stack_recipe::overlap_pipeline, &stack_recipe::overlap_data})
      RC_ASSERT(at_most(total([&](stack_recipe& how) { how.*overlap = true; }),
                        total([&](stack_recipe& how) { how.*overlap = false; })));
    RC_ASSERT(at_most(total([](stack_recipe& how) { how.recompute = false; }),
                      total([](stack_recipe& how) { how.recompute = true; })));
  });
}

TEST_CASE("a zero bubble schedule hides latency up to what there is to hide it behind") {
  check([] {
    training_step step = any_training_step();
    step.how.latency_reading = zero_bubble_latency::hidden;
    const double hidden = step.estimate().total.value();
    step.how.latency_reading = zero_bubble_latency::larger_of_both;
    const step_estimate larger = step.estimate();
    RC_ASSERT(at_most(hidden, larger.total.value()));
    RC_ASSERT(at_most(larger.total.value(), hidden + larger.network_latency().value()));
    if (step.split.schedule != pipeline_schedule::zero_bubble) RC_ASSERT(larger.total.value() == hidden);
  });
}

TEST_CASE("words of twice the size double the bandwidth parts of communication, and memory") {
  check([] {
    training_step step = any_training_step();
    step.machines.gpu.format = precision::fp8;
    const step_estimate narrow = step.estimate();
    step.machines.gpu.format = precision::bf16;
    const step_estimate wide = step.estimate();
    const auto check_transfer = [](const transfer_time& twice, const transfer_time& once) {
      RC_ASSERT(twice.bandwidth == 2.0 * once.bandwidth);
      RC_ASSERT(twice.latency == once.latency);
    };
    check_transfer(wide.tensor_communication, narrow.tensor_communication);
    check_transfer(wide.pipeline_communication, narrow.pipeline_communication);
    check_transfer(wide.data_communication, narrow.data_communication);
    if (wide.how.rules == plan_rules::reference) {
      RC_ASSERT(wide.memory.weights == 2.0 * narrow.memory.weights);
      RC_ASSERT(wide.memory.optimizer == 2.0 * narrow.memory.optimizer);
    }
    RC_ASSERT(wide.memory.activations == 2.0 * narrow.memory.activations);
  });
}

TEST_CASE("twice the layers double arithmetic, tensor and data communication") {
  check([] {
    training_step step = any_training_step();
    const step_estimate before = step.estimate();
    step.model.layers *= 2;
    const step_estimate after = step.estimate();
    RC_ASSERT(after.matmul.total() == 2.0 * before.matmul.total());
    RC_ASSERT(after.tensor_communication == 2.0 * before.tensor_communication);
    RC_ASSERT(after.data_communication.bandwidth == 2.0 * before.data_communication.bandwidth);
    RC_ASSERT(after.data_communication.latency == before.data_communication.latency);
  });
}

TEST_CASE("twice the microbatches of the same size take twice the time but for the gradients") {
  check([] {
    training_step step = any_training_step();
    const step_estimate before = step.estimate();
    step.read.sequences *= 2;
    step.split.microbatches *= 2;
    const step_estimate after = step.estimate();
    RC_ASSERT(after.matmul.total() == 2.0 * before.matmul.total());
    RC_ASSERT(after.tensor_communication.bandwidth == 2.0 * before.tensor_communication.bandwidth);
    RC_ASSERT(after.tensor_communication.latency == before.tensor_communication.latency);
    RC_ASSERT(after.pipeline_communication.bandwidth == 2.0 * before.pipeline_communication.bandwidth);
    RC_ASSERT(after.pipeline_communication.latency == before.pipeline_communication.latency);
    RC_ASSERT(after.data_communication == before.data_communication);
    RC_ASSERT(after.bubble_fraction <= before.bubble_fraction);
  });
}

TEST_CASE("activations computed again are not kept") {
  check([] {
    training_step step = any_training_step();
    const auto memory = [&](bool recompute) {
      step.how.recompute = recompute;
      return step.estimate().memory;
    };
    RC_ASSERT(memory(true).activations > 0_B);
    if (step.how.rules == plan_rules::reference) {
      RC_ASSERT(memory(false).activations == 0_B);
    } else {
      // All but the one layer that is being computed again.
      step.model.layers *= 64;
      RC_ASSERT(at_most(memory(true).total().value(), memory(false).total().value()));
    }
  });
}

TEST_CASE("utilization is the model FLOP of a run over those that its accelerators could do") {
  check([] {
    const training_step step = any_training_step();
    const tokens data = tokens::from_value(real(1e3, 1e18));
    const run_estimate run = estimate_run(step.model, step.machines, step.split, step.read, data, step.how);
    const flop possible = run.duration() * (double(accelerators(step.split)) * peak(step.machines.gpu));
    RC_ASSERT(nearly_equal(run.step.utilization, run.compute / possible));
    seconds waited{};
    for (std::size_t i = 0; i < bottleneck_names.size(); ++i) waited += run.waits(static_cast<bottleneck>(i));
    RC_ASSERT(nearly_equal(waited.value(), run.duration().value()));
  });
}

TEST_CASE("a pipeline waits as often as one that is followed slot by slot") {
  check([] {
    const std::int64_t pp = whole(1, 32), m = whole(1, 64);
    const std::int64_t v = pp > 1 ? whole(1, 8) : 1;
    // When the first accelerator takes up each microbatch: as soon as it is free and the microbatch is back from the
    // last one.
    std::vector<std::int64_t> taken_up(static_cast<std::size_t>(m), -pp);
    std::int64_t free = 0;
    for (std::int64_t round = 0; round < v; ++round)
      for (std::int64_t& start : taken_up) {
        start = std::max(free, start + pp);
        free = start + 1;
      }
    const auto slots = static_cast<double>(free - 1 + pp);
    const double idle = 1 - static_cast<double>(v * m) / slots;
    const double bubble = pipeline_bubble_fraction(pipeline_schedule::one_forward_one_backward, pp, v, m);
    RC_ASSERT(std::abs(bubble - idle) <= 1e-12);
    RC_ASSERT(pipeline_bubble_fraction(pipeline_schedule::zero_bubble, pp, 1, 2 * pp + m) == 0);
  });
}
