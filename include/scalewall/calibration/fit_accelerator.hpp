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

#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/calibration/robust_fit.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

/// A number, in its base unit, and in words what it was found from: `41 copies, global`.
struct found_number {
  fitted_number number;
  std::string from;
};

struct accelerator_fit {
  accelerator gpu;

  /// `sustained share`, `matmul latency`, `bandwidth of l2`: those that were found.
  std::vector<found_number> numbers;
};

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

/// As it is named among the numbers of a fit.
inline std::string bandwidth_name(memory_kind kind) { return "bandwidth of " + std::string(name(kind)); }

/// Of all units together, whatever it was given by before.
constexpr void set_bandwidth(memory_level& level, bytes_per_second speed) {
  level.bandwidth = speed;
  level.unit_bytes_per_clock = {};
}

namespace detail {

/// `1 copy`, `12 copies`.
inline std::string number_of(std::size_t number, const std::string& one, const std::string& many) {
  return std::to_string(number) + " " + (number == 1 ? one : many);
}

/// The bandwidth of a level, from copies on it of `sizes`; there is at least one.
inline fitted_number fit_copies(memory_kind kind, std::span<const bytes> sizes,
                                std::span<const fit_row> times, int redraws) {
  bytes_per_second fastest{};
  seconds shortest = times.front().measured;
  for (std::size_t i = 0; i < times.size(); ++i) {
    fastest = std::max(fastest, 2.0 * sizes[i] / times[i].measured);
    shortest = std::min(shortest, times[i].measured);
  }
  std::vector<fit_parameter> parameters = {{.name = bandwidth_name(kind),
                                            .start = fastest.value(),
                                            .least = fastest.value() / 10,
                                            .most = fastest.value() * 10}};
  // Two rows do not tell a start from a bandwidth.
  if (times.size() >= 3)
    parameters.push_back({.name = "start of a copy",
                          .start = 0.1 * shortest.value(),
                          .least = 1e-6 * shortest.value(),
                          .most = shortest.value()});
  const auto predict_with = [&](std::span<const double> numbers) {
    const seconds start = seconds::from_value(numbers.size() > 1 ? numbers[1] : 0);
    const bytes_per_second speed = bytes_per_second::from_value(numbers[0]);
    return [=](std::size_t row) -> seconds { return start + 2.0 * sizes[row] / speed; };
  };
  return robust_fit(parameters, times, predict_with, {.redraws = redraws}).numbers.front();
}

/// A number of a descriptor that is not known yet.
struct free_number {
  fit_parameter parameter;
  std::function<void(accelerator&, double)> set;
};

/// What multiplications tell about `gpu`; a level of `is_known` keeps its bandwidth.
inline std::vector<free_number> free_numbers(const accelerator& gpu, const std::vector<bool>& is_known) {
  const double latency = gpu.matmul_latency.value() > 0 ? gpu.matmul_latency.value() : 1e-6;
  std::vector<free_number> numbers = {
      {{.name = "sustained share",
        .start = gpu.sustained_share,
        .least = 0.01 * gpu.sustained_share,
        .most = 1,
        .beyond_most = 1},
       [](accelerator& tried, double value) { tried.sustained_share = value; }},
      {{.name = "matmul latency",
        .start = latency,
        .least = 1e-4 * latency,
        .most = 1e4 * latency,
        .beyond_least = 0},
       [](accelerator& tried, double value) { tried.matmul_latency = seconds::from_value(value); }}};
  for (std::size_t level = 0; level < gpu.memory.size(); ++level) {
    const double speed = bandwidth(gpu, gpu.memory[level]).value();
    // Main memory is no faster than its data sheet says; where it seems so, a cache was met. Of the others, one with no
    // bandwidth is never waited for.
    const bool global = gpu.memory[level].kind == memory_kind::global;
    if (speed > 0 && !is_known[level])
      numbers.push_back({{.name = bandwidth_name(gpu.memory[level].kind),
                          .start = speed,
                          .least = speed / 30,
                          .most = speed * (global ? 1.1 : 30),
                          .beyond_most = global ? speed : 0},
                         [level](accelerator& tried, double value) {
                           set_bandwidth(tried.memory[level], bytes_per_second::from_value(value));
                         }});
  }
  return numbers;
}

}  // namespace detail

/// `known` with what the rows tell, of multiplications those in its format. Rows that are held out are left alone;
/// intervals as in `robust_fit`. Throws `broken_rule` unless `known` is valid.
inline accelerator_fit fit_accelerator(const accelerator& known, std::span<const measurement> rows,
                                       int redraws = 0) {
  require_valid(known);
  accelerator_fit fit{.gpu = known, .numbers = {}};

  std::vector<bool> was_copied(known.memory.size(), false);
  for (std::size_t level = 0; level < known.memory.size(); ++level) {
    const memory_kind kind = known.memory[level].kind;
    std::vector<fit_row> times;
    std::vector<bytes> sizes;
    for (const measurement& row : rows) {
      const auto* copy = std::get_if<copy_probe>(&row.what);
      if (copy == nullptr || level_of(copy->path) != kind || is_held_out(row.what)) continue;
      times.push_back({.measured = row.took.median});
      sizes.push_back(copy->size);
    }
    if (times.empty()) continue;
    was_copied[level] = true;
    const fitted_number found = detail::fit_copies(kind, sizes, times, redraws);
    set_bandwidth(fit.gpu.memory[level], bytes_per_second::from_value(found.value));
    fit.numbers.push_back({found, detail::number_of(times.size(), "copy", "copies")});
  }

  const std::vector<measurement> multiplications = multiplications_of(rows, known.format);
  std::vector<fit_row> times;
  times.reserve(multiplications.size());
  for (const measurement& row : multiplications) times.push_back({.measured = row.took.median});
  if (multiplications.empty())
    for (const measurement& row : rows)
      if (row.what == probe{launch_probe{.kind = launch_kind::dependent}})
        times.push_back({.measured = row.took.median});
  if (times.empty()) return fit;

  std::vector<detail::free_number> numbers = detail::free_numbers(fit.gpu, was_copied);
  if (multiplications.empty()) numbers = {numbers[1]};  // launches tell the latency alone
  std::vector<fit_parameter> parameters;
  parameters.reserve(numbers.size());
  for (const detail::free_number& one : numbers) parameters.push_back(one.parameter);
  const auto with = [&](std::span<const double> values) {
    accelerator tried = fit.gpu;
    for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i].set(tried, values[i]);
    return tried;
  };
  const auto predict_with = [&](std::span<const double> values) {
    const accelerator tried = with(values);
    return [&, timer = matmul_timer(tried), latency = tried.matmul_latency](std::size_t row) {
      if (multiplications.empty()) return latency;
      const matmul_probe& what = multiplication_of(multiplications[row]);
      return timer.time(what.shape, what.kind).total();
    };
  };
  const fit_result result = robust_fit(parameters, times, predict_with, {.starts = 4, .redraws = redraws});

  fit.gpu = with(result.values());
  if (!multiplications.empty()) fit.gpu.evidence = evidence::measured;
  std::string from = detail::number_of(times.size(), "launch", "launches");
  if (!multiplications.empty())
    from = detail::number_of(times.size(), "multiplication", "multiplications") + " in " +
           std::string(name(known.format));
  for (const fitted_number& number : result.numbers) fit.numbers.push_back({number, from});
  return fit;
}

}  // namespace scalewall
