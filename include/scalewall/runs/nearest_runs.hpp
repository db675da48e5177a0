// The measured runs that are most like a configuration: what a prediction can be compared with.
//
// Two configurations are as far apart as the logarithms of their sizes, and further where kinds differ:
//
//     d^2 = sum over sizes (log2 x - log2 y)^2 + sum over kinds w^2 [x differs from y]
//
// so that twice the layers are as far as one more step of tensor parallelism, and another GPU is as far as a model of 16
// times the layers. The weights say no more than in which order people would call runs alike.

#pragma once

#include <scalewall/model/parameter_count.hpp>
#include <scalewall/runs/measured_run.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

namespace detail {

/// What is compared, in the order of `sizes_of`.
inline constexpr std::array<std::string_view, 10> size_names = {"layers",
                                                                "width",
                                                                "tokens of a sequence",
                                                                "sequences of a batch",
                                                                "sequences of a microbatch",
                                                                "tensor degree",
                                                                "pipeline degree",
                                                                "context degree",
                                                                "expert degree",
                                                                "GPUs"};

inline std::array<double, 10> sizes_of(const run_configuration& what) {
  const mesh& degrees = what.plan.mesh;
  return {double(layer_count(what.model)), double(what.model.width),     double(what.batch.sequence_length),
          double(what.batch.sequences),    double(what.plan.microbatch), double(degrees.tensor),
          double(degrees.pipeline),        double(degrees.context),      double(degrees.expert),
          double(what.hardware.gpus)};
}

}  // namespace detail

/// How unlike two configurations are: 0 where all that is compared is the same.
inline double distance(const run_configuration& one, const run_configuration& other) {
  const auto a = detail::sizes_of(one), b = detail::sizes_of(other);
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += std::pow(std::log2(a[i] / b[i]), 2);
  const auto apart = [&](bool differs, double weight) { sum += differs ? weight * weight : 0; };
  apart(one.hardware.gpu != other.hardware.gpu, 4);
  apart(one.software.family != other.software.family, 3);
  apart(precision_group(one.recipe.format) != precision_group(other.recipe.format), 3);
  apart(is_routed(one.model) != is_routed(other.model), 5);
  apart(one.recipe.recompute != other.recipe.recompute, 2);
  apart(one.recipe.shards != other.recipe.shards, 1);
  apart(one.purpose != other.purpose, 3);
  apart(one.software.release != other.software.release, 0.5);
  return std::sqrt(sum);
}

/// A run, and how unlike the configuration it is.
struct run_nearby {
  const measured_run* run = nullptr;
  double distance = 0;
};

/// So many of the runs that have seconds and no doubt, the most alike first.
inline std::vector<run_nearby> nearest_runs(const run_configuration& what, std::span<const measured_run> runs,
                                            std::size_t number) {
  std::vector<run_nearby> near;
  for (const measured_run& run : runs)
    if (run.configuration && run.step && run.doubt.empty())
      near.push_back({&run, distance(what, *run.configuration)});
  std::stable_sort(near.begin(), near.end(),
                   [](const run_nearby& a, const run_nearby& b) { return a.distance < b.distance; });
  near.resize(std::min(number, near.size()));
  return near;
}

}  // namespace scalewall
