// Families of language models: a published model in proportion, as wide, as deep and as sparse as asked.
//
// A member has the published ratios of sizes to the width, and the published sizes that do not grow with it:
//
//     a = h / 128,   a_kv = 8,   d = 128,   f = 3.25 h                   llama: Llama 3.1 405B
//     a = h / 56,   r_q = 3 h / 14,   r_kv = h / 14,   f = 18 h / 7      deepseek: DeepSeek-V3, f in 3 dense layers
//     f_e = 2 h / 7,   k = 8                                             and f_e of experts, one of them shared
//
// Sizes of the second are rounded to numbers that divide well (scaling/round_numbers.hpp), so that at the width of
// DeepSeek-V3 they are its own. Vocabularies stay. Multi-token prediction is left out.
// Sources: Llama team 2024 (arXiv 2407.21783), table 3; DeepSeek-AI 2024 (2412.19437), section 4.2.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/model/catalog/deepseek.hpp>
#include <scalewall/model/catalog/llama.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/scaling/round_numbers.hpp>

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

namespace scalewall {

/// What tells a member of a family from the others.
struct family_size {
  std::int64_t width = 0;
  std::int64_t layers = 0;

  /// Experts per expert that a token meets, in families that are routed; 1 in dense ones.
  std::int64_t sparsity = 1;

  friend constexpr bool operator==(const family_size&, const family_size&) = default;
};

/// A family by its name, with the rule of its shape.
struct model_family {
  std::string_view name;
  std::string_view shape;

  /// Whether its layers have experts.
  bool routed = false;

  /// The member of that size. Throws `broken_rule` unless the width is a positive multiple of `family_width_step` and layers
  /// and sparsity are such as the family has.
  language_model (*member)(const family_size& size) = nullptr;
};

/// Widths of members are multiples of it: 8 key-value heads of 128 words divide the heads of all of them.
inline constexpr std::int64_t family_width_step = 1024;

namespace detail {

constexpr void require_family_width(const family_size& size) {
  require(size.width >= 1 && size.width % family_width_step == 0,
          "the width of a model of a family is a positive multiple of 1024", {{"width", size.width}});
}

/// A size of a published model at another width.
constexpr std::int64_t in_proportion(std::int64_t published, std::int64_t published_width,
                                     std::int64_t width) {
  return nearest_round_number(static_cast<double>(published) * static_cast<double>(width) /
                              static_cast<double>(published_width));
}

}  // namespace detail

/// Llama 3.1 405B in proportion; dense.
constexpr language_model llama_like(const family_size& size) {
  detail::require_family_width(size);
  require(size.layers >= 1, "a Llama-like model has at least one layer", {{"layers", size.layers}});
  require(size.sparsity == 1, "a Llama-like model has no experts: its sparsity is 1",
          {{"sparsity", size.sparsity}});
  language_model model = catalog::llama_3_1_405b;
  transformer_layer layer = model.layers[0].runs[0].layer;
  auto& attention = std::get<grouped_attention>(layer.attention);
  auto& feed_forward = std::get<dense_feed_forward>(layer.feed_forward);
  attention.heads = size.width / attention.head_size;
  feed_forward.width = (count{feed_forward.width} * size.width / model.width).as_int64();
  model.name = "Llama-like";
  model.width = size.width;
  model.layers = equal_layers(size.layers, layer);
  return model;
}

/// DeepSeek-V3 in proportion, without token prediction; routed after its first dense layers.
constexpr language_model deepseek_like(const family_size& size) {
  detail::require_family_width(size);
  const language_model& published = catalog::deepseek_v3;
  layer_pattern stack = published.layers[0];
  layer_run& first = stack.runs[0];
  layer_run& rest = stack.runs[1];
  require(size.layers > first.layers, "a DeepSeek-like model has more layers than its first dense ones",
          {{"layers", size.layers}, {"dense layers", first.layers}});
  require(size.sparsity >= 1, "a DeepSeek-like model has at least the experts that a token meets",
          {{"sparsity", size.sparsity}});
  const auto grow = [&](std::int64_t& of_published) {
    of_published = detail::in_proportion(of_published, published.width, size.width);
  };
  for (layer_run* run : {&first, &rest}) {
    auto& attention = std::get<latent_attention>(run->layer.attention);
    grow(attention.heads);
    grow(*attention.query_rank);
    grow(attention.key_value_rank);
  }
  grow(std::get<dense_feed_forward>(first.layer.feed_forward).width);
  auto& routed = std::get<routed_feed_forward>(rest.layer.feed_forward);
  grow(routed.expert_width);
  grow(routed.shared_expert_width);
  routed.experts = (count{routed.experts_per_token} * size.sparsity).as_int64();
  rest.layers = size.layers - first.layers;
  return {.name = "DeepSeek-like",
          .width = size.width,
          .vocabulary = published.vocabulary,
          .tied_head = published.tied_head,
          .norm = published.norm,
          .layers = {stack}};
}

inline constexpr std::array<model_family, 2> model_families = {{
    {.name = "llama", .shape = "Llama 3.1 405B in proportion", .routed = false, .member = llama_like},
    {.name = "deepseek", .shape = "DeepSeek-V3 in proportion", .routed = true, .member = deepseek_like},
}};

}  // namespace scalewall
