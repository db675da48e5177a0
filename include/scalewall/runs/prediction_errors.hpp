// Predictions of runs held against what was measured.
//
//     error = predicted / measured - 1
//
// by source, GPU, software, precision, kind of model and evidence; and within sweeps, where one source ran one model and
// batch on the same GPUs, with one release of the software, by several plans:
//
//     rank correlation     Spearman's, of predicted and measured seconds
//     regret               measured seconds of the plan that is predicted best, over the least measured, less 1
//
// Source: Spearman 1904, "The proof and measurement of association between two things".

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/error_summary.hpp>
#include <scalewall/runs/measured_run.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <numeric>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// A run with what is predicted of it.
struct predicted_run {
  measured_run run{};
  std::optional<seconds> time{};
  std::optional<bytes> memory{};

  /// What the prediction rests on, in words; empty where there is none.
  std::string evidence{};
};

/// The error of its seconds; none where one of the two is missing, or the measurement is doubtful.
inline std::optional<double> time_error(const predicted_run& one) {
  if (!one.time || !one.run.step || !one.run.doubt.empty()) return {};
  return *one.time / one.run.step->time - 1;
}

/// The same of its memory.
inline std::optional<double> memory_error(const predicted_run& one) {
  if (!one.memory || !one.run.memory || !one.run.doubt.empty()) return {};
  return *one.memory / *one.run.memory - 1;
}

/// What runs are told apart by.
enum class run_grouping { source, gpu, software, precision, model, evidence, purpose };

inline constexpr std::array<std::string_view, 7> run_grouping_names = {
    "source", "GPU", "software", "precision", "model", "evidence", "purpose"};

constexpr std::string_view name(run_grouping grouping) {
  return run_grouping_names[static_cast<std::size_t>(grouping)];
}

constexpr std::string_view name(run_purpose purpose) {
  switch (purpose) {
    case run_purpose::pre_training:
      return "pre-training";
    case run_purpose::fine_tuning:
      return "fine-tuning";
    case run_purpose::low_rank_fine_tuning:
      return "fine-tuning, low rank";
  }
  return "unknown";
}

/// The group of a run that has a configuration.
inline std::string group_of(const predicted_run& one, run_grouping grouping) {
  const run_configuration& what = one.run.configuration.value();
  switch (grouping) {
    case run_grouping::source:
      return one.run.source;
    case run_grouping::gpu:
      return std::string(what.hardware.gpu);
    case run_grouping::software:
      return std::string(name(what.software.family));
    case run_grouping::precision:
      return std::string(precision_group(what.recipe.format));
    case run_grouping::model:
      return is_routed(what.model) ? "routed" : "dense";
    case run_grouping::evidence:
      return one.evidence;
    case run_grouping::purpose:
      return std::string(name(what.purpose));
  }
  return {};
}

struct run_error_group {
  std::string group;
  error_summary errors;
};

/// The errors of `error(run)` by group, in the order of the groups' names.
template <class Error>
std::vector<run_error_group> grouped_errors(std::span<const predicted_run> runs, run_grouping grouping,
                                            const Error& error) {
  std::map<std::string, std::vector<double>> errors;
  for (const predicted_run& one : runs)
    if (const std::optional<double> off = error(one)) errors[group_of(one, grouping)].push_back(*off);
  std::vector<run_error_group> groups;
  groups.reserve(errors.size());
  for (auto& [group, all] : errors) groups.push_back({group, summarize(std::move(all))});
  return groups;
}

/// The errors of all runs; none where no run has one.
template <class Error>
std::optional<error_summary> all_errors(std::span<const predicted_run> runs, const Error& error) {
  std::vector<double> errors;
  for (const predicted_run& one : runs)
    if (const std::optional<double> off = error(one)) errors.push_back(*off);
  if (errors.empty()) return {};
  return summarize(std::move(errors));
}

namespace detail {

/// Ranks from 0 on; equal values share the mean of theirs.
inline std::vector<double> ranks_of(std::span<const double> values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
  std::vector<double> ranks(values.size());
  for (std::size_t begin = 0, end = 0; begin < order.size(); begin = end) {
    while (end < order.size() && values[order[end]] == values[order[begin]]) ++end;
    const double shared = static_cast<double>(begin + end - 1) / 2;
    for (std::size_t i = begin; i < end; ++i) ranks[order[i]] = shared;
  }
  return ranks;
}

}  // namespace detail

/// Spearman's correlation of two lists; none where all values of one are equal.
inline std::optional<double> rank_correlation(std::span<const double> a, std::span<const double> b) {
  require(a.size() == b.size() && a.size() >= 2,
          "ranks are compared of two equally long lists of two and more",
          {{"one", a.size()}, {"other", b.size()}});
  const std::vector<double> x = detail::ranks_of(a), y = detail::ranks_of(b);
  const double mean = static_cast<double>(a.size() - 1) / 2;
  double xy = 0, xx = 0, yy = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - mean) * (y[i] - mean);
    xx += (x[i] - mean) * (x[i] - mean);
    yy += (y[i] - mean) * (y[i] - mean);
  }
  if (xx == 0 || yy == 0) return {};
  return xy / std::sqrt(xx * yy);
}

/// Runs of one source with one model and batch on the same GPUs, by one release of the software.
struct run_sweep {
  std::string source;
  std::string model;
  std::string_view gpu;
  std::int64_t gpus = 0;
  std::int64_t sequences = 0;
  std::size_t plans = 0;
  std::optional<double> correlation{};
  double regret = 0;
};

namespace detail {

/// A plan with its recipe, as runs of one sweep had it.
struct swept_plan {
  const training_plan* plan;
  const recipe* how;
  double predicted;
  std::vector<double> measured;
};

}  // namespace detail

/// The sweeps of at least so many plans, in the order of source, model, GPUs, batch and release of the software. Runs of the
/// same plan and recipe are one plan, at the mean of their seconds: what differs between them no plan tells.
inline std::vector<run_sweep> sweeps_of(std::span<const predicted_run> runs, std::size_t least_plans = 4) {
  using key = std::tuple<std::string, std::string, std::string_view, std::int64_t, std::int64_t, std::int64_t,
                         int, std::optional<software_release>>;
  std::map<key, std::vector<detail::swept_plan>> sweeps;
  for (const predicted_run& one : runs) {
    if (!time_error(one)) continue;
    const run_configuration& what = *one.run.configuration;
    std::vector<detail::swept_plan>& plans = sweeps[{
        one.run.source, one.run.model_name, what.hardware.gpu, what.hardware.gpus, what.batch.sequences,
        what.batch.sequence_length, static_cast<int>(what.recipe.format), what.software.release}];
    auto same = std::find_if(plans.begin(), plans.end(), [&](const detail::swept_plan& other) {
      return *other.plan == what.plan && *other.how == what.recipe && other.predicted == one.time->value();
    });
    if (same == plans.end()) same = plans.insert(same, {&what.plan, &what.recipe, one.time->value(), {}});
    same->measured.push_back(one.run.step->time.value());
  }
  std::vector<run_sweep> found;
  for (const auto& [of, plans] : sweeps) {
    if (plans.size() < std::max<std::size_t>(least_plans, 2)) continue;
    std::vector<double> predicted, measured;
    for (const detail::swept_plan& plan : plans) {
      predicted.push_back(plan.predicted);
      measured.push_back(std::accumulate(plan.measured.begin(), plan.measured.end(), 0.0) /
                         static_cast<double>(plan.measured.size()));
    }
    const auto chosen = std::min_element(predicted.begin(), predicted.end()) - predicted.begin();
    const double best = *std::min_element(measured.begin(), measured.end());
    found.push_back({.source = std::get<0>(of),
                     .model = std::get<1>(of),
                     .gpu = std::get<2>(of),
                     .gpus = std::get<3>(of),
                     .sequences = std::get<4>(of),
                     .plans = plans.size(),
                     .correlation = rank_correlation(predicted, measured),
                     .regret = measured[static_cast<std::size_t>(chosen)] / best - 1});
  }
  return found;
}

}  // namespace scalewall
