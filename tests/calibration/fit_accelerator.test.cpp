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

double value_of(const sw::accelerator_fit& fit, const std::string& name) {
  for (const sw::found_number& one : fit.numbers)
    if (one.number.name == name) return one.number.value;
  FAIL("there is no " << name);
  return 0;
}

TEST_CASE("multiplications and copies made by the formula give its numbers again") {
  auto rows = multiplications();
  const auto copied = copies();
  rows.insert(rows.end(), copied.begin(), copied.end());
  const sw::accelerator_fit fit = sw::fit_accelerator(known, rows);
  CHECK(fit.gpu.sustained_share == doctest::Approx(truth.sustained_share).epsilon(1e-3));
  CHECK(fit.gpu.matmul_latency.value() == doctest::Approx(truth.matmul_latency.value()).epsilon(1e-3));
  CHECK(fit.gpu.memory[0].bandwidth.value() == doctest::Approx(1310e9).epsilon(1e-3));
  CHECK(fit.gpu.memory[1].bandwidth.value() == doctest::Approx(3900e9).epsilon(1e-3));
  CHECK(value_of(fit, "bandwidth of l2") == fit.gpu.memory[1].bandwidth.value());
  CHECK(value_of(fit, "sustained share") == fit.gpu.sustained_share);
  CHECK(fit.gpu.rates == known.rates);
  CHECK_NOTHROW(require_valid(fit.gpu));
}

TEST_CASE("multiplications alone tell the bandwidths that they wait for") {
  const sw::accelerator_fit fit = sw::fit_accelerator(known, multiplications());
  CHECK(fit.gpu.memory[0].bandwidth.value() == doctest::Approx(1310e9).epsilon(0.01));
  CHECK(fit.gpu.sustained_share == doctest::Approx(0.62).epsilon(1e-3));
  CHECK(fit.numbers.front().number.name == "sustained share");
  const auto all = multiplications();
  const auto used = std::count_if(all.begin(), all.end(),
                                  [](const sw::measurement& one) { return !is_held_out(one.what); });
  CHECK(fit.numbers.front().from == std::to_string(used) + " multiplications in bf16");
}

TEST_CASE("the truth lies in the intervals, or nearly, and outliers do not matter") {
  auto rows = multiplications(0.1);
  for (std::size_t i = 0; i < rows.size(); i += 17) rows[i].took.median *= 5;
  const sw::accelerator_fit fit = sw::fit_accelerator(known, rows, 10);
  CHECK(fit.gpu.sustained_share == doctest::Approx(0.62).epsilon(0.03));
  CHECK(fit.gpu.memory[0].bandwidth.value() == doctest::Approx(1310e9).epsilon(0.05));
  for (const sw::found_number& one : fit.numbers) {
    CHECK(one.number.low <= one.number.value);
    CHECK(one.number.value <= one.number.high);
  }
  CHECK(fit.numbers.front().number.low < fit.numbers.front().number.high);
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
  CHECK(sw::fit_accelerator(known, rows).gpu == sw::fit_accelerator(known, multiplications()).gpu);
}

TEST_CASE("what was not measured stays as it was known") {
  const sw::accelerator_fit copied = sw::fit_accelerator(known, copies());
  CHECK(copied.gpu.sustained_share == known.sustained_share);
  CHECK(copied.gpu.matmul_latency == known.matmul_latency);
  CHECK(copied.numbers.size() == 2);

  const std::vector launch = {row(sw::launch_probe{.kind = sw::launch_kind::dependent}, 3_us)};
  const sw::accelerator_fit launched = sw::fit_accelerator(known, launch);
  CHECK(launched.gpu.matmul_latency.value() == doctest::Approx(3e-6).epsilon(1e-6));
  CHECK(launched.gpu.memory == known.memory);
  CHECK(launched.numbers.front().from == "1 launch");
}

TEST_CASE("a single copy gives a bandwidth") {
  auto rows = copies();
  std::erase_if(rows, [](const sw::measurement& one) { return is_held_out(one.what); });
  rows.resize(1);
  CHECK(sw::fit_accelerator(known, rows).numbers.front().from == "1 copy");
}

TEST_CASE("without rows an accelerator stays as it was known") {
  const std::vector empty = {row(sw::launch_probe{}, 3_us)};
  for (const sw::accelerator_fit& fit : {sw::fit_accelerator(known, {}), sw::fit_accelerator(known, empty)}) {
    CHECK(fit.gpu == known);
    CHECK(fit.numbers.empty());
  }
  CHECK_THROWS_AS(sw::fit_accelerator({}, multiplications()), sw::broken_rule);
}

}  // namespace
