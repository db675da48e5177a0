// What an answer assumes and what it leaves out, for a line above it and for a program that reads it.

#pragma once

#include <scalewall/cost/memory.hpp>
#include <scalewall/estimate/overlap.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan_rules.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/price_sources.hpp>
#include <scalewall/scaling/laws.hpp>

#include <optional>
#include <string>
#include <vector>

namespace scalewall {

struct assumptions {
  std::vector<std::string> assumed;
  std::vector<std::string> left_out;
};

namespace detail {

/// What counts as memory, of words of a known size or any.
inline std::string memory_text(const stack_recipe& how, std::optional<bytes> word) {
  const bool practice = how.rules == plan_rules::practice;
  std::string text = practice ? "" : "batches that divide into tokens, ";
  if (word)
    text += number_text(model_states(1, 1, *word, how.rules).total().value()) + " bytes a parameter";
  else
    text += practice ? "weights, gradients and optimizer state" : "five words a parameter";
  text += practice ? " with Adam's state sharded over replicas" : " as in the paper's simulation";
  const activation_memory activations = activations_in_memory(how);
  return text + (activations == activation_memory::untracked ? " and no activations in memory"
                                                             : " and activations in memory");
}

/// What any estimate assumes, of work that is priced by `rates`.
inline assumptions assumptions_from(const std::vector<std::string>& rates, std::optional<bytes> word,
                                    const stack_recipe& how) {
  std::string hidden;
  const auto hide = [&](bool overlaps, const char* what) {
    if (overlaps) hidden.append(hidden.empty() ? "" : ", ").append(what);
  };
  hide(how.overlap_tensor, "TP");
  hide(how.overlap_pipeline, "PP and EP");
  hide(how.overlap_data, "DP");
  std::vector<std::string> assumed = {"layers of two matrices"};
  assumed.insert(assumed.end(), rates.begin(), rates.end());
  assumed.push_back(hidden.empty() ? "no communication hidden behind arithmetic"
                                   : "communication of " + hidden + " hidden behind arithmetic");
  assumed.push_back(memory_text(how, word));
  return {.assumed = assumed,
          .left_out = {"attention", "gates", "vocabulary", "norms", "congestion", "failures"}};
}

}  // namespace detail

/// What holds for estimates of any model on any cluster of the catalog.
inline assumptions assumptions_of(const stack_recipe& how) {
  return detail::assumptions_from({"rates of the catalog"}, std::nullopt, how);
}

/// The same of one run on a cluster.
inline assumptions assumptions_of(const training_run& wanted, const cluster& machines,
                                  const stack_recipe& how) {
  assumptions made = detail::assumptions_from(price_text(machines), word_size(machines.gpu), how);
  made.assumed.insert(
      made.assumed.begin(),
      {number_text(wanted.data.value() / double(parameters(wanted.model))) + " tokens a parameter",
       std::string(name(machines.gpu.format))});
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

}  // namespace scalewall
