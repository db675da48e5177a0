// The numbers of an accelerator's descriptor, found from what was measured on it.
//
//     a copy              takes  start + 2 size / bandwidth of its level
//     a multiplication    takes  what time_matmul (cost/matmul.hpp) says
//
// Where there is no multiplication, a dependent launch takes the latency of one: it is what every kernel needs.
//
// Copies come first, each level by itself; the start of a copy is found so that it does not bend the bandwidth, and has
// no place in the descriptor. Multiplications give the sustained share, the latency, and the bandwidth of every level
// that nothing was copied on, if it is waited for at all. What nothing was measured for stays as it was known.

#pragma once

#include <scalewall/calibration/fit_descriptor.hpp>
#include <scalewall/calibration/fitted.hpp>
#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/calibration/robust_fit.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <variant>
#include <vector>

namespace scalewall {

/// The level of the hierarchy that a copy runs on; none for the link to a host.
constexpr std::optional<memory_kind> level_of(copy_path path) {
  switch (path) {
    case copy_path::global:
      return memory_kind::global;
    case copy_path::l2:
      return memory_kind::l2;
    case copy_path::shared:
      return memory_kind::shared;
    case copy_path::host_to_device:
    case copy_path::device_to_host:
      break;
  }
  return std::nullopt;
}

/// Of all units together, whatever it was given by before.
constexpr void set_bandwidth(memory_level& level, bytes_per_second speed) {
  level.bandwidth = speed;
  level.unit_bytes_per_clock = {};
}

namespace detail {

/// The bandwidth of a level, from copies on it; there is at least one.
inline fitted<> fit_copies(std::span<const measurement> copies, int redraws) {
  const std::vector<fit_row> times = times_of(copies);
  std::vector<bytes> sizes;
  bytes_per_second fastest{};
  seconds shortest = times.front().measured;
  for (const measurement& copy : copies) {
    sizes.push_back(std::get<copy_probe>(copy.what).size);
    fastest = std::max(fastest, 2.0 * sizes.back() / copy.took.median);
    shortest = std::min(shortest, copy.took.median);
  }
  std::vector<fit_parameter> parameters = {
      {.start = fastest.value(), .least = fastest.value() / 10, .most = fastest.value() * 10}};
  // Two rows do not tell the start of a copy from a bandwidth.
  if (times.size() >= 3)
    parameters.push_back(
        {.start = 0.1 * shortest.value(), .least = 1e-6 * shortest.value(), .most = shortest.value()});
  const auto predict_with = [&](std::span<const double> numbers) {
    const seconds start = seconds::from_value(numbers.size() > 1 ? numbers[1] : 0);
    const bytes_per_second speed = bytes_per_second::from_value(numbers[0]);
    return [=, &sizes](std::size_t row) -> seconds { return start + 2.0 * sizes[row] / speed; };
  };
  return robust_fit(parameters, times, predict_with,
                    {.redraws = redraws, .evidence = {times.size(), row_kind::copy}})
      .numbers.front();
}

/// Every level that is waited for with one bandwidth, and a latency: what a fit starts from.
constexpr accelerator with_all_numbers(accelerator gpu) {
  if (gpu.matmul_latency.value() == 0) gpu.matmul_latency = 1_us;
  for (memory_level& level : gpu.memory) set_bandwidth(level, bandwidth(gpu, level));
  return gpu;
}

/// What multiplications tell about a start: its share, its latency, and the bandwidths of levels that nothing was copied on.
inline std::vector<fit_parameter> matmul_parameters(const accelerator& start,
                                                    const std::vector<bool>& was_copied) {
  std::vector<fit_parameter> parameters = parameters_of(start);
  for (std::size_t k = 0; k < start.memory.size(); ++k) {
    const memory_level& level = start.memory[k];
    const std::size_t place = place_of(start, level.bandwidth);
    if (was_copied[k] || !is_there(level.bandwidth)) {
      hold(parameters, place);
      continue;
    }
    // Main memory is no faster than its data sheet says; where it seems so, a cache was met. Of the others, one with no
    // bandwidth is never waited for.
    fit_parameter& passed = parameter_at(parameters, place);
    passed.beyond_most = level.kind == memory_kind::global ? passed.start : 0;
    if (level.kind == memory_kind::global) passed.most = 1.1 * passed.start;
  }
  // What every multiplication shows first, then what some wait for.
  std::rotate(parameters.begin(), parameters.end() - 2, parameters.end());
  return parameters;
}

}  // namespace detail

/// `known` with what the rows tell, of multiplications those in its format; intervals as in `robust_fit`. Throws
/// `broken_rule` unless `known` is valid.
inline fitted_descriptor<accelerator> fit_accelerator(const accelerator& known, const rows_to_fit& rows,
                                                      int redraws = 0) {
  require_valid(known);
  fitted_descriptor<accelerator> fit{.descriptor = known};
  accelerator& gpu = fit.descriptor;

  std::vector<bool> was_copied(known.memory.size(), false);
  for (std::size_t k = 0; k < known.memory.size(); ++k) {
    std::vector<measurement> copies;
    for (const measurement& row : rows)
      if (const auto* copy = std::get_if<copy_probe>(&row.what);
          copy != nullptr && level_of(copy->path) == known.memory[k].kind)
        copies.push_back(row);
    if (copies.empty()) continue;
    was_copied[k] = true;
    const fitted<> found = detail::fit_copies(copies, redraws);
    set_bandwidth(gpu.memory[k], bytes_per_second::from_value(found.value));
    fit.set(place_of(gpu, gpu.memory[k].bandwidth), found);
  }

  const std::vector<measurement> multiplications = multiplications_of(rows, known.format);
  fit_settings settings{.starts = 4,
                        .redraws = redraws,
                        .evidence = {multiplications.size(), row_kind::multiplication, known.format}};
  const accelerator start = detail::with_all_numbers(gpu);
  fitted_descriptor<accelerator> found;
  if (!multiplications.empty()) {
    found = fit_descriptor(
        start, detail::matmul_parameters(start, was_copied), times_of(multiplications),
        [&](const accelerator& tried) {
          return [&, timer = matmul_timer(tried)](std::size_t row) {
            const matmul_probe& what = multiplication_of(multiplications[row]);
            return timer.time(what.shape, what.kind).total();
          };
        },
        settings);
    found.descriptor.evidence = evidence::measured;
  } else {
    // Launches tell the latency alone.
    std::vector<measurement> launches;
    for (const measurement& row : rows)
      if (row.what == probe{launch_probe{.kind = launch_kind::dependent}}) launches.push_back(row);
    if (launches.empty()) return fit;
    settings.evidence = {launches.size(), row_kind::launch};
    accelerator with_latency = gpu;
    with_latency.matmul_latency = start.matmul_latency;
    std::vector<fit_parameter> parameters = parameters_of(with_latency);
    std::erase_if(parameters, [&](const fit_parameter& one) {
      return one.place != place_of(with_latency, with_latency.matmul_latency);
    });
    found = fit_descriptor(
        with_latency, parameters, times_of(launches),
        [](const accelerator& tried) { return [=](std::size_t) { return tried.matmul_latency; }; }, settings);
  }
  for (std::size_t place = 0; place < found.numbers.size(); ++place)
    if (found.numbers[place]) fit.set(place, *found.numbers[place]);
  fit.descriptor = found.descriptor;
  return fit;
}

}  // namespace scalewall
