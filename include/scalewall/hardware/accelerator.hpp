// One accelerator: its arithmetic and its memory hierarchy.
//
//     sustained clock = share * maximal clock
//     rate            = FLOP per clock and thread * threads * clock              (maximal, or sustained)
//     peak            = the dense rate on the data sheet: that at the maximal clock, unless published otherwise
//
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/hardware/memory_level.hpp>
#include <scalewall/quantities.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace scalewall {

/// Number formats that training computes in. A tf32 is kept as an fp32, of which 19 bits are multiplied.
enum class precision { fp64, fp32, tf32, fp16, bf16, fp8, int8 };

inline constexpr std::array<std::string_view, 7> precision_names = {"fp64", "fp32", "tf32", "fp16",
                                                                    "bf16", "fp8",  "int8"};

constexpr std::string_view name(precision format) {
  return precision_names[static_cast<std::size_t>(format)];
}

constexpr bytes word_size(precision format) {
  switch (format) {
    case precision::fp64:
      return bytes::from_value(8);
    case precision::fp32:
    case precision::tf32:
      return bytes::from_value(4);
    case precision::fp16:
    case precision::bf16:
      return bytes::from_value(2);
    case precision::fp8:
    case precision::int8:
      return bytes::from_value(1);
  }
  return {};
}

struct arithmetic_rate {
  precision format = precision::bf16;
  flop per_clock_and_thread{};

  /// The dense rate on the data sheet, where it is counted at another clock than the accelerator's: that of an H100 counts
  /// its matrix units at 1830 MHz and its vector units at 1980. Unset: the rate at the accelerator's clock.
  std::optional<flop_per_second> published{};

  /// The place of a rate that an accelerator with fewer does not have.
  constexpr arithmetic_rate() = default;
  constexpr arithmetic_rate(precision operands, flop rate, std::optional<flop_per_second> on_data_sheet = {})
      : format(operands), per_clock_and_thread(rate), published(on_data_sheet) {}

  friend constexpr bool operator==(const arithmetic_rate&, const arithmetic_rate&) = default;
};

/// What it is known from how an accelerator runs: its sustained share and its latency.
enum class evidence {
  data_sheet,  ///< nobody measured: the share is 1, so that times are the least there can be
  measured     ///< long runs, or multiplications, on accelerators with this chip
};

inline constexpr std::array<std::string_view, 2> evidence_names = {"data sheet", "measured"};

constexpr std::string_view name(evidence known_from) {
  return evidence_names[static_cast<std::size_t>(known_from)];
}

struct accelerator {
  std::string_view name;

  /// From the outermost (global memory) to the innermost (registers).
  ///
  /// The catalog has one basis for the capacity of global memory: the figure on the vendor's data sheet, in GB of 10^9
  /// bytes (80 GB of an H100). Devices tell more, by 6 or 7 % (85.0 GB), which is what a descriptor has that was read off
  /// one. What a run finds free is less: drivers and libraries keep some.
  fixed_list<memory_level, max_memory_levels> memory;

  fixed_list<arithmetic_rate, 8> rates;

  /// What a run on it computes in; one of `rates`.
  precision format = precision::bf16;

  std::int64_t threads = 0;
  hertz clock{};

  /// The part of the maximal clock that a long run of large matrix multiplications keeps up.
  double sustained_share = 1;
  scalewall::evidence evidence = scalewall::evidence::data_sheet;

  /// The part of a cache or register file that a tile can have; the rest holds what passes through.
  double tile_share = 0.75;

  /// From the start of one matrix multiplication to the start of the next, when there is nothing to compute.
  seconds matmul_latency{};

  /// With its share of the machine around it. Unset: what it draws and costs is not asked.
  std::optional<watts> power{};
  std::optional<money_per_second> price{};

  friend constexpr bool operator==(const accelerator&, const accelerator&) = default;
};

constexpr void list_members(const accelerator*, const auto& visit) {
  visit(listed("name", &accelerator::name));
  visit(listed("memory", &accelerator::memory));
  visit(listed("rates", &accelerator::rates));
  visit(listed("format", &accelerator::format));
  visit(listed("threads", &accelerator::threads, at_least(1, "an accelerator has threads")));
  visit(listed("clock", &accelerator::clock, positive("the clock is positive")));
  visit(listed("sustained_share", &accelerator::sustained_share,
               between(smallest_positive, 1, "the sustained share lies in (0, 1]"), within_factor(100)));
  visit(listed("evidence", &accelerator::evidence).assumed());
  visit(listed("tile_share", &accelerator::tile_share,
               between(smallest_positive, 1, "the share of a cache that tiles use lies in (0, 1]")));
  visit(listed("matmul_latency", &accelerator::matmul_latency, latency_rule, within_factor(1e4)).assumed());
  visit(listed("power", &accelerator::power, positive("an accelerator draws a positive power")).assumed());
  visit(listed("price", &accelerator::price, not_negative("a price is finite and not negative")).assumed());
}

constexpr bytes word_size(const accelerator& gpu) { return word_size(gpu.format); }

constexpr hertz sustained_clock(const accelerator& gpu) { return gpu.sustained_share * gpu.clock; }

/// Zero where the accelerator has no rate for the format.
constexpr flop flop_per_clock_and_thread(const accelerator& gpu, precision format) {
  for (const arithmetic_rate& rate : gpu.rates)
    if (rate.format == format) return rate.per_clock_and_thread;
  return {};
}

/// The rate at the maximal clock, for the accelerator's own format.
constexpr flop_per_second rate_at_clock(const accelerator& gpu) {
  return flop_per_clock_and_thread(gpu, gpu.format) * static_cast<double>(gpu.threads) * gpu.clock;
}

/// The dense rate on the data sheet, for the accelerator's own format: what utilization is a share of.
constexpr flop_per_second peak(const accelerator& gpu) {
  for (const arithmetic_rate& rate : gpu.rates)
    if (rate.format == gpu.format && rate.published) return *rate.published;
  return rate_at_clock(gpu);
}

/// The utilization of an accelerator that multiplies large matrices all the time.
constexpr double sustained_utilization(const accelerator& gpu) {
  return gpu.sustained_share * (rate_at_clock(gpu) / peak(gpu));
}

/// The rate that large matrix multiplications reach.
constexpr flop_per_second sustained(const accelerator& gpu) {
  return flop_per_clock_and_thread(gpu, gpu.format) * static_cast<double>(gpu.threads) * sustained_clock(gpu);
}

/// What passes through all units of the level together, at the sustained clock; zero means no limit.
constexpr bytes_per_second bandwidth(const accelerator& gpu, const memory_level& level) {
  return level.bandwidth + level.unit_bytes_per_clock * level.units * sustained_clock(gpu);
}

/// Where weights, optimizer state and activations are kept.
constexpr bytes memory_capacity(const accelerator& gpu) { return gpu.memory[0].capacity; }

/// Throws `broken_rule` unless the descriptor describes something that can compute.
constexpr void require_valid(const accelerator& gpu) {
  require(gpu.memory.size() >= 2,
          "an accelerator has a global memory and at least one level that holds tiles",
          {{"levels", gpu.memory.size()}});
  for (std::size_t k = 1; k < gpu.memory.size(); ++k)
    require(gpu.memory[k].kind > gpu.memory[k - 1].kind,
            "every memory level is of another kind, further in than the one before", {{"level", k}});
  require_members(gpu);
  require(is_positive_and_finite(flop_per_clock_and_thread(gpu, gpu.format)),
          "the accelerator has an arithmetic rate for the format it computes in");
  require(is_positive_and_finite(peak(gpu)), "a published rate is positive and finite",
          {{"FLOP per second", peak(gpu).value()}});
}

}  // namespace scalewall
