// The language model of a measured run, from the sizes in its row and what its name says beside them.
//
// What the columns do not hold is filled in by name: leading dense layers and token prediction of DeepSeek-V3 and its
// kin, windows and biases of GPT-OSS. A row without sizes is a model of the catalogue, if its name is one. Models whose
// layers are not attention and feed-forward blocks are refused: read as transformers, they are off by a factor of two.

#pragma once

#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/runs/row_fields.hpp>
#include <scalewall/runs/row_model.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// What a name says of a model beside its sizes.
struct named_traits {
  std::string_view plain;  ///< in the name without blanks, dashes and underscores

  /// The catalogue's model of that name, whose sizes stand in where a row has none.
  std::string_view catalogued{};

  std::int64_t leading_dense = 0;
  std::int64_t prediction_modules = 0;

  /// Reach of attention in every other layer; 0 where all see all.
  std::int64_t window = 0;

  /// The length of sequences in its pre-training, where a row states none.
  std::int64_t sequence = 0;
};

/// Models in the order in which they are looked for. Sources: the models' configurations, see model/catalog/.
inline constexpr std::array<named_traits, 28> named_models = {{
    {.plain = "deepseekv3",
     .catalogued = "DeepSeek-V3",
     .leading_dense = 3,
     .prediction_modules = 1,
     .sequence = 4096},
    {.plain = "deepseek3",
     .catalogued = "DeepSeek-V3",
     .leading_dense = 3,
     .prediction_modules = 1,
     .sequence = 4096},
    {.plain = "deepseekv2", .catalogued = "DeepSeek-V2", .leading_dense = 1, .sequence = 4096},
    {.plain = "kimik2", .leading_dense = 1, .sequence = 4096},
    {.plain = "gptoss120b", .catalogued = "GPT-OSS 120B", .window = 128, .sequence = 4096},
    {.plain = "gptoss20b", .catalogued = "GPT-OSS 20B", .window = 128, .sequence = 4096},
    {.plain = "llama4maverick", .catalogued = "Llama-4 Maverick (text)", .sequence = 8192},
    {.plain = "llama4e128", .catalogued = "Llama-4 Maverick (text)", .sequence = 8192},
    {.plain = "llama4scout", .catalogued = "Llama-4 Scout (text)", .sequence = 8192},
    {.plain = "gemma312b", .catalogued = "Gemma-3 12B (text)", .sequence = 8192},
    {.plain = "gemma327b", .catalogued = "Gemma-3 27B (text)", .sequence = 8192},
    {.plain = "gemma34b", .catalogued = "Gemma-3 4B (text)", .sequence = 8192},
    {.plain = "gemma29b", .catalogued = "Gemma-2 9B", .sequence = 8192},
    {.plain = "gemma22b", .catalogued = "Gemma-2 2B", .sequence = 8192},
    {.plain = "mistral7b", .catalogued = "Mistral 7B v0.1", .sequence = 8192},
    {.plain = "mixtral8x7b", .catalogued = "Mixtral 8x7B", .sequence = 4096},
    {.plain = "mixtral", .sequence = 4096},
    {.plain = "llama3.1405b", .catalogued = "Llama-3.1 405B", .sequence = 8192},
    {.plain = "llama3", .sequence = 8192},
    {.plain = "llama2", .sequence = 4096},
    {.plain = "llama65b", .sequence = 2048},
    {.plain = "nemotron4340b", .catalogued = "Nemotron-4 340B", .sequence = 4096},
    {.plain = "moonlight", .catalogued = "Moonlight 16B-A3B", .sequence = 4096},
    {.plain = "bloom", .sequence = 2048},
    {.plain = "gpt3", .sequence = 2048},
    {.plain = "qwen2.57b", .catalogued = "Qwen2.5 7B", .sequence = 4096},
    {.plain = "qwen3", .sequence = 4096},
    {.plain = "grok1", .sequence = 8192},
}};

/// A kind of model that is refused, with the reason.
struct refused_model {
  std::string_view plain;
  std::string_view reason;
};

inline constexpr std::array<refused_model, 26> refused_models = {{
    {"nemotron3nano", "some layers are Mamba-2"},
    {"nemotron3super", "some layers are Mamba-2"},
    {"nemotron3ultra", "some layers are Mamba-2"},
    {"nemotron3.5", "some layers are Mamba-2"},
    {"nemotron35", "some layers are Mamba-2"},
    {"nemotronh", "some layers are Mamba-2"},
    {"mamba", "its layers are state spaces"},
    {"rwkv", "its layers are recurrent"},
    {"bert", "it is an encoder"},
    {"whisper", "it has an encoder beside its decoder"},
    {"flant5", "it has an encoder beside its decoder"},
    {"bart", "it has an encoder beside its decoder"},
    {"jamba", "some layers are Mamba"},
    {"qwen3next", "three of four layers are linear attention"},
    {"qwen3.5", "three of four layers are linear attention"},
    {"qwen3.6", "three of four layers are linear attention"},
    {"qwen3.8", "three of four layers are linear attention"},
    {"deepseekv4", "keys and values are compressed by layer"},
    {"kimik3", "some layers are linear attention"},
    {"kimilinear", "some layers are linear attention"},
    {"glm5", "attention chooses its keys by an indexer"},
    {"minimaxm3", "attention chooses blocks of keys by an indexer"},
    {"gemma4", "values are keys in some layers, and heads differ"},
    {"wan2", "it generates video by diffusion"},
    {"alexnet", "it is a convolutional network"},
    {"cnn", "it is a convolutional network"},
}};

/// What the name says, or nullptr.
inline const named_traits* find_traits(std::string_view name) {
  const std::string plain = plain_name(name);
  for (const named_traits& candidate : named_models)
    if (plain.find(candidate.plain) != std::string::npos) return &candidate;
  return nullptr;
}

namespace detail {

[[noreturn]] inline void refuse(std::string_view reason) {
  throw broken_rule("the model is not one of attention and feed-forward blocks alone: " +
                    std::string(reason));
}

inline void refuse_hybrids(const csv_row& row) {
  const std::string plain = plain_name(field_text(row, "model"));
  for (const refused_model& candidate : refused_models)
    if (plain.find(candidate.plain) != std::string::npos) refuse(candidate.reason);
  // GPT 530B has the letters too.
  if (plain.starts_with("t5") || plain.starts_with("mt5")) refuse("it has an encoder beside its decoder");
  const std::string_view notes = field_text(row, "notes");
  if (mentions(notes, "mamba")) refuse("its row says that some layers are Mamba");
  if (mentions_any(notes, {"delta net", "deltanet", "linear attention"}))
    refuse("its row says that some layers are linear attention");
  if (mentions_any(notes, {"DSA", "indexer"}))
    refuse("its row says that attention chooses its keys by an indexer");
}

/// A stack of so many layers of the catalogue's model: of those that differ, the first of the kind that leads is kept.
inline language_model with_layers(language_model model, std::int64_t layers) {
  if (layers == layer_count(model).as_int64()) return model;
  model.prediction.reset();
  if (model.layers.size() == 1 && model.layers[0].runs.size() == 2 && model.layers[0].repeats == 1) {
    model.layers[0].runs[0].layers = 1;
    model.layers[0].runs[1].layers = layers - 1;
  } else if (model.layers.size() == 1 && model.layers[0].runs.size() == 1) {
    model.layers[0].runs[0].layers = layers;
    model.layers[0].repeats = 1;
  } else {
    throw broken_rule("the row has fewer layers than its model, whose layers differ");
  }
  return model;
}

/// The heads of a row that gives none: of as near to 128 words as the width and the ranks that share them allow.
inline std::int64_t likely_heads(std::int64_t width, std::int64_t ranks) {
  std::int64_t best = 0, distance = 0;
  for (std::int64_t heads = ranks; heads <= width / 8; heads += ranks) {
    if (width % heads != 0 || (width / heads) % 8 != 0) continue;
    const std::int64_t off = std::abs(width / heads - 128);
    if (best == 0 || off < distance) best = heads, distance = off;
  }
  if (best == 0)
    throw broken_rule("the row gives no heads, and none of a multiple of 8 words divide its width");
  return best;
}

inline attention_block attention_of(const csv_row& row, std::int64_t width, const named_traits* traits,
                                    std::vector<std::string>& assumed) {
  const std::string_view size = field_text(row, "head_dim");
  const std::optional<std::int64_t> stated_heads = whole_field(row, "heads");
  if (mentions(size, "MLA")) {
    if (!stated_heads) throw broken_rule("the row gives no heads");
    const std::int64_t score = number_after(size, "").value_or(192);
    const std::int64_t value = number_after(size, "/").value_or(128);
    const std::int64_t rope = 64;
    if (!mentions(size, "kv_lora"))
      assumed.emplace_back("the ranks of latent attention are not stated: 1,536 and 512, DeepSeek-V3's");
    return latent_attention{
        .heads = *stated_heads,
        .query_rank =
            number_after(size, " q_lora").value_or(number_after(size, "(MLA q_lora").value_or(1536)),
        .key_value_rank = number_after(size, "kv_lora").value_or(512),
        .nope_head_size = score - rope,
        .rope_head_size = rope,
        .value_head_size = value};
  }
  std::int64_t heads = 0;
  if (stated_heads) {
    heads = *stated_heads;
  } else {
    // Oneflow-Inc/DLPerf has heads of 96 words, as Megatron-LM's examples of these widths.
    heads = field_text(row, "source_key") == "DLPERF"
                ? width / 96
                : likely_heads(width, whole_field(row, "tp").value_or(1));
    assumed.push_back("the heads are not stated: " + std::to_string(heads));
  }
  const std::optional<std::int64_t> stated_size = whole_field(row, "head_dim");
  if (!stated_size && width % heads != 0)
    throw broken_rule("the row gives no size of a head, and the heads do not divide its width");
  const bool oss = traits != nullptr && traits->window > 0;
  return grouped_attention{.heads = heads,
                           .key_value_heads = whole_field(row, "kv_heads").value_or(heads),
                           .head_size = stated_size.value_or(width / heads),
                           .query_key_value_biases = oss,
                           .output_bias = oss,
                           .sinks = oss};
}

inline layer_patterns layers_of(const csv_row& row, std::int64_t layers, const transformer_layer& dense,
                                const std::optional<transformer_layer>& routed, const named_traits* traits,
                                bool reduced) {
  if (!routed) return equal_layers(layers, dense);
  const std::int64_t stated = traits == nullptr ? 0 : traits->leading_dense;
  const std::int64_t leading = stated > 0 && reduced ? 1 : stated;
  if (leading >= layers || whole_field(row, "d_ff").value_or(0) == 0 || leading == 0) {
    if (traits != nullptr && traits->window > 0 && layers % 2 == 0)
      return {{.runs = {{with_reach(*routed, sliding_window(traits->window)), 1}, {*routed, 1}},
               .repeats = layers / 2}};
    return equal_layers(layers, *routed);
  }
  return {{.runs = {{dense, leading}, {*routed, layers - leading}}}};
}

}  // namespace detail

/// Throws `broken_rule` with the reason why the row has no model that can be predicted. The model has no name: that of
/// the row is the run's.
inline language_model model_of(const csv_row& row, std::vector<std::string>& assumed) {
  detail::refuse_hybrids(row);
  const std::string_view name = field_text(row, "model");
  const named_traits* traits = find_traits(name);
  const std::optional<std::int64_t> layers = whole_field(row, "layers"), width = whole_field(row, "d_model");
  if (!layers || !width) {
    const language_model* known = nullptr;
    if (traits != nullptr && !traits->catalogued.empty())
      known = traits->catalogued == moonlight_16b.name ? &moonlight_16b
                                                       : catalog::models::find(traits->catalogued);
    if (known == nullptr)
      throw broken_rule("the row gives no layers or no width, and no model of the catalogue has its name");
    assumed.push_back("the sizes of the model are the catalogue's, of " + std::string(known->name));
    language_model model = *known;
    if (layers) model = detail::with_layers(model, *layers);
    model.name = {};
    return model;
  }

  const bool reduced = mentions(name, "layer-reduced") ||
                       mentions(field_text(row, "notes"), "layer-reduced") ||
                       (traits != nullptr && traits->prediction_modules > 0 && *layers < 61);
  const std::optional<bool> gate = yes_or_no_field(row, "gated_mlp");
  if (!gate) assumed.emplace_back("whether the feed-forward blocks are gated is not stated: they are not");
  const bool gated = gate.value_or(false);
  const attention_block attention = detail::attention_of(row, *width, traits, assumed);
  const std::optional<std::int64_t> experts = whole_field(row, "experts_total"),
                                    inner = whole_field(row, "d_ff");
  if (!inner && !experts)
    assumed.emplace_back("the width of the feed-forward blocks is not stated: four times the model's");
  const transformer_layer dense{.attention = attention,
                                .feed_forward = dense_feed_forward{
                                    .width = inner.value_or(4 * *width), .gated = gated, .biases = !gated}};
  std::optional<transformer_layer> routed;
  if (experts) {
    const std::optional<std::int64_t> active = whole_field(row, "experts_active");
    const std::optional<std::int64_t> expert_width = whole_field(row, "expert_d_ff");
    if (!active) throw broken_rule("the row does not say how many experts a token meets");
    if (!expert_width && !inner) throw broken_rule("the row gives no width of an expert");
    const std::string_view shared = field_text(row, "experts_shared");
    const std::int64_t shared_experts =
        shared.empty() || shared == "0" ? 0 : whole_field(row, "experts_shared").value_or(0);
    routed = transformer_layer{
        .attention = attention,
        .feed_forward = routed_feed_forward{
            .experts = *experts,
            .experts_per_token = *active,
            .expert_width = expert_width.value_or(inner.value_or(0)),
            .gated = gated,
            .expert_biases = traits != nullptr && traits->window > 0,
            .router_bias = traits != nullptr && (traits->window > 0 || traits->prediction_modules > 0),
            .shared_experts = shared_experts,
            .shared_expert_width = shared_experts > 0 ? expert_width.value_or(inner.value_or(0)) : 0}};
  }

  language_model model{.width = *width,
                       .vocabulary = whole_field(row, "vocab").value_or(0),
                       .tied_head = !gated,
                       .norm = gated ? norm_kind::rms_norm : norm_kind::layer_norm,
                       .layers = detail::layers_of(row, *layers, dense, routed, traits, reduced)};
  if (model.vocabulary == 0) {
    model.vocabulary = 50'304;
    assumed.emplace_back("the vocabulary is not stated: 50,304 words");
  }
  if (routed && traits != nullptr && traits->prediction_modules > 0 && !reduced && !mentions(name, "w/o MTP"))
    model.prediction = token_prediction{.layer = *routed, .modules = traits->prediction_modules};
  require_valid(model);
  return model;
}

}  // namespace scalewall
