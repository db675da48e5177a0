// What is held against measurements: anything that says how long a probe takes.
//
// The reference formulas predict from an accelerator and a network, the refined ones from the numbers of a library's
// kernels, protocols and messages. Each says nothing of what it is not about.

#pragma once

#include <scalewall/calibration/fit_accelerator.hpp>
#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/cost/collective.hpp>
#include <scalewall/cost/matmul.hpp>
#include <scalewall/cost/message.hpp>
#include <scalewall/cost/network_transfer.hpp>
#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/hardware/message_protocols.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

struct prediction {
  seconds time{};
  std::string_view bound_by;
};

/// None where the formula is about something else, or its numbers are not known.
using predict_probe = std::function<std::optional<prediction>(const probe&)>;

struct predictor {
  std::string name;
  predict_probe predict;
};

namespace detail {

struct reference_formula {
  accelerator gpu;
  scalewall::network network;

  std::optional<prediction> operator()(const matmul_probe& what) const {
    accelerator in_format = gpu;
    in_format.format = what.format;
    if (!is_positive_and_finite(flop_per_clock_and_thread(gpu, what.format))) return {};
    const matmul_time time = time_matmul(in_format, what.shape, what.kind);
    return prediction{time.total(), scalewall::name(time.bound_by())};
  }
  std::optional<prediction> operator()(const copy_probe& what) const {
    for (const memory_level& level : gpu.memory)
      if (level_of(what.path) == level.kind && bandwidth(gpu, level).value() > 0)
        return prediction{2.0 * what.size / bandwidth(gpu, level),
                          scalewall::name(bandwidth_bottleneck(level.kind))};
    return {};
  }
  std::optional<prediction> operator()(const launch_probe&) const { return {}; }
  std::optional<prediction> operator()(const transfer_probe& what) const {
    if (network.size() < (what.nodes > 1 ? 2U : 1U)) return {};
    const transfer_time time =
        time_transfer(network, what.operation, what.participants, what.nodes, what.size);
    if (!is_positive_and_finite(time.total())) return {};
    return prediction{time.total(), time.latency > time.bandwidth
                                        ? scalewall::name(bottleneck::network_latency)
                                        : "network bandwidth"};
  }
};

}  // namespace detail

/// By the reference formulas. The network may be empty. Throws `broken_rule` unless the accelerator is valid.
inline predictor reference_predictor(std::string name, const accelerator& gpu, const network& levels = {}) {
  require_valid(gpu);
  if (!levels.empty()) require_valid(levels);
  return {std::move(name), [formula = detail::reference_formula{gpu, levels}](const probe& what) {
            return std::visit(formula, what);
          }};
}

/// By tiles and rounds, for the formats that there are kernels of. Throws `broken_rule` unless all are valid.
inline predictor tiled_predictor(std::string name, std::vector<matmul_kernels> kernels) {
  for (const matmul_kernels& one : kernels) require_valid(one);
  return {std::move(name), [kernels = std::move(kernels)](const probe& what) -> std::optional<prediction> {
            const auto* asked = std::get_if<matmul_probe>(&what);
            if (asked == nullptr) return {};
            for (const matmul_kernels& one : kernels) {
              if (one.format != asked->format) continue;
              const matmul_time time = time_tiled_matmul(one, asked->shape, asked->kind);
              return prediction{time.total(), scalewall::name(time.bound_by())};
            }
            return {};
          }};
}

/// By protocols, within a node. Throws `broken_rule` unless they are valid.
inline predictor protocol_predictor(std::string name, const collective_protocols& protocols) {
  require_valid(protocols);
  return {std::move(name), [protocols](const probe& what) -> std::optional<prediction> {
            const auto* asked = std::get_if<transfer_probe>(&what);
            if (asked == nullptr || asked->nodes > 1 || asked->participants > protocols.participants)
              return {};
            const collective_time time =
                time_collective(protocols, asked->operation, asked->participants, asked->size);
            return prediction{time.total, scalewall::name(time.protocol)};
          }};
}

/// By messages, of one operation within a node or between nodes. Throws `broken_rule` unless they are valid.
inline predictor message_predictor(std::string name, transfer_operation operation, bool between_nodes,
                                   const message_protocols& messages) {
  require_valid(messages);
  return {std::move(name), [=](const probe& what) -> std::optional<prediction> {
            const auto* asked = std::get_if<transfer_probe>(&what);
            if (asked == nullptr || asked->operation != operation || (asked->nodes > 1) != between_nodes)
              return {};
            const message_time time = time_collective(messages, operation, asked->participants, asked->size);
            return prediction{time.total,
                              messages.regimes[time.regime].algorithm == collective_algorithm::ring
                                  ? "messages in a ring"
                                  : "messages by doubling"};
          }};
}

/// The first of them that says something.
inline predictor first_of(std::string name, std::vector<predictor> predictors) {
  return {std::move(name),
          [predictors = std::move(predictors)](const probe& what) -> std::optional<prediction> {
            for (const predictor& one : predictors)
              if (auto predicted = one.predict(what)) return predicted;
            return {};
          }};
}

}  // namespace scalewall
