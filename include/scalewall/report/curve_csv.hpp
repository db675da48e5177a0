// The points of curves as comma-separated values, one a row: the model, the cluster, its plan and what the
// run takes, in full precision.

#pragma once

#include <scalewall/hardware/cluster.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/plan_text.hpp>
#include <scalewall/sweep/curve.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// `setting` is what tells a curve from others. Degrees on network levels are written as `4x8`, times are
/// those of the whole run in seconds.
inline const std::vector<std::string> curve_columns = {
    "setting",      "d_model",   "d_ff",          "layers",      "sparsity",
    "batch_tokens", "params",    "training_flop", "n_gpu",       "tp_model",
    "tp_ff",        "pp",        "interleave",    "dp",          "ep",
    "microbatches", "dp_levels", "tpm_levels",    "tpff_levels", "pp_levels",
    "ep_levels",    "time_s",    "utilization",   "tp_comm_s",   "dp_comm_s",
    "pp_ep_comm_s", "latency_s"};

/// The fields of `curve_columns`, for a point of a curve of `machines`.
inline std::vector<csv_field> curve_fields(std::string_view setting, const cluster& machines,
                                           const curve_point& point) {
  const mlp_transformer& model = point.wanted.model;
  const plan& split = point.run.step.plan;
  const auto placed = [&](const level_degrees& degrees) { return to_text(degrees, machines.network.size()); };
  return {setting,
          model.d_model,
          model.d_ff,
          model.layers,
          model.experts,
          token_count(point.wanted.batch),
          parameters(model),
          point.wanted.compute,
          point.run.step.accelerators,
          split.tensor_model.total(),
          split.tensor_ff.total(),
          split.pipeline.total(),
          split.interleaving,
          split.data.total(),
          split.expert.total(),
          split.microbatches,
          placed(split.data),
          placed(split.tensor_model),
          placed(split.tensor_ff),
          placed(split.pipeline),
          placed(split.expert),
          point.run.duration(),
          point.run.step.utilization,
          point.run.tensor_communication(),
          point.run.data_communication(),
          point.run.pipeline_communication(),
          point.run.network_latency()};
}

}  // namespace scalewall
