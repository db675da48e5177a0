// Predictions held against measurements.
//
//     error = predicted / measured - 1        signed; its absolute value has the median and the 90th percentile
//
// by subject (`bf16, of at least 1 GFLOP`), by what the formula says that bounds the probe, and the rows that a fit may
// have seen apart from those that are held out.

#pragma once

#include <scalewall/calibration/predictor.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/error_summary.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

/// From where on a multiplication is large, and is told apart from small ones.
inline constexpr flop large_matmul = 1_GFLOP;

/// What a probe is counted with.
inline std::string subject_of(const probe& what, flop large = large_matmul) {
  struct subject {
    flop large;
    std::string operator()(const matmul_probe& one) const {
      return std::string(name(one.format)) + (flop_of(one.shape) < large ? ", below " : ", of at least ") +
             to_text(large);
    }
    std::string operator()(const copy_probe& one) const { return "copy, " + std::string(name(one.path)); }
    std::string operator()(const launch_probe& one) const { return "launch, " + std::string(name(one.kind)); }
    std::string operator()(const transfer_probe& one) const {
      return std::string(name(one.operation)) + (one.nodes == 1 ? ", in a node" : ", between nodes");
    }
  };
  return std::visit(subject{large}, what);
}

struct held_prediction {
  measurement measured;
  prediction predicted;
  double error = 0;
  bool held_out = false;
};

struct validation {
  std::string predictor;
  std::vector<held_prediction> rows;
  std::size_t not_predicted = 0;
};

inline validation validate(const predictor& formula, std::span<const measurement> rows) {
  validation held{.predictor = formula.name, .rows = {}};
  for (const measurement& row : rows) {
    const auto predicted = formula.predict(row.what);
    if (!predicted) {
      ++held.not_predicted;
      continue;
    }
    held.rows.push_back({.measured = row,
                         .predicted = *predicted,
                         .error = predicted->time / row.took.median - 1,
                         .held_out = is_held_out(row.what)});
  }
  return held;
}

struct error_group {
  std::string subject;
  bool held_out = false;
  std::string_view bound_by{};  ///< empty: by anything
  error_summary errors{};
};

enum class grouping { by_subject, by_bound };

/// In the order of subjects, those that fits may have seen before those held out, then by what bounds them.
inline std::vector<error_group> error_groups(const validation& held, grouping how,
                                             flop large = large_matmul) {
  std::map<std::tuple<std::string, bool, std::string_view>, std::vector<double>> errors;
  for (const held_prediction& row : held.rows)
    errors[{subject_of(row.measured.what, large), row.held_out,
            how == grouping::by_bound ? row.predicted.bound_by : std::string_view{}}]
        .push_back(row.error);
  std::vector<error_group> groups;
  groups.reserve(errors.size());
  for (auto& [key, all] : errors)
    groups.push_back({.subject = std::get<0>(key),
                      .held_out = std::get<1>(key),
                      .bound_by = std::get<2>(key),
                      .errors = summarize(std::move(all))});
  return groups;
}

/// How far off a prediction is in either direction: twice too long and half as long are equally bad.
inline double badness(const held_prediction& row) { return std::abs(std::log1p(row.error)); }

/// The worst first.
inline std::vector<held_prediction> worst_of(const validation& held, std::size_t number) {
  std::vector<held_prediction> rows = held.rows;
  std::stable_sort(rows.begin(), rows.end(), [](const held_prediction& a, const held_prediction& b) {
    return badness(a) > badness(b);
  });
  rows.resize(std::min(number, rows.size()));
  return rows;
}

}  // namespace scalewall
