// What to ask of a machine: multiplications, copies, launches and transfers, each in an order in which any beginning of
// the list covers the whole range.
//
// Multiplications are spread by Halton's sequence in five dimensions, so that none depends on another: three sizes,
// evenly over their logarithms, multiples of 16 when small, of 128 when large, as models have them; the kind, as a step of
// training has two multiplications with activations for each gradient of a weight; and the format, half of them in the
// device's own.
//
// Source: Halton 1960, "On the efficiency of certain quasi-random sequences of points in evaluating multi-dimensional
// integrals".

#pragma once

#include <scalewall/cost/matmul.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hash.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/timing/host_room.hpp>
#include <scalewall/timing/probe.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

/// A list for every kind.
struct probe_plan {
  std::vector<probe> multiplications;
  std::vector<probe> copies;
  std::vector<probe> launches;
  std::vector<probe> transfers;

  std::size_t size() const {
    return multiplications.size() + copies.size() + launches.size() + transfers.size();
  }
};

struct plan_settings {
  /// What one multiplication takes at most, by the data sheet.
  seconds longest = seconds::from_value(0.05);

  /// That transfers are tried with.
  std::int64_t most_participants = 8;
};

namespace detail {

/// The i-th element in the base: in [0, 1).
constexpr double halton(std::int64_t i, std::int64_t base) {
  double element = 0, digit = 1;
  for (; i > 0; i /= base) {
    digit /= static_cast<double>(base);
    element += digit * static_cast<double>(i % base);
  }
  return element;
}

/// `at` of the way from `least` to `most` by their logarithms, as models have sizes.
inline std::int64_t size_at(double at, double least, double most) {
  const double size = least * std::pow(most / least, at);
  const double grain = size < 512 ? 16 : size < 2048 ? 64 : 128;
  return static_cast<std::int64_t>(grain * std::max(1.0, std::round(size / grain)));
}

/// The same on every machine, and without any pattern.
inline void scatter(std::vector<probe>& probes) {
  std::sort(probes.begin(), probes.end(),
            [](const probe& a, const probe& b) { return fnv_1a(to_text(a)) < fnv_1a(to_text(b)); });
}

inline std::vector<probe> planned_multiplications(const accelerator& gpu, seconds longest) {
  constexpr std::int64_t tried = 4096;
  constexpr double narrow = 64, few = 16, wide = 16384;
  std::vector<precision> others;
  for (const arithmetic_rate& rate : gpu.rates)
    if (rate.format != gpu.format) others.push_back(rate.format);

  std::vector<probe> probes;
  for (std::int64_t i = 1; i <= tried; ++i) {
    matmul_probe one{.shape = {.rows = size_at(halton(i, 2), narrow, wide),
                               .columns = size_at(halton(i, 3), narrow, wide),
                               .tokens = size_at(halton(i, 5), few, wide)},
                     .kind = halton(i, 7) < 2.0 / 3 ? matmul_kind::activation : matmul_kind::weight_gradient,
                     .format = gpu.format};
    const double other = 2 * halton(i, 11) - 1;
    if (other >= 0 && !others.empty())
      one.format = others[static_cast<std::size_t>(other * static_cast<double>(others.size()))];
    accelerator in_format = gpu;
    in_format.format = one.format;
    if (padded_flop(one.shape) / peak(in_format) <= longest) probes.emplace_back(one);
  }
  return probes;
}

/// Working sets from what a clock can see up to what the level holds, four for each doubling. Within a cache, each
/// thread has several words of 16 bytes on their way, or their latency would be timed.
inline std::vector<probe> planned_copies(const accelerator& gpu) {
  std::vector<probe> probes;
  const bytes busy = static_cast<double>(gpu.threads) * 256_B;
  const auto add = [&](copy_path path, bytes least, bytes most) {
    for (bytes size = std::min(least, most); size <= most; size *= 2)
      for (const double more : {1.0, 1.25, 1.5, 1.75})
        if (more * size <= most) probes.emplace_back(copy_probe{.path = path, .size = more * size});
  };
  const bytes own = capacity_of_all(gpu, memory_kind::shared);
  const bytes last = capacity_of_all(gpu, memory_kind::l2);
  const bytes large = std::min<bytes>(256_MiB, memory_capacity(gpu) / 16);
  // Source and target share the level.
  add(copy_path::shared, std::max<bytes>(16_KiB, busy), 0.5 * gpu.tile_share * own);
  add(copy_path::l2, std::max<bytes>(256_KiB, busy), 0.25 * last);
  add(copy_path::global, 4_MiB, large);
  add(copy_path::host_to_device, 64_KiB, large);
  add(copy_path::device_to_host, 64_KiB, large);
  scatter(probes);
  return probes;
}

inline std::vector<probe> planned_transfers(std::int64_t most_participants) {
  std::vector<probe> probes;
  for (std::size_t what = 0; what < transfer_operation_names.size(); ++what) {
    const auto operation = static_cast<transfer_operation>(what);
    const std::int64_t most = operation == transfer_operation::point_to_point ? 2 : most_participants;
    for (std::int64_t participants = 2; participants <= most; participants *= 2)
      for (bytes size = 8_B; size <= 1_GiB; size *= 2)
        probes.emplace_back(
            transfer_probe{.operation = operation, .participants = participants, .nodes = 1, .size = size});
  }
  scatter(probes);
  return probes;
}

}  // namespace detail

/// For a device of which so much is known. Throws `broken_rule` unless it is valid.
inline probe_plan plan_probes(const accelerator& known, const plan_settings& settings = {}) {
  require_valid(known);
  probe_plan plan{.multiplications = detail::planned_multiplications(known, settings.longest),
                  .copies = detail::planned_copies(known),
                  .launches = {},
                  .transfers = detail::planned_transfers(settings.most_participants)};
  for (std::size_t kind = 0; kind < launch_kind_names.size(); ++kind)
    plan.launches.emplace_back(launch_probe{.kind = static_cast<launch_kind>(kind)});
  return plan;
}

}  // namespace scalewall
