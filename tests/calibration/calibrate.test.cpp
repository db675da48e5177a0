#include <scalewall/calibration/calibrate.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <sstream>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

const sw::device_description device{.name = "a\nGPU \\", .backend = "test", .known = sw::catalog::a100_sxm};

sw::measurement row(const sw::probe& what, sw::seconds took) {
  return {.what = what,
          .took = {.median = took, .lower_quartile = took, .upper_quartile = took, .samples = 9}};
}

std::vector<sw::measurement> rows() {
  const sw::predictor truth = sw::reference_predictor("truth", device.known, sw::catalog::dgx_a100.network);
  std::vector<sw::measurement> all;
  const auto add = [&](const sw::probe& what) { all.push_back(row(what, truth.predict(what)->time)); };
  for (std::int64_t width = 256; width <= 8192; width *= 2)
    for (std::int64_t tokens = 16; tokens <= 8192; tokens *= 2)
      add(sw::matmul_probe{.shape = {width, width, tokens}});
  add(sw::matmul_probe{.shape = {256, 256, 256}, .format = sw::precision::fp16});
  for (sw::bytes size = 8_B; size < 1_GiB; size *= 4)
    for (const std::int64_t participants : {2, 4})
      add(sw::transfer_probe{.participants = participants, .size = size});
  return all;
}

TEST_CASE("everything that there are rows for is described") {
  const sw::calibrated_machine machine = sw::calibrate("2nd \"try\"", device, rows());
  CHECK(machine.network.levels.size() == 1);
  REQUIRE(machine.kernels.size() == 1);  // one multiplication in fp16 does not tell its kernels
  CHECK(machine.kernels[0].fit.kernels.format == sw::precision::bf16);
  REQUIRE(machine.messages.size() == 1);
  CHECK(machine.messages[0].operation == sw::transfer_operation::all_reduce);

  const sw::probe multiplication = sw::matmul_probe{.shape = {3000, 3000, 3000}};
  const sw::probe transfer = sw::transfer_probe{.size = 3_MB};
  for (const sw::predictor& formula : {calibrated_predictor(machine), refined_predictor(machine)}) {
    CHECK(formula.predict(multiplication).has_value());
    CHECK(formula.predict(transfer).has_value());
  }
  CHECK(refined_predictor(machine).predict(transfer)->bound_by.starts_with("messages"));
  CHECK_FALSE(refined_predictor(machine).predict(sw::launch_probe{}).has_value());

  std::ostringstream out;
  write_descriptor_header(out, machine);
  const std::string header = out.str();
  const auto has = [&](const std::string& text) { return header.find(text) != std::string::npos; };
  CHECK(has("// 2nd \"try\": a GPU  , measured with the backend 'test'.\n"));
  CHECK(has("inline constexpr accelerator machine_2nd_try_accelerator{\n    .name = \"2nd \\\"try\\\"\","));
  CHECK(has("static_assert((require_valid(machine_2nd_try_bf16_kernels), true));"));
  CHECK(has("inline constexpr message_protocols machine_2nd_try_all_reduce_messages{"));
  // Every number of kernels that there is.
  for (const sw::matmul_number& number : sw::matmul_numbers)
    CHECK(has("\n    ." + std::string(number.name) + " = "));
  // A fit without redraws has no intervals to tell.
  CHECK_FALSE(has("nine of ten"));
}

}  // namespace
