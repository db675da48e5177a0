#include "calibrated_rows.hpp"
#include <scalewall/calibration/calibrate.hpp>
#include <scalewall/calibration/descriptor_header.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>

namespace {

using namespace calibrated_rows;

std::string header_of(const sw::calibrated_machine& machine) {
  std::ostringstream out;
  write_descriptor_header(out, machine);
  return out.str();
}

bool has(const std::string& header, const std::string& text) {
  return header.find(text) != std::string::npos;
}

TEST_CASE("a header has every descriptor, and every number of kernels") {
  const sw::calibrated_machine machine = sw::calibrate("2nd \"try\"", device, rows());
  const std::string header = header_of(machine);
  CHECK(has(header, "// 2nd \"try\": a GPU  , measured with the backend 'test'.\n"));
  CHECK(has(header,
            "inline constexpr accelerator machine_2nd_try_accelerator{\n    .name = \"2nd \\\"try\\\"\","));
  CHECK(has(header, "static_assert((require_valid(machine_2nd_try_bf16_kernels), true));"));
  CHECK(has(header, "inline constexpr message_protocols machine_2nd_try_all_reduce_messages{"));
  CHECK(has(header, ".evidence = evidence::measured,"));
  sw::for_each_member<sw::matmul_kernels>(
      [&](const auto& member) { CHECK(has(header, "\n    ." + std::string(member.name) + " = ")); });
  // A fit without redraws has no intervals to tell.
  CHECK_FALSE(has(header, "nine of ten"));
}

TEST_CASE("a number that was left out says so in its place") {
  sw::calibrated_machine machine = sw::calibrate("machine", device, rows());
  sw::matmul_fit& fit = machine.kernels[0].fit;
  sw::bytes_per_second& store = fit.descriptor.store;
  store = sw::bytes_per_second::from_value(sw::math::infinity);
  const sw::fit_evidence evidence = fit.of(store)->evidence;
  fit.set(place_of(fit.descriptor, store), {.left_out = true, .evidence = evidence});
  CHECK(has(header_of(machine), "    // Left out: " + to_text(evidence) +
                                    " do not show it.\n"
                                    "    .store = bytes_per_second::from_value(math::infinity),\n"));
}

TEST_CASE("kernels say which numbers are those of another format") {
  sw::calibrated_machine machine = sw::calibrate("machine", device, rows());
  machine.kernels[0].fit.numbers.clear();
  CHECK_FALSE(has(header_of(machine), "// As in"));
  machine.kernels[0].as_in = sw::precision::fp16;
  CHECK(has(header_of(machine), "    // As in fp16.\n    .burst = "));
  CHECK_FALSE(has(header_of(machine), "// As in fp16.\n    .gradient_share"));
}

TEST_CASE("protocols that are kept are written, each number as found or as at the start") {
  const sw::calibrated_machine machine =
      sw::calibrate("PCIe box", device, collectives_of(slower_l40s()), 0, sw::catalog::measured_collectives);
  REQUIRE(machine.collectives.has_value());
  const std::string header = header_of(machine);
  CHECK(has(header, "#include <scalewall/hardware/collective_protocols.hpp>\n"));
  CHECK(has(header,
            "\ninline constexpr collective_protocols pcie_box_collectives{\n    .name = \"PCIe box, "
            "collectives\",\n"));
  CHECK(has(header, "static_assert((require_valid(pcie_box_collectives), true));"));
  CHECK(has(header, "// As of L40S: "));
  CHECK(has(header, "                .participants = 4,\n                // "));
  CHECK(has(header, ".kept_bandwidth = bytes_per_second::from_value(math::infinity),"));
  CHECK_FALSE(has(header, "message_protocols"));
  // Every number that there is, to the digits that are written.
  for_each_number(machine.collectives->fit.descriptor, [&](const auto& member, const auto& number) {
    CAPTURE(member.name);
    const auto is_written = [&](int digits) {
      return has(header, " = " + sw::literal(number, digits) + ",\n");
    };
    const bool is_found = machine.collectives->fit.of(number).has_value();
    CHECK((is_written(sw::measured_digits) || (!is_found && is_written(sw::exact_digits))));
  });
  sw::calibrated_machine without = machine;
  without.collectives->kept = false;
  CHECK_FALSE(has(header_of(without), "collective_protocols"));
  CHECK(has(header_of(without), "message_protocols"));
}

}  // namespace
