// Mirrors include/scalewall/search/cluster_sizes.hpp.

#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/search/cluster_sizes.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace {

using namespace scalewall;

std::vector<count> first(std::size_t number, const std::vector<count>& sizes) {
  return {sizes.begin(), sizes.begin() + static_cast<std::ptrdiff_t>(number)};
}

TEST_CASE("sizes double from one accelerator per expert, in nodes of a power of two") {
  for (const cluster& machines : {catalog::dgx_h100, catalog::h100_superpod, catalog::h100_global_nvlink}) {
    const std::vector<count> sizes = doubled_sizes(machines.network, 1);
    CHECK(sizes.size() == 60);
    CHECK(first(5, sizes) == std::vector<count>{1, 2, 4, 8, 16});
    CHECK(sizes.back() == count{std::int64_t{1} << 59});
  }
  // Twelve accelerators would be a node and a half.
  CHECK(first(4, doubled_sizes(catalog::dgx_h100.network, 3)) == std::vector<count>{3, 6, 24, 48});
  CHECK(doubled_sizes(catalog::dgx_h100.network, 3).back() == count{std::int64_t{1} << 59} * 3);
}

TEST_CASE("whole racks double, and all sizes fill them") {
  const network& racks = catalog::gb200_nvl72.network;
  CHECK(first(12, doubled_sizes(racks, 1)) ==
        std::vector<count>{1, 2, 4, 8, 16, 32, 64, 72, 144, 288, 576, 1152});
  CHECK(first(6, doubled_sizes(racks, 8)) == std::vector<count>{8, 16, 32, 64, 72, 144});
  CHECK(first(6, doubled_sizes(racks, 5)) == std::vector<count>{5, 10, 20, 40, 360, 720});
  for (const std::int64_t experts : {1, 3, 5, 7, 9, 40, 1024})
    for (const cluster& machines : catalog::all)
      for (const count size : doubled_sizes(machines.network, experts)) {
        CHECK(find_level_sizes(machines.network, size).has_value());
        CHECK(size % experts == count{});
      }
}

TEST_CASE("where a model does not divide over whole racks, equal parts of whole racks are looked at") {
  CHECK(least_whole_cluster(catalog::gb200_nvl72.network, {64, 16, 1, 1}) == count{16 * 72});
  CHECK(least_whole_cluster(catalog::gb200_nvl72.network, {64, 1, 1, 1}) == count{64});
  CHECK(least_whole_cluster(catalog::h100_superpod.network, {6, 30, 4, 1}) == count{8 * 32 * 4});
  const mlp_transformer model{.layers = 64, .d_model = 1024, .d_ff = 4096};
  const auto sizes_on = [&](const cluster& machines) {
    return cluster_sizes(step_estimator(model, machines, {.sequences = 64}), space::reference);
  };
  const std::vector<cluster_size> racks = sizes_on(catalog::gb200_nvl72);
  const auto at = std::find(racks.begin(), racks.end(), cluster_size{576, 576});
  REQUIRE(at != racks.end());
  CHECK(*(at + 1) == cluster_size{576, 512});
  CHECK(*(at + 2) == cluster_size{1152, 1152});
  // Nodes of eight are filled by any double.
  for (const cluster_size& size : sizes_on(catalog::dgx_h100)) CHECK(size.accelerators == size.working);
}

TEST_CASE("what works may be part of every rack, in the least cluster that has room for it") {
  CHECK(least_cluster(catalog::gb200_nvl72.network, {64, 16, 1, 1}) == count{15 * 72 + 64});
  CHECK(least_cluster(catalog::gb200_nvl72.network, {72, 16, 1, 1}) == count{16 * 72});
  CHECK(least_cluster(catalog::gb200_nvl72.network, {64, 1, 1, 1}) == count{64});
  CHECK(least_cluster(catalog::h100_superpod.network, {8, 30, 4, 1}) == count{3 * 256 + 30 * 8});

  const mlp_transformer model{.layers = 64, .d_model = 1024, .d_ff = 4096};
  const step_estimator question(model, catalog::gb200_nvl72, {.sequences = 64});
  const std::vector<cluster_size> sizes = cluster_sizes(question, space::full);
  CHECK(std::find(sizes.begin(), sizes.end(), cluster_size{15 * 72 + 64, 1024}) != sizes.end());
  CHECK(std::is_sorted(sizes.begin(), sizes.end(), [](const cluster_size& a, const cluster_size& b) {
    return a.accelerators < b.accelerators;
  }));
  for (const auto& [accelerators, working] : sizes) CHECK(working <= accelerators);
}

}  // namespace
