// A mesh: degrees of parallelism as training frameworks count ranks.
//
//     N = t c p D      accelerators, of tensor, context, pipeline and data degrees
//
// Ranks lie with tensor innermost, then context, data and pipeline outermost, so that neighbours in tensor parallelism
// share a node. Experts take no accelerators of their own: in a routed layer the t c D ranks of a stage are divided anew,
//
//     t c D = t_e e D_e      expert tensor, expert and expert data degrees.
//
// Source: Megatron Core, core/parallel_state.py (order "tp-cp-ep-dp-pp", "expert parallelism is folded into data
// parallelism"), NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/error.hpp>

#include <cstdint>

namespace scalewall {

struct mesh {
  std::int64_t tensor = 1;
  std::int64_t context = 1;
  std::int64_t pipeline = 1;

  /// Replicas of the batch.
  std::int64_t data = 1;

  std::int64_t expert = 1;
  std::int64_t expert_tensor = 1;

  friend constexpr bool operator==(const mesh&, const mesh&) = default;
};

/// How many accelerators the mesh takes.
constexpr count accelerators(const mesh& degrees) {
  return count{degrees.tensor} * degrees.context * degrees.pipeline * degrees.data;
}

/// Ranks that hold the same layers: all of one pipeline stage.
constexpr count ranks_of_stage(const mesh& degrees) {
  return count{degrees.tensor} * degrees.context * degrees.data;
}

/// Ranks that hold the same dense parameters, over which optimizers and weights are sharded.
constexpr std::int64_t dense_replicas(const mesh& degrees) {
  return (count{degrees.context} * degrees.data).as_int64();
}

/// Ranks that hold the same experts ("expert data parallelism").
constexpr std::int64_t expert_replicas(const mesh& degrees) {
  return (ranks_of_stage(degrees) / (count{degrees.expert} * degrees.expert_tensor)).as_int64();
}

/// Throws `broken_rule` unless every degree is positive and the experts' ranks divide those of a stage.
constexpr void require_valid(const mesh& degrees) {
  require(degrees.tensor >= 1, "a degree of parallelism is at least 1", {{"tensor", degrees.tensor}});
  require(degrees.context >= 1, "a degree of parallelism is at least 1", {{"context", degrees.context}});
  require(degrees.pipeline >= 1, "a degree of parallelism is at least 1", {{"pipeline", degrees.pipeline}});
  require(degrees.data >= 1, "a degree of parallelism is at least 1", {{"data", degrees.data}});
  require(degrees.expert >= 1, "a degree of parallelism is at least 1", {{"expert", degrees.expert}});
  require(degrees.expert_tensor >= 1, "a degree of parallelism is at least 1",
          {{"expert_tensor", degrees.expert_tensor}});
  const count experts = count{degrees.expert} * degrees.expert_tensor;
  require(ranks_of_stage(degrees) % experts == count{},
          "the ranks of a pipeline stage divide into expert and expert tensor parallelism",
          {{"tensor x context x data", double(ranks_of_stage(degrees))},
           {"expert x expert_tensor", double(experts)}});
}

}  // namespace scalewall
