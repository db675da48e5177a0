#include "property.hpp"
#include <scalewall/estimate/training_step.hpp>
#include <scalewall/estimate/training_step_estimator.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/parameter_count.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

using namespace properties;
using namespace scalewall;

namespace {

struct question {
  language_model model{};
  training_plan plan{};
  scalewall::batch batch{};
  scalewall::recipe recipe{};
  training_software software{};
  training_machine machine{};

  training_step answer() const {
    return estimate_training_step(model, plan, batch, recipe, software, machine);
  }
  double seconds_of_step() const { return answer().total.value(); }
};

std::int64_t power_of_two(int most) { return std::int64_t{1} << whole(0, most); }

/// A plan that its model allows, with at least as many microbatches as stages.
question any_question() {
  constexpr std::array models = {&catalog::llama_3_1_8b, &catalog::llama_3_1_70b, &catalog::qwen_3_30b_a3b,
                                 &catalog::deepseek_v3, &catalog::gpt_oss_20b};
  question ask{.model = *models[static_cast<std::size_t>(whole(0, models.size() - 1))]};
  mesh& degrees = ask.plan.mesh;
  degrees.tensor = power_of_two(3);
  degrees.pipeline = power_of_two(3);
  degrees.data = power_of_two(4);
  degrees.context = power_of_two(1);
  const bool routed = is_routed(ask.model.layers[0].runs.back().layer);
  if (routed)
    degrees.expert = std::min<std::int64_t>(power_of_two(4), degrees.tensor * degrees.context * degrees.data);
  ask.plan.layout.lighter_ends = true;
  ask.plan.microbatch = power_of_two(1);
  ask.batch = {.sequences = ask.plan.microbatch * degrees.data * degrees.pipeline * whole(1, 16),
               .sequence_length = 1024 * power_of_two(4)};
  ask.recipe.shards = flag() ? sharding::weights : flag() ? sharding::none : sharding::optimizer;
  ask.recipe.sequence_parallel = flag();
  if (flag()) ask.recipe.recompute = full_recomputation;
  ask.machine = *catalog::training_machines[static_cast<std::size_t>(
      whole(0, static_cast<std::int64_t>(std::size(catalog::training_machines)) - 1))];
  const auto family =
      static_cast<time_family>(whole(0, static_cast<std::int64_t>(time_family_names.size()) - 1));
  ask.software = catalog::training_software_of(family, ask.machine.generation);
  if (ask.machine.products_8 && flag()) ask.recipe.format = training_format::fp8_current;
  return ask;
}

/// What is computed, moved and sent in a second doubled, and latencies halved.
training_machine twice_as_fast(training_machine machine) {
  const auto faster = [](matmul_kernels& kernels) {
    for (flop_per_second* rate : {&kernels.peak, &kernels.burst, &kernels.sustained}) *rate *= 2.0;
    for (bytes_per_second* rate : {&kernels.global, &kernels.accumulation, &kernels.l2, &kernels.store})
      *rate *= 2.0;
    for (seconds* latency : {&kernels.ramp, &kernels.step, &kernels.launch, &kernels.split}) *latency *= 0.5;
  };
  faster(machine.products_16);
  if (machine.products_8) faster(*machine.products_8);
  machine.peak *= 2.0;
  machine.memory *= 2.0;
  machine.attention.forward *= 2.0;
  machine.attention.backward *= 2.0;
  machine.network *= 2.0;
  scale_up_ring& ring = machine.ring;
  for (seconds* latency : {&ring.launch, &ring.setup, &ring.hop, &ring.short_hop}) *latency *= 0.5;
  for (bytes_per_second* rate : {&ring.bandwidth, &ring.share_bandwidth, &ring.short_bandwidth}) *rate *= 2.0;
  return machine;
}

}  // namespace

TEST_CASE("a machine that is twice as fast in everything is never slower, and at most twice as fast") {
  check([] {
    question ask = any_question();
    const double before = ask.seconds_of_step();
    ask.machine = twice_as_fast(ask.machine);
    const double after = ask.seconds_of_step();
    RC_ASSERT(at_most(after, before));
    RC_ASSERT(at_most(before, 2 * after));
  });
}

TEST_CASE("more layers, more sequences and less network never make a step shorter") {
  check([] {
    const question ask = any_question();
    const double before = ask.seconds_of_step();
    question deeper = ask;
    deeper.model.layers[0].runs.end()[-1].layers += 2 * ask.plan.mesh.pipeline;
    deeper.model.layers[0].repeats = 1;
    question shallower = deeper;
    shallower.model.layers[0].runs.end()[-1].layers -= ask.plan.mesh.pipeline;
    RC_ASSERT(at_most(shallower.seconds_of_step(), deeper.seconds_of_step()));
    question longer = ask;
    longer.batch.sequences *= 2;
    RC_ASSERT(at_most(before, longer.seconds_of_step()));
    question cut_off = ask;
    cut_off.machine.network *= 0.25;
    RC_ASSERT(at_most(before, cut_off.seconds_of_step()));
  });
}

TEST_CASE("parts are not negative and add up, and so do the phases of every stage") {
  check([] {
    const training_step step = any_question().answer();
    for (const seconds& part : {step.parts.microbatches, step.parts.bubble, step.parts.messages,
                                step.parts.replicas, step.parts.optimizer, step.parts.fixed})
      RC_ASSERT(part.value() >= 0);
    RC_ASSERT(nearly_equal(step.total.value(), step.parts.total().value()));
    std::int64_t ranks = 0;
    for (const stage_time& stage : step.stages) {
      ranks += stage.ranks;
      RC_ASSERT(stage.total() >= stage.gpu * (1 - 1e-12));
      RC_ASSERT(stage.total() >= stage.host * (1 - 1e-12));
      RC_ASSERT(stage.total() <= (stage.gpu + stage.host) * (1 + 1e-12));
    }
    RC_ASSERT(step.accelerators >= static_cast<double>(ranks));
  });
}

TEST_CASE("what is remembered is what is computed") {
  check([] {
    const question ask = any_question();
    const training_step_estimator estimate(ask.software, ask.machine);
    const training_step first = estimate(ask.model, ask.plan, ask.batch, ask.recipe);
    const std::size_t shapes = estimate.priced_shapes();
    const training_step second = estimate(ask.model, ask.plan, ask.batch, ask.recipe);
    RC_ASSERT(first == ask.answer());
    RC_ASSERT(second == first);
    RC_ASSERT(estimate.priced_shapes() == shapes);
  });
}

TEST_CASE("the bill asks for every multiplication of the model once for each token, however it is split") {
  check([] {
    question ask = any_question();
    ask.recipe.recompute = {};
    const bill whole = bill_of(ask.model, ask.plan, ask.batch, ask.recipe);
    // Of one rank; tensor ranks share a product but for what each has whole, so ranks of t = 1 are counted.
    if (ask.plan.mesh.tensor > 1) return;
    double flop_of_forward = 0;
    for (const stage_kind& stage : whole.stages) {
      const auto add = [&](const work::work_list& list, double times) {
        for (const work::matmul& product : list.matmuls)
          flop_of_forward += static_cast<double>(stage.ranks) * times * product.often.forward *
                             work::flop_of(product).value();
      };
      for (std::size_t k = 0; k < whole.layers.size(); ++k) add(whole.layers[k], stage.layers[k]);
      add(whole.head, stage.heads);
    }
    const double microbatches_of_all =
        static_cast<double>(whole.microbatches * ask.plan.mesh.data * ask.plan.mesh.context);
    language_model counted = with_padded_vocabulary(ask.model, ask.recipe.vocabulary_multiple);
    double expected = 2 * double(multiplied_by_block(counted).total());
    if (counted.prediction)
      expected += 2 * double(counted.prediction->modules) *
                  (double(multiplied_by_block(counted.prediction->layer, counted.width).total()) +
                   double(counted.vocabulary) * double(counted.width));
    const double tokens_of_batch = double(token_count(ask.batch));
    // An expert meets whole tokens.
    RC_ASSERT(flop_of_forward * microbatches_of_all <= expected * tokens_of_batch * (1 + 1e-9));
    RC_ASSERT(flop_of_forward * microbatches_of_all >= expected * tokens_of_batch * 0.97);
  });
}
