// The processor of this machine as an accelerator, in the terms that GPUs have:
//
//     main memory                              global
//     the last cache, where cores share it     l2
//     the widest cache that a core has alone   shared, a unit per core
//     the vector registers of a core           registers
//
// A core is a thread, of which
//
//     FLOP per clock = operations of a vector in a clock * words in a vector.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/host_processor.hpp>

#ifdef SCALEWALL_OPENBLAS
#include <cblas.h>
#endif

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace scalewall {

/// The last cache, if it is beyond the one that a core has alone.
inline std::optional<host_cache> shared_cache(const host_topology& topology) {
  if (topology.caches.size() < 2) return {};
  return topology.caches.back();
}

/// The widest that the threads of one core have for themselves; the innermost if they share them all.
inline host_cache private_cache(const host_topology& topology) {
  require(!topology.caches.empty(), "a processor has a cache");
  host_cache widest = topology.caches.front();
  for (std::size_t i = 1; i + 1 < topology.caches.size(); ++i)
    if (topology.caches[i].threads <= topology.threads_per_core) widest = topology.caches[i];
  return widest;
}

/// Without bandwidths and latency, which are measured.
inline accelerator describe_processor(const host_topology& topology, std::int64_t threads,
                                      const vector_unit& vectors, bytes memory, hertz clock) {
  const std::int64_t cores = std::max<std::int64_t>(threads / topology.threads_per_core, 1);
  const auto rate = [&](precision format) {
    return arithmetic_rate{
        format, flop::from_value(vectors.operations_per_clock * (vectors.width / word_size(format)))};
  };
  accelerator found{.name = {},
                    .memory = {},
                    .rates = {rate(precision::fp32), rate(precision::fp64)},
                    .format = precision::fp32,
                    .threads = cores,
                    .clock = clock};
  found.memory.push_back({.kind = memory_kind::global, .capacity = memory});
  if (const auto last = shared_cache(topology))
    found.memory.push_back({.kind = memory_kind::l2,
                            .capacity = last->capacity,
                            .units = std::max<std::int64_t>(threads / last->threads, 1)});
  found.memory.push_back(
      {.kind = memory_kind::shared, .capacity = private_cache(topology).capacity, .units = cores});
  found.memory.push_back({.kind = memory_kind::registers,
                          .capacity = static_cast<double>(vectors.registers) * vectors.width,
                          .units = cores});
  require_valid(found);
  return found;
}

/// This machine. Measures the clock, which takes some milliseconds.
inline device_description describe_host() {
  const std::int64_t threads = read_threads();
  const host_topology topology = read_topology(threads);
  const vector_unit vectors = read_vector_unit();
  const hertz clock = measure_clock();
  device_description host{
      .name = read_processor_name(),
      .backend = "host",
      .known = describe_processor(topology, threads, vectors, read_memory_capacity(), clock)};

  std::string caches;
  for (const host_cache& cache : topology.caches)
    caches.append(caches.empty() ? "" : ", ")
        .append(to_text(cache.capacity))
        .append(" for ")
        .append(std::to_string(cache.threads));
  host.facts = {{"cores", std::to_string(host.known.threads)},
                {"threads", std::to_string(threads)},
                {"caches and the threads that share one", caches + ", says " + topology.source},
                {"vectors", std::string(vectors.name)},
                {"clock", to_text(clock) + ", measured by additions that wait for one another"}};
  const std::string governor = detail::first_line("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");
  host.facts.emplace_back("frequency governor", governor.empty() ? "not told" : governor);
  utsname system{};
  if (uname(&system) == 0)
    host.facts.emplace_back("kernel", std::string(system.sysname) + " " + system.release);
#ifdef __clang__
  host.facts.emplace_back("compiler", __VERSION__);
#else
  host.facts.emplace_back("compiler", "g++ " __VERSION__);
#endif
#ifdef SCALEWALL_OPENBLAS
  host.facts.emplace_back("BLAS", openblas_get_config());
  host.facts.emplace_back("BLAS kernels", openblas_get_corename());
  host.facts.emplace_back("BLAS threads", std::to_string(openblas_get_num_threads()));
#else
  host.facts.emplace_back("BLAS", "none");
#endif
  return host;
}

}  // namespace scalewall
