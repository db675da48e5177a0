// Rows of measured memory, read from a table into a model, a plan and a recipe, or into the reason why nothing can be
// predicted of them.
//
// Columns are found by name, and one that is missing says nothing. What rows leave open follows their framework:
//
//     functional tests   flags and their defaults (memory_of_megatron.hpp); where no world size is stated, a node of eight
//     SimuMax            loss of Transformer Engine, router in fp32, experts padded to their capacity, no mask
//     Megatron-Bridge    loss of Transformer Engine, no dropout, no mask, fp32 router
//     Megatron-DeepSpeed  a GPT with biases and dropout, its head tied, recomputed; nvidia-smi's figure
//     zero bubble, vocabulary parallelism   GPT with biases, head not tied
//     torchtitan         Llama without padding; fp32 shards; a microbatch of one sequence in a pipeline

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/runs/memory_of_megatron.hpp>
#include <scalewall/runs/memory_row.hpp>
#include <scalewall/runs/memory_row_plan.hpp>
#include <scalewall/runs/row_model.hpp>
#include <scalewall/runs/row_words.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <variant>

namespace scalewall {

using memory_reading = std::variant<memory_row, unpredictable_memory_row>;

namespace detail {

inline sharding shards_of(const row_words& row) {
  if (row.says("zero_fsdp", "FSDP") || row.says("zero_fsdp", "ZeRO-3")) return sharding::weights;
  if (row.says("zero_fsdp", "ZeRO-2")) return sharding::gradients;
  if (row.says("zero_fsdp", "ZeRO-1") || row.says("zero_fsdp", "distributed optimizer"))
    return sharding::optimizer;
  return sharding::none;
}

inline training_format format_of(const row_words& row) {
  const std::string_view said = row.text("precision");
  const auto has = [&](std::string_view word) { return said.find(word) != std::string_view::npos; };
  if (has("NVFP4")) return training_format::nvfp4;
  if (has("mxfp8") || has("MXFP8") || has("fp8_mx")) return training_format::mxfp8;
  if (has("FP8 delayed")) return training_format::fp8_delayed;
  if (has("blockwise")) return training_format::fp8_block;
  if (has("FP8") || has("float8")) return training_format::fp8_current;
  if (said == "FP16") return training_format::fp16;
  if (said.empty() || has("BF16") || has("bf16")) return training_format::bf16;
  throw broken_rule("no training format is known as " + quoted_text(said));
}

inline recipe common_recipe(const row_words& row) {
  recipe how;
  how.format = format_of(row);
  how.shards = shards_of(row);
  how.sequence_parallel = row.yes("seq_parallel").value_or(row.whole("tp").value_or(1) > 1);
  how.attention_mask = false;
  how.recompute = recomputation_of(row);
  return how;
}

inline void read_simumax(const row_words& row, memory_row& into) {
  into.framework = &catalog::megatron_core;
  into.model = model_of(row, {});
  into.recipe = common_recipe(row);
  into.recipe.recompute = {};  // blocks of no layers
  into.recipe.loss = loss_kernel::fused_by_te;
  into.recipe.router_in_fp32 = true;
  if (!row.text("experts_total").empty()) into.recipe.expert_capacity = 1;
  if (row.says("attention", "A2A")) into.recipe.context = context_exchange::all_to_all;
}

inline void read_bridge(const row_words& row, memory_row& into) {
  into.framework = &catalog::megatron_core;
  into.model = model_of(row, {});
  into.recipe = common_recipe(row);
  into.recipe.loss = loss_kernel::fused_by_te;
  into.recipe.router_in_fp32 = true;
  if (row.says("model", "SFT")) {
    // One table compares runs with segments that expand and without.
    into.recipe.expandable_segments = row.says("notes", "+ expandable_segments");
    into.recipe.overlaps_tensor = true;
  }
}

/// Recipes of Megatron-Bridge for adapters: Megatron's own fused loss, gradients in 16 bit, nothing shared by replicas. Source:
/// src/megatron/bridge/recipes (peft configurations) and peft/lora.py.
inline void read_bridge_adapters(const row_words& row, memory_row& into) {
  into.recipe.loss = loss_kernel::fused;
  into.recipe.adapter_rank = 32;
  into.recipe.adapters_gather_again = row.says("notes", "sequence_parallel_input_regather");
  into.assumed += std::string(into.assumed.empty() ? "" : "; ") + "adapters of rank 32 beside every product";
}

inline bool trains_adapters(const row_words& row) {
  return row.says("model", "LoRA") || row.says("notes", "LoRA") || row.says("notes", "task peft");
}

inline void read_deepspeed(const row_words& row, memory_row& into) {
  into.model = model_of(row, {.norm = norm_kind::layer_norm, .biases = true, .heads = 64});
  if (row.text("heads").empty()) into.assumed = "64 heads";
  into.model.tied_head = true;
  into.model.embedding_norm = true;
  into.recipe = common_recipe(row);
  into.recipe.sequence_parallel = false;
  // The chronicle's runs of 17 and 28 February are with BF16Optimizer, those between with the engine of fp16.
  const bool in_fp32 = row.says("notes", "bf16 optimizer") || row.text("notes").ends_with("02-17");
  into.framework = in_fp32 ? &catalog::deepspeed_bf16 : &catalog::deepspeed_fp16;
  into.recipe.attention = attention_kernel::unfused;
  into.recipe.attention_dropout = into.recipe.hidden_dropout = true;
}

inline void read_zero_bubble(const row_words& row, memory_row& into) {
  into.framework = &catalog::zero_bubble;
  into.model = model_of(
      row, {.norm = norm_kind::layer_norm, .biases = true, .learned_positions = row.needed("seq_len")});
  into.recipe = common_recipe(row);
  into.recipe.format = training_format::fp16;
  into.recipe.sequence_parallel = false;
  into.recipe.attention = attention_kernel::unfused;
  into.recipe.attention_dropout = into.recipe.hidden_dropout = true;
  if (row.text("schedule") == "1F1B-I") {
    // As many chunks as a rank has layers, embedding and head counted.
    into.plan.layout = {.chunks = (row.needed("layers") + 2) / into.plan.mesh.pipeline,
                        .embedding_counts = true,
                        .loss_counts = true};
  }
}

inline void read_vocabulary_parallelism(const row_words& row, memory_row& into) {
  into.framework = &catalog::megatron_core;
  into.model = model_of(
      row, {.norm = norm_kind::layer_norm, .biases = true, .learned_positions = row.needed("seq_len")});
  into.recipe = common_recipe(row);
  into.recipe.format = training_format::bf16;
  into.recipe.sequence_parallel = false;
  into.recipe.attention = attention_kernel::flash;
}

inline void read_torchtitan(const row_words& row, memory_row& into) {
  into.framework = &catalog::fsdp2;
  into.model = model_of(row, {});
  into.recipe = common_recipe(row);
  into.recipe.vocabulary_multiple = 1;
  // In December 2024 it compiled blocks alone ("compiling loss function causes CUDA errors"); releases that have
  // components/quantization take the loss in chunks (torchtitan/models/llama3/config_registry.py).
  if (row.says("source", "202412"))
    into.recipe.loss = loss_kernel::torch;
  else if (row.says("source", "components/"))
    into.recipe.loss = loss_kernel::torch_in_chunks;
  else
    into.recipe.loss = row.says("notes", "compile") ? loss_kernel::torch_compiled : loss_kernel::torch;
  if (row.text("recompute_granularity").empty()) {
    into.recipe.recompute = {.every_second_product = true};
    into.assumed = "recomputation by operation, as in torchtitan's configuration of the model";
  }
  if (into.recipe.format == training_format::nvfp4) {
    // Its recipes leave 15 % of the layers in bf16 (torchtitan/components/quantization/nvfp4.md).
    const std::int64_t layers = layer_count(into.model).as_int64();
    into.recipe.last_layers_in_16_bit = layers - layers * 85 / 100;
  }
  if (into.plan.mesh.pipeline > 1) {
    // The local batch is cut into as many microbatches as there are stages.
    into.batch.sequences = into.plan.microbatch * into.plan.mesh.data;
    into.plan.microbatch = std::max<std::int64_t>(1, into.plan.microbatch / into.plan.mesh.pipeline);
  }
}

inline std::string group_of(const row_words& row) {
  const std::string_view key = row.text("source_key");
  std::string group(key.starts_with("HELD-") ? key.substr(5) : key);
  if (key != "MCORE-GOLDEN") return group;
  if (!row.text("mla").empty()) return group + " MLA";
  if (row.says("zero_fsdp", "FSDP")) return group + " Megatron-FSDP";
  return group + (row.text("experts_total").empty() ? " dense" : " MoE");
}

inline void refuse_what_is_not_modelled(const row_words& row) {
  if (row.has_flag("hybrid-layer-pattern") || row.has_flag("hybrid-override-pattern") ||
      row.has_flag("is-hybrid-model"))
    throw broken_rule("layers of Mamba are not modelled");
  if (row.has_flag("export-kd-cfg")) throw broken_rule("a teacher beside the trained model is not modelled");
  if (row.text("d_model").empty()) model_by_name(row);
}

inline void read_row(const row_words& row, memory_row& into) {
  into.generation =
      row.says("gpu", "A100") ? workspace_generation::before_hopper : workspace_generation::hopper_and_newer;
  into.available = device_bytes(row);
  into.kind = kind_of(row);
  into.ran_out_of_memory = row.text("outcome").starts_with("OOM");
  refuse_what_is_not_modelled(row);
  read_plan(row, into);
  const std::string_view framework = row.text("framework");
  const auto is = [&](std::string_view word) { return framework.find(word) != std::string_view::npos; };
  if (!row.text("flags").empty())
    read_functional_test(row, into);
  else if (is("patched memory logging") || row.says("source_key", "SIMUMAX"))
    read_simumax(row, into);
  else if (is("Bridge"))
    read_bridge(row, into);
  else if (is("DeepSpeed"))
    read_deepspeed(row, into);
  else if (is("zero-bubble"))
    read_zero_bubble(row, into);
  else if (is("VocabularyParallelism"))
    read_vocabulary_parallelism(row, into);
  else if (is("torchtitan"))
    read_torchtitan(row, into);
  else
    throw broken_rule("the defaults of the row's framework are not known");
  if (row.text("flags").empty() && row.text("precision").empty())
    into.assumed += (into.assumed.empty() ? "" : "; ") + std::string(name(into.recipe.format)) +
                    ", as no precision is said";
  into.recipe.shards = shards_of(row);
  into.ranks = ranks_of(row, into.plan.mesh.pipeline);
  into.recipe = with_states_of(*into.framework, into.recipe);
  if (trains_adapters(row)) {
    if (into.framework != &catalog::megatron_core)
      throw broken_rule("low-rank adapters are known of Megatron-Bridge alone");
    read_bridge_adapters(row, into);
    into.recipe.states = {.weight = 2, .gradient = 2, .optimizer = 12};
  }
  // One momentum in the place of two moments; embedding, head and vectors, which keep two, are taken as matrices.
  if (into.recipe.muon) into.recipe.states.optimizer = 8;
  // Moonlight's recipe has a precision-aware optimizer: gradients and moments in bf16, master weights in fp32
  // (megatron/bridge/recipes/moonlight/moonlight_16b.py).
  if (row.says("model", "Moonlight"))
    into.recipe.states = {.weight = 2,
                          .gradient = 2,
                          .optimizer = bytes_of_master_weight(into.recipe.format) + 4,
                          .moment_copies = bytes_of_moment_copies(2, 2)};
  // That of Llama 3 70B in fp8 keeps weights in 8 bits, no transposed copies of them, and adds gradients up in bf16
  // (megatron/bridge/perf_recipes/llama/h100/llama3.py, llama3_70b_sft_32gpu_h100_fp8cs_config).
  if (row.says("model", "70B SFT") && is_quantized(into.recipe.format))
    into.recipe.states = {.weight = 1, .gradient = 2, .optimizer = 12};
}

}  // namespace detail

/// What a row of the table says, or why nothing can be predicted of it.
inline memory_reading read_memory_row(const csv_row& line) {
  const row_words row(line);
  memory_row read;
  read.id = row.text("id");
  read.group = detail::group_of(row);
  read.source = row.text("source");
  read.measured = detail::measured_of(row);
  try {
    detail::read_row(row, read);
    // What cannot be estimated is told here, not later.
    const memory_estimator estimator(read.model, read.plan, read.batch, read.recipe, *read.framework,
                                     read.generation);
    if (read.ranks.rank)
      estimator.of_rank(*read.ranks.rank);
    else
      estimator.of_all();
  } catch (const broken_rule& why) {
    return unpredictable_memory_row{.id = read.id,
                                    .group = read.group,
                                    .reason = why.what(),
                                    .measured = read.measured,
                                    .kind = detail::kind_of(row)};
  }
  return read;
}

}  // namespace scalewall
