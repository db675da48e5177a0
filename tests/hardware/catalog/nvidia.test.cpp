// Mirrors include/scalewall/hardware/catalog/nvidia.hpp.
//
// The numbers are written down a second time, as the columns of a table, and arrive by another way than the catalog's:
// counted in multiprocessors and blocks, in the units of the data sheets.

#include <scalewall/hardware/catalog/nvidia.hpp>

#include <cstdint>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

struct column {
  int flop_fp32, flop_16_bit, flop_8_bit;  // per clock and thread
  std::int64_t multiprocessors;
  double l2_bandwidth;  // GB/s
  int l2_capacity;      // MiB
  double bandwidth;     // GB/s
  int capacity;         // GB
  double clock;         // MHz
  double sustained_percent;
  bool distributed_shared_memory;
  double nvlink;  // GB/s, both directions together
  double card;    // Gbit/s, one way, an accelerator's part of its node's
};
constexpr column v100{1, 8, 0, 80, 2155, 6, 900, 32, 1533, 90, false, 300, 50};
constexpr column a100{1, 16, 32, 108, 5603, 40, 1555, 40, 1410, 85, false, 600, 200};
constexpr column pcie{2, 32, 64, 114, 5563, 50, 2039, 80, 1620, 55, true, 900, 400};
constexpr column h100{2, 32, 64, 132, 6441, 50, 3352, 80, 1830, 70, true, 900, 400};

constexpr bool equal(double a, double b) { return a - b < 1e-12 * b && b - a < 1e-12 * b; }

template <const cluster& Machines, const column& Says>
struct agree {
  static constexpr const accelerator& gpu = Machines.gpu;
  static constexpr const memory_level &global = gpu.memory[0], &l2 = gpu.memory[1], &shared = gpu.memory[2],
                                      &registers = gpu.memory[3];

  static_assert((require_valid(Machines), true));
  static_assert(Machines.name == gpu.name);

  static_assert(word_size(gpu) == 2_B);
  static_assert(flop_per_clock_and_thread(gpu, precision::fp32).value() == Says.flop_fp32);
  static_assert(flop_per_clock_and_thread(gpu, precision::fp16).value() == Says.flop_16_bit);
  static_assert(flop_per_clock_and_thread(gpu, gpu.format).value() == Says.flop_16_bit);
  static_assert(flop_per_clock_and_thread(gpu, precision::int8).value() == Says.flop_8_bit);
  static_assert(gpu.threads == 128 * Says.multiprocessors);
  static_assert(equal(gpu.clock.value(), Says.clock * 1e6));
  static_assert(equal(100 * gpu.sustained_share, Says.sustained_percent));
  static_assert(gpu.tile_share == 0.75);
  static_assert(gpu.matmul_latency == 4500_ns);

  static_assert(gpu.memory.size() == 4);
  static_assert(global.kind == memory_kind::global && global.units == 1);
  static_assert(global.capacity.value() == 1e9 * Says.capacity);
  static_assert(global.bandwidth.value() == 1e9 * Says.bandwidth);
  static_assert(l2.kind == memory_kind::l2 && l2.units == 1);
  static_assert(l2.capacity.value() == 1048576.0 * Says.l2_capacity);
  static_assert(l2.bandwidth.value() == 1e9 * Says.l2_bandwidth);
  static_assert(shared.kind == memory_kind::shared && shared.units == Says.multiprocessors);
  static_assert(shared.capacity == 256_KiB, "four blocks of 64 KiB of registers hold the tile");
  static_assert(equal(bandwidth(gpu, shared).value(), 32 * 4 * static_cast<double>(Says.multiprocessors) *
                                                          1e6 * Says.clock * Says.sustained_percent / 100),
                "32 banks of 4 B, at the sustained clock");
  static_assert(shared.units_exchange_data == Says.distributed_shared_memory);
  static_assert(registers.kind == memory_kind::registers && registers.units == 4 * Says.multiprocessors);
  static_assert(registers.capacity == 64_KiB);
  static_assert(!global.units_exchange_data && !l2.units_exchange_data && !registers.units_exchange_data);

  static_assert(Machines.network.size() == 2);
  static_assert(Machines.network[0].size == 8);
  static_assert(Machines.network[0].bandwidth.one_way().value() == 1e9 * Says.nvlink / 2);
  static_assert(Machines.network[1].bandwidth.one_way().value() == 1e9 * Says.card / 8);
  static_assert(Machines.network[0].latency == 1125_ns && Machines.network[1].latency == 1125_ns);
};
template struct agree<catalog::dgx_v100, v100>;
template struct agree<catalog::dgx_a100, a100>;
template struct agree<catalog::h100_pcie_nodes, pcie>;
template struct agree<catalog::dgx_h100, h100>;

// What the data sheets print as the peak of dense 16 bit arithmetic, in whole TFLOP/s.
constexpr bool prints_as(flop_per_second rate, double whole_tflop_per_s) {
  const double off = rate / 1_TFLOP_per_s - whole_tflop_per_s;
  return off > -1 && off < 1;
}
static_assert(prints_as(peak(catalog::v100_sxm), 125));
static_assert(prints_as(peak(catalog::a100_sxm), 312));
static_assert(prints_as(peak(catalog::h100_pcie), 756));
static_assert(prints_as(peak(catalog::h100_sxm), 989));

constexpr flop_per_second peak_in(accelerator gpu, precision format) {
  gpu.format = format;
  return peak(gpu);
}
static_assert(prints_as(peak_in(catalog::a100_sxm, precision::tf32), 156));
static_assert(prints_as(peak_in(catalog::h100_pcie, precision::fp32), 51));
static_assert(prints_as(peak_in(catalog::h100_sxm, precision::fp32), 67));
static_assert(prints_as(peak_in(catalog::h100_sxm, precision::tf32), 495));
static_assert(prints_as(peak(catalog::rtx_4090), 165));
static_assert(prints_as(peak_in(catalog::rtx_4090, precision::fp32), 82.6));
static_assert(prints_as(peak_in(catalog::rtx_4090, precision::int8), 660.6));

// Other memories and links of the same chips.
static_assert(peak(catalog::a100_sxm_80gb) == peak(catalog::a100_sxm));
static_assert(sustained(catalog::h800_sxm) == sustained(catalog::h100_sxm));
static_assert(catalog::h800_nodes.network[0].bandwidth.one_way() == 200_GB_per_s);
static_assert(catalog::h800_nodes.network[1] == catalog::dgx_h100.network[1]);

}  // namespace
