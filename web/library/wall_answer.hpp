// The wall: utilization over the compute of ever larger runs, and where it ends.

#pragma once

#include "compared_curves.hpp"
#include "run_text.hpp"
#include "shown_texts.hpp"
#include "spelled_question.hpp"
#include <scalewall/report/assumptions.hpp>
#include <scalewall/scaling/limits.hpp>
#include <scalewall/sweep/sweep.hpp>

#include <algorithm>
#include <cstdint>
#include <string>

namespace page {

/// Where the paper's closed forms have training end, or why they say nothing.
inline json closed_forms(const scalewall::cluster& machines, scalewall::seconds deadline) {
  using namespace scalewall;
  const scaling_assumptions how{.duration = deadline};
  json found = {{"critical_compute", nullptr}, {"latency_limit", nullptr}, {"assumes", nullptr}};
  try {
    const node_rates node{.size = std::max<std::int64_t>(machines.network[0].size, 1),
                          .peak = peak(machines.gpu),
                          .network_one_way = machines.network.back().bandwidth.one_way(),
                          .memory = bandwidth(machines.gpu, machines.gpu.memory[0]),
                          .word = word_size(machines.gpu)};
    found["latency_limit"] = to_text(latency_limit(how));
    found["assumes"] = "batches that grow as depth does, from " + to_text(how.reference.batch) + " and " +
                       number_text(how.reference.layers) + " layers at " + to_text(how.reference.compute) +
                       "; " + to_text(how.layer_latency) + " of latency a layer";
    found["critical_compute"] = to_text(critical_compute(node, how));
  } catch (const broken_rule& broken) {
    found["assumes"] = broken.what();
  }
  return found;
}

/// The curve of all models, and where it ends.
inline json wall(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const question asked = read_question(json_question);
  const study& about = asked.curve;
  const std::string setting = cluster_text(asked);
  comparison compared{laws_text(asked), {{{setting, about.machines, nullptr}, {}}}};
  compared_curve& drawn = compared.curves.front();
  for (const curve_point& point : curve(about.machines, about.prescribe, about.settings))
    drawn.points.push_back(point);
  if (drawn.points.empty()) throw broken_rule(no_curve_text(compared, drawn, about.settings));

  const curve_landmarks found = drawn.landmarks();
  json points = json::array();
  const curve_point* ending = &drawn.points.back();
  for (const curve_point& point : drawn.points) {
    json texts = plan_texts(point.run);
    texts["compute"] = to_text(point.wanted.compute);
    texts["model"] = run_text(point.wanted);
    points.push_back(texts);
    if (found.linear_scaling_ends == point.wanted.compute) ending = &point;
  }
  const auto text = [](const auto& compute) { return compute ? json(to_text(*compute)) : json(); };
  return {{"answer", json_of({compared}, about.settings)},
          {"shown",
           {{"title", compared.name + ", on " + setting + ", trained in " + to_text(about.settings.deadline)},
            {"assumes", to_text(assumptions_of(about.settings.how))},
            {"notes", notes_on(asked)},
            {"sustained", sustained_utilization(about.machines)},
            {"linear_scaling_ends", text(found.linear_scaling_ends)},
            {"largest_feasible", text(found.largest_feasible)},
            {"end", end_text(drawn, about.settings)},
            {"closed_forms", closed_forms(about.machines, about.settings.deadline)},
            {"points", points},
            {"values", values_json(about.machines)},
            {"command", curve_command(asked)},
            {"cpp", assertions(asked, ending->wanted, ending->run, about.settings.how, false)}}}};
}

}  // namespace page
