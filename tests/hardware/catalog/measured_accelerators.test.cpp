// Mirrors include/scalewall/hardware/catalog/measured_accelerators.hpp.

#include <scalewall/cost/matmul.hpp>
#include <scalewall/hardware/catalog/measured_accelerators.hpp>

namespace {

using namespace scalewall;

constexpr bool within(double share, double value, double of) {
  return value > (1 - share) * of && value < (1 + share) * of;
}

static_assert(within(1e-3, peak(catalog::h200_sxm).value(), 989.5e12), "the dense rate of the data sheet");
static_assert(within(1e-12, peak(catalog::b200_sxm).value(), 2250e12));
static_assert(within(1e-12, peak(catalog::gb300).value(), 2500e12));
static_assert(within(1e-4, catalog::b200_sxm.clock.value(), 1.8558e9),
              "2250 TFLOP/s over 148 x 128 threads of 64 FLOP");
static_assert(within(1e-3, catalog::gb200.clock.value(), 2.008e9), "2500 TFLOP/s over 152 multiprocessors");

constexpr flop_per_second peak_in(accelerator gpu, precision format) {
  gpu.format = format;
  return peak(gpu);
}
static_assert(within(1e-12, peak_in(catalog::b200_sxm, precision::tf32).value(), 1125e12));
static_assert(within(1e-12, peak_in(catalog::b200_sxm, precision::fp16).value(), 2250e12));
static_assert(within(1e-12, peak_in(catalog::gb200, precision::fp8).value(), 5000e12));
static_assert(within(1e-12, peak_in(catalog::gb200, precision::int8).value(), 5000e12));
static_assert(within(1e-12, peak_in(catalog::b300_sxm, precision::int8).value(), 153.5e12));

// The L2 of an H200 is as large as the device says.
static_assert(catalog::h200_sxm.memory[1].capacity == catalog::measured_dgx_h200.gpu.memory[1].capacity);

static_assert(memory_capacity(catalog::gb200) == 186_GB);
static_assert(catalog::dgx_b200.network[0].bandwidth.one_way() == 900_GB_per_s);
static_assert(catalog::dgx_b300.network[1].bandwidth.one_way() == 100_GB_per_s);
static_assert(catalog::gb200_nvl72.network[0].size == 72);

// A large multiplication reaches nearly the sustained rate, and that of a newer accelerator is quicker.
constexpr matmul_shape large{.rows = 16384, .columns = 16384, .tokens = 16384};
constexpr seconds time_large(const accelerator& gpu) {
  return time_matmul(gpu, large, matmul_kind::activation).total();
}
static_assert(within(0.02, time_large(catalog::b200_sxm).value(),
                     (flop_of(large) / sustained(catalog::b200_sxm)).value()));
static_assert(time_large(catalog::b200_sxm) < time_large(catalog::h200_sxm));
static_assert(time_large(catalog::h200_sxm) < time_large(catalog::a100_sxm));

}  // namespace
