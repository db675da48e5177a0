// The refined formulas with the numbers that the catalog has of a GPU's kernels and collectives, by its name in the catalog
// or that which the device gives itself.

#pragma once

#include <scalewall/calibration/predictor.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/hardware/catalog/measured_matmuls.hpp>

#include <string>
#include <utility>
#include <vector>

/// It says nothing where the catalog has none of that GPU. Collectives do not depend on the size of its memory: those of an
/// `A100 SXM` are those of an `A100 SXM 80 GB`.
inline scalewall::predictor catalogued_formula(const std::string& gpu) {
  using namespace scalewall;
  std::vector<matmul_kernels> kernels;
  for (const matmul_kernels& one : catalog::measured_matmuls)
    if (!gpu.empty() && one.name.starts_with(gpu)) kernels.push_back(one);
  std::vector<predictor> formulas = {tiled_predictor("kernels", std::move(kernels))};
  for (const collective_protocols& one : catalog::measured_collectives)
    if (gpu.starts_with(one.name)) formulas.push_back(protocol_predictor("protocols", one));
  return first_of("catalog", std::move(formulas));
}
