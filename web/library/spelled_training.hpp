// A plan of a language model as C++ that compiles against the library, so that what a page shows can be asserted without it.

#pragma once

#include "training_request.hpp"
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/search/training_question.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace page {

namespace detail {

// The names of enumerators, in their order.
inline constexpr std::array<std::string_view, 7> spelled_formats = {
    "fp16", "bf16", "fp8_delayed", "fp8_current", "fp8_block", "mxfp8", "nvfp4"};
inline constexpr std::array<std::string_view, 4> spelled_shardings = {"none", "optimizer", "gradients",
                                                                      "weights"};
inline constexpr std::array<std::string_view, 3> spelled_granularities = {"none", "selective", "full"};
inline constexpr std::array<std::string_view, 3> spelled_exchanges = {"ring", "all_gather", "all_to_all"};
inline constexpr std::array<std::string_view, 3> spelled_kernels = {"fused", "flash", "unfused"};
inline constexpr std::array<std::string_view, 6> spelled_losses = {
    "unfused", "fused", "fused_by_te", "torch", "torch_compiled", "torch_in_chunks"};
inline constexpr std::array<std::string_view, 3> spelled_dispatchers = {"all_gather", "all_to_all", "flex"};
inline constexpr std::array<std::string_view, 3> spelled_graphs = {"none", "parts", "whole_iteration"};
inline constexpr std::array<std::string_view, 3> spelled_norms = {"layer_norm", "layer_norm_without_bias",
                                                                  "rms_norm"};
inline constexpr std::array<std::string_view, 3> spelled_query_key_norms = {"none", "shared_by_heads",
                                                                            "across_heads"};
inline constexpr std::array<std::string_view, 3> spelled_reaches = {"all", "window", "chunk"};
inline constexpr std::array<std::string_view, 11> spelled_schedules = {
    "gpipe", "one_f_one_b", "zb_h1",        "zb_h2",        "zb_v",      "v_half",
    "v_min", "dual_pipe",   "vocabulary_1", "vocabulary_2", "interlaced"};
inline constexpr std::array<std::string_view, 12> spelled_families = {
    "megatron_core", "megatron_lm", "megatron_lm_2022", "vtrain",     "bloom",   "deepspeed_zero3",
    "zero_bubble",   "oneflow",     "llm_foundry",      "torchtitan", "maxtext", "internevo"};
inline constexpr std::array<std::string_view, 7> spelled_modules = {
    "core_attention",    "norms",        "latent_projections", "feed_forward",
    "expert_activation", "routed_block", "shared_experts"};

/// Members of a braced list: those that have their default are left out.
class spelled_members {
 public:
  void add(std::string_view member, const std::string& value) {
    text_ += (text_.empty() ? "." : ", .") + std::string(member) + " = " + value;
  }
  void add(std::string_view member, bool value, bool standard) {
    if (value != standard) add(member, std::string(value ? "true" : "false"));
  }
  void add(std::string_view member, std::int64_t value, std::int64_t standard) {
    if (value != standard) add(member, std::to_string(value));
  }
  void add(std::string_view member, const std::optional<std::int64_t>& value) {
    if (value) add(member, std::to_string(*value));
  }
  void add(std::string_view member, const std::optional<bool>& value) {
    if (value) add(member, std::string(*value ? "true" : "false"));
  }
  void add(std::string_view member, const std::optional<double>& value) {
    if (value) add(member, scalewall::exact_text(*value));
  }
  template <class Enumeration, std::size_t N>
  void add(std::string_view member, Enumeration value, Enumeration standard, const char* type,
           const std::array<std::string_view, N>& names) {
    if (value != standard)
      add(member, "sw::" + std::string(type) + "::" + std::string(names[static_cast<std::size_t>(value)]));
  }
  void add_braced(std::string_view member, const spelled_members& inner) {
    if (!inner.text_.empty()) add(member, inner.braced());
  }
  std::string braced() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

inline void add_reach(spelled_members& members, const scalewall::attention_reach& reach) {
  spelled_members inner;
  inner.add("kind", reach.kind, scalewall::reach_kind::all, "reach_kind", spelled_reaches);
  inner.add("tokens", reach.tokens, 0);
  members.add_braced("reach", inner);
}

inline std::string spelled(const scalewall::grouped_attention& attention) {
  spelled_members members;
  members.add("heads", attention.heads, 0);
  members.add("key_value_heads", attention.key_value_heads, 0);
  members.add("head_size", attention.head_size, 0);
  members.add("query_key_value_biases", attention.query_key_value_biases, false);
  members.add("output_bias", attention.output_bias, false);
  members.add("norm", attention.norm, scalewall::query_key_norm::none, "query_key_norm",
              spelled_query_key_norms);
  members.add("sinks", attention.sinks, false);
  add_reach(members, attention.reach);
  return "sw::grouped_attention" + members.braced();
}

inline std::string spelled(const scalewall::latent_attention& attention) {
  spelled_members members;
  members.add("heads", attention.heads, 0);
  members.add("query_rank", attention.query_rank);
  members.add("key_value_rank", attention.key_value_rank, 0);
  members.add("nope_head_size", attention.nope_head_size, 0);
  members.add("rope_head_size", attention.rope_head_size, 0);
  members.add("value_head_size", attention.value_head_size, 0);
  add_reach(members, attention.reach);
  return "sw::latent_attention" + members.braced();
}

inline std::string spelled(const scalewall::dense_feed_forward& block) {
  spelled_members members;
  members.add("width", block.width, 0);
  members.add("gated", block.gated);
  members.add("biases", block.biases, false);
  return "sw::dense_feed_forward" + members.braced();
}

inline std::string spelled(const scalewall::routed_feed_forward& block) {
  spelled_members members;
  members.add("experts", block.experts, 0);
  members.add("experts_per_token", block.experts_per_token, 0);
  members.add("expert_width", block.expert_width, 0);
  members.add("gated", block.gated);
  members.add("expert_biases", block.expert_biases, false);
  members.add("router_bias", block.router_bias, false);
  members.add("shared_experts", block.shared_experts, 0);
  members.add("shared_expert_width", block.shared_expert_width, 0);
  members.add("shared_expert_gate", block.shared_expert_gate, false);
  members.add("latent_width", block.latent_width);
  return "sw::routed_feed_forward" + members.braced();
}

inline std::string spelled(const scalewall::transformer_layer& layer) {
  spelled_members members;
  const auto block = [](const auto& kind) { return spelled(kind); };
  members.add("attention", std::visit(block, layer.attention));
  members.add("feed_forward", std::visit(block, layer.feed_forward));
  members.add("norms", layer.norms, 2);
  return members.braced();
}

/// The model of the catalog by its name, else all that it is.
inline std::string spelled(const scalewall::language_model& model) {
  using namespace scalewall;
  if (const language_model* known = catalog::models::find(model.name); known && *known == model)
    return "sw::catalog::models::at(\"" + std::string(model.name) + "\")";
  std::string patterns;
  for (const layer_pattern& pattern : model.layers) {
    std::string runs;
    for (const layer_run& run : pattern.runs) {
      spelled_members members;
      members.add("layer", spelled(run.layer));
      members.add("layers", run.layers, 1);
      runs += (runs.empty() ? "" : ", ") + members.braced();
    }
    spelled_members members;
    members.add("runs", "{" + runs + "}");
    members.add("repeats", pattern.repeats, 1);
    patterns += (patterns.empty() ? "" : ", ") + members.braced();
  }
  spelled_members members;
  members.add("width", model.width, 0);
  members.add("vocabulary", model.vocabulary, 0);
  members.add("tied_head", model.tied_head);
  if (model.norm)
    members.add("norm",
                "sw::norm_kind::" + std::string(spelled_norms[static_cast<std::size_t>(*model.norm)]));
  members.add("learned_positions", model.learned_positions, 0);
  members.add("embedding_norm", model.embedding_norm, false);
  members.add("layers", "{" + patterns + "}");
  if (model.prediction) {
    spelled_members prediction;
    prediction.add("layer", spelled(model.prediction->layer));
    prediction.add("modules", model.prediction->modules, 1);
    members.add("prediction", "sw::token_prediction" + prediction.braced());
  }
  return members.braced();
}

inline std::string spelled(const scalewall::training_plan& plan) {
  spelled_members degrees;
  degrees.add("tensor", plan.mesh.tensor, 1);
  degrees.add("context", plan.mesh.context, 1);
  degrees.add("pipeline", plan.mesh.pipeline, 1);
  degrees.add("data", plan.mesh.data, 1);
  degrees.add("expert", plan.mesh.expert, 1);
  degrees.add("expert_tensor", plan.mesh.expert_tensor, 1);
  const scalewall::stage_layout& layout = plan.layout;
  spelled_members stages;
  stages.add("chunks", layout.chunks, 1);
  stages.add("first_rank", layout.first_rank);
  stages.add("last_rank", layout.last_rank);
  stages.add("embedding_counts", layout.embedding_counts, false);
  stages.add("loss_counts", layout.loss_counts, false);
  stages.add("lighter_ends", layout.lighter_ends, false);
  stages.add("evened", layout.evened, false);
  if (!layout.listed.empty()) {
    std::string listed;
    for (const std::uint8_t number : layout.listed)
      listed += (listed.empty() ? "" : ", ") + std::to_string(number);
    stages.add("listed", "{" + listed + "}");
  }
  stages.add("prediction_stage", layout.prediction_stage);
  spelled_members members;
  members.add_braced("mesh", degrees);
  members.add_braced("layout", stages);
  members.add("schedule", plan.schedule, scalewall::schedule::one_f_one_b, "schedule", spelled_schedules);
  members.add("microbatch", plan.microbatch, 1);
  members.add("microbatch_group", plan.microbatch_group);
  return members.braced();
}

inline std::string spelled(const scalewall::recipe& recipe) {
  using namespace scalewall;
  const scalewall::recipe standard{};
  spelled_members states, recompute, modules, members;
  const auto number = [](spelled_members& to, std::string_view member, double value, double otherwise) {
    if (std::abs(value - otherwise) > 0) to.add(member, std::optional(value));
  };
  number(states, "weight", recipe.states.weight, standard.states.weight);
  number(states, "gradient", recipe.states.gradient, standard.states.gradient);
  number(states, "optimizer", recipe.states.optimizer, standard.states.optimizer);
  for (std::size_t k = 0; k < every_recompute_module.size(); ++k)
    modules.add(spelled_modules[k], recipe.recompute.modules.*every_recompute_module[k].taken, false);
  recompute.add("granularity", recipe.recompute.granularity, recompute_granularity::none,
                "recompute_granularity", spelled_granularities);
  recompute.add_braced("modules", modules);
  recompute.add("layers", recipe.recompute.layers);
  recompute.add("unit", recipe.recompute.unit, standard.recompute.unit);
  recompute.add("every_second_product", recipe.recompute.every_second_product, false);

  members.add("format", recipe.format, standard.format, "training_format", spelled_formats);
  members.add_braced("states", states);
  members.add("shards", recipe.shards, standard.shards, "sharding", spelled_shardings);
  members.add("optimizer_instances", recipe.optimizer_instances, standard.optimizer_instances);
  members.add("muon", recipe.muon, standard.muon);
  members.add("offloads_optimizer", recipe.offloads_optimizer, standard.offloads_optimizer);
  number(members, "offloaded_share", recipe.offloaded_share, standard.offloaded_share);
  members.add("stays_gathered_in_pipeline", recipe.stays_gathered_in_pipeline,
              standard.stays_gathered_in_pipeline);
  members.add("reduced_gradient", recipe.reduced_gradient);
  members.add_braced("recompute", recompute);
  members.add("sequence_parallel", recipe.sequence_parallel, standard.sequence_parallel);
  members.add("context", recipe.context, standard.context, "context_exchange", spelled_exchanges);
  members.add("attention", recipe.attention, standard.attention, "attention_kernel", spelled_kernels);
  members.add("fused_softmax", recipe.fused_softmax, standard.fused_softmax);
  members.add("loss", recipe.loss, standard.loss, "loss_kernel", spelled_losses);
  members.add("attention_dropout", recipe.attention_dropout, standard.attention_dropout);
  members.add("hidden_dropout", recipe.hidden_dropout, standard.hidden_dropout);
  members.add("attention_mask", recipe.attention_mask, standard.attention_mask);
  members.add("fused_gradient_accumulation", recipe.fused_gradient_accumulation,
              standard.fused_gradient_accumulation);
  members.add("dispatcher", recipe.dispatcher, standard.dispatcher, "token_dispatcher", spelled_dispatchers);
  members.add("grouped_experts", recipe.grouped_experts, standard.grouped_experts);
  members.add("fused_permutation", recipe.fused_permutation, standard.fused_permutation);
  members.add("router_in_fp32", recipe.router_in_fp32, standard.router_in_fp32);
  members.add("expert_capacity", recipe.expert_capacity);
  members.add("graphs", recipe.graphs, standard.graphs, "cuda_graphs", spelled_graphs);
  members.add("overlaps_gradients", recipe.overlaps_gradients, standard.overlaps_gradients);
  members.add("overlaps_parameters", recipe.overlaps_parameters, standard.overlaps_parameters);
  members.add("overlaps_tensor", recipe.overlaps_tensor, standard.overlaps_tensor);
  members.add("deferred_head_gradients", recipe.deferred_head_gradients, standard.deferred_head_gradients);
  members.add("repeatable_products", recipe.repeatable_products, standard.repeatable_products);
  members.add("expandable_segments", recipe.expandable_segments);
  members.add("adapter_rank", recipe.adapter_rank);
  spelled_members adapted;
  adapted.add("queries_keys_values", recipe.adapted.queries_keys_values, true);
  adapted.add("attention_output", recipe.adapted.attention_output, true);
  adapted.add("up", recipe.adapted.up, true);
  adapted.add("down", recipe.adapted.down, true);
  members.add_braced("adapted", adapted);
  members.add("adapters_gather_again", recipe.adapters_gather_again, standard.adapters_gather_again);
  members.add("vocabulary_multiple", recipe.vocabulary_multiple, standard.vocabulary_multiple);
  return members.braced();
}

/// The machine of a GPU of the catalog, in domains as the launcher fills them.
inline std::string spelled_machine(const training_request& request) {
  using namespace scalewall;
  const training_machine whole = catalog::training_machine_of(choose(catalog::all, "GPU", request.gpu));
  const std::string text = "sw::catalog::training_machine_of(sw::catalog::at(\"" + request.gpu + "\"))";
  const std::int64_t domain = request.question.machine.domain;
  return domain == whole.domain ? text : "sw::with_domain(" + text + ", " + std::to_string(domain) + ")";
}

inline std::string spelled_software(const scalewall::training_software& software) {
  const auto family = spelled_families[static_cast<std::size_t>(software.family)];
  const bool tuned = software.kind == scalewall::software_class::tuned;
  std::string text =
      "sw::catalog::training_software_of(sw::time_family::" + std::string(family) + ", machine.generation";
  if (software.release)
    text += ", sw::software_release{" + std::to_string(software.release->year) + ", " +
            std::to_string(software.release->month) + "}";
  else if (tuned)
    text += ", {}";
  return text + (tuned ? ", sw::software_class::tuned)" : ")");
}

/// Between which two numbers of three digits a positive number lies: `x >= 14.6_s && x < 14.7_s`.
inline std::string spelled_bounds(const std::string& what, double value, const char* unit) {
  double last = 1;  // what the last of the three digits is worth
  while (value / last >= 1000) last *= 10;
  while (value / last < 100) last /= 10;
  const auto number = [&](double digits) {
    char buffer[32];
    const auto end =
        std::to_chars(buffer, buffer + sizeof buffer, digits * last, std::chars_format::general, 3);
    return std::string(buffer, end.ptr) + "_" + unit;
  };
  const double least = std::floor(value / last);
  return what + " >= " + number(least) + " && " + what + " < " + number(least + 1);
}

}  // namespace detail

/// Assertions about a plan of a language model, to be compiled against the library.
inline std::string assertions(const training_request& request, const scalewall::training_answer& answer) {
  using namespace scalewall;
  const training_question& question = request.question;
  const bool before_hopper = question.generation == workspace_generation::before_hopper;
  const bool fsdp = question.accounting.name == catalog::fsdp2.name;
  return "#include <scalewall/framework/catalog/memory.hpp>\n"
         "#include <scalewall/framework/catalog/training_software.hpp>\n"
         "#include <scalewall/hardware/catalog/all.hpp>\n"
         "#include <scalewall/hardware/catalog/training_machines.hpp>\n"
         "#include <scalewall/model/catalog/all.hpp>\n"
         "#include <scalewall/search/training_question.hpp>\n"
         "namespace sw = scalewall;\nusing namespace sw::literals;\n\n"
         "constexpr sw::language_model model = " +
         detail::spelled(question.model) + ";\nconstexpr sw::training_plan plan" +
         detail::spelled(answer.plan) +
         ";\nconstexpr sw::batch batch{.sequences = " + std::to_string(question.batch.sequences) +
         ", .sequence_length = " + std::to_string(question.batch.sequence_length) +
         "};\nconstexpr sw::recipe recipe" + detail::spelled(answer.recipe) +
         ";\nconstexpr sw::training_machine machine = " + detail::spelled_machine(request) +
         ";\nconstexpr sw::training_software software = " + detail::spelled_software(question.software) +
         ";\n\nconstexpr auto step = sw::estimate_training_step(model, plan, batch, recipe, software, "
         "machine);\n"
         "static_assert(" +
         detail::spelled_bounds("step.total", answer.step.total.value(), "s") +
         ");\nconstexpr auto memory = sw::estimate_memory(model, plan, batch, recipe, sw::catalog::" +
         (fsdp ? "fsdp2" : "megatron_core") +
         ",\n    sw::workspace_generation::" + (before_hopper ? "before_hopper" : "hopper_and_newer") +
         ");\nstatic_assert(" +
         detail::spelled_bounds("memory.peak()", answer.memory.peak().value() / 1e9, "GB") + ");\n";
}

}  // namespace page
