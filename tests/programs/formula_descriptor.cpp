// Compiles with the header that calibrate_this_machine wrote of the recording of formula_recording.cpp, and holds the
// numbers in it to those that made the recording.

#include <a_formula.hpp>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr bool near(double found, double truth) { return found > 0.995 * truth && found < 1.005 * truth; }

constexpr const accelerator& gpu = measured::a_formula_accelerator;
static_assert(gpu.name == "a \"formula\"");
static_assert(near(gpu.sustained_share, 0.62));
static_assert(near(gpu.matmul_latency / 7.5_us, 1));
static_assert(near(gpu.memory[0].bandwidth / 1310_GB_per_s, 1));
static_assert(near(gpu.memory[1].bandwidth / 3900_GB_per_s, 1));
static_assert(gpu.memory[0].capacity == 40_GB && gpu.memory[1].capacity == 40_MiB, "as it was known");
static_assert(gpu.rates.size() == 1 && gpu.rates[0] == arithmetic_rate{precision::bf16, 16_FLOP});
static_assert(gpu.clock == 1410_MHz && gpu.threads == 108 * 128);

static_assert(near(measured::a_formula_network[0].bandwidth.one_way() / 123_GB_per_s, 1));
static_assert(near(measured::a_formula_network[0].latency / 6_us, 1));
static_assert(measured::a_formula_cluster.gpu == gpu);

static_assert(measured::a_formula_bf16_kernels.multiprocessors == 108);

}  // namespace
