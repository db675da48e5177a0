// AMD accelerators and the systems built of them, known from their data sheets alone: nobody measured here what they sustain.
//
// A compute unit has 64 threads, and 4 matrix cores with 128 KiB of registers each; as of a multiprocessor of NVIDIA's, the
// weight tile that it works on stays in its registers, so these are what the level "shared" offers. The last cache is the
// Infinity Cache, in front of all of the memory; the L2, of 4 MiB for each of eight dies, has no level of its own. What caches
// and local memory pass on, and how long a multiplication or a message takes at the least, was seen in no source: these have
// no limit and no latency here.
//
// Sources: AMD, "GPU specifications" in the ROCm documentation (compute units, registers, caches, memory);
// stas00/ml-engineering, compute/accelerator and network (dense rates, clocks, memory, links, cards). Rates are those of the
// matrix cores, in fp32 of the vector units.

#pragma once

#include <scalewall/hardware/cluster.hpp>

#include <cstdint>
#include <string_view>

namespace scalewall::catalog {

namespace detail {

/// What tells the Instincts apart.
struct instinct {
  std::string_view name;
  bytes memory{};
  bytes_per_second global{};
  std::int64_t compute_units = 0;
  hertz clock{};
  fixed_list<arithmetic_rate, 8> rates;
};

constexpr accelerator accelerator_of(const instinct& numbers) {
  constexpr std::int64_t threads_per_unit = 64;
  constexpr std::int64_t cores_per_unit = 4;
  constexpr bytes core_registers = 128_KiB;
  const std::int64_t units = numbers.compute_units;
  return {.name = numbers.name,
          .memory =
              {{.kind = memory_kind::global, .capacity = numbers.memory, .bandwidth = numbers.global},
               {.kind = memory_kind::l2, .capacity = 256_MiB},
               {.kind = memory_kind::shared, .capacity = cores_per_unit * core_registers, .units = units},
               {.kind = memory_kind::registers, .capacity = core_registers, .units = cores_per_unit * units}},
          .rates = numbers.rates,
          .format = precision::bf16,
          .threads = threads_per_unit * units,
          .clock = numbers.clock,
          .sustained_share = 1,
          .evidence = evidence::data_sheet};
}

/// 1307 TFLOP/s in 16 bits over 304 units: 2048 FLOP of a unit in a clock.
inline constexpr fixed_list<arithmetic_rate, 8> cdna_3_rates = {
    {precision::fp32, 4_FLOP},  {precision::tf32, 16_FLOP}, {precision::fp16, 32_FLOP},
    {precision::bf16, 32_FLOP}, {precision::fp8, 64_FLOP},  {precision::int8, 64_FLOP}};

/// Twice as many in 16 bits and fewer; there is no tf32 any more.
inline constexpr fixed_list<arithmetic_rate, 8> cdna_4_rates = {{precision::fp32, 4_FLOP},
                                                                {precision::fp16, 64_FLOP},
                                                                {precision::bf16, 64_FLOP},
                                                                {precision::fp8, 128_FLOP},
                                                                {precision::int8, 128_FLOP}};

/// Eight accelerators, each with a link to every other, and a network card of 400 Gbit/s for each. The bandwidth is that of all
/// seven links: two of the eight have one link, a seventh of it, between them.
constexpr network infinity_fabric_and_cards(bytes_per_second link) {
  return {{.size = 8, .bandwidth = one_direction(7 * link), .name = "Infinity Fabric"},
          {.bandwidth = one_direction(400_Gbit_per_s), .name = "network cards"}};
}

}  // namespace detail

inline constexpr accelerator mi300x = detail::accelerator_of({.name = "MI300X",
                                                              .memory = 192_GB,
                                                              .global = 5300_GB_per_s,
                                                              .compute_units = 304,
                                                              .clock = 2100_MHz,
                                                              .rates = detail::cdna_3_rates});

inline constexpr accelerator mi325x = detail::accelerator_of({.name = "MI325X",
                                                              .memory = 256_GB,
                                                              .global = 6000_GB_per_s,
                                                              .compute_units = 304,
                                                              .clock = 2100_MHz,
                                                              .rates = detail::cdna_3_rates});

inline constexpr accelerator mi355x = detail::accelerator_of({.name = "MI355X",
                                                              .memory = 288_GB,
                                                              .global = 8000_GB_per_s,
                                                              .compute_units = 256,
                                                              .clock = 2400_MHz,
                                                              .rates = detail::cdna_4_rates});

inline constexpr cluster mi300x_platform{
    .name = "MI300X", .gpu = mi300x, .network = detail::infinity_fabric_and_cards(64_GB_per_s)};

inline constexpr cluster mi325x_platform{
    .name = "MI325X", .gpu = mi325x, .network = detail::infinity_fabric_and_cards(64_GB_per_s)};

inline constexpr cluster mi355x_platform{
    .name = "MI355X", .gpu = mi355x, .network = detail::infinity_fabric_and_cards(76.5_GB_per_s)};

}  // namespace scalewall::catalog
