#include <scalewall/calibration/calibrate.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/hardware/catalog/measured_matmuls.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

const sw::device_description device{.name = "a\nGPU \\", .backend = "test", .known = sw::catalog::a100_sxm};

sw::measurement row(const sw::probe& what, sw::seconds took) {
  return {.what = what,
          .took = {.median = took, .lower_quartile = took, .upper_quartile = took, .samples = 9}};
}

sw::seconds by_reference(const sw::probe& what) {
  return sw::reference_predictor("truth", device.known, sw::catalog::dgx_a100.network).predict(what)->time;
}

std::vector<sw::measurement> transfers() {
  std::vector<sw::measurement> all;
  for (sw::bytes size = 8_B; size < 1_GiB; size *= 4)
    for (const std::int64_t participants : {2, 4}) {
      const sw::transfer_probe what{.participants = participants, .size = size};
      all.push_back(row(what, by_reference(what)));
    }
  return all;
}

std::vector<sw::measurement> rows() {
  std::vector<sw::measurement> all = transfers();
  const auto add = [&](const sw::probe& what) { all.push_back(row(what, by_reference(what))); };
  for (std::int64_t width = 256; width <= 16384; width *= 2)
    for (std::int64_t tokens = 16; tokens <= 16384; tokens *= 2)
      add(sw::matmul_probe{.shape = {width, width, tokens}});
  add(sw::matmul_probe{.shape = {256, 256, 256}, .format = sw::precision::fp16});
  return all;
}

TEST_CASE("everything that there are rows for is described") {
  const sw::calibrated_machine machine = sw::calibrate("2nd \"try\"", device, rows());
  CHECK(machine.network.levels.size() == 1);
  REQUIRE(machine.kernels.size() == 1);  // one multiplication in fp16 does not tell its kernels
  CHECK(machine.kernels[0].fit.descriptor.format == sw::precision::bf16);
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
  sw::matmul_kernels kernels = machine.kernels[0].fit.descriptor;
  for_each_number(kernels,
                  [&](const std::string& number, auto...) { CHECK(has("\n    ." + number + " = ")); });
  // A fit without redraws has no intervals to tell.
  CHECK_FALSE(has("nine of ten"));
}

TEST_CASE("a header says of a number how it was found, or that it was not") {
  sw::fitted_number number{.name = "exposed", .value = 0.1, .low = 0.05, .high = 0.2};
  CHECK(sw::how_found<double>(number, "9 rows") ==
        "Fitted to 9 rows; nine of ten fits to redrawn rows lie between 0.05 and 0.2.");
  number.end = sw::fit_end::at_least;
  number.bound = 0.001;
  CHECK(sw::how_found<double>(number, "9 rows") ==
        "Not found: the fit to 9 rows ended at its bound of 0.001.");
  number.left_out = true;
  CHECK(sw::how_found<double>(number, "9 rows") ==
        "Left out: the fit to 9 rows ended at its bound of 0.001.");
  number.end = sw::fit_end::between;
  CHECK(sw::how_found<double>(number, "9 rows") == "Left out: 9 rows do not show it.");

  // In its place in the header, with a value without effect.
  sw::calibrated_machine machine = sw::calibrate("machine", device, rows());
  sw::matmul_fit& fit = machine.kernels[0].fit;
  fit.descriptor.store = sw::bytes_per_second::from_value(sw::math::infinity);
  for (sw::fitted_number& one : fit.found.numbers)
    if (one.name == "store") {
      one.left_out = true;
      one.end = sw::fit_end::between;
    }
  std::ostringstream out;
  write_descriptor_header(out, machine);
  CHECK(out.str().find("multiplications in bf16 do not show it.\n"
                       "    .store = bytes_per_second::from_value(math::infinity),\n") != std::string::npos);
  CHECK(out.str().find(".evidence = evidence::measured,") != std::string::npos);
}

/// Transfers in a node, as a library takes for them that has these protocols.
std::vector<sw::measurement> collectives_of(const sw::collective_protocols& protocols) {
  std::vector<sw::measurement> all;
  for (std::size_t what = 0; what < 4; ++what)
    for (const std::int64_t participants : {2, 4, 8})
      for (sw::bytes size = 1_KiB; size <= 256_MiB; size *= 8) {
        const auto operation = static_cast<sw::transfer_operation>(what);
        all.push_back(row(sw::transfer_probe{operation, participants, 1, size},
                          sw::time_collective(protocols, operation, participants, size).total));
      }
  return all;
}

TEST_CASE(
    "collectives of accelerators are described by the protocols that were fitted from the nearest ones") {
  // An L40S on another host, its links a little slower, under a name that says nothing.
  sw::collective_protocols truth = sw::catalog::nccl_l40s;
  truth.name = "unknown";
  truth.launch *= 2;
  for (sw::ring_span& span : truth.ring.spans) span.simple *= 0.9;
  const auto measured = collectives_of(truth);
  const sw::calibrated_machine machine =
      sw::calibrate("PCIe box", device, measured, 0, sw::catalog::measured_collectives);
  REQUIRE(machine.collectives.has_value());
  CHECK(machine.collectives->start == sw::catalog::nccl_l40s);
  CHECK(machine.collectives->kept);
  CHECK(refined_predictor(machine).predict(measured[0].what)->bound_by == "LL");
  CHECK(other_predictor(machine).predict(measured[0].what)->bound_by.starts_with("messages"));
  sw::collective_protocols found = machine.collectives->fit.descriptor;
  CHECK(found.launch / truth.launch == doctest::Approx(1).epsilon(0.05));
  CHECK(found.ring.spans[2].simple / truth.ring.spans[2].simple == doctest::Approx(1).epsilon(0.02));

  std::ostringstream out;
  write_descriptor_header(out, machine);
  const std::string header = out.str();
  const auto has = [&](const std::string& text) { return header.find(text) != std::string::npos; };
  CHECK(has("#include <scalewall/hardware/collective_protocols.hpp>\n"));
  CHECK(
      has("\ninline constexpr collective_protocols pcie_box_collectives{\n    .name = \"PCIe box, "
          "collectives\",\n"));
  CHECK(has("static_assert((require_valid(pcie_box_collectives), true));"));
  CHECK(has("// As of L40S: "));
  CHECK(has("                .participants = 4,\n                // "));
  CHECK(has(".kept_bandwidth = bytes_per_second::from_value(math::infinity),"));
  CHECK_FALSE(has("message_protocols"));
  // Every number that there is, to the digits that are written.
  for_each_number(found, [&](const std::string& name, const auto& number, auto...) {
    CAPTURE(name);
    CHECK(
        has(" = " +
            (sw::detail::is_there(number) ? sw::literal(number, sw::measured_digits) : sw::literal(number)) +
            ",\n"));
  });
}

TEST_CASE("protocols that are not near, or do not make what was held out nearer, are not kept") {
  // No collective of a GPU takes a tenth of a microsecond.
  std::vector<sw::measurement> threads = collectives_of(sw::catalog::nccl_h100_sxm);
  for (sw::measurement& one : threads) one.took.median = one.took.median / 50;
  CHECK_FALSE(sw::calibrate("threads", device, threads, 0, sw::catalog::measured_collectives).collectives);

  // A latency and a bandwidth are regimes of messages to the letter.
  const sw::calibrated_machine plain =
      sw::calibrate("plain", device, transfers(), 0, sw::catalog::measured_collectives);
  REQUIRE(plain.collectives.has_value());
  CHECK_FALSE(plain.collectives->kept);
  const sw::probe transfer = sw::transfer_probe{.size = 3_MB};
  CHECK(refined_predictor(plain).predict(transfer)->bound_by.starts_with("messages"));
  CHECK(other_predictor(plain).predict(transfer)->bound_by == "Simple");
  std::ostringstream out;
  write_descriptor_header(out, plain);
  CHECK(out.str().find("collective_protocols") == std::string::npos);

  // Between two threads there is no collective.
  std::vector<sw::measurement> pairs;
  for (sw::bytes size = 64_B; size < 1_GiB; size *= 2) {
    const sw::transfer_probe what{sw::transfer_operation::point_to_point, 2, 1, size};
    pairs.push_back(
        row(what, sw::time_collective(sw::catalog::nccl_h100_sxm, what.operation, 2, size).total));
  }
  CHECK_FALSE(sw::calibrate("pairs", device, pairs, 0, sw::catalog::measured_collectives).collectives);
}

}  // namespace
