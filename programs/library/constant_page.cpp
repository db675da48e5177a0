#include "constant_page.hpp"

#include <scalewall/error.hpp>
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/device_memory.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <string_view>
#include <variant>

namespace {

namespace sw = scalewall;

// Enumerators as C++ spells them, in their order; what is misspelt does not compile where it is written.

constexpr const char* spelling(sw::norm_kind kind) {
  constexpr std::array names = {"layer_norm", "layer_norm_without_bias", "rms_norm"};
  return names[static_cast<std::size_t>(kind)];
}

constexpr const char* spelling(sw::reach_kind kind) {
  constexpr std::array names = {"all", "window", "chunk"};
  return names[static_cast<std::size_t>(kind)];
}

constexpr const char* spelling(sw::query_key_norm norm) {
  constexpr std::array names = {"none", "shared_by_heads", "across_heads"};
  return names[static_cast<std::size_t>(norm)];
}

constexpr const char* spelling(sw::schedule schedule) {
  constexpr std::array names = {"gpipe", "one_f_one_b", "zb_h1",        "zb_h2",        "zb_v",      "v_half",
                                "v_min", "dual_pipe",   "vocabulary_1", "vocabulary_2", "interlaced"};
  return names[static_cast<std::size_t>(schedule)];
}

constexpr const char* spelling(sw::recompute_granularity granularity) {
  constexpr std::array names = {"none", "selective", "full"};
  return names[static_cast<std::size_t>(granularity)];
}

constexpr const char* spelling(sw::sharding shards) {
  constexpr std::array names = {"none", "optimizer", "gradients", "weights"};
  return names[static_cast<std::size_t>(shards)];
}

constexpr const char* spelling(sw::training_format format) {
  constexpr std::array names = {"fp16", "bf16", "fp8_delayed", "fp8_current", "fp8_block", "mxfp8", "nvfp4"};
  return names[static_cast<std::size_t>(format)];
}

constexpr const char* spelling(sw::attention_kernel kernel) {
  constexpr std::array names = {"fused", "flash", "unfused"};
  return names[static_cast<std::size_t>(kernel)];
}

constexpr const char* spelling(sw::context_exchange exchange) {
  constexpr std::array names = {"ring", "all_gather", "all_to_all"};
  return names[static_cast<std::size_t>(exchange)];
}

constexpr const char* spelling(sw::loss_kernel kernel) {
  constexpr std::array names = {"unfused", "fused",          "fused_by_te",
                                "torch",   "torch_compiled", "torch_in_chunks"};
  return names[static_cast<std::size_t>(kernel)];
}

constexpr const char* spelling(sw::token_dispatcher dispatcher) {
  constexpr std::array names = {"all_gather", "all_to_all", "flex"};
  return names[static_cast<std::size_t>(dispatcher)];
}

constexpr const char* spelling(sw::cuda_graphs graphs) {
  constexpr std::array names = {"none", "parts", "whole_iteration"};
  return names[static_cast<std::size_t>(graphs)];
}

constexpr const char* spelling(sw::time_family family) {
  constexpr std::array names = {"megatron_core", "megatron_lm",     "megatron_lm_2022", "vtrain",
                                "bloom",         "deepspeed_zero3", "zero_bubble",      "oneflow",
                                "llm_foundry",   "torchtitan",      "maxtext",          "internevo"};
  return names[static_cast<std::size_t>(family)];
}

constexpr const char* spelling(sw::software_class kind) {
  constexpr std::array names = {"ordinary", "tuned"};
  return names[static_cast<std::size_t>(kind)];
}

// Values as C++ writes them.

std::string written(bool value) { return value ? "true" : "false"; }
std::string written(std::int64_t value) { return std::to_string(value); }
std::string written(double value) { return sw::exact_text(value); }

std::string written(std::string_view text) {
  std::string literal = "\"";
  for (const char letter : sw::printable_text(text)) {
    if (letter == '"' || letter == '\\') literal += '\\';
    literal += letter;
  }
  return literal + "\"";
}

std::string written(const sw::attention_reach& reach);
std::string written(const sw::mesh& degrees);
std::string written(const sw::stage_layout& layout);
std::string written(const sw::state_bytes& states);
std::string written(const sw::recompute_modules& modules);
std::string written(const sw::recomputation& again);
std::string written(const sw::offloaded_modules& modules);
std::string written(const sw::adapted_modules& adapted);

/// Designated initializers of an aggregate, those of its defaults left out.
class initializer {
 public:
  /// A member in words of C++.
  void words(const char* name, const std::string& value) {
    text_ += (text_.empty() ? "." : ", .") + std::string(name) + " = " + value;
  }

  template <class Value>
  void member(const char* name, const Value& value, const Value& otherwise) {
    if (!(value == otherwise)) words(name, written(value));
  }

  /// An enumerator of `type`.
  template <class Enumeration>
  void named(const char* name, const char* type, Enumeration value, Enumeration otherwise) {
    if (value != otherwise) words(name, std::string(type) + "::" + spelling(value));
  }

  template <class Value>
  void optional(const char* name, const std::optional<Value>& value) {
    if (value) words(name, written(*value));
  }

  std::string text() const { return "{" + text_ + "}"; }

 private:
  std::string text_;
};

std::string written(const sw::attention_reach& reach) {
  initializer of;
  of.named("kind", "reach_kind", reach.kind, sw::reach_kind::all);
  of.member("tokens", reach.tokens, std::int64_t{0});
  return of.text();
}

std::string written(const sw::grouped_attention& attention) {
  const sw::grouped_attention usual;
  initializer of;
  of.member("heads", attention.heads, usual.heads);
  of.member("key_value_heads", attention.key_value_heads, usual.key_value_heads);
  of.member("head_size", attention.head_size, usual.head_size);
  of.member("query_key_value_biases", attention.query_key_value_biases, usual.query_key_value_biases);
  of.member("output_bias", attention.output_bias, usual.output_bias);
  of.named("norm", "query_key_norm", attention.norm, usual.norm);
  of.member("sinks", attention.sinks, usual.sinks);
  of.member("reach", attention.reach, usual.reach);
  return "grouped_attention" + of.text();
}

std::string written(const sw::latent_attention& attention) {
  const sw::latent_attention usual;
  initializer of;
  of.member("heads", attention.heads, usual.heads);
  of.optional("query_rank", attention.query_rank);
  of.member("key_value_rank", attention.key_value_rank, usual.key_value_rank);
  of.member("nope_head_size", attention.nope_head_size, usual.nope_head_size);
  of.member("rope_head_size", attention.rope_head_size, usual.rope_head_size);
  of.member("value_head_size", attention.value_head_size, usual.value_head_size);
  of.member("reach", attention.reach, usual.reach);
  return "latent_attention" + of.text();
}

std::string written(const sw::dense_feed_forward& block) {
  initializer of;
  of.member("width", block.width, std::int64_t{0});
  of.optional("gated", block.gated);
  of.member("biases", block.biases, false);
  return "dense_feed_forward" + of.text();
}

std::string written(const sw::routed_feed_forward& block) {
  const sw::routed_feed_forward usual;
  initializer of;
  of.member("experts", block.experts, usual.experts);
  of.member("experts_per_token", block.experts_per_token, usual.experts_per_token);
  of.member("expert_width", block.expert_width, usual.expert_width);
  of.optional("gated", block.gated);
  of.member("expert_biases", block.expert_biases, usual.expert_biases);
  of.member("router_bias", block.router_bias, usual.router_bias);
  of.member("shared_experts", block.shared_experts, usual.shared_experts);
  of.member("shared_expert_width", block.shared_expert_width, usual.shared_expert_width);
  of.member("shared_expert_gate", block.shared_expert_gate, usual.shared_expert_gate);
  of.optional("latent_width", block.latent_width);
  return "routed_feed_forward" + of.text();
}

std::string written(const sw::transformer_layer& layer) {
  initializer of;
  of.words("attention", std::visit([](const auto& one) { return written(one); }, layer.attention));
  of.words("feed_forward", std::visit([](const auto& one) { return written(one); }, layer.feed_forward));
  of.member("norms", layer.norms, std::int64_t{2});
  return of.text();
}

std::string written(const sw::layer_patterns& patterns) {
  std::string all;
  for (const sw::layer_pattern& pattern : patterns) {
    std::string runs;
    for (const sw::layer_run& run : pattern.runs)
      runs +=
          "\n        layer_run{.layer = " + written(run.layer) + ", .layers = " + written(run.layers) + "},";
    initializer of;
    of.words("runs", "{" + runs + "}");
    of.member("repeats", pattern.repeats, std::int64_t{1});
    all += "\n      layer_pattern" + of.text() + ",";
  }
  return "{" + all + "}";
}

std::string written(const sw::language_model& model) {
  const sw::language_model usual;
  initializer of;
  of.words("name", written(model.name));
  of.member("width", model.width, usual.width);
  of.member("vocabulary", model.vocabulary, usual.vocabulary);
  of.optional("tied_head", model.tied_head);
  if (model.norm) of.words("norm", "norm_kind::" + std::string(spelling(*model.norm)));
  of.member("learned_positions", model.learned_positions, usual.learned_positions);
  of.member("embedding_norm", model.embedding_norm, usual.embedding_norm);
  of.words("layers", written(model.layers));
  if (model.prediction) {
    initializer predicted;
    predicted.words("layer", written(model.prediction->layer));
    predicted.member("modules", model.prediction->modules, std::int64_t{1});
    of.words("prediction", "token_prediction" + predicted.text());
  }
  return of.text();
}

std::string written(const sw::mesh& degrees) {
  const sw::mesh usual;
  initializer of;
  of.member("tensor", degrees.tensor, usual.tensor);
  of.member("context", degrees.context, usual.context);
  of.member("pipeline", degrees.pipeline, usual.pipeline);
  of.member("data", degrees.data, usual.data);
  of.member("expert", degrees.expert, usual.expert);
  of.member("expert_tensor", degrees.expert_tensor, usual.expert_tensor);
  return of.text();
}

std::string written(const sw::stage_layout& layout) {
  const sw::stage_layout usual;
  initializer of;
  of.member("chunks", layout.chunks, usual.chunks);
  of.optional("first_rank", layout.first_rank);
  of.optional("last_rank", layout.last_rank);
  of.member("embedding_counts", layout.embedding_counts, usual.embedding_counts);
  of.member("loss_counts", layout.loss_counts, usual.loss_counts);
  of.member("lighter_ends", layout.lighter_ends, usual.lighter_ends);
  of.member("evened", layout.evened, usual.evened);
  std::string listed;
  for (const std::uint8_t number : layout.listed)
    listed += (listed.empty() ? "" : ", ") + std::to_string(int{number});
  if (!listed.empty()) of.words("listed", "{" + listed + "}");
  of.optional("prediction_stage", layout.prediction_stage);
  return of.text();
}

std::string written(const sw::training_plan& plan) {
  const sw::training_plan usual;
  initializer of;
  of.member("mesh", plan.mesh, usual.mesh);
  of.member("layout", plan.layout, usual.layout);
  of.named("schedule", "schedule", plan.schedule, usual.schedule);
  of.member("microbatch", plan.microbatch, usual.microbatch);
  of.optional("microbatch_group", plan.microbatch_group);
  return of.text();
}

std::string written(const sw::state_bytes& states) {
  const sw::state_bytes usual;
  initializer of;
  of.words("weight", written(states.weight));
  of.words("gradient", written(states.gradient));
  of.words("optimizer", written(states.optimizer));
  of.member("gradient_copy", states.gradient_copy, usual.gradient_copy);
  of.member("moment_copies", states.moment_copies, usual.moment_copies);
  return of.text();
}

std::string written(const sw::recompute_modules& modules) {
  const sw::recompute_modules usual;
  initializer of;
  of.member("core_attention", modules.core_attention, usual.core_attention);
  of.member("norms", modules.norms, usual.norms);
  of.member("latent_projections", modules.latent_projections, usual.latent_projections);
  of.member("feed_forward", modules.feed_forward, usual.feed_forward);
  of.member("expert_activation", modules.expert_activation, usual.expert_activation);
  of.member("routed_block", modules.routed_block, usual.routed_block);
  of.member("shared_experts", modules.shared_experts, usual.shared_experts);
  return of.text();
}

std::string written(const sw::recomputation& again) {
  const sw::recomputation usual;
  initializer of;
  of.named("granularity", "recompute_granularity", again.granularity, usual.granularity);
  of.member("modules", again.modules, usual.modules);
  of.optional("layers", again.layers);
  of.member("unit", again.unit, usual.unit);
  of.member("every_second_product", again.every_second_product, usual.every_second_product);
  return of.text();
}

std::string written(const sw::offloaded_modules& modules) {
  const sw::offloaded_modules usual;
  initializer of;
  of.member("attention_norm", modules.attention_norm, usual.attention_norm);
  of.member("query_key_value", modules.query_key_value, usual.query_key_value);
  of.member("core_attention", modules.core_attention, usual.core_attention);
  of.member("attention_projection", modules.attention_projection, usual.attention_projection);
  of.member("feed_forward_norm", modules.feed_forward_norm, usual.feed_forward_norm);
  of.member("expert_first_product", modules.expert_first_product, usual.expert_first_product);
  of.member("expert_activation", modules.expert_activation, usual.expert_activation);
  return of.text();
}

std::string written(const sw::adapted_modules& adapted) {
  const sw::adapted_modules usual;
  initializer of;
  of.member("queries_keys_values", adapted.queries_keys_values, usual.queries_keys_values);
  of.member("attention_output", adapted.attention_output, usual.attention_output);
  of.member("up", adapted.up, usual.up);
  of.member("down", adapted.down, usual.down);
  return of.text();
}

std::string written(const sw::recipe& recipe) {
  const sw::recipe usual;
  initializer of;
  of.named("format", "training_format", recipe.format, usual.format);
  of.member("last_layers_in_16_bit", recipe.last_layers_in_16_bit, usual.last_layers_in_16_bit);
  of.member("states", recipe.states, usual.states);
  of.named("shards", "sharding", recipe.shards, usual.shards);
  of.member("optimizer_instances", recipe.optimizer_instances, usual.optimizer_instances);
  of.member("muon", recipe.muon, usual.muon);
  of.member("offloads_optimizer", recipe.offloads_optimizer, usual.offloads_optimizer);
  of.member("offloaded_share", recipe.offloaded_share, usual.offloaded_share);
  of.member("stays_gathered_in_pipeline", recipe.stays_gathered_in_pipeline,
            usual.stays_gathered_in_pipeline);
  of.optional("reduced_gradient", recipe.reduced_gradient);
  of.member("recompute", recipe.recompute, usual.recompute);
  of.member("offloaded", recipe.offloaded, usual.offloaded);
  of.member("sequence_parallel", recipe.sequence_parallel, usual.sequence_parallel);
  of.named("context", "context_exchange", recipe.context, usual.context);
  of.named("attention", "attention_kernel", recipe.attention, usual.attention);
  of.member("fused_softmax", recipe.fused_softmax, usual.fused_softmax);
  of.named("loss", "loss_kernel", recipe.loss, usual.loss);
  of.member("attention_dropout", recipe.attention_dropout, usual.attention_dropout);
  of.member("hidden_dropout", recipe.hidden_dropout, usual.hidden_dropout);
  of.member("attention_mask", recipe.attention_mask, usual.attention_mask);
  of.member("fused_gradient_accumulation", recipe.fused_gradient_accumulation,
            usual.fused_gradient_accumulation);
  of.named("dispatcher", "token_dispatcher", recipe.dispatcher, usual.dispatcher);
  of.member("grouped_experts", recipe.grouped_experts, usual.grouped_experts);
  of.member("fused_permutation", recipe.fused_permutation, usual.fused_permutation);
  of.member("router_in_fp32", recipe.router_in_fp32, usual.router_in_fp32);
  of.optional("expert_capacity", recipe.expert_capacity);
  of.named("graphs", "cuda_graphs", recipe.graphs, usual.graphs);
  of.member("overlaps_gradients", recipe.overlaps_gradients, usual.overlaps_gradients);
  of.member("overlaps_parameters", recipe.overlaps_parameters, usual.overlaps_parameters);
  of.member("overlaps_tensor", recipe.overlaps_tensor, usual.overlaps_tensor);
  of.member("deferred_head_gradients", recipe.deferred_head_gradients, usual.deferred_head_gradients);
  of.member("repeatable_products", recipe.repeatable_products, usual.repeatable_products);
  of.optional("expandable_segments", recipe.expandable_segments);
  of.optional("adapter_rank", recipe.adapter_rank);
  of.member("adapted", recipe.adapted, usual.adapted);
  of.member("adapters_gather_again", recipe.adapters_gather_again, usual.adapters_gather_again);
  of.member("vocabulary_multiple", recipe.vocabulary_multiple, usual.vocabulary_multiple);
  return of.text();
}

/// A positive number rounded up to three digits.
std::string rounded_up(double value) {
  const double unit = std::pow(10.0, std::floor(std::log10(value)) - 2);
  char buffer[32];
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, std::ceil(value / unit) * unit,
                                std::chars_format::general, 4)
                      .ptr};
}

/// How the page finds the machine of a GPU of the catalog. Throws `broken_rule` where it would find another.
std::string machine_words(const sw::training_question& question, const std::string& gpu) {
  const auto* known = std::find_if(std::begin(sw::catalog::all), std::end(sw::catalog::all),
                                   [&](const sw::cluster& one) { return one.name == gpu; });
  if (known != std::end(sw::catalog::all) && question.generation == generation_of(known->gpu) &&
      question.memory == sw::catalog::usable_memory_of(*known)) {
    const sw::training_machine machine = sw::catalog::training_machine_of(*known);
    if (machine == question.machine) return "catalog::training_machine_of(gpu)";
    if (with_domain(machine, question.machine.domain) == question.machine)
      return "with_domain(catalog::training_machine_of(gpu), " + written(question.machine.domain) + ")";
  }
  throw sw::broken_rule("a page of C++ reads the numbers of a GPU from the catalog, and " +
                        sw::quoted_text(gpu) + " is described by a file");
}

struct accounting_name {
  const sw::memory_accounting& accounting;
  const char* words;
};

constexpr accounting_name accountings[] = {{sw::catalog::megatron_core, "megatron_core"},
                                           {sw::catalog::megatron_core_local, "megatron_core_local"},
                                           {sw::catalog::deepspeed_fp16, "deepspeed_fp16"},
                                           {sw::catalog::deepspeed_bf16, "deepspeed_bf16"},
                                           {sw::catalog::fsdp2, "fsdp2"},
                                           {sw::catalog::zero_bubble, "zero_bubble"}};

std::string accounting_words(const sw::memory_accounting& accounting) {
  for (const accounting_name& one : accountings)
    if (one.accounting == accounting) return std::string("catalog::") + one.words;
  throw sw::broken_rule("a page of C++ reads how memory is counted from the catalog, which has no " +
                        sw::quoted_text(accounting.name));
}

std::string software_words(const sw::training_question& question) {
  const sw::training_software& software = question.software;
  if (software != sw::catalog::training_software_of(software.family, question.machine.generation,
                                                    software.release, software.kind))
    throw sw::broken_rule("a page of C++ reads the constants of software from the catalog, and those of " +
                          sw::quoted_text(software.name) + " are others");
  std::string text = "catalog::training_software_of(time_family::" + std::string(spelling(software.family)) +
                     ", machine.generation, ";
  if (software.release)
    text += "software_release{.year = " + std::to_string(software.release->year) +
            ", .month = " + std::to_string(software.release->month) + "}";
  else
    text += "std::nullopt";
  return text + ", software_class::" + std::string(spelling(software.kind)) + ")";
}

/// What is held of the verdict.
std::string held_verdict(sw::fit found) {
  constexpr std::array names = {"fits", "tight", "does_not_fit"};
  const std::string text =
      "static_assert(answer.verdict.found == fit::" + std::string(names[static_cast<std::size_t>(found)]) +
      ");\n";
  return found == sw::fit::does_not_fit ? text
                                        : text + "static_assert(answer.memory.peak() < question.memory);\n";
}

}  // namespace

std::string constant_page(const training_request& request, const sw::training_answer& answer) {
  const sw::training_question& question = request.question;
  const std::string machine = machine_words(question, request.gpu);
  return "// What does_it_fit answers, held by the compiler; estimated by scalewall's headers.\n"
         "//\n"
         "//     g++ -std=c++20 -fsyntax-only -I scalewall/include THIS_FILE\n"
         "\n"
         "#include <scalewall/framework/catalog/memory.hpp>\n"
         "#include <scalewall/framework/catalog/training_software.hpp>\n"
         "#include <scalewall/hardware/catalog/all.hpp>\n"
         "#include <scalewall/hardware/catalog/device_memory.hpp>\n"
         "#include <scalewall/hardware/catalog/training_machines.hpp>\n"
         "#include <scalewall/model/parameter_count.hpp>\n"
         "#include <scalewall/named_choice.hpp>\n"
         "#include <scalewall/search/training_question.hpp>\n"
         "\n"
         "#include <optional>\n"
         "\n"
         "namespace {\n"
         "\n"
         "using namespace scalewall;\n"
         "using namespace scalewall::literals;\n"
         "\n"
         "constexpr language_model model = " +
         written(question.model) +
         ";\n\n"
         "constexpr training_plan plan = " +
         written(answer.plan) +
         ";\n\n"
         "constexpr recipe choices = " +
         written(answer.recipe) +
         ";\n\n"
         "constexpr const cluster& gpu = choose(catalog::all, \"GPU\", " +
         written(std::string_view(request.gpu)) +
         ");\n"
         "constexpr training_machine machine = " +
         machine +
         ";\n\n"
         "constexpr training_question question = {\n"
         "    .model = model,\n"
         "    .batch = {.sequences = " +
         written(question.batch.sequences) +
         ", .sequence_length = " + written(question.batch.sequence_length) +
         "},\n"
         "    .accelerators = " +
         written(question.accelerators) +
         ",\n"
         "    .machine = machine,\n"
         "    .software = " +
         software_words(question) +
         ",\n"
         "    .accounting = " +
         accounting_words(question.accounting) +
         ",\n"
         "    .generation = generation_of(gpu.gpu),\n"
         "    .memory = catalog::seen_memory_of(gpu).value_or(memory_capacity(gpu.gpu))};\n\n"
         "constexpr training_answer answer = answer_of(question, plan, choices);\n\n"
         "static_assert(parameters(model) == count{" +
         to_string(parameters(question.model)) +
         "});\n"
         "static_assert(active_parameters(model, input_embedding::counted) == count{" +
         to_string(active_parameters(question.model, sw::input_embedding::counted)) +
         "});\n"
         "static_assert(accelerators(plan) == count{question.accelerators});\n" +
         held_verdict(answer.verdict.found) +
         "static_assert(answer.memory.peak() <= " + rounded_up(answer.memory.peak().value() / 1e9) +
         "_GB);\n"
         "static_assert(answer.step.total <= " +
         rounded_up(answer.step.total.value()) +
         "_s);\n\n"
         "}  // namespace\n";
}
