// Mirrors include/scalewall/hardware/catalog/all.hpp.

#include "../../constant.hpp"
#include <scalewall/hardware/catalog/all.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr bool all_are_valid() {
  for (const cluster& machines : catalog::all) require_valid(machines);
  return true;
}
static_assert(all_are_valid());

constexpr bool every_name_finds_its_own() {
  for (const cluster& machines : catalog::all)
    if (catalog::find(machines.name) != &machines) return false;
  return true;
}
static_assert(every_name_finds_its_own(), "no two clusters share a name");

static_assert(*catalog::find("V100 SXM") == catalog::dgx_v100);
static_assert(*catalog::find("A100 SXM") == catalog::dgx_a100);
static_assert(*catalog::find("H100 PCIe") == catalog::h100_pcie_nodes);
static_assert(*catalog::find("H100 SXM") == catalog::dgx_h100);
static_assert(*catalog::find("H200 SXM") == catalog::dgx_h200);
static_assert(*catalog::find("B200 SXM") == catalog::dgx_b200);
static_assert(*catalog::find("GB300") == catalog::gb300_nvl72);
static_assert(*catalog::find("H100 SXM Superpod") == catalog::h100_superpod);
static_assert(*catalog::find("H100 SXM Low Latency") == catalog::h100_low_latency);
static_assert(*catalog::find("H100 SXM Superpod ZL") == catalog::h100_superpod_low_latency);
static_assert(*catalog::find("H100 SXM Global NVLink") == catalog::h100_global_nvlink);
static_assert(*catalog::find("H100 SXM Global NVLink and LL") == catalog::h100_global_nvlink_low_latency);
static_assert(*catalog::find("H100 SXM Infinite Network and LL") ==
              catalog::h100_infinite_network_low_latency);

static_assert(*catalog::find("A100 SXM 80 GB") == catalog::dgx_a100_80gb);
static_assert(*catalog::find("MI300X") == catalog::mi300x_platform);

// What data sheets say, by the name of the accelerator: dense 16-bit TFLOP/s, GB of memory, GB/s to other nodes, one way.
struct data_sheet {
  std::string_view gpu;
  double peak;
  double memory;
  double between_nodes;
};
constexpr data_sheet data_sheets[] = {{"V100 SXM", 125, 32, 6.25},
                                      {"A100 SXM", 312, 40, 25},
                                      {"A100 SXM 80 GB", 312, 80, 25},
                                      {"H100 PCIe", 756, 80, 50},
                                      {"H100 SXM", 989, 80, 50},
                                      {"H800 SXM", 989, 80, 50},
                                      {"NVIDIA H100 80GB HBM3", 989, 80, 50},
                                      {"H200 SXM", 989, 141, 50},
                                      {"NVIDIA H200", 989, 141, 50},
                                      {"B200 SXM", 2250, 180, 50},
                                      {"B300 SXM", 2250, 270, 100},
                                      {"GB200", 2500, 186, 50},
                                      {"GB300", 2500, 279, 100},
                                      {"RTX 4090", 165, 24, 31.5},
                                      {"MI300X", 1307, 192, 50},
                                      {"MI325X", 1307, 256, 50},
                                      {"MI355X", 2516, 288, 50}};

constexpr const data_sheet* data_sheet_of(const cluster& machines) {
  for (const data_sheet& one : data_sheets)
    if (one.gpu == machines.gpu.name) return &one;
  return nullptr;
}

constexpr bool every_one_is_as_its_data_sheet_says() {
  for (const cluster& machines : catalog::all) {
    const data_sheet* says = data_sheet_of(machines);
    if (says == nullptr) return false;
    const double peak_off = peak(machines.gpu) / 1_TFLOP_per_s - says->peak;
    if (!(peak_off > -1 && peak_off < 1)) return false;
    if (memory_capacity(machines.gpu).value() != 1e9 * says->memory) return false;
    const bool is_built = machines.name == machines.gpu.name;
    if (is_built && machines.network.back().bandwidth.one_way().value() != 1e9 * says->between_nodes)
      return false;
  }
  return true;
}
static_assert(every_one_is_as_its_data_sheet_says());

// Multiprocessors or compute units are as many at every level that has them, and make up the threads.
constexpr bool units_agree() {
  for (const cluster& machines : catalog::all) {
    const auto& memory = machines.gpu.memory;
    if (memory[2].kind != memory_kind::shared || memory[3].units != 4 * memory[2].units) return false;
    const std::int64_t threads = machines.gpu.threads / memory[2].units;
    if (threads * memory[2].units != machines.gpu.threads || (threads != 128 && threads != 64)) return false;
  }
  return true;
}
static_assert(units_agree());

// What nobody measured is at its best, and says so; what was is not.
constexpr bool only_what_was_measured_is_below_its_best() {
  for (const cluster& machines : catalog::all) {
    const bool measured = machines.gpu.evidence == evidence::measured;
    if (measured != (machines.gpu.sustained_share < 1)) return false;
    if (measured != (machines.gpu.matmul_latency.value() > 0)) return false;
  }
  return true;
}
static_assert(only_what_was_measured_is_below_its_best());

// The same plan on the same GPU has one denominator, whatever clock the GPU was seen at.
constexpr accelerator as_read_off = [] {
  accelerator gpu = catalog::measured_dgx_h100.gpu;
  for (arithmetic_rate& rate : gpu.rates) rate.published.reset();
  return gpu;
}();
static_assert(peak(as_read_off) > 1.07_PFLOP_per_s);
static_assert(peak(catalog::with_published_rates(as_read_off, "NVIDIA H100 80GB HBM3")) == 989.4_TFLOP_per_s);
static_assert(catalog::with_published_rates(as_read_off, "another") == as_read_off);
static_assert(sustained(catalog::measured_dgx_h100.gpu) == sustained(as_read_off));

static_assert(&catalog::at("H100 SXM") == catalog::find("H100 SXM"));
static_assert(&catalog::at("h100 sxm") == catalog::find("H100 SXM"), "whatever its capitals");
static_assert(!constant<[] { return catalog::at("H100").network.size(); }>);
static_assert(catalog::find("B200") == nullptr);
static_assert(catalog::find("h100 sxm") == nullptr, "names are told apart by their case");
static_assert(catalog::find("") == nullptr);

TEST_CASE("of a name that is not in the catalog the nearest are told") {
  const auto sentence_of = [](std::string_view name) -> std::string {
    try {
      return std::string(catalog::at(name).name);
    } catch (const broken_rule& broken) {
      return broken.what();
    }
  };
  CHECK(sentence_of("gb300") == "GB300");
  CHECK(sentence_of("H100").starts_with("no GPU is called 'H100'; the known ones are H100 SXM, H100 PCIe, "));
  CHECK(sentence_of("A10 SXM").starts_with("no GPU is called 'A10 SXM'; the known ones are A100 SXM, "));
}

}  // namespace
