#include <scalewall/analysis/step_difference.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/math.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <vector>

namespace sw = scalewall;

namespace {

sw::step_inputs inputs_of(const sw::language_model& model, const sw::training_plan& plan,
                          const sw::training_machine& machine) {
  sw::step_inputs inputs{.plan = plan};
  inputs.question.model = model;
  inputs.question.batch = {.sequences = 256, .sequence_length = 4096};
  inputs.question.accelerators = accelerators(plan).as_int64();
  inputs.question.machine = machine;
  inputs.question.software =
      sw::catalog::training_software_of(sw::time_family::megatron_core, machine.generation);
  return inputs;
}

sw::step_inputs dense() {
  return inputs_of(sw::catalog::llama_3_1_8b, {.mesh = {.tensor = 2, .data = 32}}, sw::catalog::h100_machine);
}

sw::step_inputs routed() {
  return inputs_of(sw::catalog::qwen_3_30b_a3b, {.mesh = {.data = 32, .expert = 8}},
                   sw::catalog::h100_machine);
}

sw::seconds step_of(const sw::step_inputs& inputs) {
  const auto& question = inputs.question;
  return estimate_training_step(question.model, inputs.plan, question.batch, inputs.recipe, question.software,
                                question.machine)
      .total;
}

/// All but those are stated.
sw::stated_inputs all_but(std::initializer_list<sw::step_input> open) {
  sw::stated_inputs stated;
  for (std::size_t i = 0; i < sw::step_input_names.size(); ++i) stated.state(static_cast<sw::step_input>(i));
  for (const sw::step_input one : open) stated.state(one, false);
  return stated;
}

sw::step_input input_of(const sw::step_difference& found, std::size_t step) {
  return found.alternatives.at(found.waterfall.at(step).alternative).input;
}

}  // namespace

TEST_CASE("A release that was not the one is found out") {
  sw::step_inputs older = routed();
  older.question.software = sw::catalog::training_software_of(
      sw::time_family::megatron_core, sw::gpu_generation::hopper, sw::software_release{25, 4});
  const sw::seconds measured = step_of(older);
  REQUIRE(std::abs(sw::error_of(step_of(routed()), measured)) > 0.066);
  const sw::step_difference found = explain_step(routed(), all_but({sw::step_input::release}), measured);
  REQUIRE(found.waterfall.size() == 1);
  CHECK(input_of(found, 0) == sw::step_input::release);
  CHECK(found.predicted == step_of(routed()));
  CHECK(found.explained() == measured);
  CHECK(found.remainder().value() == 0);
}

TEST_CASE("Inputs that were not stated come before those that were") {
  sw::step_inputs otherwise = dense();
  otherwise.recipe.recompute = sw::full_recomputation;
  const sw::seconds measured = step_of(otherwise);
  const sw::step_difference open = explain_step(dense(), all_but({sw::step_input::recomputation}), measured);
  REQUIRE(open.waterfall.size() == 1);
  CHECK(input_of(open, 0) == sw::step_input::recomputation);
  CHECK_FALSE(open.alternatives[open.waterfall[0].alternative].stated);

  const sw::step_difference closed =
      explain_step(dense(), all_but({sw::step_input::communication}), measured);
  REQUIRE(closed.waterfall.size() >= 2);
  CHECK(input_of(closed, 0) == sw::step_input::communication);
  CHECK(closed.alternatives[closed.waterfall[1].alternative].stated);
}

TEST_CASE("A waterfall leads one way, from the prediction towards the measurement, and takes an input once") {
  for (const sw::step_inputs& inputs : {dense(), routed()})
    for (const double factor : {0.3, 0.6, 1.5, 2.5, 20.0}) {
      const sw::seconds predicted = step_of(inputs), measured = factor * predicted;
      const sw::step_difference found = explain_step(inputs, {}, measured);
      sw::seconds before = predicted;
      std::vector<sw::step_input> seen;
      for (std::size_t i = 0; i < found.waterfall.size(); ++i) {
        const sw::seconds after = found.waterfall[i].step;
        CHECK((after > before) == (factor > 1));
        CHECK(std::abs(sw::error_of(after, measured)) < std::abs(sw::error_of(before, measured)));
        CHECK(std::abs((after - before) / measured) >= sw::least_share_explained);
        CHECK(std::find(seen.begin(), seen.end(), input_of(found, i)) == seen.end());
        seen.push_back(input_of(found, i));
        before = after;
      }
      CHECK_FALSE(found.waterfall.empty());
      CHECK(found.remainder().value() == doctest::Approx((measured - before).value()));
    }
}

TEST_CASE("A step of the waterfall is the estimate with all that are taken so far") {
  const sw::step_difference found = explain_step(dense(), {}, 2.5 * step_of(dense()));
  std::vector<std::size_t> taken;
  for (const sw::waterfall_step& one : found.waterfall) {
    taken.push_back(one.alternative);
    CHECK(step_of(with_alternatives(dense(), found.alternatives, taken)) == one.step);
  }
  CHECK(taken.size() > 1);
  for (const sw::step_alternative& one : found.alternatives) {
    sw::step_inputs changed = dense();
    one.take(changed);
    CHECK(step_of(changed) == one.alone);
    CHECK(one.alone != found.predicted);
  }
}

TEST_CASE("What half of the runs are off by is not explained") {
  const sw::seconds predicted = step_of(dense());
  CHECK(explain_step(dense(), {}, predicted).waterfall.empty());
  CHECK(explain_step(dense(), {}, 1.03 * predicted).waterfall.empty());
  CHECK(sw::is_within_band(-0.1, sw::step_evidence::dense_fitted) == true);
  CHECK(sw::is_within_band(0.12, sw::step_evidence::dense_fitted) == false);
  CHECK_FALSE(sw::is_within_band(0, sw::step_evidence::formula_only));
}

TEST_CASE("Another machine keeps its network, and formats are those that it multiplies in") {
  sw::step_inputs inputs = dense();
  inputs.question.machine.network = sw::bytes_per_second::from_value(10e9);
  const sw::step_difference found = explain_step(inputs, {}, 2.0 * step_of(inputs));
  bool slower = false;
  for (const sw::step_alternative& one : found.alternatives) {
    sw::step_inputs changed = inputs;
    one.take(changed);
    if (one.input == sw::step_input::accelerator) {
      slower = true;
      CHECK(changed.question.machine.name == "H100 SXM, 500 W");
      CHECK(changed.question.machine.network == inputs.question.machine.network);
    }
    if (one.input == sw::step_input::precision)
      CHECK(changed.recipe.format == sw::training_format::fp8_current);
  }
  CHECK(slower);
}

TEST_CASE("A measured step takes a positive, finite time") {
  CHECK_THROWS_AS(explain_step(dense(), {}, sw::seconds{}), sw::broken_rule);
  CHECK_THROWS_AS(explain_step(dense(), {}, sw::seconds::from_value(sw::math::infinity)), sw::broken_rule);
}

/// Releases between which nothing changes would be alternatives for nothing, and a span without one would be missed.
TEST_CASE("Telling releases tell apart what no other release does") {
  for (const sw::gpu_generation generation : {sw::gpu_generation::hopper, sw::gpu_generation::blackwell}) {
    const auto software_of = [&](sw::software_release release) {
      sw::training_software software =
          sw::catalog::training_software_of(sw::time_family::megatron_core, generation, release);
      software.release.reset();
      return software;
    };
    for (int year = 23; year <= 27; ++year)
      for (int month = 1; month <= 12; ++month)
        CHECK(std::any_of(sw::catalog::telling_releases.begin(), sw::catalog::telling_releases.end(),
                          [&](const sw::software_release& one) {
                            return software_of(one) == software_of({year, month});
                          }));
  }
}
