// Rows of Megatron Core: recomputation by the names of its modules, and what flags of its command line say, with the
// defaults of megatron/training/arguments.py where they say nothing:
//
//     dropout 0.1 behind attention and blocks, and in the softmax;  a mask made by the loader;  positions learned;
//     biases;  a head tied to the embedding;  LayerNorm;  routed to two experts through an all-gather;  experts cut by
//     tensor parallelism;  gradients added up by the products;  GPT-2's vocabulary of 50,257
//
// Source: NVIDIA/Megatron-LM, megatron/training/arguments.py, megatron/core/transformer/transformer_config.py and
// tests/functional_tests/test_cases/*/model_config.yaml.

#pragma once

#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/runs/memory_row.hpp>
#include <scalewall/runs/row_model.hpp>

#include <cstdint>
#include <string_view>

namespace scalewall {

namespace detail {

/// Whether a list of modules names one: `moe` is not in `moe_act`.
inline bool has_word(std::string_view modules, std::string_view word) {
  for (std::size_t at = modules.find(word); at != std::string_view::npos; at = modules.find(word, at + 1)) {
    const auto letter = [&](std::size_t place) {
      return place < modules.size() &&
             (modules[place] == '_' || (modules[place] >= '0' && modules[place] <= '9') ||
              (modules[place] >= 'a' && modules[place] <= 'z'));
    };
    if (!letter(at - 1) && !letter(at + word.size())) return true;
  }
  return false;
}

}  // namespace detail

/// What the columns of a row say is recomputed.
inline recomputation recomputation_of(const row_words& row) {
  const std::string_view granularity = row.text("recompute_granularity");
  if (granularity.starts_with("full")) {
    recomputation all = full_recomputation;
    if (row.text("recompute_method") == "block")
      all.layers = row.whole("recompute_num_layers");
    else if (row.text("recompute_method") == "uniform")
      all.unit = row.whole("recompute_num_layers").value_or(1);
    return all;
  }
  if (!granularity.starts_with("selective")) return {};
  if (granularity.find("op") != std::string_view::npos) return {.every_second_product = true};
  const std::string_view modules = row.text("recompute_modules");
  if (modules.empty()) return selective_recomputation;
  recomputation selective{.granularity = recompute_granularity::selective};
  for (const recompute_module& one : every_recompute_module)
    selective.modules.*one.taken = detail::has_word(modules, one.name);
  return selective;
}

namespace detail {

inline attention_kernel kernel_of_test(const row_words& row, bool before_hopper) {
  const std::string_view said = row.text("attention");
  if (said == "unfused" || said == "local") return attention_kernel::unfused;
  if (said == "flash") return attention_kernel::flash;
  if (said == "fused") return attention_kernel::fused;
  // "auto": what Transformer Engine takes, as measured rows have it.
  if (row.has_flag("use-flash-attn")) return attention_kernel::flash;
  const gpu_generation generation = before_hopper              ? gpu_generation::ampere
                                    : row.says("gpu", "GB200") ? gpu_generation::blackwell
                                                               : gpu_generation::hopper;
  return kernel_of_engine(generation, row.has_flag("deterministic-mode"));
}

inline std::int64_t vocabulary_of_test(const row_words& row) {
  const auto tokenizer = row.flag("tokenizer-type").value_or("");
  if (tokenizer == "NullTokenizer") return row.whole_flag("vocab-size").value_or(50256) + 1;
  if (tokenizer == "Llama2Tokenizer") return 32000;
  if (tokenizer == "GPTSentencePieceTokenizer") return 256000;  // Nemotron's, 256k
  return row.whole("vocab").value_or(50257);
}

inline recipe recipe_of_test(const row_words& row, bool before_hopper) {
  recipe how{.shards = sharding::none};
  if (row.has_flag("fp16")) how.format = training_format::fp16;
  if (row.has_flag("fp8-format")) {
    const auto kind = row.flag("fp8-recipe").value_or("delayed");
    how.format = kind == "tensorwise"  ? training_format::fp8_current
                 : kind == "blockwise" ? training_format::fp8_block
                 : kind == "mxfp8"     ? training_format::mxfp8
                                       : training_format::fp8_delayed;
  }
  how.attention = kernel_of_test(row, before_hopper);
  how.sequence_parallel = row.yes("seq_parallel").value_or(false);
  how.attention_dropout = row.flag("attention-dropout").value_or("0.1") != "0.0";
  how.hidden_dropout = row.flag("hidden-dropout").value_or("0.1") != "0.0";
  how.attention_mask = !row.has_flag("no-create-attention-mask-in-dataloader");
  how.fused_gradient_accumulation = !row.has_flag("no-gradient-accumulation-fusion");
  how.repeatable_products = row.has_flag("deterministic-mode");
  how.fused_softmax = !row.has_flag("no-masked-softmax-fusion");
  how.grouped_experts = row.has_flag("moe-grouped-gemm");
  how.fused_permutation = row.has_flag("moe-permute-fusion");
  how.router_in_fp32 = row.flag("moe-router-dtype").value_or("") == "fp32";
  const auto dispatcher = row.flag("moe-token-dispatcher-type").value_or("allgather");
  how.dispatcher = dispatcher == "alltoall" ? token_dispatcher::all_to_all
                   : dispatcher == "flex"   ? token_dispatcher::flex
                                            : token_dispatcher::all_gather;
  if (row.has_flag("cross-entropy-loss-fusion"))
    how.loss = row.flag("cross-entropy-fusion-impl").value_or("native") == "te" ? loss_kernel::fused_by_te
                                                                                : loss_kernel::fused;
  if (row.has_flag("defer-embedding-wgrad-compute"))
    how.deferred_head_gradients = row.whole_flag("wgrad-deferral-limit").value_or(0);
  how.optimizer_instances = row.whole_flag("num-distributed-optimizer-instances").value_or(1);
  how.vocabulary_multiple = row.whole_flag("make-vocab-size-divisible-by").value_or(128);
  if (row.flag("cp-comm-type").value_or("").find("a2a") != std::string_view::npos)
    how.context = context_exchange::all_to_all;
  how.overlaps_tensor = row.has_flag("tp-comm-overlap");
  if (const auto modules = row.flag("offload-modules"))
    for (const offloaded_module& one : every_offloaded_module)
      how.offloaded.*one.taken = has_word(*modules, one.name);
  how.muon = row.flag("optimizer").value_or("").find("muon") != std::string_view::npos;
  how.recompute = recomputation_of(row);
  return how;
}

}  // namespace detail

/// Model, recipe and framework of a functional test of Megatron-LM.
inline void read_functional_test(const row_words& row, memory_row& into) {
  if (row.text("precision").starts_with("FP32"))
    throw broken_rule("training in 32 bit is not held by a recipe");
  model_habits habits;
  habits.norm =
      row.flag("normalization").value_or("") == "RMSNorm" ? norm_kind::rms_norm : norm_kind::layer_norm;
  habits.biases = !row.has_flag("disable-bias-linear");
  habits.query_key_norm = row.has_flag("qk-layernorm");
  const auto positions = row.flag("position-embedding-type");
  if (!positions) habits.learned_positions = row.whole_flag("max-position-embeddings").value_or(0);
  habits.vocabulary = detail::vocabulary_of_test(row);
  into.model = model_of(row, habits);
  into.model.tied_head = !row.has_flag("untie-embeddings-and-output-weights");
  if (const auto modules = row.whole_flag("mtp-num-layers"))
    into.model.prediction =
        token_prediction{.layer = into.model.layers.back().runs.back().layer, .modules = *modules};
  into.recipe = detail::recipe_of_test(row, into.generation == workspace_generation::before_hopper);
  const bool local = row.text("attention") == "local" || row.flag("transformer-impl").value_or("") == "local";
  into.framework = local ? &catalog::megatron_core_local : &catalog::megatron_core;
}

}  // namespace scalewall
