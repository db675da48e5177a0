// How long a stage of the pipeline takes for one microbatch.
//
//     gpu = sum over components of nominal time x constant      hst = sum over launches of units x seconds
//     t   = (gpu^3 + hst^3)^(1/3)                                forward, inputs and weights scaled alike
//
// Kernels are queued ahead: the accelerator waits for the host only where that is slower, and a little where they are near.

#pragma once

#include <scalewall/estimate/component_times.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/matmul.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace scalewall {

/// Constants as factors, in the order of `time_component`, and as seconds, in the order of `work::launch_kind`.
struct applied_constants {
  std::array<double, time_component_number> factors{};
  std::array<seconds, 3> launches{};
};

/// Those of a software on a machine, for products of a format.
constexpr applied_constants applied_constants_of(const training_software& software,
                                                 const training_machine& machine,
                                                 work::product_format format) {
  const machine_constants& of_machine = machine.constants;
  const time_constants& of_software = software.constants;
  const double narrower = format == work::product_format::nvfp4   ? of_machine.nvfp4.value
                          : format == work::product_format::mxfp8 ? of_machine.mxfp8.value
                                                                  : 1.0;
  const double products = format == work::product_format::bits_16 ? of_machine.products_16.value
                                                                  : of_machine.products_8.value * narrower;
  return {.factors = {of_machine.products_16.value, of_machine.products_8.value * narrower,
                      of_machine.grouped.value * products,
                      of_machine.attention[static_cast<std::size_t>(software.attention)].value,
                      /* unfused attention: freeing it bought nothing */ 1.0, of_machine.odd_heads.value,
                      of_software.elementwise.value, /* quantization: likewise */ 1.0,
                      of_software.permutation.value, of_software.expert_activation.value,
                      of_software.tensor.value, of_software.tensor.value, of_software.context.value,
                      of_software.exchange.value},
          .launches = {seconds::from_value(of_software.host_layer.value),
                       seconds::from_value(of_software.host_routed.value),
                       seconds::from_value(of_software.host_expert.value)}};
}

/// The time of a kind of stage, with what it consists of.
struct stage_time {
  std::int64_t first = 0;  ///< rank
  std::int64_t ranks = 1;
  component_times nominal{};
  seconds gpu{};
  seconds host{};

  /// The accelerator's time with that of the host, by parts.
  phase_times phases{};

  constexpr seconds total() const { return phases.total(); }
  friend constexpr bool operator==(const stage_time&, const stage_time&) = default;
};

namespace detail {

/// (a^3 + b^3)^(1/3).
constexpr seconds cubes(seconds a, seconds b) {
  const seconds longer = std::max(a, b);
  if (!(longer.value() > 0)) return longer;
  const double shorter = std::min(a, b) / longer;
  const double cube = 1 + shorter * shorter * shorter;
  // Newton's steps for a root between 1 and 1.26 from the tangent at 1, each doubling the digits.
  double root = 1 + (cube - 1) / 3;
  for (int step = 0; step < 5; ++step) root -= (root - cube / (root * root)) / 3;
  return root * longer;
}

}  // namespace detail

constexpr stage_time stage_time_of(const component_times& nominal, const applied_constants& constants) {
  stage_time stage{.nominal = nominal};
  phase_times gpu;
  for (std::size_t k = 0; k < time_component_number; ++k) {
    gpu.forward += constants.factors[k] * nominal.times[k].forward;
    gpu.inputs += constants.factors[k] * nominal.times[k].inputs;
    gpu.weights += constants.factors[k] * nominal.times[k].weights;
  }
  for (std::size_t k = 0; k < constants.launches.size(); ++k)
    stage.host += (nominal.launches[k].forward + nominal.launches[k].backward) * constants.launches[k];
  stage.gpu = gpu.total();
  const double waits = stage.gpu.value() > 0 ? detail::cubes(stage.gpu, stage.host) / stage.gpu : 0.0;
  stage.phases = {waits * gpu.forward, waits * gpu.inputs, waits * gpu.weights};
  return stage;
}

}  // namespace scalewall
