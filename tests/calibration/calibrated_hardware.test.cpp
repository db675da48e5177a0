// Mirrors include/scalewall/calibration/calibrated_hardware.hpp.

#include <scalewall/calibration/calibrated_hardware.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/catalog/all.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

/// What calibrate_this_machine writes of a device whose copies, multiplications and transfers were fitted.
nlohmann::ordered_json machine_of(const std::string& name) {
  sw::device_description device{.name = name, .backend = "CUDA", .facts = {}, .known = sw::catalog::h200_sxm};
  device.known.name = {};
  nlohmann::ordered_json json = device;
  json["calibration"] = {
      {"fitted",
       {{{"number", "accelerator.sustained_share"}, {"value", 0.625}, {"low", 0.6}, {"high", 0.65}},
        {{"number", "accelerator.memory[0].bandwidth_bytes_per_s"},
         {"value", 4e12},
         {"low", 4e12},
         {"high", 4e12}},
        {{"number", "network[1].latency_s"}, {"value", 5e-6}, {"low", 5e-6}, {"high", 5e-6}},
        {{"number", "accelerator.matmul_latency_s"},
         {"left_out", true},
         {"stopped", "at least"},
         {"bound", 0}},
        {{"number", "bf16.cached_bytes"}, {"value", 1e6}, {"low", 1e6}, {"high", 1e6}}}}};
  return json;
}

TEST_CASE("what fits found is in the descriptor, and not in what is compared by data sheets") {
  const sw::described_hardware read = sw::read_hardware(machine_of("a GPU of somebody").dump());
  CHECK(read.name == "a GPU of somebody");
  CHECK(read.like->name == "H200 SXM");
  CHECK(read.machines.gpu.sustained_share == 0.625);
  CHECK(read.machines.gpu.evidence == sw::evidence::measured);
  CHECK(read.machines.gpu.memory[0].bandwidth == 4_TB_per_s);
  CHECK(read.machines.gpu.matmul_latency == sw::catalog::h200_sxm.matmul_latency);
  CHECK(read.machines.network[0] == read.like->network[0]);
  CHECK(read.machines.network[1].latency == 5_us);
  CHECK(read.machines.network[1].bandwidth == read.like->network[1].bandwidth);
  CHECK(read.on_data_sheet.gpu.memory[0].bandwidth == sw::catalog::h200_sxm.memory[0].bandwidth);
  CHECK(std::find(read.assumed.begin(), read.assumed.end(),
                  "kernels and collectives: 1 numbers that were fitted to them are left out") !=
        read.assumed.end());
}

TEST_CASE("a device of the catalog is like itself") {
  const sw::described_hardware read = sw::read_hardware(machine_of("NVIDIA H200").dump());
  CHECK(read.name == "NVIDIA H200, as calibrated");
  CHECK(read.like == sw::catalog::find("NVIDIA H200"));
  CHECK(read.machines.library == nullptr);
  CHECK(read.on_data_sheet.gpu.memory[0].bandwidth == read.like->gpu.memory[0].bandwidth);
}

TEST_CASE("a file that names a GPU of the catalog is that") {
  const sw::described_hardware read =
      sw::read_hardware(R"({"name": "ours", "backend": "published", "catalog": "h200 sxm"})");
  CHECK(read.name == "ours");
  CHECK(read.machines.gpu == sw::catalog::h200_sxm);
  CHECK(read.machines.network == sw::catalog::dgx_h200.network);
}

TEST_CASE("a description of a person is read by the same function") {
  CHECK(sw::read_hardware(R"({"name": "ours", "like": "H100 SXM"})").like->name == "H100 SXM");
  CHECK_THROWS_AS(sw::read_hardware("[1]"), sw::broken_rule);
  CHECK_THROWS_AS(sw::read_hardware(R"({"name": "ours", "known": {}})"), sw::broken_rule);
  CHECK_THROWS_AS(sw::read_hardware(R"({"name": "ours", "catalog": "H900"})"), sw::broken_rule);
}

}  // namespace
