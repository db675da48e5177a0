// Language models as they are published: an embedding, a stack of layers, a norm, a head, and what is trained
// beside it.
//
// A layer is an attention block and a feed-forward block. Equal layers are described once, with their number:
// runs of them make a pattern, which repeats. Mixtral's stack is one run of 32, DeepSeek-V3's 3 dense layers
// and 58 routed ones, Gemma 3's five layers with a window and one without, over and over.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/model/attention.hpp>
#include <scalewall/model/feed_forward.hpp>
#include <scalewall/model/norm.hpp>

#include <cstdint>
#include <optional>
#include <string_view>
#include <variant>

namespace scalewall {

struct transformer_layer {
  attention_block attention{};
  feed_forward_block feed_forward{};

  /// Norms of the model's width: two before the blocks or two behind, four in Gemma.
  std::int64_t norms = 2;

  friend constexpr bool operator==(const transformer_layer&, const transformer_layer&) = default;
};

/// Equal layers, one after the other.
struct layer_run {
  transformer_layer layer{};
  std::int64_t layers = 1;

  friend constexpr bool operator==(const layer_run&, const layer_run&) = default;
};

/// Runs of layers, the whole of them `repeats` times.
struct layer_pattern {
  fixed_list<layer_run, 4> runs{};
  std::int64_t repeats = 1;

  friend constexpr bool operator==(const layer_pattern&, const layer_pattern&) = default;
};

/// A whole stack, in order.
using layer_patterns = fixed_list<layer_pattern, 3>;

/// Modules that predict the tokens after the next one: each joins the state and the embedding of a token (2h
/// to h, with a norm for either), passes one more layer and a norm, and ends in the model's own head.
/// Source: DeepSeek-AI 2024 (arXiv 2412.19437), section 2.2.
struct token_prediction {
  transformer_layer layer{};
  std::int64_t modules = 1;

  friend constexpr bool operator==(const token_prediction&, const token_prediction&) = default;
};

struct language_model {
  std::string_view name{};
  std::int64_t width = 0;

  /// Rows of the embedding, padded ones counted.
  std::int64_t vocabulary = 0;

  /// Whether the head is the embedding's matrix. To be said: a wrong guess is vocabulary x width.
  std::optional<bool> tied_head{};

  /// The kind of all norms in the model. To be said.
  std::optional<norm_kind> norm{};

  /// Positions with a learned vector; rotary and linear ones learn nothing.
  std::int64_t learned_positions = 0;

  /// One more norm, between embedding and layers (BLOOM).
  bool embedding_norm = false;

  /// The stack from the embedding to the head, where one more norm follows.
  layer_patterns layers{};

  /// Multi-token prediction, where the model is trained with it.
  std::optional<token_prediction> prediction{};

  friend constexpr bool operator==(const language_model&, const language_model&) = default;
};

/// The layer with attention that reaches as far as said.
constexpr transformer_layer with_reach(transformer_layer layer, attention_reach reach) {
  std::visit([&](auto& attention) { attention.reach = reach; }, layer.attention);
  return layer;
}

/// A stack of equal layers.
constexpr layer_patterns equal_layers(std::int64_t number, const transformer_layer& layer) {
  return {{.runs = {{.layer = layer, .layers = number}}}};
}

/// Calls `visitor(layer, number)` for every run of equal layers, with their number in the whole stack.
template <class Visitor>
constexpr void for_each_run(const language_model& model, const Visitor& visitor) {
  for (const layer_pattern& pattern : model.layers)
    for (const layer_run& run : pattern.runs) visitor(run.layer, count{run.layers} * pattern.repeats);
}

/// Layers between embedding and head, those of multi-token prediction left out.
constexpr count layer_count(const language_model& model) {
  count sum;
  for_each_run(model, [&](const transformer_layer&, count number) { sum += number; });
  return sum;
}

/// The model with a vocabulary rounded up to a multiple, as frameworks pad it: in Megatron of 128 times the
/// degree of tensor parallelism.
constexpr language_model with_padded_vocabulary(language_model model, std::int64_t multiple) {
  require(multiple >= 1, "a vocabulary is padded to a multiple of at least one", {{"multiple", multiple}});
  model.vocabulary = ((count{model.vocabulary} + (multiple - 1)) / multiple * multiple).as_int64();
  return model;
}

/// Whether the model takes sequences of that many tokens: any where no position is learned, and no more than learned ones.
constexpr bool has_positions_for(const language_model& model, std::int64_t sequence_length) {
  return model.learned_positions == 0 || sequence_length <= model.learned_positions;
}

/// What the kernel of the layer's attention sees.
constexpr attention_heads heads_of(const transformer_layer& layer) {
  return std::visit([](const auto& attention) { return heads_of(attention); }, layer.attention);
}

/// Whether the layer gives its tokens to experts.
constexpr bool is_routed(const transformer_layer& layer) {
  return std::holds_alternative<routed_feed_forward>(layer.feed_forward);
}

/// Whether some layer between embedding and head does.
constexpr bool is_routed(const language_model& model) {
  bool routed = false;
  for_each_run(model, [&](const transformer_layer& layer, count) { routed = routed || is_routed(layer); });
  return routed;
}

constexpr void require_valid(const transformer_layer& layer) {
  std::visit([](const auto& attention) { require_valid(attention); }, layer.attention);
  std::visit([](const auto& feed_forward) { require_valid(feed_forward); }, layer.feed_forward);
  require(layer.norms >= 0, "a layer has no negative number of norms", {{"norms", layer.norms}});
}

/// Throws `broken_rule` unless all sizes are positive and all is said that no key of a configuration implies.
constexpr void require_valid(const language_model& model) {
  require(model.width >= 1, "the width of a language model is positive", {{"width", model.width}});
  require(model.vocabulary >= 1, "a language model has at least one word in its vocabulary",
          {{"vocabulary", model.vocabulary}});
  require(model.tied_head.has_value(),
          "a language model says whether its head is tied to the embedding (.tied_head = true or false)");
  require(model.norm.has_value(),
          "a language model says what its norms are (.norm = norm_kind::rms_norm, say)");
  require(model.learned_positions >= 0, "a language model has no negative number of learned positions",
          {{"learned_positions", model.learned_positions}});
  require(!model.layers.empty(), "a language model has at least one layer");
  for (const layer_pattern& pattern : model.layers) {
    require(!pattern.runs.empty(), "a pattern of layers has at least one run");
    require(pattern.repeats >= 1, "a pattern of layers stands at least once", {{"repeats", pattern.repeats}});
    for (const layer_run& run : pattern.runs) {
      require(run.layers >= 1, "a run of layers has at least one", {{"layers", run.layers}});
      require_valid(run.layer);
    }
  }
  if (model.prediction) {
    require(model.prediction->modules >= 1,
            "multi-token prediction has at least one module, or there is none",
            {{"modules", model.prediction->modules}});
    require_valid(model.prediction->layer);
  }
}

}  // namespace scalewall
