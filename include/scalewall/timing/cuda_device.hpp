// What CUDA knows of a device without measuring, as an accelerator.
//
// Its levels are those of the catalog: main memory, the L2, the multiprocessors, whose tile of the weight stays in
// registers, and the four processing blocks of each. What the L2 passes on is in no attribute: it is left without a
// limit until it is measured. Memory passes two words a clock on every line of its bus.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/cuda_status.hpp>

#include <cublasLt.h>
#include <cuda_runtime_api.h>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>

namespace scalewall {

/// As CUDA's attributes tell them, in its units.
struct cuda_properties {
  std::string name{};
  std::string bus_address{};
  int capability = 0;  ///< ten times the major number, and the minor one: 90 of compute capability 9.0
  int multiprocessors = 0;
  int registers = 0;         ///< of 32 bits, of a multiprocessor
  int shared_memory = 0;     ///< bytes that one block can have of it
  int l2 = 0;                ///< bytes
  std::size_t memory = 0;    ///< bytes
  int clock_kHz = 0;         ///< the highest
  int memory_clock_kHz = 0;  ///< zero where the driver does not tell
  int memory_bus_bits = 0;
  bool corrects_errors = false;  ///< ECC
};

inline std::string capability_text(int capability) {
  return std::to_string(capability / 10) + "." + std::to_string(capability % 10);
}

/// FLOP of a multiprocessor in a clock, without sparsity and with sums in fp32.
struct multiprocessor_rates {
  int capability;
  int fp64, fp32, tf32, fp16, bf16, fp8, int8;  // zero: none
};

// Dense rates of the data sheets and architecture whitepapers, by the number of multiprocessors and the boost clock
// that they name: Volta WP-08608 (V100), Turing WP-09183 (T4), A100, GA102 (A40), Ada (L40), H100 v1.03, Blackwell
// (HGX B200, HGX B300, RTX PRO 6000). Consumer cards of 7.5, 8.6, 8.9 and 12.0 sum in fp32 at half the rate of fp16.
inline constexpr multiprocessor_rates rates_by_capability[] = {
    {70, 64, 128, 0, 1024, 0, 0, 0},
    {75, 4, 128, 0, 1024, 0, 0, 2048},
    {80, 128, 128, 1024, 2048, 2048, 0, 4096},
    {86, 4, 256, 512, 1024, 1024, 0, 2048},
    {89, 4, 256, 512, 1024, 1024, 2048, 2048},
    {90, 256, 256, 2048, 4096, 4096, 8192, 8192},
    {100, 128, 256, 4096, 8192, 8192, 16384, 16384},
    {103, 4, 256, 4096, 8192, 8192, 16384, 0},
    {120, 4, 256, 512, 1024, 1024, 2048, 2048},
};

/// Those of the last capability in the table that is not above. Throws `cannot_measure` below the first.
constexpr const multiprocessor_rates& rates_of(int capability) {
  const multiprocessor_rates* found = nullptr;
  for (const multiprocessor_rates& rates : rates_by_capability)
    if (rates.capability <= capability) found = &rates;
  if (found == nullptr) throw cannot_measure("devices below compute capability 7.0 are not known here");
  return *found;
}

/// Without a name.
inline accelerator known_accelerator(const cuda_properties& device) {
  // As in the catalog, threads are counted as 128 of a multiprocessor and its banks pass 128 bytes a clock. Source: CUDA C++
  // Programming Guide, compute capabilities; distributed shared memory there, from 9.0.
  constexpr std::int64_t threads = 128;
  constexpr std::int64_t blocks = 4;
  const bytes registers = bytes::from_value(4.0 * device.registers);
  const std::int64_t multiprocessors = device.multiprocessors;
  accelerator known{.name = {},
                    .memory = {{.kind = memory_kind::global,
                                .capacity = bytes::from_value(static_cast<double>(device.memory)),
                                .bandwidth = bytes_per_second::from_value(2e3 * device.memory_clock_kHz *
                                                                          (device.memory_bus_bits / 8))},
                               {.kind = memory_kind::l2, .capacity = bytes::from_value(device.l2)},
                               {.kind = memory_kind::shared,
                                .capacity = registers,
                                .units = multiprocessors,
                                .unit_bytes_per_clock = bytes::from_value(128),
                                .units_exchange_data = device.capability >= 90},
                               {.kind = memory_kind::registers,
                                .capacity = registers / blocks,
                                .units = blocks * multiprocessors}},
                    .rates = {},
                    .threads = threads * multiprocessors,
                    .clock = hertz::from_value(1e3 * device.clock_kHz)};
  const multiprocessor_rates& rates = rates_of(device.capability);
  const auto add = [&](precision format, int rate) {
    if (rate > 0) known.rates.push_back({format, flop::from_value(rate) / threads});
  };
  add(precision::fp64, rates.fp64);
  add(precision::fp32, rates.fp32);
  add(precision::tf32, rates.tf32);
  add(precision::fp16, rates.fp16);
  add(precision::bf16, rates.bf16);
  add(precision::fp8, rates.fp8);
  add(precision::int8, rates.int8);
  known.format = rates.bf16 > 0 ? precision::bf16 : precision::fp16;
  require_valid(known);
  return known;
}

/// Throws `cannot_measure`.
inline cuda_properties read_properties(int device) {
  cudaDeviceProp all{};
  check(cudaGetDeviceProperties(&all, device), "reading the properties of the device");
  char address[32] = {};
  check(cudaDeviceGetPCIBusId(address, sizeof address, device), "reading the properties of the device");
  // Some are fields of cudaDeviceProp in one version of CUDA and not in the next; as attributes they stay.
  const auto attribute = [&](cudaDeviceAttr which) {
    int value = 0;
    check(cudaDeviceGetAttribute(&value, which, device), "reading the properties of the device");
    return value;
  };
  return {.name = all.name,
          .bus_address = address,
          .capability = 10 * attribute(cudaDevAttrComputeCapabilityMajor) +
                        attribute(cudaDevAttrComputeCapabilityMinor),
          .multiprocessors = attribute(cudaDevAttrMultiProcessorCount),
          .registers = attribute(cudaDevAttrMaxRegistersPerMultiprocessor),
          .shared_memory = attribute(cudaDevAttrMaxSharedMemoryPerBlockOptin),
          .l2 = attribute(cudaDevAttrL2CacheSize),
          .memory = all.totalGlobalMem,
          .clock_kHz = attribute(cudaDevAttrClockRate),
          .memory_clock_kHz = attribute(cudaDevAttrMemoryClockRate),
          .memory_bus_bits = attribute(cudaDevAttrGlobalMemoryBusWidth),
          .corrects_errors = attribute(cudaDevAttrEccEnabled) != 0};
}

/// cuBLASLt writes its version as cuBLAS does, 10000 * major + 100 * minor + patch; once it was 1000 * major.
inline std::string cublas_version_text(std::size_t version) {
  const std::size_t major = version >= 100000 ? 10000 : 1000;
  return std::to_string(version / major) + "." + std::to_string(version % major / 100) + "." +
         std::to_string(version % 100);
}

/// The kernel module's own words; empty where it does not say.
inline std::string driver_text() {
  std::ifstream file("/proc/driver/nvidia/version");
  std::string line;
  std::getline(file, line);
  return line;
}

inline device_description describe(const cuda_properties& device, const cuda_versions& installed) {
  const auto whole = [](auto number) { return std::to_string(number); };
  device_description all{.name = device.name, .backend = "CUDA", .known = known_accelerator(device)};
  all.facts = {{"compute capability", capability_text(device.capability)},
               {"multiprocessors", whole(device.multiprocessors)},
               {"highest clock in MHz", whole(device.clock_kHz / 1000)},
               {"memory clock in MHz", whole(device.memory_clock_kHz / 1000)},
               {"memory bus in bits", whole(device.memory_bus_bits)},
               {"memory in bytes", whole(device.memory)},
               {"L2 in bytes", whole(device.l2)},
               {"ECC", device.corrects_errors ? "on" : "off"},
               {"bus address", device.bus_address},
               {"CUDA of the driver", cuda_version_text(installed.driver)},
               {"CUDA runtime", cuda_version_text(installed.runtime)},
               {"cuBLASLt", cublas_version_text(cublasLtGetVersion())}};
  if (const std::string driver = driver_text(); !driver.empty()) all.facts.emplace_back("driver", driver);
  if (const int rates = rates_of(device.capability).capability; rates != device.capability)
    all.facts.emplace_back("rates", "those of compute capability " + capability_text(rates));
  return all;
}

}  // namespace scalewall
