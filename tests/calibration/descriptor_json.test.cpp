// Mirrors include/scalewall/calibration/descriptor_json.hpp; what is read of a machine is in machine_json.test.cpp.

#include <scalewall/calibration/descriptor_json.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("units stand in the keys, names outside, and what is not set is not there") {
  const nlohmann::ordered_json json = sw::catalog::a100_sxm;
  CHECK(json.at("clock_hz") == 1.41e9);
  CHECK(json.at("memory").at(0).at("capacity_bytes") == 40e9);
  CHECK(json.at("memory").at(2).at("units") == 108);
  CHECK(json.at("flop_per_clock_and_thread").at("bf16") == 16);
  CHECK_FALSE(json.contains("name"));
  CHECK_FALSE(json.contains("power_w"));
  sw::accelerator priced = sw::catalog::a100_sxm;
  priced.power = 400_W;
  priced.price = 2_dollars_per_h;
  const nlohmann::ordered_json with_price = priced;
  CHECK(with_price.at("power_w") == 400);
  CHECK(with_price.at("price_per_s") == 2. / 3600);
  priced.name = {};
  CHECK(with_price.get<sw::accelerator>() == priced);
}

TEST_CASE("parts, lists of parts and parts that may be missing are read again") {
  sw::ring_protocols ring = sw::catalog::nccl_h100_sxm.ring;
  const nlohmann::ordered_json json = ring;
  CHECK(json.at("ll").at("hop_s") == ring.ll.hop.value());
  CHECK(json.at("ll128").at("bandwidth_bytes_per_s") == ring.ll128->bandwidth.value());
  CHECK_FALSE(json.at("choice").contains("ll_at_most_bytes"));
  sw::memory_level level{.kind = sw::memory_kind::l2, .capacity = 1_MB};
  nlohmann::ordered_json told = level;
  CHECK(told.get<sw::memory_level>() == level);
  told.erase("units");  // implied
  CHECK(told.get<sw::memory_level>() == level);
  told.erase("capacity_bytes");
  CHECK_THROWS_AS(told.get<sw::memory_level>(), nlohmann::json::out_of_range);
}

}  // namespace
