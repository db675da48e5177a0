// What the processor of this machine tells of itself: cores, caches, vector registers, memory and its clock.
//
// Caches are read where Linux lists them, /sys/devices/system/cpu/cpu0. Where it does not (virtual machines, some
// containers), sysconf has their sizes but not who shares them, and, on some processors, the sum of all last caches
// of a package. The clock is measured: additions that wait for one another take a clock each on every processor.

#pragma once

#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <sys/utsname.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace scalewall {

struct host_cache {
  std::int64_t level = 1;
  bytes capacity{};
  std::int64_t threads = 1;  ///< that share it
  friend bool operator==(const host_cache&, const host_cache&) = default;
};

/// Caches of data, the innermost first, and the threads that share a core.
struct host_topology {
  std::vector<host_cache> caches;
  std::int64_t threads_per_core = 1;
  std::string source;  ///< who says so
};

/// The vectors that a core computes with.
struct vector_unit {
  std::string_view name;
  bytes width{};
  std::int64_t registers = 16;

  /// Additions and multiplications of a whole vector that a core starts in a clock. Source: Fog, "The microarchitecture
  /// of Intel, AMD and VIA CPUs": two units, of which each both multiplies and adds where there is an instruction
  /// for it. Processors that have one such unit, or run it at half width, sustain half.
  double operations_per_clock = 4;
};

namespace detail {

inline std::string first_line(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

/// "48K" and "32M" as the kernel writes them.
inline std::optional<bytes> read_capacity(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || number < 1) return {};
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  const auto of = [&](bytes one) { return static_cast<double>(number) * one; };
  if (unit == "K") return of(bytes::from_value(1 << 10));
  if (unit == "M") return of(bytes::from_value(1 << 20));
  if (unit.empty()) return of(bytes::from_value(1));
  return {};
}

/// How many are in "0-3,8"; 1 where the list cannot be read.
inline std::int64_t listed(std::string_view text) {
  std::int64_t found = 0;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    std::int64_t first = 0;
    auto [end, error] = std::from_chars(part.data(), part.data() + part.size(), first);
    if (error != std::errc{}) return 1;
    std::int64_t last = first;
    if (end != part.data() + part.size()) std::from_chars(end + 1, part.data() + part.size(), last);
    found += std::max<std::int64_t>(last - first + 1, 1);
  }
  return std::max<std::int64_t>(found, 1);
}

inline std::optional<bytes> ask_system(int what) {
  const long said = sysconf(what);
  if (said <= 0) return {};
  return bytes::from_value(static_cast<double>(said));
}

/// What glibc knows where the kernel lists nothing.
inline host_topology topology_by_sysconf(std::int64_t threads) {
  using namespace literals;
  // The largest group of cores around one last cache: AMD EPYC 9005 Processor Architecture Overview, publication
  // 58462: 32 MiB for 8 or 16 cores. What sysconf says beyond that is a sum of several.
  constexpr bytes largest_last_cache = 32_MiB;
  const auto l1 = ask_system(_SC_LEVEL1_DCACHE_SIZE);
  const auto l2 = ask_system(_SC_LEVEL2_CACHE_SIZE);
  const auto l3 = ask_system(_SC_LEVEL3_CACHE_SIZE);
  if (!l1 || !l2)
    return {.caches = {{1, 32_KiB, 1}, {2, 1_MiB, 1}, {3, 32_MiB, threads}},
            .source = "assumed: neither the kernel nor sysconf tells"};
  host_topology found{.caches = {{1, *l1, 1}, {2, *l2, 1}}, .source = "sysconf"};
  if (l3) {
    found.caches.push_back({3, std::min(*l3, largest_last_cache), threads});
    if (*l3 > largest_last_cache) found.source += ", which adds up last caches: 32 MiB are taken";
  }
  return found;
}

}  // namespace detail

/// Of the first processor in the folder where Linux lists them; by sysconf where it does not. `threads` is how many
/// the machine has.
inline host_topology read_topology(std::int64_t threads,
                                   const std::filesystem::path& cpu = "/sys/devices/system/cpu/cpu0") {
  host_topology found{.caches = {}, .source = "the kernel"};
  for (int i = 0;; ++i) {
    const auto folder = cpu / "cache" / ("index" + std::to_string(i));
    const std::string level = detail::first_line(folder / "level");
    if (level.empty()) break;
    const auto capacity = detail::read_capacity(detail::first_line(folder / "size"));
    if (!capacity || detail::first_line(folder / "type") == "Instruction") continue;
    found.caches.push_back(
        {level.front() - '0', *capacity, detail::listed(detail::first_line(folder / "shared_cpu_list"))});
  }
  if (found.caches.empty()) found = detail::topology_by_sysconf(threads);
  std::sort(found.caches.begin(), found.caches.end(),
            [](const host_cache& a, const host_cache& b) { return a.level < b.level; });
  found.threads_per_core = detail::listed(detail::first_line(cpu / "topology" / "thread_siblings_list"));
  return found;
}

inline vector_unit read_vector_unit() {
  using namespace literals;
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f")) return {"AVX-512", 64_B, 32};
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return {"AVX2 with FMA", 32_B, 16};
  return {"SSE2", 16_B, 16, 2};
#elif defined(__aarch64__)
  return {"Neon", 16_B, 32};
#else
  return {"no vectors that are known here", 8_B, 32, 2};
#endif
}

/// The best of several short runs, in between which others may have had the processor.
inline hertz measure_clock() {
  constexpr int additions = 64, rounds = 10'000, runs = 20;
  double least = math::infinity;
  std::uint64_t sum = 0;
  const std::uint64_t one = 1;
  for (int run = 0; run < runs; ++run) {
    const auto start = std::chrono::steady_clock::now();
    for (int round = 0; round < rounds; ++round) {
#if defined(__x86_64__)
      asm volatile(".rept 64\n\tadd %1, %0\n\t.endr" : "+r"(sum) : "r"(one) : "cc");
#else
      asm volatile(".rept 64\n\tadd %0, %0, %1\n\t.endr" : "+r"(sum) : "r"(one));
#endif
    }
    least = std::min(least, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return hertz::from_value(additions * rounds / least);
}

/// As the kernel names it, without more than one blank between words.
inline std::string read_processor_name() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("model name")) continue;
    std::string name = line.substr(std::min(line.size(), line.find(':') + 2));
    name.erase(std::unique(name.begin(), name.end(), [](char a, char b) { return a == ' ' && b == ' '; }),
               name.end());
    if (!name.empty()) return name;
  }
  utsname system{};
  return uname(&system) == 0 ? std::string(system.machine) + " processor" : "processor";
}

inline bytes read_memory_capacity() {
  const auto pages = detail::ask_system(_SC_PHYS_PAGES);
  const auto page = detail::ask_system(_SC_PAGESIZE);
  require(pages && page, "the system says how much memory it has");
  return pages->value() * *page;
}

/// That this process may run on.
inline std::int64_t read_threads() { return std::max<std::int64_t>(std::thread::hardware_concurrency(), 1); }

}  // namespace scalewall
