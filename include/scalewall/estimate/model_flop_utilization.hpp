// The utilization of a step under every count of FLOP that people use, side by side.
//
//     share = FLOP a token * tokens a second / (accelerators * peak)
//
// MFU under counts without recomputation, HFU under "Narayanan, full recomputation" where layers are recomputed. The peak is
// the dense one in 16 bit, whatever the recipe multiplies in: sources that divide by the peak of fp8 show half.

#pragma once

#include <scalewall/estimate/training_step.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/model/flop_conventions.hpp>
#include <scalewall/model/language_model.hpp>

#include <cstdint>
#include <string_view>

namespace scalewall {

struct named_utilization {
  std::string_view convention = "";
  double share = 0;

  friend constexpr bool operator==(const named_utilization&, const named_utilization&) = default;
};

/// The counts of model/flop_conventions.hpp, in their order.
constexpr fixed_list<named_utilization, 9> utilizations_of(const training_step& step,
                                                           const language_model& model,
                                                           std::int64_t sequence_length) {
  fixed_list<named_utilization, 9> list;
  for (const flop_conventions::named_flop& counted : flop_conventions::side_by_side(model, sequence_length))
    list.push_back({counted.convention, utilization(step, counted.flop)});
  return list;
}

/// MFU with FLOP as Megatron-LM counts them, by which plans are compared.
constexpr double megatron_utilization(const training_step& step, const language_model& model,
                                      std::int64_t sequence_length) {
  return utilization(step, flop_conventions::megatron_lm(model, sequence_length));
}

}  // namespace scalewall
