// The model that a row describes by its sizes, and the layers on stages that a layout string of Megatron Core gives.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/pipeline_layout_text.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/stage_layout.hpp>
#include <scalewall/runs/row_words.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// What a model has beside its sizes, which columns do not say.
struct model_habits {
  norm_kind norm = norm_kind::rms_norm;
  bool biases = false;
  bool query_key_norm = false;
  std::int64_t learned_positions = 0;

  /// The vocabulary, instead of what the row's column says.
  std::optional<std::int64_t> vocabulary{};

  /// Where the row's column says none.
  std::optional<std::int64_t> heads{};
};

namespace detail {

inline attention_block row_attention(const row_words& row, const model_habits& habits) {
  const std::string_view latent = row.text("mla");
  const std::int64_t heads = habits.heads ? row.whole("heads").value_or(*habits.heads) : row.needed("heads");
  require(heads >= 1, "attention has at least one head", {{"heads", heads}});
  if (!latent.empty()) {
    const std::int64_t rope = row_words::behind(latent, "rope ").value_or(64);
    const std::int64_t nope =
        row_words::behind(latent, "qk ").value_or(row.whole("head_dim").value_or(192) - rope);
    const auto rank = row_words::behind(latent, "kv_lora ");
    if (!rank) throw broken_rule("the row does not say the rank of keys and values");
    return latent_attention{.heads = heads,
                            .query_rank = row_words::behind(latent, "q_lora "),
                            .key_value_rank = *rank,
                            .nope_head_size = nope,
                            .rope_head_size = rope,
                            .value_head_size = row_words::behind(latent, "v ").value_or(128)};
  }
  const std::int64_t size = row.whole("head_dim").value_or(row.needed("d_model") / heads);
  return grouped_attention{
      .heads = heads,
      .key_value_heads = row.whole("kv_heads").value_or(heads),
      .head_size = size,
      .query_key_value_biases = habits.biases,
      .output_bias = habits.biases,
      .norm = habits.query_key_norm ? query_key_norm::shared_by_heads : query_key_norm::none};
}

inline routed_feed_forward row_experts(const row_words& row, bool gated, bool biases) {
  routed_feed_forward block{.experts = row.needed("experts_total"),
                            .experts_per_token = row.needed("experts_active"),
                            .expert_width = row.needed("expert_d_ff"),
                            .gated = gated,
                            .expert_biases = biases};
  // "shared width 512" is the width of them all; a number counts experts as wide as the routed ones.
  if (const auto width = row_words::behind(row.text("experts_shared"), "width ")) {
    block.shared_experts = 1;
    block.shared_expert_width = *width;
  } else if (const auto number = row.whole("experts_shared"); number && *number > 0) {
    block.shared_experts = *number;
    block.shared_expert_width = block.expert_width;
  }
  return block;
}

}  // namespace detail

/// Moonlight 16B-A3B, which rows name without its sizes. Source: NVIDIA-NeMo/Megatron-Bridge,
/// src/megatron/bridge/models/deepseek/deepseek_provider.py (MoonlightModelProvider16B).
inline constexpr latent_attention moonlight_attention{
    .heads = 16, .key_value_rank = 512, .nope_head_size = 128, .rope_head_size = 64, .value_head_size = 128};
inline constexpr language_model moonlight_16b{
    .name = "Moonlight 16B-A3B",
    .width = 2048,
    .vocabulary = 163'840,
    .tied_head = false,
    .norm = norm_kind::rms_norm,
    .layers = {{.runs = {{{.attention = moonlight_attention,
                           .feed_forward = dense_feed_forward{.width = 11'264, .gated = true}},
                          1},
                         {{.attention = moonlight_attention,
                           .feed_forward = routed_feed_forward{.experts = 64,
                                                               .experts_per_token = 6,
                                                               .expert_width = 1408,
                                                               .gated = true,
                                                               .router_bias = true,
                                                               .shared_experts = 2,
                                                               .shared_expert_width = 1408}},
                          26}}}}};

/// The model of a row that names it without its sizes. Throws `broken_rule` with why it cannot be described, where that is
/// known.
inline language_model model_by_name(const row_words& row) {
  const std::string_view name = row.text("model");
  const auto named = [&](std::string_view part) { return name.find(part) != std::string_view::npos; };
  if (named("Moonlight")) return moonlight_16b;
  if (named("Qwen3-8B")) return catalog::qwen_3_8b;
  if (named("Qwen3-30B-A3B")) return catalog::qwen_3_30b_a3b;
  if (named("GPT-OSS-120B")) return catalog::gpt_oss_120b;
  if (named("emotron-3")) throw broken_rule("layers of Mamba are not modelled");
  if (named("GLM-5")) throw broken_rule("attention that chooses its keys by an indexer is not modelled");
  if (named("gemma-4")) throw broken_rule("heads that differ from layer to layer are not modelled");
  if (named("Qwen3.5") || named("Qwen3.6") || named("Qwen3.8"))
    throw broken_rule("layers of linear attention are not modelled");
  throw broken_rule("the row does not say its sizes");
}

/// The model of a row. Throws `broken_rule` with what the row does not say.
inline language_model model_of(const row_words& row, const model_habits& habits) {
  if (row.text("d_model").empty()) return model_by_name(row);
  language_model model;
  model.name = "of the row";
  model.width = row.needed("d_model");
  model.vocabulary = habits.vocabulary ? *habits.vocabulary : row.needed("vocab");
  model.tied_head = row.yes("tied_embeddings").value_or(false);
  model.norm = habits.norm;
  model.learned_positions = habits.learned_positions;
  const std::int64_t layers = row.needed("layers");
  const bool gated = row.yes("gated_mlp").value_or(false);
  const attention_block attention = detail::row_attention(row, habits);
  const bool routed = !row.text("experts_total").empty();
  const std::int64_t dense = routed ? row.whole("first_k_dense").value_or(0) : layers;
  layer_pattern stack;
  if (dense > 0)
    stack.runs.push_back(
        {{.attention = attention,
          .feed_forward =
              dense_feed_forward{.width = row.needed("d_ff"), .gated = gated, .biases = habits.biases}},
         dense});
  if (dense < layers)
    stack.runs.push_back(
        {{.attention = attention, .feed_forward = detail::row_experts(row, gated, habits.biases)},
         layers - dense});
  model.layers.push_back(stack);
  return model;
}

/// The layers of every virtual stage in a layout string such as `Et*2|(t*2|)*5t|tmL`: t is a layer, E the embedding, m a
/// module of token prediction, L the head with its loss. Source: Megatron Core,
/// core/transformer/pipeline_parallel_layer_layout.py. Throws `broken_rule` where it is none, or m and L do not stand last.
inline std::vector<std::int64_t> layers_in_layout(std::string_view layout) {
  std::string written(layout);
  written.erase(std::remove(written.begin(), written.end(), ','), written.end());
  bool is_open = false;
  for (const char symbol : written) {
    if (symbol == '(' && is_open) throw broken_rule("brackets of a layout string stand beside one another");
    if (symbol == '(' || symbol == ')') is_open = symbol == '(';
  }
  if (is_open) throw broken_rule("a bracket of a layout string is closed");
  if (written.find("*0") != std::string::npos)
    throw broken_rule("a piece of a layout string stands once or more often");
  written = detail::unrolled(detail::unrolled(written, true, layout), false, layout);
  std::vector<std::int64_t> stages(1, 0);
  for (const char symbol : written) {
    if (symbol == '|')
      stages.push_back(0);
    else if (symbol == 't')
      ++stages.back();
    else if (symbol != 'E' && symbol != 'm' && symbol != 'L')
      throw broken_rule("a layout string consists of E, t, m, L and |");
  }
  if (written.find_first_of("mL") < written.rfind('|') && written.rfind('|') != std::string::npos)
    throw broken_rule("the head and the modules of token prediction stand on the last stage of a layout");
  return stages;
}

}  // namespace scalewall
