// Where a plan of a language model lies on nodes. Ranks count tensor innermost, then context, data and pipeline, as
// parallel/mesh.hpp has them; ranks of experts are counted anew within a stage.

#pragma once

#include "counted_text.hpp"
#include "shown_texts.hpp"
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <cstdint>
#include <string>

namespace page {

/// Every kind of parallelism by its degree and its stride: rank r has the place r / stride % degree in it.
inline json placement_json(const scalewall::training_plan& plan, const scalewall::training_machine& machine) {
  using namespace scalewall;
  const mesh& degrees = plan.mesh;
  const std::int64_t ranks = accelerators(degrees).as_int64();
  const std::int64_t domain = filled_domain(machine, ranks);
  const std::int64_t in_node = domain < ranks ? domain : ranks;
  json axes = json::array();
  const auto add = [&](const char* name, std::int64_t degree, std::int64_t stride) {
    if (degree == 1) return;
    const bool within = in_node % (stride * degree) == 0;
    const bool across = stride % in_node == 0;
    axes.push_back({{"axis", name},
                    {"degree", degree},
                    {"stride", stride},
                    {"lies", within   ? "within a node"
                             : across ? "from node to node"
                                      : "within nodes and between them"}});
  };
  add("TP", degrees.tensor, 1);
  add("CP", degrees.context, degrees.tensor);
  add("DP", degrees.data, degrees.tensor * degrees.context);
  add("PP", degrees.pipeline, ranks_of_stage(degrees).as_int64());
  add("ETP", degrees.expert_tensor, 1);
  add("EP", degrees.expert, degrees.expert_tensor);
  return {{"gpus", ranks},
          {"node", in_node},
          {"text", ::counted(ranks, "GPU") + " in " + ::counted(ranks / in_node, "node") + " of " +
                       std::to_string(in_node)},
          {"axes", axes}};
}

}  // namespace page
