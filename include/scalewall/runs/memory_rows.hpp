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
//
// A figure in "GB as printed" is 10^9 bytes in the tables of zero bubble and 2^30 elsewhere, by what agrees.

#pragma once

#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/runs/memory_of_megatron.hpp>
#include <scalewall/runs/memory_row.hpp>
#include <scalewall/runs/row_model.hpp>
#include <scalewall/runs/row_words.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace scalewall {

using memory_reading = std::variant<memory_row, unpredictable_memory_row>;

namespace detail {

inline std::optional<bytes> measured_of(const row_words& row) {
  if (const auto exact = row.number("measured_bytes")) return bytes::from_value(*exact);
  const auto number = row.number("measured");
  if (!number) return std::nullopt;
  const bool decimal = row.says("framework", "zero-bubble");
  if (row.text("unit") == "B") return bytes::from_value(*number);
  if (row.text("unit") == "MiB") return *number * 1_MiB;
  return *number * (decimal ? 1_GB : 1_GiB);
}

inline measured_memory kind_of(const row_words& row) {
  if (row.says("what_measured", "nvidia-smi") || row.says("what_measured", "device level"))
    return measured_memory::device;
  if (row.says("what_measured", "reserved") || row.says("framework", "torchtitan")) return measured_memory::reserved;
  return measured_memory::allocated;
}

inline measured_ranks ranks_of(const row_words& row, std::int64_t pipeline) {
  const std::string_view said = row.text("rank_or_stage");
  if (said.starts_with("last rank")) return {pipeline - 1};
  if (said.starts_with("rank 0")) return {0};
  if (said.starts_with("stage ")) return {row_words::behind(said, "stage ")};
  return {};
}

inline std::optional<bytes> device_bytes(const row_words& row) {
  const std::string_view gpu = row.text("gpu");
  for (const std::string_view size : {"80GB", "96GB", "141GB", "180GB", "192GB", "288GB"})
    if (gpu.find(size) != std::string_view::npos)
      return *row_words::leading_number(size) * 1_GiB;
  if (gpu.starts_with("GB200") || gpu.starts_with("B200")) return 184_GiB;
  return std::nullopt;
}

inline sharding shards_of(const row_words& row) {
  if (row.says("zero_fsdp", "FSDP") || row.says("zero_fsdp", "ZeRO-3")) return sharding::weights;
  if (row.says("zero_fsdp", "ZeRO-2")) return sharding::gradients;
  if (row.says("zero_fsdp", "ZeRO-1") || row.says("zero_fsdp", "distributed optimizer")) return sharding::optimizer;
  return sharding::none;
}

inline schedule schedule_of(const row_words& row) {
  const std::string_view said = row.text("schedule");
  const auto has = [&](std::string_view word) { return said.find(word) != std::string_view::npos; };
  if (has("ZB-2p")) return schedule::zb_h2;
  if (has("ZB-1p")) return schedule::zb_h1;
  if (has("zbv") || has("ZB-V")) return schedule::zb_v;
  if (has("v-half")) return schedule::v_half;
  if (has("v-min")) return schedule::v_min;
  if (has("vocab-1")) return schedule::vocabulary_1;
  if (has("vocab-2")) return schedule::vocabulary_2;
  if (has("interlaced")) return schedule::interlaced;
  if (has("zbb")) throw broken_rule("which zero bubble schedule it is, the row does not say");
  return schedule::one_f_one_b;
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
  return training_format::bf16;
}

/// Layers of ranks when those near a head as heavy as `head` layers have fewer, so that the heaviest is as light as can be.
inline std::vector<std::int64_t> balanced_layers(std::int64_t layers, std::int64_t ranks, double head) {
  for (std::int64_t most = layers / ranks;; ++most) {
    const std::int64_t last =
        std::max<std::int64_t>(0, static_cast<std::int64_t>(static_cast<double>(most) - head + 0.5));
    if (most * (ranks - 1) + std::min(last, most) < layers) continue;
    std::vector<std::int64_t> of_rank(static_cast<std::size_t>(ranks), 0);
    of_rank.back() = std::min(last, most);
    std::int64_t left = layers - of_rank.back();
    for (std::int64_t rank = 0; rank < ranks - 1; ++rank) {
      const std::int64_t here = (left + ranks - 2 - rank) / (ranks - 1 - rank);
      of_rank[static_cast<std::size_t>(rank)] = here;
      left -= here;
    }
    return of_rank;
  }
}

inline void list_layers(stage_layout& layout, const std::vector<std::int64_t>& layers) {
  for (const std::int64_t number : layers) layout.listed.push_back(static_cast<std::uint8_t>(number));
}

inline void read_plan(const row_words& row, memory_row& into) {
  training_plan& plan = into.plan;
  mesh& degrees = plan.mesh;
  degrees.tensor = row.whole("tp").value_or(1);
  degrees.context = row.whole("cp").value_or(1);
  degrees.pipeline = row.whole("pp").value_or(1);
  degrees.expert = row.whole("ep").value_or(1);
  const bool test = !row.text("flags").empty();
  degrees.expert_tensor = row.whole("etp").value_or(test && !row.text("experts_total").empty() ? degrees.tensor : 1);
  const std::int64_t model_ranks = degrees.tensor * degrees.context * degrees.pipeline;
  if (const auto data = row.whole("dp")) {
    degrees.data = *data;
  } else if (const auto gpus = row.whole("n_gpu")) {
    degrees.data = *gpus / model_ranks;
  } else {
    // The machines of the project's tests are nodes of eight.
    if (!row.whole("gbs_seqs") || row.needed("d_model") > 1024 || 8 % model_ranks != 0)
      throw broken_rule("the row does not say on how many GPUs it ran");
    degrees.data = 8 / model_ranks;
    into.assumed = "a node of eight GPUs";
  }
  plan.microbatch = row.needed("mbs");
  plan.layout.chunks = degrees.pipeline == 1 ? 1 : row.whole("vpp").value_or(1);
  plan.microbatch_group = row.whole_flag("microbatch-group-size-per-virtual-pipeline-stage");
  plan.schedule = schedule_of(row);
  into.batch.sequence_length = row.needed("seq_len");
  std::int64_t number = row.whole("n_microbatches").value_or(0);
  if (number == 0) {
    const auto sequences = row.whole("gbs_seqs");
    if (sequences) number = std::max<std::int64_t>(1, *sequences / (plan.microbatch * degrees.data));
  }
  if (number == 0 && degrees.pipeline == 1) number = 1;
  if (number == 0) throw broken_rule("the row does not say its microbatches, which a pipeline has in flight");
  into.batch.sequences = number * plan.microbatch * degrees.data;

  const std::int64_t layers = row.needed("layers");
  std::string_view written = row.flag("pipeline-model-parallel-layout").value_or("");
  if (const std::size_t at = row.text("notes").find("layout E"); written.empty() && at != std::string_view::npos) {
    written = row.text("notes").substr(at + 7);
    written = written.substr(0, written.find(';'));
  }
  if (!written.empty()) {
    const std::vector<std::int64_t> stages = layers_in_layout(written);
    require(static_cast<std::int64_t>(stages.size()) % degrees.pipeline == 0, "a layout lists every virtual stage",
            {{"listed", stages.size()}, {"pipeline", degrees.pipeline}});
    plan.layout.chunks = static_cast<std::int64_t>(stages.size()) / degrees.pipeline;
    list_layers(plan.layout, stages);
  } else if (row.has_flag("decoder-first-pipeline-num-layers") || row.has_flag("decoder-last-pipeline-num-layers")) {
    plan.layout.first_rank = row.whole_flag("decoder-first-pipeline-num-layers");
    plan.layout.last_rank = row.whole_flag("decoder-last-pipeline-num-layers");
  } else if (row.says("schedule", "redis")) {
    // Head and layer by their words: V h against 12 h^2.
    list_layers(plan.layout,
                balanced_layers(layers, degrees.pipeline,
                                static_cast<double>(row.needed("vocab")) /
                                    (12 * static_cast<double>(row.needed("d_model")))));
  } else {
    plan.layout.lighter_ends = layers % (degrees.pipeline * plan.layout.chunks) != 0;
  }
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
  if (row.says("model", "LoRA") || row.says("notes", "LoRA") || row.says("notes", "peft"))
    throw broken_rule("low-rank adapters beside frozen weights are not modelled");
  if (row.says("model", "emotron-3")) throw broken_rule("layers of Mamba are not modelled");
  into.framework = &catalog::megatron_core;
  into.model = model_of(row, {});
  into.recipe = common_recipe(row);
  into.recipe.loss = loss_kernel::fused_by_te;
  into.recipe.router_in_fp32 = true;
}

inline void read_deepspeed(const row_words& row, memory_row& into) {
  into.model = model_of(row, {.norm = norm_kind::layer_norm, .biases = true});
  into.model.tied_head = true;
  into.model.embedding_norm = true;
  into.recipe = common_recipe(row);
  into.recipe.sequence_parallel = false;
  into.framework =
      into.recipe.format == training_format::fp16 ? &catalog::deepspeed_fp16 : &catalog::deepspeed_bf16;
  into.recipe.attention = attention_kernel::unfused;
  into.recipe.attention_dropout = into.recipe.hidden_dropout = true;
}

inline void read_zero_bubble(const row_words& row, memory_row& into) {
  into.framework = &catalog::zero_bubble;
  into.model = model_of(row, {.norm = norm_kind::layer_norm,
                              .biases = true,
                              .learned_positions = row.needed("seq_len")});
  into.recipe = common_recipe(row);
  into.recipe.format = training_format::bf16;
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
  into.model = model_of(row, {.norm = norm_kind::layer_norm,
                              .biases = true,
                              .learned_positions = row.needed("seq_len")});
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
  into.recipe.loss = row.says("notes", "compile") || row.says("notes", "AsyncTP") ? loss_kernel::torch_compiled
                                                                                   : loss_kernel::torch;
  if (row.text("recompute_granularity").empty()) {
    into.recipe.recompute = {.every_second_product = true};
    into.assumed = "recomputation by operation, as in torchtitan's configuration of the model";
  }
  if (into.plan.mesh.pipeline > 1) {
    into.batch.sequences = into.plan.microbatch * into.plan.mesh.data;
    into.plan.microbatch = 1;
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

inline void read_row(const row_words& row, memory_row& into) {
  into.generation =
      row.says("gpu", "A100") ? gpu_generation::before_hopper : gpu_generation::hopper_and_newer;
  into.available = device_bytes(row);
  into.kind = kind_of(row);
  into.ran_out_of_memory = row.text("outcome").starts_with("OOM");
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
  into.recipe.shards = shards_of(row);
  into.ranks = ranks_of(row, into.plan.mesh.pipeline);
  into.recipe = with_states_of(*into.framework, into.recipe);
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
    memory_estimator(read.model, read.plan, read.batch, read.recipe, *read.framework, read.generation);
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
