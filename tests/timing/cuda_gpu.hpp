// The GPU that tests run on, where there is one.

#pragma once

#include <scalewall/timing/cuda.hpp>

#include <doctest/doctest.h>

#include <memory>
#include <string>

/// Null, with a message that says why, where there is none.
inline std::unique_ptr<scalewall::cuda_backend> open_gpu() {
  try {
    return std::make_unique<scalewall::cuda_backend>();
  } catch (const scalewall::cannot_measure& why) {
    MESSAGE("not run without a GPU: " << std::string(why.what()));
    return nullptr;
  }
}
