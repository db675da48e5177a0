// AMD's accelerators as training meets them: what their data sheets imply (hardware/library/derived_machine.hpp), slower by a
// factor that published runs show.
//
// | accelerator | factor | runs                                                                              |
// |-------------|--------|-----------------------------------------------------------------------------------|
// | MI300X      | 2.0    | Llama-2 70B with low-rank adapters in fp8, one node: MLPerf Training 5.0 and 5.1  |
// | MI325X      | 1.65   | the same                                                                          |
// | MI355X      | 1.45   | the same, and Llama-3.1 8B in fp8: MLPerf Training 5.1                            |
//
// One factor for all kernels, as no run tells them apart: predictions for other work are near, not inside, what was fitted.
// Source: mlcommons/training_results_v5.0@0fdc28f and v5.1@441d65f, results of AMD, Dell, Krai, MangoBoost and others.

#pragma once

#include <scalewall/hardware/catalog/amd.hpp>
#include <scalewall/hardware/library/derived_machine.hpp>
#include <scalewall/hardware/library/training_machine.hpp>

#include <string_view>

namespace scalewall::catalog {

namespace detail {

constexpr training_machine slower_than_its_sheet(const cluster& platform, double factor,
                                                 std::string_view holds_for) {
  training_machine machine = derived_machine(platform);
  machine.evidence = machine_evidence::nearest_runs;
  const auto slower = [&](fitted_constant& constant) {
    constant = {.value = factor * constant.value, .holds_for = holds_for, .rows = "MLPERF50, MLPERF51"};
  };
  slower(machine.constants.products_16);
  slower(machine.constants.products_8);
  for (fitted_constant& attention : machine.constants.attention) slower(attention);
  return machine;
}

}  // namespace detail

inline constexpr training_machine mi300x_machine =
    detail::slower_than_its_sheet(mi300x_platform, 2.0, "MI300X");
inline constexpr training_machine mi325x_machine =
    detail::slower_than_its_sheet(mi325x_platform, 1.65, "MI325X");

/// Its matrix cores take blocks of 8, 6 and 4 bits by the OCP's MX formats; nvfp4, whose blocks and scales are others, is none
/// of them. Source: AMD, CDNA 4 architecture white paper (2025).
inline constexpr training_machine mi355x_machine = [] {
  training_machine machine = detail::slower_than_its_sheet(mi355x_platform, 1.45, "MI355X");
  machine.formats.mxfp8 = true;
  return machine;
}();

}  // namespace scalewall::catalog
