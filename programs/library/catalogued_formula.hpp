// The refined formulas with the numbers that the catalog has of a GPU's kernels and collectives, by its name in the catalog
// or that which the device gives itself.

#pragma once

#include <scalewall/calibration/predictor.hpp>
#include <scalewall/hardware/catalog/kernel_libraries.hpp>

#include <string>
#include <utility>
#include <vector>

/// It says nothing where the catalog has no library that was measured on that GPU.
inline scalewall::predictor catalogued_formula(const std::string& gpu) {
  using namespace scalewall;
  std::vector<predictor> formulas;
  if (const kernel_library* library = catalog::find_kernel_library(gpu)) {
    formulas.push_back(tiled_predictor("kernels", {library->matmuls.begin(), library->matmuls.end()}));
    if (library->collectives) formulas.push_back(protocol_predictor("protocols", *library->collectives));
  }
  return first_of("catalog", std::move(formulas));
}
