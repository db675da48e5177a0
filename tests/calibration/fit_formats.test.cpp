// Mirrors include/scalewall/calibration/fit_formats.hpp.

#include "tiled_rows.hpp"
#include <scalewall/calibration/fit_formats.hpp>
#include <scalewall/hardware/catalog/measured_matmuls.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

std::vector<sw::measurement> made_by(const std::vector<sw::matmul_kernels>& formats) {
  std::vector<sw::measurement> rows;
  for (const sw::matmul_kernels& kernels : formats)
    for (std::int64_t width = 1024; width <= 9216; width += 1024)
      for (std::int64_t tokens = 64; tokens <= 8192; tokens *= 2)
        rows.push_back(row_by(kernels, {.shape = {width, 4096, tokens}, .format = kernels.format}));
  return rows;
}

TEST_CASE("kernels in fp8 share with those in bf16 what has little to do with the format") {
  const auto rows = made_by({sw::catalog::h100_sxm_bf16_trtllm, sw::catalog::h100_sxm_fp8_trtllm});
  const std::vector<sw::found_kernels> found =
      sw::fit_formats(sw::catalog::h100_sxm, sw::divide(rows).to_fit);
  REQUIRE(found.size() == 2);
  const sw::matmul_kernels& wide = found[0].fit.descriptor;
  const sw::matmul_kernels& narrow = found[1].fit.descriptor;
  CHECK(wide.format == sw::precision::bf16);
  CHECK(narrow.format == sw::precision::fp8);
  CHECK_FALSE(found[0].as_in.has_value());
  CHECK(found[1].as_in == sw::precision::bf16);
  CHECK(narrow.result_word == 2_B);
  CHECK(narrow.step == wide.step);
  CHECK(narrow.global == wide.global);
  CHECK(narrow.peak == 2.0 * wide.peak);
  CHECK(narrow.quantized.value() > 0);
  CHECK(narrow.sustained > wide.sustained);
  CHECK(worst_error(wide, rows) < 0.1);
  CHECK(worst_error(narrow, rows) < 0.1);
}

TEST_CASE("where no kernel quantizes, fp8 has none that does") {
  sw::matmul_kernels direct = sw::catalog::h100_sxm_fp8_trtllm;
  direct.quantized = {};
  const auto rows = made_by({sw::catalog::h100_sxm_bf16_trtllm, direct});
  const auto found = sw::fit_formats(sw::catalog::h100_sxm, sw::divide(rows).to_fit);
  REQUIRE(found.size() == 2);
  CHECK(found[1].fit.descriptor.quantized == 0_B);
}

TEST_CASE("other formats share the memory, and what has too few rows is left out") {
  sw::matmul_kernels sixteen = sw::catalog::h100_sxm_bf16_trtllm;
  sixteen.format = sw::precision::fp16;
  sixteen.launch *= 1.5;
  auto rows = made_by({sw::catalog::h100_sxm_bf16_trtllm, sixteen});
  rows.push_back({.what = sw::matmul_probe{.shape = {64, 64, 64}, .format = sw::precision::fp32},
                  .took = {1_us, 1_us, 1_us, 1}});
  const auto found = sw::fit_formats(sw::catalog::h100_sxm, sw::divide(rows).to_fit);
  REQUIRE(found.size() == 2);
  const sw::matmul_kernels& other = found[1].fit.descriptor;
  CHECK(other.format == sw::precision::fp16);
  CHECK(other.global == found[0].fit.descriptor.global);
  CHECK(other.cached == found[0].fit.descriptor.cached);
  CHECK(other.launch / sixteen.launch == doctest::Approx(1).epsilon(0.1));
  CHECK(worst_error(other, rows) < 0.1);
}

}  // namespace
