#include <scalewall/calibration/fit_accelerator.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

// What the fit is to find, from what the data sheet says.
constexpr sw::accelerator known = sw::catalog::a100_sxm;
constexpr sw::accelerator truth = [] {
  sw::accelerator gpu = known;
  gpu.sustained_share = 0.62;
  gpu.matmul_latency = 7.5_us;
  set_bandwidth(gpu.memory[0], 1310_GB_per_s);
  set_bandwidth(gpu.memory[1], 3900_GB_per_s);
  return gpu;
}();

constexpr sw::seconds copy_start = 2_us;

sw::measurement row(const sw::probe& what, sw::seconds took, double off = 1) {
  return {
      .what = what,
      .took = {
          .median = off * took, .lower_quartile = off * took, .upper_quartile = off * took, .samples = 9}};
}

/// Every row off by up to `noise`.
std::vector<sw::measurement> multiplications(double noise = 0) {
  std::mt19937_64 random(7);
  std::vector<sw::measurement> rows;
  for (std::int64_t size = 128; size <= 16384; size *= 2)
    for (std::int64_t width = 256; width <= 16384; width *= 2)
      for (std::int64_t tokens = 32; tokens <= 8192; tokens *= 4) {
        const sw::matmul_probe what{.shape = {size, width, tokens}};
        const double off = 1 + noise * (static_cast<double>(random() >> 11) * 0x1p-52 - 1);
        rows.push_back(row(what, time_matmul(truth, what.shape, what.kind).total(), off));
      }
  return rows;
}

std::vector<sw::measurement> copies() {
  std::vector<sw::measurement> rows;
  for (sw::bytes size = 64_KiB; size < 1_GiB; size *= 2) {
    rows.push_back(row(sw::copy_probe{.path = sw::copy_path::global, .size = size},
                       copy_start + 2.0 * size / truth.memory[0].bandwidth));
    rows.push_back(row(sw::copy_probe{.path = sw::copy_path::host_to_device, .size = size}, 1_s));
    if (size <= 16_MiB)
      rows.push_back(row(sw::copy_probe{.path = sw::copy_path::l2, .size = size},
                         copy_start + 2.0 * size / truth.memory[1].bandwidth));
  }
  return rows;
}

sw::fitted_descriptor<sw::accelerator> fit_to(const std::vector<sw::measurement>& rows, int redraws = 0) {
  return sw::fit_accelerator(known, sw::divide(rows).to_fit, redraws);
}

std::vector<sw::fitted<>> found_of(const sw::fitted_descriptor<sw::accelerator>& fit) {
  std::vector<sw::fitted<>> found;
  for (const auto& number : fit.numbers)
    if (number) found.push_back(*number);
  return found;
}

TEST_CASE("multiplications and copies made by the formula give its numbers again") {
  auto rows = multiplications();
  const auto copied = copies();
  rows.insert(rows.end(), copied.begin(), copied.end());
  const auto fit = fit_to(rows);
  const sw::accelerator& gpu = fit.descriptor;
  CHECK(gpu.sustained_share == doctest::Approx(truth.sustained_share).epsilon(1e-3));
  CHECK(gpu.matmul_latency.value() == doctest::Approx(truth.matmul_latency.value()).epsilon(1e-3));
  CHECK(gpu.memory[0].bandwidth.value() == doctest::Approx(1310e9).epsilon(1e-3));
  CHECK(gpu.memory[1].bandwidth.value() == doctest::Approx(3900e9).epsilon(1e-3));
  CHECK(fit.of(gpu.memory[1].bandwidth)->value == gpu.memory[1].bandwidth);
  CHECK(fit.of(gpu.memory[1].bandwidth)->evidence.kind == sw::row_kind::copy);
  CHECK(fit.of(gpu.sustained_share)->value == gpu.sustained_share);
  CHECK_FALSE(fit.of(gpu.clock).has_value());
  CHECK(gpu.rates == known.rates);
  CHECK_NOTHROW(require_valid(gpu));
}

TEST_CASE("multiplications alone tell the bandwidths that they wait for") {
  const auto fit = fit_to(multiplications());
  const sw::accelerator& gpu = fit.descriptor;
  CHECK(gpu.memory[0].bandwidth.value() == doctest::Approx(1310e9).epsilon(0.01));
  CHECK(gpu.sustained_share == doctest::Approx(0.62).epsilon(1e-3));
  const sw::fit_evidence evidence = fit.of(gpu.sustained_share)->evidence;
  CHECK(evidence.rows == sw::divide(multiplications()).to_fit.size());
  CHECK(to_text(evidence) == std::to_string(evidence.rows) + " multiplications in bf16");
}

TEST_CASE("the truth lies in the intervals, or nearly, and outliers do not matter") {
  auto rows = multiplications(0.1);
  for (std::size_t i = 0; i < rows.size(); i += 17) rows[i].took.median *= 5;
  const auto fit = fit_to(rows, 10);
  const sw::accelerator& gpu = fit.descriptor;
  CHECK(gpu.sustained_share == doctest::Approx(0.62).epsilon(0.03));
  CHECK(gpu.memory[0].bandwidth.value() == doctest::Approx(1310e9).epsilon(0.05));
  for (const sw::fitted<>& one : found_of(fit)) {
    CHECK(one.low <= one.value);
    CHECK(one.value <= one.high);
  }
  CHECK(fit.of(gpu.sustained_share)->low < fit.of(gpu.sustained_share)->high);
}

TEST_CASE("held-out rows and other formats are not looked at") {
  auto rows = multiplications();
  for (sw::measurement& one : rows)
    if (is_held_out(one.what)) one.took.median *= 10;
  auto others = multiplications();
  for (sw::measurement& one : others) {
    std::get<sw::matmul_probe>(one.what).format = sw::precision::fp16;
    one.took.median *= 10;
  }
  rows.insert(rows.end(), others.begin(), others.end());
  CHECK(fit_to(rows).descriptor == fit_to(multiplications()).descriptor);
}

TEST_CASE("what was not measured stays as it was known") {
  const auto copied = fit_to(copies());
  CHECK(copied.descriptor.sustained_share == known.sustained_share);
  CHECK(copied.descriptor.matmul_latency == known.matmul_latency);
  CHECK(found_of(copied).size() == 2);

  const auto launched = fit_to({row(sw::launch_probe{.kind = sw::launch_kind::dependent}, 3_us)});
  CHECK(launched.descriptor.matmul_latency.value() == doctest::Approx(3e-6).epsilon(1e-6));
  CHECK(launched.descriptor.memory == known.memory);
  REQUIRE(found_of(launched).size() == 1);
  CHECK(to_text(launched.of(launched.descriptor.matmul_latency)->evidence) == "1 launch");
}

TEST_CASE("a single copy gives a bandwidth") {
  auto rows = copies();
  std::erase_if(rows, [](const sw::measurement& one) { return is_held_out(one.what); });
  rows.resize(1);
  REQUIRE(found_of(fit_to(rows)).size() == 1);
  CHECK(to_text(found_of(fit_to(rows)).front().evidence) == "1 copy");
}

TEST_CASE("without rows an accelerator stays as it was known") {
  const std::vector empty = {row(sw::launch_probe{}, 3_us)};
  for (const auto& fit : {fit_to({}), fit_to(empty)}) {
    CHECK(fit.descriptor == known);
    CHECK(found_of(fit).empty());
  }
  CHECK_THROWS_AS(sw::fit_accelerator({}, sw::divide(multiplications()).to_fit), sw::broken_rule);
}

}  // namespace
