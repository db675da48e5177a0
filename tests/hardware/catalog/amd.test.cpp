// Mirrors include/scalewall/hardware/catalog/amd.hpp. Peaks, memory and networks of all are in all.test.cpp.

#include <scalewall/hardware/catalog/amd.hpp>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr bool prints_as(accelerator gpu, precision format, double tflop_per_s) {
  gpu.format = format;
  const double off = peak(gpu) / 1_TFLOP_per_s - tflop_per_s;
  return off > -1 && off < 1;
}
static_assert(prints_as(catalog::mi300x, precision::fp32, 163.4));
static_assert(prints_as(catalog::mi300x, precision::tf32, 653.7));
static_assert(prints_as(catalog::mi325x, precision::fp8, 2615));
static_assert(prints_as(catalog::mi355x, precision::fp32, 157.3));
static_assert(prints_as(catalog::mi355x, precision::fp8, 5033));
static_assert(flop_per_clock_and_thread(catalog::mi355x, precision::tf32) == 0_FLOP);

static_assert(catalog::mi300x.evidence == evidence::data_sheet);
static_assert(catalog::mi300x_platform.network[0].size == 8);
static_assert(catalog::mi300x_platform.network[0].bandwidth.one_way() == 448_GB_per_s,
              "seven links of 64 GB/s");
static_assert(catalog::mi355x_platform.network[0].bandwidth.one_way() == 535.5_GB_per_s);

}  // namespace
