// Mirrors include/scalewall/calibration/fit_matmuls.hpp; and what was fitted with it against what was measured.

#include "tiled_rows.hpp"
#include <scalewall/calibration/fit_collectives.hpp>
#include <scalewall/calibration/fit_formats.hpp>
#include <scalewall/calibration/fit_matmuls.hpp>
#include <scalewall/calibration/fit_messages.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/hardware/catalog/measured_matmuls.hpp>
#include <scalewall/hardware/catalog/measured_networks.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <variant>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

std::vector<sw::measurement> made_by(const sw::matmul_kernels& kernels, bool held_out_too = false) {
  std::vector<sw::measurement> rows;
  for (const std::int64_t tokens : {16, 256, 1024, 4096, 16384})
    for (const std::int64_t rows_of_weight : {512, 4096, 5120, 16384})
      for (const std::int64_t columns : {256, 2048, 8192, 12288}) {
        const sw::matmul_probe multiplied{.shape = {rows_of_weight, columns, tokens},
                                          .format = kernels.format};
        if (!held_out_too && sw::is_held_out(multiplied)) continue;
        rows.push_back(row_by(kernels, multiplied));
      }
  return rows;
}

sw::matmul_fit fit_to(const sw::matmul_kernels& start, const std::vector<sw::measurement>& rows,
                      const sw::fit_settings& settings = {.starts = 4},
                      const sw::moved_numbers& moves = sw::all_move) {
  return sw::fit_matmul_kernels(start, sw::divide(rows).to_fit, settings, moves);
}

std::size_t number_found(const sw::matmul_fit& fit) {
  return static_cast<std::size_t>(std::count_if(fit.numbers.begin(), fit.numbers.end(),
                                                [](const auto& number) { return number.has_value(); }));
}

/// Every number that a fit may move, times a factor.
void scale_fitted(sw::matmul_kernels& kernels, double factor) {
  for_each_number(kernels, [&](const auto& member, auto& number) {
    if (member.reach.is_fitted() && member.name != std::string("gradient_share")) number *= factor;
  });
}

TEST_CASE("numbers that made the times are found, and predict shapes that were held out") {
  const sw::matmul_kernels& truth = sw::catalog::h200_sxm_bf16_trtllm;
  sw::matmul_kernels start = truth;
  scale_fitted(start, 0.8);
  const sw::matmul_fit fit = fit_to(start, made_by(truth));
  CHECK(number_found(fit) == 14);
  CHECK(fit.descriptor.burst / truth.burst == doctest::Approx(1).epsilon(0.02));
  CHECK(fit.descriptor.global / truth.global == doctest::Approx(1).epsilon(0.02));
  CHECK(fit.descriptor.launch / truth.launch == doctest::Approx(1).epsilon(0.05));
  CHECK(fit.descriptor.step / truth.step == doctest::Approx(1).epsilon(0.1));
  CHECK(worst_error(fit.descriptor, made_by(truth, true)) < 0.05);
}

TEST_CASE("what an accelerator's descriptor says is a place to start from") {
  const sw::matmul_kernels& truth = sw::catalog::h100_sxm_bf16_trtllm;
  const sw::matmul_fit fit = fit_to(sw::start_of(sw::catalog::h100_sxm), made_by(truth));
  CHECK(fit.descriptor.name == "H100 SXM");
  CHECK(worst_error(fit.descriptor, made_by(truth, true)) < 0.1);
}

TEST_CASE("numbers that do not move stay, and those of zero") {
  sw::matmul_kernels truth = sw::catalog::h100_sxm_fp8_trtllm;
  truth.sustained = 1.4_PFLOP_per_s;
  sw::matmul_kernels start = truth;
  start.burst *= 0.7;
  start.split = {};
  const auto moves = sw::only(&sw::matmul_kernels::burst, &sw::matmul_kernels::sustained,
                              &sw::matmul_kernels::split, &sw::matmul_kernels::quantized);
  const sw::matmul_fit fit = fit_to(start, made_by(truth), {}, moves);
  CHECK(number_found(fit) == 3);
  CHECK(fit.of(fit.descriptor.burst)->value == fit.descriptor.burst);
  CHECK(fit.descriptor.global == truth.global);
  CHECK(fit.descriptor.split == 0_s);
}

TEST_CASE("gradients tell how fast they are accumulated, and without any that is not known") {
  sw::matmul_kernels truth = sw::catalog::h100_sxm_bf16_trtllm;
  truth.accumulation = 2_TB_per_s;
  std::vector<sw::measurement> rows = made_by(truth);
  CHECK(fit_to(truth, rows, {}).descriptor.accumulation.value() == 0);
  for (const std::int64_t tokens : {16, 48, 64, 112})
    for (const std::int64_t width : {2048, 3072, 4096, 6144, 8192}) {
      const sw::matmul_probe gradient{.shape = {width, 4096, tokens},
                                      .kind = sw::matmul_kind::weight_gradient};
      if (!sw::is_held_out(gradient)) rows.push_back(row_by(truth, gradient));
    }
  sw::matmul_kernels start = truth;
  start.accumulation = start.global;
  CHECK(fit_to(start, rows, {}).descriptor.accumulation / truth.accumulation ==
        doctest::Approx(1).epsilon(0.02));
}

TEST_CASE("rows that are held out, of other formats or no multiplications are not fitted to") {
  const sw::matmul_kernels& truth = sw::catalog::h100_sxm_bf16_trtllm;
  std::vector<sw::measurement> rows;
  for (sw::measurement row : made_by(truth, true)) {
    if (!sw::is_held_out(row.what)) std::get<sw::matmul_probe>(row.what).format = sw::precision::fp8;
    rows.push_back(row);
  }
  rows.push_back({.what = sw::launch_probe{}, .took = {1_us, 1_us, 1_us, 1}});
  CHECK_THROWS_WITH_AS(fit_to(truth, rows),
                       "kernels are fitted to multiplications in their format that are not held out",
                       sw::broken_rule);
}

// Where a number of a fit is between its bounds: from -1 at the least to 1 at the most.
double place_within(double value, const sw::fit_parameter& within) {
  return (2 * std::log(value) - std::log(within.least) - std::log(within.most)) /
         (std::log(within.most) - std::log(within.least));
}

/// The names of the numbers of `found` that are at a bound of a fit that moves the parameters, as closely as they are written.
template <class Descriptor>
std::vector<std::string> at_bounds(const Descriptor& found,
                                   const std::vector<sw::fit_parameter>& parameters) {
  std::vector<std::string> names;
  for_each_number(found, [&](const auto& member, const auto& number) {
    const std::size_t place = sw::place_of(found, number);
    const auto within = std::find_if(parameters.begin(), parameters.end(),
                                     [&](const sw::fit_parameter& one) { return one.place == place; });
    const double value = sw::base_value(number);
    if (within == parameters.end() || !sw::is_there(number) || value == within->beyond_most) return;
    if (std::abs(place_within(value, *within)) > 0.975) names.emplace_back(member.name);
  });
  return names;
}

TEST_CASE("no number of the catalog is at a bound of its fit") {
  for (const sw::matmul_kernels& kernels : sw::catalog::measured_matmuls) {
    // As in a calibration, from the accelerator of that name, in fp8 by way of bf16. Of an L40S no accelerator is known: the
    // bounds that do not depend on a start are checked.
    sw::matmul_kernels start = kernels;
    for (const sw::cluster& machines : sw::catalog::all)
      if (kernels.name.starts_with(std::string(machines.name) + ", ")) {
        sw::accelerator gpu = machines.gpu;
        gpu.format = kernels.format;
        start = sw::start_of(gpu);
        if (kernels.format == sw::precision::fp8)
          start = sw::detail::in_fp8(sw::start_of(machines.gpu), start);
      }
    CAPTURE(kernels.name);
    for (const std::string& name : at_bounds(kernels, sw::kernel_parameters(start))) FAIL_CHECK(name);
  }
  // Both ways: what was published before is seen.
  sw::matmul_kernels before = sw::catalog::b200_sxm_bf16_trtllm;
  before.burst = 2470_TFLOP_per_s;
  before.exposed = 0.001;
  CHECK(at_bounds(before, sw::kernel_parameters(sw::start_of(sw::catalog::b200_sxm))) ==
        std::vector<std::string>{"burst", "exposed"});
}

TEST_CASE("no number of the catalog's protocols is at a bound of its fit") {
  namespace catalog = sw::catalog;
  // Each from its neighbour, as hardware/catalog/measured_collectives.hpp says.
  const auto check = [](const sw::collective_protocols& found, sw::collective_protocols start) {
    // A fit starts with the parts that there are, from a neighbour that has them.
    const auto take_part = [](auto& part, const auto& there) {
      if (!part || !there) part = there;
    };
    take_part(start.ring.ll128, found.ring.ll128);
    take_part(start.in_switch, found.in_switch);
    CAPTURE(found.name);
    for (const std::string& name : at_bounds(found, sw::protocol_parameters(start))) FAIL_CHECK(name);
  };
  check(catalog::nvlink_3, with_links(catalog::nvlink_4, 300. / 450));
  check(catalog::nvlink_4, with_links(catalog::nvlink_5, 450. / 900));
  check(catalog::nvlink_5, with_links(catalog::nvlink_4, 900. / 450));
  for (const sw::collective_protocols& protocols : catalog::measured_collectives) check(protocols, protocols);
  for (const sw::message_protocols& messages : catalog::measured_networks)
    for (const sw::message_regime& regime : messages.regimes) {
      CAPTURE(messages.name);
      CHECK(at_bounds(regime, sw::parameters_of(regime)).empty());
    }
}

TEST_CASE("a number that a fit leaves out is neither fitted nor in the way of the others") {
  sw::matmul_kernels truth = sw::catalog::h200_sxm_bf16_trtllm;
  truth.exposed = 0;
  truth.store = sw::bytes_per_second::from_value(sw::math::infinity);
  sw::matmul_kernels start = sw::catalog::h200_sxm_bf16_trtllm;
  scale_fitted(start, 0.9);
  start.exposed = 0.1;
  const sw::matmul_fit fit = fit_to(start, made_by(truth));
  std::vector<std::string> left_out;
  for_each_number(fit.descriptor, [&](const auto& member, const auto& number) {
    if (const auto found = fit.of(number); found && found->left_out) left_out.emplace_back(member.name);
  });
  CHECK(left_out == std::vector<std::string>{"store", "exposed"});
  CHECK(fit.descriptor.store == truth.store);
  CHECK(fit.descriptor.exposed == 0);
  CHECK(fit.descriptor.burst / truth.burst == doctest::Approx(1).epsilon(0.02));
}

TEST_CASE("where power is no limit there is no headroom") {
  sw::matmul_kernels unlimited = sw::catalog::h200_sxm_bf16_trtllm;
  unlimited.sustained = sw::flop_per_second::from_value(sw::math::infinity);
  const std::vector<sw::measurement> rows = made_by(unlimited);
  const auto moves = sw::only(&sw::matmul_kernels::sustained, &sw::matmul_kernels::headroom);
  const sw::matmul_fit fit = fit_to(sw::catalog::h200_sxm_bf16_trtllm, rows, {}, moves);
  REQUIRE(number_found(fit) == 2);
  CHECK(fit.of(fit.descriptor.sustained)->left_out);
  CHECK(fit.of(fit.descriptor.headroom)->left_out);
  CHECK(fit.descriptor.sustained == unlimited.sustained);
  CHECK(fit.descriptor.headroom == 0);
}

// The measurements that the catalog was fitted to, or samples of them: what is held out there, of at least a GFLOP.

struct errors {
  double median = 0;
  double ninetieth = 0;
};

errors held_out_errors(const std::string& folder, const sw::matmul_kernels& kernels) {
  std::ifstream in(std::string(SCALEWALL_RECORDINGS) + "/" + folder);
  const sw::recording recorded = sw::read_recording(in);
  CHECK(recorded.damaged.empty());
  std::vector<double> all;
  for (const sw::measurement& row : recorded.rows) {
    const auto* multiplied = std::get_if<sw::matmul_probe>(&row.what);
    if (multiplied == nullptr || multiplied->format != kernels.format || !sw::is_held_out(row.what) ||
        sw::flop_of(multiplied->shape) < 1_GFLOP)
      continue;
    const sw::seconds predicted = sw::time_tiled_matmul(kernels, multiplied->shape, multiplied->kind).total();
    all.push_back(std::abs(predicted / row.took.median - 1));
  }
  REQUIRE(all.size() >= 6);
  std::sort(all.begin(), all.end());
  const auto quantile = [&](double share) {
    return all[static_cast<std::size_t>(share * static_cast<double>(all.size() - 1) + 0.5)];
  };
  return {.median = quantile(0.5), .ninetieth = quantile(0.9)};
}

TEST_CASE("the catalog predicts what was measured and not fitted") {
  const auto check = [](const std::string& folder, const sw::matmul_kernels& kernels, double median,
                        double ninetieth) {
    const errors found = held_out_errors(folder, kernels);
    INFO(kernels.name, ": median ", found.median, ", ninetieth percentile ", found.ninetieth);
    CHECK(found.median < median);
    CHECK(found.ninetieth < ninetieth);
  };
  namespace catalog = sw::catalog;
  check("published/a100_sxm/matmul.csv", catalog::a100_sxm_bf16_trtllm, 0.045, 0.13);
  check("published/h100_sxm/matmul.csv", catalog::h100_sxm_bf16_trtllm, 0.045, 0.09);
  check("published/h200_sxm/matmul.csv", catalog::h200_sxm_bf16_trtllm, 0.04, 0.08);
  check("published/b200_sxm/matmul.csv", catalog::b200_sxm_bf16_trtllm, 0.06, 0.17);
  check("published/b300_sxm/matmul.csv", catalog::b300_sxm_bf16_trtllm, 0.065, 0.2);
  check("published/gb200/matmul.csv", catalog::gb200_bf16_trtllm, 0.07, 0.13);
  check("published/gb300/matmul.csv", catalog::gb300_bf16_trtllm, 0.055, 0.11);
  check("published/l40s/matmul.csv", catalog::l40s_bf16_trtllm, 0.075, 0.31);
  check("published/h100_sxm/matmul.csv", catalog::h100_sxm_fp8_trtllm, 0.03, 0.11);
  check("published/h200_sxm/matmul.csv", catalog::h200_sxm_fp8_trtllm, 0.02, 0.12);
  check("published/b200_sxm/matmul.csv", catalog::b200_sxm_fp8_trtllm, 0.06, 0.11);
  check("published/b300_sxm/matmul.csv", catalog::b300_sxm_fp8_trtllm, 0.06, 0.09);
  check("published/gb200/matmul.csv", catalog::gb200_fp8_trtllm, 0.05, 0.06);
  check("published/gb300/matmul.csv", catalog::gb300_fp8_trtllm, 0.06, 0.1);
  check("published/l40s/matmul.csv", catalog::l40s_fp8_trtllm, 0.1, 0.3);

  namespace measured = sw::measured;
  const std::string h100 = "nvidia_h100_80gb_hbm3/measurements.csv";
  check(h100, measured::nvidia_h100_80gb_hbm3_bf16_kernels, 0.055, 0.15);
  check(h100, measured::nvidia_h100_80gb_hbm3_fp16_kernels, 0.055, 0.15);
  check(h100, measured::nvidia_h100_80gb_hbm3_fp8_kernels, 0.045, 0.17);
  check(h100, measured::nvidia_h100_80gb_hbm3_tf32_kernels, 0.1, 0.23);
  check(h100, measured::nvidia_h100_80gb_hbm3_fp32_kernels, 0.09, 0.18);
  check(h100, measured::nvidia_h100_80gb_hbm3_fp64_kernels, 0.06, 0.16);
  // Numbers of other machines of the kind, and of another library.
  check(h100, catalog::h100_sxm_bf16_trtllm, 0.065, 0.16);
  const std::string h200 = "nvidia_h200/measurements.csv";
  check(h200, catalog::h200_sxm_bf16_trtllm, 0.06, 0.17);
  check(h200, measured::nvidia_h200_bf16_kernels, 0.05, 0.145);
  check(h200, measured::nvidia_h200_fp16_kernels, 0.055, 0.17);
  check(h200, measured::nvidia_h200_fp8_kernels, 0.045, 0.13);
  check(h200, measured::nvidia_h200_tf32_kernels, 0.09, 0.23);
  check(h200, measured::nvidia_h200_fp32_kernels, 0.08, 0.2);
  check(h200, measured::nvidia_h200_fp64_kernels, 0.055, 0.13);
}

}  // namespace
