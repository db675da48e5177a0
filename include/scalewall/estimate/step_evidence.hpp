// What a predicted step rests on, and what was assumed in it.
//
// Held-out runs, |predicted / measured - 1|, median and 90th percentile: dense models of software and machines that a fit
// knows 3.8 and 11.2 %, routed ones 6.6 and 39 %; runs of sources, machines or software that it does not know 17 and 49 %.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace scalewall {

/// Classes of answers.
enum class step_evidence {
  dense_fitted,   ///< a dense model, on a machine and with software whose runs were fitted
  routed_fitted,  ///< a routed model, likewise
  nearest,        ///< machine or software only like those that were
  formula_only    ///< nothing of the kind was measured
};

struct evidence_class {
  std::string_view name;

  /// Errors of held-out runs of the class; unset where there are none.
  std::optional<double> median_error{};
  std::optional<double> ninetieth_error{};
};

inline constexpr std::array<evidence_class, 4> evidence_classes = {{
    {"inside what was fitted, dense", 0.038, 0.112},
    {"inside what was fitted, routed", 0.066, 0.39},
    {"near what was fitted", 0.17, 0.49},
    {"a formula only", std::nullopt, std::nullopt},
}};

constexpr const evidence_class& class_of(step_evidence evidence) {
  return evidence_classes[static_cast<std::size_t>(evidence)];
}

/// Sentences, each of something that was not asked or not known.
using step_assumptions = fixed_list<std::string_view, 20>;

/// Whether routed models on such a machine, and of the software, are among the runs that were fitted.
constexpr bool has_routed_runs(const training_machine& machine, const training_software& software) {
  return !is_before_hopper(machine.generation) &&
         (software.family == time_family::megatron_core || software.family == time_family::maxtext);
}

/// What runs that were fitted reach to. Source: the published runs that data/training_runs.csv was chosen from, without those of
/// models that are refused; of routed ones Grok 1 on 2,048 H100, Qwen3 30B over two ranks of context, gpt-oss 20B of 2,048 tokens;
/// layers of GPT 1T (PTDP-T1-010) and Qwen3 235B (MB-232); tokens of an accelerator in VTRAIN-SINGLE-115 and SIMUMAX-008.
struct fitted_reach {
  std::int64_t accelerators = 0;
  std::int64_t context = 0;
  std::int64_t shortest = 0;  ///< sequence, in tokens
  std::int64_t longest = 0;
  std::int64_t layers = 0;
  std::int64_t tokens_of_accelerator = 0;  ///< the fewest of a step
};

inline constexpr fitted_reach reach_of_dense{6144, 16, 512, 1'048'576, 128, 256};
inline constexpr fitted_reach reach_of_routed{2048, 2, 2048, 32'768, 94, 8192};

/// The ranks that cut tensors in runs that were fitted, of one domain: 16 in VTRAIN-MULTI-022, whose 16 fill two nodes, as do those
/// of three more and of DLPERF. They are the only ones across domains.
inline constexpr std::int64_t most_tensor_ranks = 16;

/// Releases of Megatron Core in runs that were fitted: of NVIDIA's containers, NEMO2407 to MB.
inline constexpr software_release first_fitted_release{24, 7}, last_fitted_release{26, 8};

/// Where a run lies against those that were fitted.
struct run_reach {
  bool routed = false;
  bool within = false;

  /// What no run that was fitted is anywhere near to, as a sentence; none where some is.
  std::optional<std::string_view> beyond{};
};

namespace detail {

constexpr bool is_within(const fitted_reach& reach, const training_machine& machine,
                         const training_software& software, const training_plan& plan, const batch& batch,
                         count layers) {
  const std::int64_t tensor = plan.mesh.tensor;
  return !(count(reach.accelerators) < accelerators(plan)) && plan.mesh.context <= reach.context &&
         batch.sequence_length >= reach.shortest && batch.sequence_length <= reach.longest &&
         layers <= count{reach.layers} && tensor <= most_tensor_ranks &&
         (tensor == 1 || tensor <= machine.domain) &&
         !(count{token_count(batch)} < accelerators(plan) * reach.tokens_of_accelerator) &&
         (software.family != time_family::megatron_core || !software.release ||
          *software.release <= last_fitted_release);
}

// Each end is that of the rows it names, in data/training_runs.csv or the table that it was chosen from.
constexpr std::optional<std::string_view> beyond_all_runs(const training_software& software,
                                                          const training_plan& plan, const batch& batch,
                                                          bool routed, count layers) {
  // 32 in DLPERF-015 and DLPERF-016.
  if (plan.mesh.tensor > 32) return "no run that was fitted cuts tensors among more than 32 ranks";
  // A microbatch for every two stages in VTRAIN-SINGLE-025 and others.
  if (plan.mesh.pipeline > 1 && count{2} * microbatches_of(plan, batch) < count{plan.mesh.pipeline})
    return "no run that was fitted has fewer microbatches than half of its pipeline's ranks";
  // VTRAIN-SINGLE-115.
  if (count{token_count(batch)} < accelerators(plan) * reach_of_dense.tokens_of_accelerator)
    return "no run that was fitted has fewer than 256 tokens of a step for each GPU";
  // 131,072 of a sequence that is not cut, in IRONWOOD-018 and IRONWOOD-019.
  if (batch.sequence_length / plan.mesh.context > 131'072)
    return "no run that was fitted has more than 131,072 tokens of a sequence on a rank";
  // Two of Grok 1 in DGXC-001; four of a dense model in SIMUMAX-025.
  if (layers < count{routed ? 2 : 4})
    return "no run that was fitted has so few layers: 2 of routed models, 4 of dense ones";
  if (software.family == time_family::megatron_core && software.release &&
      *software.release < first_fitted_release)
    return "no run of so early a release of Megatron Core was fitted: the first is of 24.07";
  return {};
}

}  // namespace detail

constexpr run_reach reach_of(const training_machine& machine, const training_software& software,
                             const training_plan& plan, const batch& batch, const language_model& model) {
  const bool routed = is_routed(model);
  const count layers = layer_count(model);
  return {.routed = routed,
          .within = detail::is_within(routed ? reach_of_routed : reach_of_dense, machine, software, plan,
                                      batch, layers),
          .beyond = detail::beyond_all_runs(software, plan, batch, routed, layers)};
}

constexpr step_evidence evidence_of(const training_machine& machine, const training_software& software,
                                    const recipe& recipe, const run_reach& reach) {
  if (machine.evidence == machine_evidence::formula_only || recipe.offloads_optimizer || reach.beyond)
    return step_evidence::formula_only;
  const bool near = machine.evidence == machine_evidence::nearest_runs ||
                    software.kind == software_class::tuned || recipe.adapter_rank ||
                    (reach.routed && !has_routed_runs(machine, software)) || !reach.within ||
                    recipe.format == training_format::nvfp4;
  if (near) return step_evidence::nearest;
  return reach.routed ? step_evidence::routed_fitted : step_evidence::dense_fitted;
}

constexpr step_evidence evidence_of(const training_machine& machine, const training_software& software,
                                    const training_plan& plan, const batch& batch, const recipe& recipe,
                                    const language_model& model) {
  return evidence_of(machine, software, recipe, reach_of(machine, software, plan, batch, model));
}

constexpr step_assumptions assumptions_of(const training_machine& machine, const training_software& software,
                                          const training_plan& plan, const recipe& recipe,
                                          const run_reach& reach, bool shares_key_values) {
  step_assumptions told;
  if (reach.routed) {
    if (!software.release)
      told.push_back(
          "the release of the software is not said: the newest that was fitted; others took up to 1.6 times "
          "as long");
    told.push_back("tokens are spread evenly over experts");
    if (!has_routed_runs(machine, software))
      told.push_back(
          "no routed model on such a machine or of this software was fitted: constants are those of others");
    if (plan.mesh.expert > 1 && recipe.dispatcher == token_dispatcher::all_gather)
      told.push_back("tokens that are gathered from all ranks take the time of an exchange of all with all");
    if (!recipe.grouped_experts)
      told.push_back("a product for each expert takes the time of grouped products");
  }
  if (machine.evidence == machine_evidence::formula_only)
    told.push_back(
        "nobody measured training on this machine: its data sheet, and shares of it that an H100 reaches");
  if (machine.evidence == machine_evidence::nearest_runs)
    told.push_back("training on this machine was not fitted: constants are those of its generation");
  if (software.kind == software_class::tuned)
    told.push_back("the iteration is one captured graph, and takes nothing beside its work");
  if (reach.beyond)
    told.push_back(*reach.beyond);
  else if (!reach.within)
    told.push_back(
        "more GPUs, layers, tensor or context parallelism, fewer tokens for each GPU, or other lengths of "
        "sequences or releases than in any run that was fitted");
  if (recipe.overlaps_tensor)
    told.push_back("tensor parallelism hides as in the runs that were fitted, of which few overlap it");
  if (recipe.adapter_rank) {
    told.push_back("products of low-rank adapters take no time");
    told.push_back(
        "memory beside low-rank adapters is held against six published peaks alone: 0.93 to 1.20 of the "
        "predicted");
  }
  if (plan.mesh.context > 1 && plan.mesh.context * plan.mesh.tensor > machine.domain)
    told.push_back(
        "context parallelism across domains hides as much as within one; short steps may take much longer");
  if (shares_key_values && software.family == time_family::megatron_core)
    told.push_back(
        "ranks of tensor parallelism share keys and values, whose heads they are no divisor of: older "
        "releases of Megatron Core refuse that");
  if (plan.layout.evened) told.push_back("layers were laid out by hand until every stage took as long");
  if (recipe.offloads_optimizer)
    told.push_back(machine.host
                       ? "the optimizer on the host: gradients down, its update and weights up one after "
                         "the other, at bandwidths of data sheets; no run of it was measured"
                       : "the host's memory is not known: states of the optimizer that are offloaded are "
                         "as near as others");
  told.push_back("sequences are whole and packed: padding costs what tokens cost");
  return told;
}

}  // namespace scalewall
