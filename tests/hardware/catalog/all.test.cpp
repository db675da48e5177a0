// Mirrors include/scalewall/hardware/catalog/all.hpp.

#include "../../constant.hpp"
#include <scalewall/hardware/catalog/all.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace {

using namespace scalewall;

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
