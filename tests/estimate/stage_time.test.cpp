// Mirrors include/scalewall/estimate/stage_time.hpp, pipeline_time.hpp, replica_time.hpp and training_step_estimator.hpp.

#include <scalewall/estimate/pipeline_time.hpp>
#include <scalewall/estimate/replica_time.hpp>
#include <scalewall/estimate/training_step_estimator.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <doctest/doctest.h>

#include <cmath>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr training_software software =
    catalog::training_software_of(time_family::megatron_core, gpu_generation::hopper);

bool takes(seconds time, seconds expected) { return time.value() == doctest::Approx(expected.value()); }

TEST_CASE("accelerator and host hide behind each other, and the longer counts most") {
  component_times nominal;
  nominal[time_component::quantization] = {2_s, 3_s, 1_s};  // a factor of one
  applied_constants constants =
      applied_constants_of(software, catalog::h100_machine, work::product_format::bits_16);
  constants.launches[0] = 1_s;
  CHECK(takes(stage_time_of(nominal, constants).total(), 6_s));
  nominal.launches[0] = {2, 4};
  const stage_time both = stage_time_of(nominal, constants);
  CHECK(takes(both.host, 6_s));
  CHECK(takes(both.total(), seconds::from_value(6 * std::cbrt(2.0))));
  CHECK(takes(both.phases.inputs, 0.5 * both.total()));
  for (const double host : {0.0, 0.1, 0.7, 1.0, 1.9, 30.0}) {
    nominal.launches[0] = {host, 0};
    CHECK(takes(stage_time_of(nominal, constants).total(),
                seconds::from_value(std::cbrt(216 + host * host * host))));
  }
}

TEST_CASE("formats of fewer bits have factors of their own") {
  const auto factor = [](work::product_format format) {
    return applied_constants_of(software, catalog::gb200_machine, format)
        .factors[static_cast<std::size_t>(time_component::products_8)];
  };
  CHECK(factor(work::product_format::fp8) == 1.20);
  CHECK(factor(work::product_format::mxfp8) == 1.20);
  CHECK(factor(work::product_format::nvfp4) == doctest::Approx(1.20 * 0.57));
}

constexpr phase_times stage{1_s, 1_s, 1_s};
static_assert(bubble_share(schedule::one_f_one_b, stage, 4) == 1);
static_assert(bubble_share(schedule::gpipe, stage, 4) == 1);
static_assert(bubble_share(schedule::one_f_one_b, stage, 1) == 0);
static_assert(bubble_share(schedule::zb_h2, stage, 4) == 0);

TEST_CASE("gradients of weights fill a zero bubble, and two directions halve what is left") {
  CHECK(bubble_share(schedule::zb_h1, stage, 4) == doctest::Approx(1.0 / 3));
  CHECK(bubble_share(schedule::dual_pipe, stage, 4) == doctest::Approx(1.0 / 3 * (3 + 2 - 3) / 3));
}

TEST_CASE("messages are waited for in part, or every one of them") {
  const seconds hop = time_stage_message(catalog::a100_80gb_machine, stage_boundary::across_domains, 10_MB);
  CHECK(time_stage_messages(catalog::a100_80gb_machine, software, 10_MB, 8, 1, 1, 4) == 0_s);
  CHECK(takes(time_stage_messages(catalog::a100_80gb_machine, software, 10_MB, 8, 4, 2, 16),
              2 * (16 * 2 * software.constants.messages.value + 3) * hop));
  const training_software waits = catalog::training_software_of(time_family::bloom, gpu_generation::ampere);
  CHECK(takes(
      time_stage_messages(catalog::a100_80gb_machine, waits, 10_MB, 8, 4, 1, 16),
      2 * (16 + 3) *
          (waits.constants.messages.value * hop + seconds::from_value(waits.constants.message_delay.value))));
}

TEST_CASE(
    "of boundaries within domains and across each is priced where it lies, and microbatches wait for the "
    "slowest") {
  const training_machine& machine = catalog::a100_80gb_machine;  // eight of them to a node
  const seconds near = time_stage_message(machine, stage_boundary::within_domain, 10_MB);
  const seconds far = time_stage_message(machine, stage_boundary::across_domains, 10_MB);
  CHECK(stage_hops_of(machine, 10_MB, 2, 4, 1) == stage_hops{3 * near, near});
  CHECK(stage_hops_of(machine, 10_MB, 8, 4, 2) == stage_hops{3 * far, far});
  const stage_hops apart = stage_hops_of(machine, 10_MB, 4, 4, 1);
  CHECK(takes(apart.all, 2 * near + far));
  CHECK(apart.steady == far);
  CHECK(takes(stage_hops_of(machine, 10_MB, 4, 4, 2).steady, (2 * near + 2 * far) / 4));
  CHECK(takes(time_stage_messages(machine, software, 10_MB, 4, 4, 1, 16),
              2 * (16 * software.constants.messages.value * far + 2 * near + far)));
  // Where the network is the faster of the two.
  const training_machine swapped = with_network(machine, 10 * machine.ring.bandwidth);
  CHECK(stage_hops_of(swapped, 10_MB, 4, 4, 1).steady == near);
}

static_assert(exposed_time(4_s, 10_s, 0.25) == 1_s);
static_assert(exposed_time(14_s, 10_s, 0.25) == 4_s + 2.5_s);
static_assert(calls_of({.parameters = 10}, 25, 4, 2) == 3);
static_assert(calls_of({.parameters = 10, .parameters_per_replica = 10}, 25, 4, 2) == 2);
static_assert(calls_of({.calls_per_layer = 9}, 25, 4, 2) == 36);

TEST_CASE("replicas hide behind passes of one microbatch, of several in a pipeline, or behind nothing") {
  const replica_time replicas{.behind_forward = 1_s, .behind_backward = 2_s};
  const phase_times short_phases{0.5_s, 0.5_s, 0.5_s};
  const double share = software.constants.replicas.value;
  const auto waited = [&](const training_software& chosen, const recipe& recipe, std::int64_t ranks,
                          std::int64_t chunks) {
    return exposed_replica_time(replicas, short_phases, chosen, recipe, ranks, chunks);
  };
  CHECK(takes(waited(software, {}, 1, 1), 0.5_s + 1_s + share * 1.5_s));
  CHECK(takes(waited(software, {}, 4, 2), share * 3_s));
  CHECK(takes(waited(software, {.overlaps_gradients = false}, 4, 2), 2_s + share * 1_s));
  const training_software nothing =
      catalog::training_software_of(time_family::megatron_lm, gpu_generation::ampere);
  CHECK(takes(waited(nothing, {}, 4, 2), 3_s));
}

TEST_CASE("an optimizer passes over its shards, and some over whole parameters as well") {
  once_a_step work;
  work.dense = {8e9, 4};
  work.experts = {1e9, 1};
  const double x = software.constants.optimizer.value;
  CHECK(takes(time_optimizer(work, catalog::h100_machine, software, {}),
              x * 34 * 3e9 * 1_B / stream_bandwidth(catalog::h100_machine)));
  const training_software deepspeed =
      catalog::training_software_of(time_family::bloom, gpu_generation::ampere);
  CHECK(takes(time_optimizer(work, catalog::h100_machine, deepspeed, {}),
              x * (34 * 3e9 + 8 * 9e9) * 1_B / stream_bandwidth(catalog::h100_machine)));
}

TEST_CASE("an optimizer on the host takes what its link and its memory do, where they are known") {
  once_a_step work;
  work.dense = {8e9, 4};
  work.experts = {1e9, 1};
  const recipe offloaded{.states = {.weight = 2, .gradient = 4, .optimizer = 12}, .offloads_optimizer = true};
  CHECK(takes(time_optimizer(work, catalog::h100_machine, software, offloaded),
              3e9 * (6_B / 63_GB_per_s + 30_B / 76.8_GB_per_s)));
  recipe in_16_bit = offloaded;
  in_16_bit.states.gradient = 2;
  CHECK(takes(time_optimizer(work, catalog::gb200_machine, software, in_16_bit),
              3e9 * (4_B / 450_GB_per_s + 30_B / 256_GB_per_s)));
  const training_software deepspeed =
      catalog::training_software_of(time_family::bloom, gpu_generation::ampere);
  CHECK(takes(
      time_optimizer(work, catalog::h100_machine, deepspeed, offloaded),
      3e9 * (6_B / 63_GB_per_s + 30_B / 76.8_GB_per_s) +
          deepspeed.constants.optimizer.value * 8 * 9e9 * 1_B / stream_bandwidth(catalog::h100_machine)));
  recipe half = offloaded;  // updated here and there, one after the other
  half.offloaded_share = 0.5;
  CHECK(takes(time_optimizer(work, catalog::h100_machine, software, half),
              0.5 * (time_optimizer(work, catalog::h100_machine, software, offloaded) +
                     time_optimizer(work, catalog::h100_machine, software, {}))));
  CHECK(time_optimizer(work, catalog::v100_machine, software, offloaded) ==
        time_optimizer(work, catalog::v100_machine, software, {}));
}

TEST_CASE("a step whose optimizer is on the host is a formula only") {
  const training_plan plan{.mesh = {.data = 8}};
  const batch read{.sequences = 8, .sequence_length = 4096};
  CHECK(evidence_of(catalog::h100_machine, software, plan, read, {.offloads_optimizer = true},
                    catalog::llama_3_1_8b) == step_evidence::formula_only);
  CHECK(evidence_of(catalog::h100_machine, software, plan, read, {}, catalog::llama_3_1_8b) ==
        step_evidence::dense_fitted);
}

TEST_CASE("what no run is near to is a formula only") {
  const training_machine& h100 = catalog::h100_machine;
  const training_software core = catalog::training_software_of(time_family::megatron_core, h100.generation);
  const auto evidence = [&](const mesh& degrees, std::int64_t sequences, std::int64_t length,
                            const language_model& model = catalog::llama_3_1_8b) {
    return evidence_of(h100, core, {.mesh = degrees}, {.sequences = sequences, .sequence_length = length}, {},
                       model);
  };
  using enum step_evidence;
  CHECK(evidence({.tensor = 8}, 8, 4096) == dense_fitted);
  CHECK(evidence({.tensor = 16}, 8, 4096) == nearest);  // over two nodes
  CHECK(evidence({.tensor = 32}, 8, 4096) == nearest);
  CHECK(evidence({.tensor = 64}, 8, 4096) == formula_only);
  CHECK(evidence({.pipeline = 32}, 16, 4096) == dense_fitted);
  CHECK(evidence({.pipeline = 32}, 15, 4096) == formula_only);
  CHECK(evidence({.tensor = 8, .data = 64}, 64, 2048) == dense_fitted);
  CHECK(evidence({.tensor = 8, .data = 64}, 64, 2047) == formula_only);
  CHECK(evidence({.tensor = 8}, 1, 131'072) == dense_fitted);
  CHECK(evidence({.tensor = 8}, 1, 262'144) == formula_only);
  CHECK(evidence({.tensor = 8, .context = 2}, 1, 262'144) == dense_fitted);
  language_model other = catalog::llama_3_1_8b;
  other.layers = equal_layers(3, other.layers[0].runs[0].layer);
  CHECK(evidence({}, 8, 4096, other) == formula_only);
  other.layers[0].runs[0].layers = 129;
  CHECK(evidence({}, 8, 4096, other) == nearest);
  const auto of_release = [&](const software_release& release) {
    return evidence_of(h100,
                       catalog::training_software_of(time_family::megatron_core, h100.generation, release),
                       {}, {.sequences = 8, .sequence_length = 4096}, {}, catalog::llama_3_1_8b);
  };
  CHECK(of_release({19, 1}) == formula_only);
  CHECK(of_release({24, 7}) == dense_fitted);
  CHECK(of_release({26, 9}) == nearest);
}

TEST_CASE("shapes are priced once, however many there are") {
  const training_step_estimator estimate(software, catalog::h100_machine);
  const auto step = [&](std::int64_t width) {
    language_model model = catalog::llama_3_1_8b;
    model.width = width;
    const batch sequences{.sequences = 8, .sequence_length = 4096};
    const training_step remembered = estimate(model, {.mesh = {.data = 8}}, sequences, {});
    CHECK(remembered == estimate_training_step(model, {.mesh = {.data = 8}}, sequences, {}, software,
                                               catalog::h100_machine));
    return estimate.priced_shapes();
  };
  const std::size_t first = step(4096);
  // Three of five products, but for one that is square.
  CHECK(first == 14);
  CHECK(step(4096) == first);
  for (std::int64_t width = 1024; width < 1024 + 128 * 60; width += 128) step(width);
  CHECK(estimate.priced_shapes() > 600);
  CHECK(step(4096) == estimate.priced_shapes());
}

}  // namespace
