// Mirrors include/scalewall/estimate/component_times.hpp: the components of golden_runs.hpp, to the digits that were printed.

#include "golden_runs.hpp"
#include <scalewall/estimate/component_times.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <string_view>
#include <vector>

namespace {

using namespace scalewall;
using enum time_component;
using enum work::launch_kind;

enum class stage_place { first, middle, last };
using enum stage_place;

/// The stage of a place, of those of a step.
const stage_time& stage_at(const training_step& step, stage_place place) {
  if (place == stage_place::first) return step.stages[0];
  if (place == stage_place::last) return step.stages.back();
  return step.stages[1];
}

struct component_row {
  std::string_view run;
  stage_place stage;
  time_component component;
  double forward, inputs, weights;  // in milliseconds
};

constexpr component_row components[] = {
    {"MB-008", first, products_16, 7.045, 7.128, 7.212},
    {"MB-008", first, products_8, 9.846, 9.853, 10.23},
    {"MB-008", first, attention, 28.84, 91.97, 0},
    {"MB-008", first, elementwise, 17.02, 18.64, 0},
    {"MB-008", first, quantization, 3.494, 4.145, 0},
    {"MB-008", first, exchange, 74.07, 74.07, 0},
    {"MB-008", first, permutation, 22.74, 22.74, 0},
    {"MB-008", first, grouped_products, 24.15, 23.64, 25.01},
    {"MB-019", first, products_16, 4.471, 4.441, 4.518},
    {"MB-019", first, products_8, 17.86, 17.63, 19.71},
    {"MB-019", first, attention, 23.28, 74.25, 0},
    {"MB-019", first, elementwise, 9.672, 11.13, 0},
    {"MB-019", first, quantization, 3.315, 6.737, 0},
    {"MB-019", first, exchange, 45.57, 45.57, 0},
    {"MB-019", first, permutation, 12.23, 12.23, 0},
    {"MB-019", first, grouped_products, 24.03, 23.75, 25.83},
    {"MB-019", last, products_16, 4.471, 4.441, 4.518},
    {"MB-019", last, products_8, 17.86, 17.63, 19.71},
    {"MB-019", last, attention, 23.28, 74.25, 0},
    {"MB-019", last, elementwise, 9.672, 11.13, 0},
    {"MB-019", last, quantization, 3.315, 6.737, 0},
    {"MB-019", last, exchange, 45.57, 45.57, 0},
    {"MB-019", last, permutation, 12.23, 12.23, 0},
    {"MB-019", last, grouped_products, 24.03, 23.75, 25.83},
    {"DGXC-053", first, products_16, 1685, 1682, 1702},
    {"DGXC-053", first, attention, 101.5, 338.5, 0},
    {"DGXC-053", first, elementwise, 87.4, 120.9, 0},
    {"DGXC-210", first, products_16, 53.02, 52.8, 55.11},
    {"DGXC-210", first, attention, 5.628, 18.76, 0},
    {"DGXC-210", first, elementwise, 2.752, 3.883, 0},
    {"DGXC-210", first, tensor, 14.25, 6.97, 0},
    {"DGXC-210", first, tensor_of_backward, 0, 10.45, 0},
    {"DGXC-210", first, context, 0.6396, 1.279, 0},
    {"DGXC-210", middle, products_16, 53.02, 52.8, 55.11},
    {"DGXC-210", middle, attention, 5.628, 18.76, 0},
    {"DGXC-210", middle, elementwise, 2.681, 3.741, 0},
    {"DGXC-210", middle, tensor, 13.94, 6.97, 0},
    {"DGXC-210", middle, tensor_of_backward, 0, 10.45, 0},
    {"DGXC-210", middle, context, 0.6396, 1.279, 0},
    {"DGXC-210", last, products_16, 56.25, 56.01, 58.46},
    {"DGXC-210", last, attention, 5.628, 18.76, 0},
    {"DGXC-210", last, elementwise, 3.419, 4.203, 0},
    {"DGXC-210", last, tensor, 13.94, 7.282, 0},
    {"DGXC-210", last, tensor_of_backward, 0, 10.45, 0},
    {"DGXC-210", last, context, 0.6396, 1.279, 0},
    {"DGXC-231", first, products_8, 40.03, 40.02, 45.68},
    {"DGXC-231", first, attention, 4.221, 14.07, 0},
    {"DGXC-231", first, elementwise, 2.075, 2.967, 0},
    {"DGXC-231", first, quantization, 3.579, 4.176, 0},
    {"DGXC-231", first, tensor, 22.16, 10.74, 0},
    {"DGXC-231", first, tensor_of_backward, 0, 16.11, 0},
    {"DGXC-231", first, context, 1.19, 2.38, 0},
    {"DGXC-231", middle, products_8, 42.7, 42.69, 48.73},
    {"DGXC-231", middle, attention, 4.502, 15.01, 0},
    {"DGXC-231", middle, elementwise, 2.062, 2.863, 0},
    {"DGXC-231", middle, quantization, 3.818, 4.454, 0},
    {"DGXC-231", middle, tensor, 22.91, 11.46, 0},
    {"DGXC-231", middle, tensor_of_backward, 0, 17.18, 0},
    {"DGXC-231", middle, context, 1.27, 2.539, 0},
    {"DGXC-231", last, products_16, 3.231, 3.221, 3.352},
    {"DGXC-231", last, products_8, 40.03, 40.02, 45.68},
    {"DGXC-231", last, attention, 4.221, 14.07, 0},
    {"DGXC-231", last, elementwise, 2.302, 2.915, 0},
    {"DGXC-231", last, quantization, 3.579, 4.176, 0},
    {"DGXC-231", last, tensor, 21.48, 11.42, 0},
    {"DGXC-231", last, tensor_of_backward, 0, 16.11, 0},
    {"DGXC-231", last, context, 1.19, 2.38, 0},
    {"BLOOM-141", first, products_16, 99.27, 199, 102.1},
    {"BLOOM-141", first, unfused_attention, 12.31, 32.2, 0},
    {"BLOOM-141", first, elementwise, 4.608, 10.57, 0},
    {"BLOOM-141", first, tensor, 9.248, 8.407, 0},
    {"BLOOM-141", first, tensor_of_backward, 0, 8.407, 0},
    {"BLOOM-141", middle, products_16, 119.1, 238.8, 122.6},
    {"BLOOM-141", middle, unfused_attention, 14.78, 38.63, 0},
    {"BLOOM-141", middle, elementwise, 5.285, 12.2, 0},
    {"BLOOM-141", middle, tensor, 10.09, 10.09, 0},
    {"BLOOM-141", middle, tensor_of_backward, 0, 10.09, 0},
    {"BLOOM-141", last, products_16, 127.8, 227.6, 131.6},
    {"BLOOM-141", last, unfused_attention, 12.31, 32.2, 0},
    {"BLOOM-141", last, elementwise, 6.769, 11.64, 0},
    {"BLOOM-141", last, tensor, 8.407, 9.248, 0},
    {"BLOOM-141", last, tensor_of_backward, 0, 8.407, 0},
    {"VTRAIN-SINGLE-001", first, products_16, 11.19, 22.42, 12.03},
    {"VTRAIN-SINGLE-001", first, unfused_attention, 14.48, 36.95, 0},
    {"VTRAIN-SINGLE-001", first, elementwise, 2.236, 5.285, 0},
    {"VTRAIN-SINGLE-001", last, products_16, 14.73, 26.13, 15.4},
    {"VTRAIN-SINGLE-001", last, unfused_attention, 14.48, 36.95, 0},
    {"VTRAIN-SINGLE-001", last, elementwise, 6.011, 7.605, 0},
    {"MPT-058", first, products_16, 164.3, 163, 160.7},
    {"MPT-058", first, attention, 23.35, 77.85, 0},
    {"MPT-058", first, elementwise, 42.89, 47.2, 0},
    {"SEQSEL-T5-001", first, products_16, 187.7, 371.3, 188.3},
    {"SEQSEL-T5-001", first, unfused_attention, 62.74, 162.2, 0},
    {"SEQSEL-T5-001", first, elementwise, 34.11, 77.32, 0},
    {"SEQSEL-T5-001", first, tensor, 79.61, 79.61, 0},
    {"SEQSEL-T5-001", first, tensor_of_backward, 0, 78.79, 0},
    {"SEQSEL-T5-004", first, products_16, 46.32, 46.25, 47.61},
    {"SEQSEL-T5-004", first, unfused_attention, 6.332, 16.56, 0},
    {"SEQSEL-T5-004", first, elementwise, 0.9148, 1.307, 0},
    {"SEQSEL-T5-004", first, tensor, 11.8, 5.682, 0},
    {"SEQSEL-T5-004", first, tensor_of_backward, 0, 8.522, 0},
    {"SEQSEL-T5-004", middle, products_16, 46.32, 46.25, 47.61},
    {"SEQSEL-T5-004", middle, unfused_attention, 6.332, 16.56, 0},
    {"SEQSEL-T5-004", middle, elementwise, 0.8277, 1.133, 0},
    {"SEQSEL-T5-004", middle, tensor, 11.36, 5.682, 0},
    {"SEQSEL-T5-004", middle, tensor_of_backward, 0, 8.522, 0},
    {"SEQSEL-T5-004", last, products_16, 47.62, 47.59, 48.99},
    {"SEQSEL-T5-004", last, unfused_attention, 6.332, 16.56, 0},
    {"SEQSEL-T5-004", last, elementwise, 0.9487, 1.208, 0},
    {"SEQSEL-T5-004", last, tensor, 11.36, 6.122, 0},
    {"SEQSEL-T5-004", last, tensor_of_backward, 0, 8.522, 0},
    {"ZB-016", first, products_16, 15.1, 15.22, 15.29},
    {"ZB-016", first, unfused_attention, 3.166, 5.113, 0},
    {"ZB-016", first, elementwise, 0.8712, 1.22, 0},
    {"ZB-016", middle, products_16, 20.14, 20.29, 20.39},
    {"ZB-016", middle, unfused_attention, 4.222, 6.817, 0},
    {"ZB-016", middle, elementwise, 1.104, 1.51, 0},
    {"ZB-016", last, products_16, 20.09, 20.4, 20.48},
    {"ZB-016", last, unfused_attention, 3.166, 5.113, 0},
    {"ZB-016", last, elementwise, 2.254, 2.024, 0},
    {"VOCABPAR-013", first, products_16, 8.649, 8.608, 8.824},
    {"VOCABPAR-013", first, attention, 0.728, 2.305, 0},
    {"VOCABPAR-013", first, elementwise, 0.9922, 1.104, 0},
    {"VOCABPAR-013", middle, products_16, 8.649, 8.608, 8.824},
    {"VOCABPAR-013", middle, attention, 0.728, 2.305, 0},
    {"VOCABPAR-013", middle, elementwise, 0.9704, 1.06, 0},
    {"VOCABPAR-013", last, products_16, 8.649, 8.608, 8.824},
    {"VOCABPAR-013", last, attention, 0.728, 2.305, 0},
    {"VOCABPAR-013", last, elementwise, 0.9704, 1.06, 0},
    {"SIMUMAX-008", first, products_16, 4.879, 4.87, 4.939},
    {"SIMUMAX-008", first, attention, 1.633, 5.216, 0},
    {"SIMUMAX-008", first, elementwise, 0.5687, 0.718, 0},
    {"SIMUMAX-008", first, exchange, 1.163, 1.163, 0},
    {"SIMUMAX-008", first, permutation, 0.4145, 0.4145, 0},
    {"SIMUMAX-008", first, grouped_products, 2.4, 2.397, 3.629},
    {"SIMUMAX-008", last, products_16, 8.282, 8.272, 8.382},
    {"SIMUMAX-008", last, attention, 1.633, 5.216, 0},
    {"SIMUMAX-008", last, elementwise, 1.789, 1.445, 0},
    {"SIMUMAX-008", last, exchange, 2.327, 2.327, 0},
    {"SIMUMAX-008", last, permutation, 0.829, 0.829, 0},
    {"SIMUMAX-008", last, grouped_products, 4.801, 4.794, 7.257},
};

struct launch_row {
  std::string_view run;
  stage_place stage;
  work::launch_kind kind;
  double forward, backward;  // in units of a layer
};

constexpr launch_row launches[] = {
    {"MB-008", first, expert, 768, 1152},
    {"MB-008", first, layer, 49, 73.4},
    {"MB-008", first, routed_layer, 48, 72},
    {"MB-019", first, expert, 236, 354},
    {"MB-019", first, layer, 31.85, 47.7},
    {"MB-019", first, routed_layer, 29.5, 44.25},
    {"MB-019", last, expert, 236, 354},
    {"MB-019", last, layer, 31.85, 47.7},
    {"MB-019", last, routed_layer, 29.5, 44.25},
    {"DGXC-053", first, layer, 81, 121.4},
    {"DGXC-210", first, layer, 20.3, 30.4},
    {"DGXC-210", middle, layer, 20, 30},
    {"DGXC-210", last, layer, 20.7, 31},
    {"DGXC-231", first, layer, 15.3, 22.9},
    {"DGXC-231", middle, layer, 16, 24},
    {"DGXC-231", last, layer, 15.7, 23.5},
    {"BLOOM-141", first, layer, 5.3, 12.9},
    {"BLOOM-141", middle, layer, 6, 15},
    {"BLOOM-141", last, layer, 5.7, 13.5},
    {"VTRAIN-SINGLE-001", first, layer, 12.3, 30.4},
    {"VTRAIN-SINGLE-001", last, layer, 12.7, 31},
    {"MPT-058", first, layer, 25, 37.4},
    {"SEQSEL-T5-001", first, layer, 49, 121.4},
    {"SEQSEL-T5-004", first, layer, 12.3, 18.4},
    {"SEQSEL-T5-004", middle, layer, 12, 18},
    {"SEQSEL-T5-004", last, layer, 12.7, 19},
    {"ZB-016", first, layer, 3.3, 4.9},
    {"ZB-016", middle, layer, 4, 6},
    {"ZB-016", last, layer, 3.7, 5.5},
    {"VOCABPAR-013", first, layer, 5, 7.4},
    {"VOCABPAR-013", middle, layer, 4.7, 7},
    {"VOCABPAR-013", last, layer, 4.7, 7},
    {"SIMUMAX-008", first, expert, 64, 96},
    {"SIMUMAX-008", first, layer, 2.3, 3.4},
    {"SIMUMAX-008", first, routed_layer, 1, 1.5},
    {"SIMUMAX-008", last, expert, 128, 192},
    {"SIMUMAX-008", last, layer, 2.7, 4},
    {"SIMUMAX-008", last, routed_layer, 2, 3},
};

/// Whether a number is one that was printed with four digits.
bool is_printed(double value, double printed) { return std::abs(value - printed) <= 5.5e-4 * printed; }

TEST_CASE("every component of every stage takes what the golden run's takes, to the digit") {
  for (const golden_runs::run& run : golden_runs::all()) {
    const training_step step = golden_runs::step_of(run);
    std::size_t compared = 0;
    for (const component_row& row : components) {
      if (row.run != run.name) continue;
      ++compared;
      const phase_times& times = stage_at(step, row.stage).nominal[row.component];
      INFO(row.run << ", stage " << static_cast<int>(row.stage) << ", " << name(row.component) << ": "
                   << times.forward.value() * 1e3 << " / " << times.inputs.value() * 1e3 << " / "
                   << times.weights.value() * 1e3);
      CHECK(is_printed(times.forward.value() * 1e3, row.forward));
      CHECK(is_printed(times.inputs.value() * 1e3, row.inputs));
      CHECK(is_printed(times.weights.value() * 1e3, row.weights));
    }
    CHECK(compared >= 3);
  }
}

TEST_CASE("no component takes time that the golden run's does not") {
  for (const golden_runs::run& run : golden_runs::all()) {
    const training_step step = golden_runs::step_of(run);
    for (std::size_t k = 0; k < time_component_number; ++k) {
      const auto component = static_cast<time_component>(k);
      bool listed = false;
      for (const component_row& row : components)
        listed = listed || (row.run == run.name && row.component == component);
      INFO(run.name << ": " << name(component));
      CHECK((step.stages[0].nominal[component].total().value() > 0 ||
             step.stages.back().nominal[component].total().value() > 0) == listed);
    }
  }
}

TEST_CASE("the host launches what the golden run's launches") {
  for (const golden_runs::run& run : golden_runs::all()) {
    const training_step step = golden_runs::step_of(run);
    for (const launch_row& row : launches) {
      if (row.run != run.name) continue;
      const launch_units& units =
          stage_at(step, row.stage).nominal.launches[static_cast<std::size_t>(row.kind)];
      INFO(row.run << ", " << work::name(row.kind));
      CHECK(is_printed(units.forward, row.forward));
      CHECK(is_printed(units.backward, row.backward));
    }
  }
}

}  // namespace
