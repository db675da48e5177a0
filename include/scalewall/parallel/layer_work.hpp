// What one rank does of one layer in one microbatch.
//
// T = b s / c tokens of a microbatch are on a rank; tensor parallelism of degree t cuts the inner width of every product,
// and with sequence parallelism the tokens of what lies between (sigma = t, else 1). Products, as rows x columns over T
// tokens, of which a routed block's are over k T / (t E / e) tokens for each of E / e experts:
//
//     grouped      (a + 2 a_kv) d / t x h;   h x a d / t
//     latent       (r_q + r_kv + d_r) x h;   a (d_n + d_r) / t x r_q;   a (d_n + d_v) / t x r_kv;   h x a d_v / t
//     dense        u f / t x h;   h x f / t          shared experts the same
//     routed       E x h in 16 bit;   u f_e / t_e x h;   h x f_e / t_e
//
// Streams, in words of two bytes, forward and backward, with r = 1 where states are dropped out, else 0:
//
//     norms, residuals    T h / sigma (10 + r), (12 + 2 r)       rotation    2 T (a + a_kv) d / t each, fused kernels only
//     gate                T f / t (u + 1), T f / t (u = 2 ? 5 : 3)       permutation    6 h k T / t each
//     experts with biases 40 f_e / t_e k T / t each                      quantization   2 T columns, 2 T rows
//
// Of experts, quantization counts the tokens of one: kernels that permute the others quantize them as well. Experts in a
// latent space are met through two products with it, which no tensor parallelism cuts; its width is their h.
//
// Context parallelism gathers 2 b s a_kv (d + d_v) / t bytes of keys and values, once forward and twice backward, or
// exchanges 2 T (a + a_kv) (d + d_v) / t bytes, heads for tokens, once each way. Experts exchange 2 k T h / t bytes twice
// each way. A layer is 1 unit of launches forward and 1.5 backward, 0.45 and 0.68 more where an unfused softmax is three
// kernels, a routed layer as much again, and every expert on the rank.
//
// Tensor parallelism exchanges S = 2 T h bytes: an all-reduce behind either block, or with sequence parallelism an
// all-gather before and a reduce-scatter behind, of which a routed block needs a tenth. Source of the counts of passes:
// fitted to published runs (framework/catalog says which), so that a name stands for a little more than it says.

#pragma once

#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/layer_setting.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/work/work_list.hpp>

#include <algorithm>
#include <cstdint>
#include <string_view>
#include <variant>

namespace scalewall {

namespace detail {

constexpr bytes words_16(double words) { return bytes::from_value(2 * words); }

/// Adds work to the list of one layer.
struct layer_writer {
  const layer_setting& setting;
  const recipe& chosen;
  work::work_list& list;
  double quantized_forward = 0, quantized_backward = 0;  // bytes

  constexpr work::passes passes(double again) const {
    return {.forward = 1, .again = again, .inputs = 1, .weights = setting.trained ? 1.0 : 0.0};
  }

  constexpr void product(std::string_view what, std::int64_t rows, std::int64_t columns, double again) {
    list.matmuls.push_back({.what = what,
                            .rows = rows,
                            .columns = columns,
                            .tokens = setting.tokens,
                            .format = setting.format,
                            .often = passes(again)});
    quantized(setting.tokens, rows, columns);
  }

  constexpr void quantized(std::int64_t tokens, std::int64_t rows, std::int64_t columns) {
    if (setting.format == work::product_format::bits_16) return;
    quantized_forward += 4 * double(tokens) * double(columns);
    quantized_backward += 4 * double(tokens) * double(rows);
  }

  constexpr void stream(std::string_view what, work::stream_kind kind, bytes forward, bytes backward,
                        double again) {
    list.streams.push_back({.what = what,
                            .kind = kind,
                            .forward = forward,
                            .backward = backward,
                            .often = {.forward = 1, .again = again, .inputs = 1}});
  }

  constexpr void gate(std::string_view what, double tokens, double width, bool gated, double again) {
    stream(what, work::stream_kind::elementwise, words_16(tokens * width * (gated ? 3 : 2)),
           words_16(tokens * width * (gated ? 5 : 3)), again);
  }

  constexpr void kernel(std::int64_t heads, std::int64_t key_value_heads, std::int64_t score_size,
                        std::int64_t value_size, const attention_reach& reach) {
    const mesh& degrees = setting.degrees;
    const bool fused = chosen.attention != attention_kernel::unfused;
    list.attentions.push_back(
        {.sequences = setting.sequences,
         .heads = heads / degrees.tensor,
         .queries = setting.sequence_length / degrees.context,
         .keys = setting.sequence_length,
         .seen = mean_keys(reach, setting.sequence_length),
         .score_size = score_size,
         .value_size = value_size,
         .fused = fused,
         .fused_softmax = chosen.fused_softmax,
         .dropout = chosen.attention_dropout,
         .often = {.forward = 1,
                   .again = fused ? setting.again.fused_attention : setting.again.unfused_attention,
                   .inputs = 1}});
    if (fused) {
      const bytes rotated = words_16(2 * double(setting.tokens) *
                                     double((heads + key_value_heads) * score_size) / double(degrees.tensor));
      stream("rotation", work::stream_kind::elementwise, rotated, rotated, setting.again.streams);
    }
    const double share = 2 * double(setting.sequences * setting.sequence_length) / double(degrees.tensor);
    if (degrees.context > 1 && chosen.context == context_exchange::all_to_all)
      collective("heads for tokens", transfer_operation::all_to_all, work::collective_kind::context,
                 bytes::from_value(share / double(degrees.context) *
                                   double((heads + key_value_heads) * (score_size + value_size))),
                 {degrees.context, degrees.tensor},
                 {.forward = 1, .again = setting.again.collectives, .inputs = 1});
    else if (degrees.context > 1)
      collective("keys and values", transfer_operation::all_gather, work::collective_kind::context,
                 bytes::from_value(share * double(key_value_heads * (score_size + value_size))),
                 {degrees.context, degrees.tensor},
                 {.forward = 1, .again = setting.again.collectives, .inputs = 2});
  }

  constexpr void collective(std::string_view what, transfer_operation operation, work::collective_kind kind,
                            bytes size, work::rank_group group, const work::passes& often) {
    list.collectives.push_back(
        {.what = what, .operation = operation, .kind = kind, .size = size, .group = group, .often = often});
  }

  /// What tensor parallelism exchanges around both blocks of the layer.
  constexpr void around_blocks(bool routed) {
    using enum transfer_operation;
    using enum work::collective_kind;
    if (setting.degrees.tensor == 1) return;
    const bytes size = words_16(double(setting.tokens) * double(setting.width));
    const work::rank_group group{.members = setting.degrees.tensor};
    const double again = setting.again.collectives;
    if (!setting.sequence_parallel) {
      collective("outputs of blocks", all_reduce, tensor, size, group, {.forward = 2, .again = 2 * again});
      collective("gradients of blocks", all_reduce, tensor_of_backward, size, group, {.inputs = 2});
      return;
    }
    const double spared = routed ? 0.9 : 0;
    const work::passes often{.forward = 2 - spared, .again = (2 - spared) * again, .inputs = 1 - spared};
    collective("tokens of blocks", all_gather, tensor, size, group, often);
    collective("outputs of blocks", reduce_scatter, tensor, size, group, often);
    collective("gradients of outputs", all_gather, tensor_of_backward, size, group, {.inputs = 2});
    collective("gradients of blocks", reduce_scatter, tensor_of_backward, size, group, {.inputs = 1});
  }

  constexpr void write(const grouped_attention& attention) {
    const std::int64_t t = setting.degrees.tensor, d = attention.head_size;
    const std::int64_t key_value_heads = std::max<std::int64_t>(1, attention.key_value_heads / t);
    product("queries, keys and values", (attention.heads / t + 2 * key_value_heads) * d, setting.width,
            setting.again.products);
    product("output of attention", setting.width, attention.heads * d / t, setting.again.products);
    kernel(attention.heads, attention.key_value_heads, d, d, attention.reach);
  }

  constexpr void write(const latent_attention& attention) {
    const std::int64_t t = setting.degrees.tensor, heads = attention.heads / t;
    const std::int64_t score_size = attention.nope_head_size + attention.rope_head_size;
    const std::int64_t latent = attention.key_value_rank + attention.rope_head_size;
    product("latent vectors", attention.query_rank.value_or(0) + latent, setting.width,
            setting.again.products);
    product("queries", heads * score_size, attention.query_rank.value_or(setting.width),
            setting.again.up_projections);
    product("keys and values", heads * (attention.nope_head_size + attention.value_head_size),
            attention.key_value_rank, setting.again.up_projections);
    product("output of attention", setting.width, heads * attention.value_head_size, setting.again.products);
    kernel(attention.heads, attention.heads, score_size, attention.value_head_size, attention.reach);
  }

  constexpr void write_dense(std::string_view up, std::string_view down, std::int64_t width, bool gated,
                             double again) {
    const std::int64_t inner = width / setting.degrees.tensor;
    product(up, gated ? 2 * inner : inner, setting.width, again);
    product(down, setting.width, inner, again);
    gate("gate", double(setting.tokens), double(inner), gated, std::max(again, setting.again.streams));
  }

  constexpr void write(const dense_feed_forward& block) {
    write_dense("up", "down", block.width, is_gated(block.gated), setting.again.feed_forward);
  }

  constexpr void write(const routed_feed_forward& block) {
    const mesh& degrees = setting.degrees;
    const bool gated = is_gated(block.gated);
    const std::int64_t outer = block.latent_width.value_or(setting.width);
    if (block.latent_width) {
      product("into latent experts", outer, setting.width, setting.again.products);
      product("out of latent experts", setting.width, outer, setting.again.products);
    }
    list.matmuls.push_back({.what = "router",
                            .rows = block.experts + (block.shared_expert_gate ? 1 : 0),
                            .columns = setting.width,
                            .tokens = setting.tokens,
                            .often = passes(setting.again.products)});

    const std::int64_t here = block.experts / degrees.expert;
    const std::int64_t inner = block.expert_width / degrees.expert_tensor;
    const double copies = double(block.experts_per_token) * double(setting.tokens) / double(degrees.tensor);
    const auto met = static_cast<std::int64_t>(copies * double(degrees.expert_tensor) / double(here));
    const std::int64_t each = std::max<std::int64_t>(1, met);
    const auto experts = [&](std::string_view what, std::int64_t rows, std::int64_t columns) {
      list.matmuls.push_back({.what = what,
                              .rows = rows,
                              .columns = columns,
                              .tokens = each,
                              .format = setting.format,
                              .groups = here,
                              .often = passes(setting.again.experts)});
      quantized(each, rows, columns);
    };
    experts("up, experts", gated ? 2 * inner : inner, outer);
    experts("down, experts", outer, inner);
    gate("gate of experts", copies, double(inner), gated,
         std::max(setting.again.expert_activation, setting.again.streams));
    const bytes moved = words_16(6 * copies * double(outer));
    stream("tokens by expert", work::stream_kind::permutation, moved, moved, setting.again.exchanges);
    if (block.expert_biases) {
      const bytes passed = words_16(40 * copies * double(inner));
      stream("biases of experts", work::stream_kind::expert_activation, passed, passed,
             setting.again.experts);
    }
    if (block.shared_experts > 0)
      write_dense("up, shared", "down, shared", block.shared_experts * block.shared_expert_width, gated,
                  setting.again.shared_experts);
    if (degrees.expert > 1)
      list.exchanges.push_back({.what = "tokens to experts and back",
                                .size = words_16(copies * double(outer)),
                                .copies = block.experts_per_token,
                                .group = {degrees.expert, degrees.expert_tensor},
                                .often = {.forward = 2, .again = 2 * setting.again.exchanges, .inputs = 2}});
    launch(work::launch_kind::routed_layer, 1, 1.5, setting.again.launches);
    launch(work::launch_kind::expert, double(here), 1.5 * double(here), setting.again.launches);
  }

  /// A captured graph of the whole iteration needs no host; captured parts leave a fifth of a layer's launches, and all of
  /// the experts'.
  constexpr void launch(work::launch_kind kind, double forward, double backward, double again) {
    if (chosen.graphs == cuda_graphs::whole_iteration) return;
    const bool captured = chosen.graphs == cuda_graphs::parts && kind == work::launch_kind::layer;
    const double left = captured ? 0.2 : 1;
    list.launched.push_back({.kind = kind,
                             .forward = left * forward,
                             .backward = left * backward,
                             .again = left * forward * again});
  }
};

}  // namespace detail

/// The work of one layer.
constexpr work::work_list work_of(const transformer_layer& layer, const layer_setting& setting,
                                  const recipe& recipe) {
  work::work_list list;
  detail::layer_writer writer{setting, recipe, list};
  std::visit([&](const auto& attention) { writer.write(attention); }, layer.attention);
  const bool routed = is_routed(layer);
  std::visit([&](const auto& block) { writer.write(block); }, layer.feed_forward);
  const double dropped = recipe.hidden_dropout ? 1 : 0;
  const double between = setting.tokens_between * double(setting.width);
  writer.stream("norms and residuals", work::stream_kind::elementwise,
                detail::words_16((10 + dropped) * between), detail::words_16((12 + 2 * dropped) * between),
                setting.again.norms);
  if (writer.quantized_forward > 0)
    writer.stream("quantization", work::stream_kind::quantization,
                  bytes::from_value(writer.quantized_forward), bytes::from_value(writer.quantized_backward),
                  setting.again.quantization);
  writer.around_blocks(routed);
  const bool falls_back = softmax_falls_back(list.attentions[0]);
  writer.launch(work::launch_kind::layer, falls_back ? 1.45 : 1, falls_back ? 2.18 : 1.5,
                setting.again.launches);
  return list;
}

}  // namespace scalewall
