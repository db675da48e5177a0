// What an answer assumes and what it leaves out, for a line above it and for a program that reads it.

#pragma once

#include <scalewall/estimate/overlap.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan_rules.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/scaling/laws.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

struct assumptions {
  std::vector<std::string> assumed;
  std::vector<std::string> left_out;
};

/// What holds for estimates of any model on any cluster of the catalog.
inline assumptions assumptions_of(const execution& how) {
  assumptions made;
  made.assumed = {"rates of the catalog"};
  std::string hidden;
  const auto hide = [&](bool overlaps, const char* what) {
    if (overlaps) hidden.append(hidden.empty() ? "" : ", ").append(what);
  };
  hide(how.overlap_tensor, "TP");
  hide(how.overlap_pipeline, "PP and EP");
  hide(how.overlap_data, "DP");
  made.assumed.push_back(hidden.empty() ? "no communication hidden behind arithmetic"
                                        : "communication of " + hidden + " hidden behind arithmetic");
  made.assumed.emplace_back(
      how.rules == plan_rules::practice
          ? "16 bytes a parameter (mixed-precision Adam, optimizer sharded over replicas) and "
            "activations in memory"
          : "batches and memory as the paper's simulation counts them (tokens may be anywhere, "
            "10 bytes a parameter, no activations)");
  made.left_out = {"attention", "vocabulary", "norms", "congestion", "failures"};
  return made;
}

/// The same of one run on a cluster.
inline assumptions assumptions_of(const training_run& wanted, const cluster& machines, const execution& how) {
  assumptions made = assumptions_of(how);
  made.assumed[0] += " (" + std::string(name(machines.gpu.evidence)) + ")";
  made.assumed.insert(made.assumed.begin(), std::string(name(machines.gpu.format)));
  made.assumed.insert(
      made.assumed.begin(),
      number_text(wanted.data.value() / double(parameters(wanted.model))) + " tokens a parameter");
  return made;
}

/// `Assumes 20 tokens a parameter, bf16, ...; leaves out attention, ...`
inline std::string to_text(const assumptions& made) {
  const auto list = [](const std::vector<std::string>& all) {
    std::string text;
    for (const std::string& one : all) text.append(text.empty() ? "" : ", ").append(one);
    return text;
  };
  return "Assumes " + list(made.assumed) + "; leaves out " + list(made.left_out) + ".";
}

inline void to_json(nlohmann::ordered_json& json, const assumptions& made) {
  json = {{"assumed", made.assumed}, {"left_out", made.left_out}};
}

}  // namespace scalewall
