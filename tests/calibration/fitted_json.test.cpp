// Mirrors include/scalewall/calibration/fitted_json.hpp.

#include <scalewall/calibration/fitted_json.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("every number has a way to it") {
  const auto& protocols = sw::catalog::nccl_h100_sxm;
  const std::vector<std::string> paths = sw::number_paths("nccl", protocols);
  CHECK(paths.front() == "nccl.launch_s");
  CHECK(paths[place_of(protocols, protocols.ring.ll128->hop)] == "nccl.ring.ll128.hop_s");
  CHECK(paths[place_of(protocols, protocols.exchange.spans[0].simple)] ==
        "nccl.exchange.spans[0].simple_bytes_per_s");
  const sw::network& network = sw::catalog::dgx_h100.network;
  CHECK(sw::number_paths("network", network).back() == "network[1].latency_s");
}

sw::fitted_descriptor<sw::accelerator> fit() {
  sw::fitted_descriptor<sw::accelerator> made{.descriptor = sw::catalog::a100_sxm};
  const sw::accelerator& gpu = made.descriptor;
  const sw::fit_evidence evidence{9, sw::row_kind::copy};
  made.set(place_of(gpu, gpu.matmul_latency),
           {.value = 4e-6, .low = 3e-6, .high = 5e-6, .evidence = evidence});
  made.set(place_of(gpu, gpu.memory[0].bandwidth), {.value = 2e12, .low = 2e12, .high = 2e12});
  made.set(place_of(gpu, gpu.memory[1].bandwidth),
           {.value = sw::without_limit, .end = sw::fit_end::at_most, .left_out = true, .bound = 9e12});
  made.set(place_of(gpu, gpu.sustained_share),
           {.value = 0.9, .end = sw::fit_end::at_most, .bound = 0.91, .low = 0.8, .high = 0.91});
  return made;
}

TEST_CASE("what was found is written with its interval and evidence, or that it was not found") {
  nlohmann::ordered_json all = nlohmann::ordered_json::array();
  add_fitted(all, "accelerator", fit());
  REQUIRE(all.size() == 4);
  CHECK(all[1].dump() ==
        R"({"number":"accelerator.memory[1].bandwidth_bytes_per_s","from":"0 transfers","stopped":"at most",)"
        R"("bound":9000000000000.0,"left_out":true})");
  CHECK(
      all[3].dump() ==
      R"({"number":"accelerator.matmul_latency_s","value":4e-06,"low":3e-06,"high":5e-06,"from":"9 copies"})");

  const nlohmann::ordered_json machine = {{"name", "one"}, {"calibration", {{"fitted", all}}}};
  const auto ranges = sw::read_fitted_ranges(machine.dump());
  // Neither what has no interval nor what stopped at a bound is a range.
  REQUIRE(ranges.size() == 1);
  CHECK(ranges[0].number == "accelerator.matmul_latency_s");
  CHECK(ranges[0].low_factor == doctest::Approx(0.75));
  CHECK(ranges[0].high_factor == doctest::Approx(1.25));
  CHECK(sw::read_fitted_ranges("{}").empty());
}

TEST_CASE("an interval beside its value is told") {
  CHECK_THROWS_WITH_AS(
      sw::read_fitted_ranges(
          R"({"calibration": {"fitted": [{"number": "a.b", "value": 3, "low": 4, "high": 5}]}})"),
      "a fitted number is positive and lies in its interval (value = 3, low = 4, high = 5)", sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::read_fitted_ranges(R"({"calibration": {"fitted": [{"number": "a.b"}]}})"),
                       "key 'value' not found", sw::broken_rule);
  CHECK_THROWS_AS(sw::read_fitted_ranges("{"), sw::broken_rule);
}

}  // namespace
