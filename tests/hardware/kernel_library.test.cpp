// Mirrors include/scalewall/hardware/kernel_library.hpp.

#include "../constant.hpp"
#include <scalewall/hardware/catalog/kernel_libraries.hpp>

#include <doctest/doctest.h>

#include <type_traits>

namespace {

using namespace scalewall;

constexpr kernel_library library = catalog::trtllm_and_nccl_on_h100_sxm;
static_assert(find_kernels(library, precision::bf16)->name == catalog::h100_sxm_bf16_trtllm.name);
static_assert(find_kernels(library, precision::fp8)->format == precision::fp8);
static_assert(find_kernels(library, precision::fp64) == nullptr);

TEST_CASE("a library has something, once, and says where it is from") {
  CHECK_NOTHROW(require_valid(library));
  const auto broken = [](auto change) {
    kernel_library other = library;
    change(other);
    require_valid(other);
  };
  CHECK_THROWS_WITH_AS(require_valid(kernel_library{.name = "empty"}),
                       "a kernel library has kernels, or protocols of collectives", broken_rule);
  CHECK_THROWS_WITH_AS(broken([](kernel_library& l) { l.matmuls.push_back(l.matmuls[0]); }),
                       "a kernel library has kernels of every format once", broken_rule);
  CHECK_THROWS_WITH_AS(broken([](kernel_library& l) { l.matmuls_from = ""; }),
                       "a kernel library says where the numbers of its kernels are from", broken_rule);
  CHECK_THROWS_WITH_AS(broken([](kernel_library& l) { l.collectives_from = ""; }),
                       "a kernel library says where the numbers of its collectives are from", broken_rule);
  CHECK_THROWS_AS(broken([](kernel_library& l) { l.matmuls[0].multiprocessors = 0; }), broken_rule);
  CHECK_THROWS_AS(broken([](kernel_library& l) { l.collectives->participants = 1; }), broken_rule);
}

}  // namespace
