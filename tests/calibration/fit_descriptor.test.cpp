// Mirrors include/scalewall/calibration/fit_descriptor.hpp.

#include <scalewall/calibration/fit_descriptor.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/hardware/message_protocols.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

const sw::matmul_kernels kernels = sw::start_of(sw::catalog::h100_sxm);

sw::fit_parameter parameter(const auto& number) {
  std::vector<sw::fit_parameter> all = sw::parameters_of(kernels);
  return parameter_at(all, place_of(kernels, number));
}

TEST_CASE("the bounds of a fit are those of the list, and what lies beyond is what the rule allows") {
  const sw::fit_parameter launch = parameter(kernels.launch);
  CHECK(launch.start == kernels.launch.value());
  CHECK(launch.least == kernels.launch.value() / 30);
  CHECK(launch.most == kernels.launch.value() * 30);
  CHECK(launch.beyond_least == 0);
  CHECK_FALSE(launch.beyond_most.has_value());

  CHECK(parameter(kernels.l2).beyond_most == sw::without_limit);
  CHECK_FALSE(parameter(kernels.l2).beyond_least.has_value());
  CHECK_FALSE(parameter(kernels.global).beyond_most.has_value());
  CHECK(parameter(kernels.cached).beyond_most == sw::without_limit);
  CHECK(parameter(kernels.cached).beyond_least == 0);
  CHECK(parameter(kernels.exposed).most == 1);
  CHECK(parameter(kernels.exposed).beyond_most == 1);
  CHECK_FALSE(parameter(kernels.gradient_share).beyond_least.has_value());
}

TEST_CASE("what is known, zero or infinite is no parameter") {
  sw::matmul_kernels some = kernels;
  some.split = {};
  some.l2 = sw::bytes_per_second::from_value(sw::without_limit);
  some.quantized = {};
  const auto parameters = sw::parameters_of(some);
  CHECK(parameters.size() == sw::parameters_of(kernels).size() - 2);
  for (const sw::fit_parameter& one : parameters)
    for (const std::size_t place :
         {place_of(some, some.peak), place_of(some, some.split), place_of(some, some.l2)})
      CHECK(one.place != place);
}

TEST_CASE("bounds between two numbers hold the start") {
  sw::message_regime regime{.step = 1_us, .bandwidth = 1_GB_per_s, .overlap = 0.26};
  auto parameters = sw::parameters_of(regime);
  REQUIRE(parameters.size() == 3);
  CHECK(parameters[2].least == 0.26);
  CHECK(parameters[2].most == 4);
}

TEST_CASE("a number that is held stays, the others are found again") {
  sw::message_regime truth{.step = 5_us, .bandwidth = 3_GB_per_s};
  sw::message_regime start{.step = 2_us, .bandwidth = 1_GB_per_s};
  std::vector<sw::fit_row> rows;
  for (double size = 1; size < 1e9; size *= 4)
    rows.push_back({.measured = truth.step + sw::bytes::from_value(size) / truth.bandwidth});
  auto parameters = sw::parameters_of(start);
  hold(parameters, place_of(start, start.overlap));
  const auto fit = sw::fit_descriptor(
      start, parameters, rows,
      [](const sw::message_regime& tried) {
        return [tried](std::size_t row) {
          return tried.step + sw::bytes::from_value(static_cast<double>(1ULL << (2 * row))) / tried.bandwidth;
        };
      },
      {.evidence = {rows.size(), sw::row_kind::transfer}});
  CHECK(fit.descriptor.step / truth.step == doctest::Approx(1).epsilon(1e-6));
  CHECK(fit.descriptor.bandwidth / truth.bandwidth == doctest::Approx(1).epsilon(1e-6));
  CHECK(fit.descriptor.overlap == start.overlap);
  CHECK(fit.of(fit.descriptor.step)->value == fit.descriptor.step);
  CHECK(fit.of(fit.descriptor.bandwidth)->evidence.rows == rows.size());
  CHECK_FALSE(fit.of(fit.descriptor.overlap).has_value());
  CHECK(fit.loss < 1e-9);
}

}  // namespace
