// Mirrors include/scalewall/hardware/catalog/kernel_libraries.hpp.

#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/kernel_libraries.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <set>
#include <string_view>

namespace {

using namespace scalewall;

static_assert(catalog::find_kernel_library("A100 SXM") == catalog::find_kernel_library("A100 SXM 80 GB"));
static_assert(catalog::find_kernel_library("H100") == nullptr, "a name is whole");
static_assert(catalog::measured_dgx_h100.library == catalog::find_kernel_library("NVIDIA H100 80GB HBM3"));
static_assert(catalog::measured_dgx_h200.library == catalog::find_kernel_library("NVIDIA H200"));

TEST_CASE("every library is valid, and every GPU has one") {
  std::set<std::string_view> named;
  for (const catalog::measured_on& one : catalog::kernel_libraries) {
    CHECK_NOTHROW(require_valid(*one.library));
    CHECK(named.insert(one.gpu).second);
  }
}

TEST_CASE("every kernel and every protocol of the catalog is part of a library") {
  std::set<std::string_view> kernels, protocols;
  for (const catalog::measured_on& one : catalog::kernel_libraries) {
    for (const matmul_kernels& held : one.library->matmuls) kernels.insert(held.name);
    if (one.library->collectives) protocols.insert(one.library->collectives->name);
  }
  CHECK(kernels.size() == std::size(catalog::measured_matmuls));
  CHECK(protocols.size() == std::size(catalog::measured_collectives));
}

TEST_CASE("clusters of the catalog have the library of their accelerator, or none") {
  std::size_t with_library = 0;
  for (const cluster& machines : catalog::all) {
    CHECK_NOTHROW(require_valid(machines));
    if (machines.library == nullptr) continue;
    ++with_library;
    CHECK(machines.library == catalog::find_kernel_library(machines.gpu.name));
  }
  CHECK(with_library == 2);
}

}  // namespace
