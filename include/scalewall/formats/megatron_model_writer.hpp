// The flags of Megatron-LM that describe a model. What no flag says is refused.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/model/language_model.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

struct written_flag {
  std::string name;
  std::vector<std::string> values{};

  friend bool operator==(const written_flag&, const written_flag&) = default;
};

/// A word as a shell takes it: in quotes where it has more than letters, digits and a few signs.
inline std::string shell_word(std::string_view word) {
  constexpr std::string_view plain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-+=.,/:@%";
  if (!word.empty() && word.find_first_not_of(plain) == std::string_view::npos) return std::string(word);
  std::string quoted = "'";
  for (const char one : word) quoted += one == '\'' ? "'\\''" : std::string(1, one);
  return quoted + "'";
}

/// "--recompute-modules mlp moe"
inline std::string to_text(const written_flag& flag) {
  std::string text = "--" + flag.name;
  for (const std::string& value : flag.values) text += " " + shell_word(value);
  return text;
}

namespace detail {

class megatron_model_writer {
 public:
  std::vector<written_flag> flags;

  void add(std::string_view name, std::string value) {
    flags.push_back({std::string(name), {std::move(value)}});
  }
  void add(std::string_view name, std::int64_t value) { add(name, std::to_string(value)); }
  void add_unless(std::string_view name, std::int64_t value, std::int64_t otherwise) {
    if (value != otherwise) add(name, value);
  }
  void add_if(bool holds, std::string_view name) {
    if (holds) flags.push_back({std::string(name)});
  }

  static void ask(bool holds, const char* rule) { require(holds, rule); }

  // ---- The model

  void write_model(const megatron_run& run) {
    const language_model& model = run.model;
    ask(!model.embedding_norm, "Megatron has no norm behind the embedding");
    ask(model.norm != norm_kind::layer_norm_without_bias, "Megatron's LayerNorm has a bias");
    add("num-layers", layer_count(model).as_int64());
    add("hidden-size", model.width);
    if (model.norm == norm_kind::rms_norm) add("normalization", "RMSNorm");
    add_if(!*model.tied_head, "untie-embeddings-and-output-weights");
    if (model.learned_positions == 0) add("position-embedding-type", "rope");
    add("max-position-embeddings",
        model.learned_positions > 0 ? model.learned_positions : run.batch.sequence_length);
    collect_layers(model);
    write_attention();
    write_feed_forward();
    write_biases();
    write_windows();
    if (model.prediction) {
      ask(model.prediction->layer == layers_.back(), "Megatron's token prediction has layers like the last");
      add("mtp-num-layers", model.prediction->modules);
    }
    write_vocabulary(run);
  }

  void collect_layers(const language_model& model) {
    for (const layer_pattern& pattern : model.layers)
      for (std::int64_t i = 0; i < pattern.repeats; ++i)
        for (const layer_run& run : pattern.runs)
          for (std::int64_t j = 0; j < run.layers; ++j) layers_.push_back(run.layer);
    for (const transformer_layer& layer : layers_) {
      ask(layer.norms == 2, "Megatron's layers have two norms");
      ask(with_reach(layer, {}).attention == with_reach(layers_.front(), {}).attention,
          "the layers of a model of Megatron have the same attention");
      if (const auto* dense = std::get_if<dense_feed_forward>(&layer.feed_forward)) {
        ask(!has_dense_ || *dense == dense_, "the dense layers of a model of Megatron are alike");
        dense_ = *dense;
        has_dense_ = true;
      } else {
        const auto& routed = std::get<routed_feed_forward>(layer.feed_forward);
        ask(!has_routed_ || routed == routed_, "the routed layers of a model of Megatron are alike");
        routed_ = routed;
        has_routed_ = true;
      }
    }
    if (has_dense_ && has_routed_)
      ask(dense_.gated == routed_.gated, "Megatron's experts have a gate if its dense blocks have one");
  }

  void write_attention() {
    const attention_block& block = layers_.front().attention;
    if (const auto* latent = std::get_if<latent_attention>(&block)) {
      add("num-attention-heads", latent->heads);
      add_if(true, "multi-latent-attention");
      if (latent->query_rank) add("q-lora-rank", *latent->query_rank);
      add("kv-lora-rank", latent->key_value_rank);
      add("qk-head-dim", latent->nope_head_size);
      add("qk-pos-emb-head-dim", latent->rope_head_size);
      add("v-head-dim", latent->value_head_size);
      add_if(true, "qk-layernorm");
      return;
    }
    const auto& grouped = std::get<grouped_attention>(block);
    add("num-attention-heads", grouped.heads);
    add("kv-channels", grouped.head_size);
    if (grouped.key_value_heads != grouped.heads) {
      add_if(true, "group-query-attention");
      add("num-query-groups", grouped.key_value_heads);
    }
    ask(grouped.norm != query_key_norm::across_heads, "Megatron's heads share the norm of queries and keys");
    add_if(grouped.norm == query_key_norm::shared_by_heads, "qk-layernorm");
    if (grouped.sinks) add("softmax-type", "learnable");
  }

  void write_feed_forward() {
    add_if(is_gated(has_dense_ ? dense_.gated : routed_.gated), "swiglu");
    if (has_dense_) add("ffn-hidden-size", dense_.width);
    if (!has_routed_) return;
    add("num-experts", routed_.experts);
    add("moe-router-topk", routed_.experts_per_token);
    add("moe-ffn-hidden-size", routed_.expert_width);
    if (routed_.latent_width) add("moe-latent-size", *routed_.latent_width);
    if (routed_.shared_experts > 0)
      add("moe-shared-expert-intermediate-size", routed_.shared_experts * routed_.shared_expert_width);
    add_if(routed_.shared_expert_gate, "moe-shared-expert-gate");
    std::vector<bool> routed;
    routed.reserve(layers_.size());
    for (const transformer_layer& layer : layers_) routed.push_back(is_routed(layer));
    if (has_dense_) add("moe-layer-freq", expression_of(routed));
  }

  /// "([0]*3+[1]*58)"
  static std::string expression_of(const std::vector<bool>& ones) {
    std::string text = "(";
    for (std::size_t i = 0; i < ones.size();) {
      std::size_t next = i + 1;
      while (next < ones.size() && ones[next] == ones[i]) ++next;
      text += std::string(i == 0 ? "" : "+") + (ones[i] ? "[1]*" : "[0]*") + std::to_string(next - i);
      i = next;
    }
    return text + ")";
  }

  void write_biases() {
    const auto* grouped = std::get_if<grouped_attention>(&layers_.front().attention);
    const bool linear = has_dense_ ? dense_.biases : routed_.expert_biases;
    ask(!has_dense_ || !has_routed_ || dense_.biases == routed_.expert_biases,
        "Megatron's experts have biases if its dense blocks have them");
    if (grouped != nullptr) {
      ask(grouped->output_bias == linear,
          "Megatron's output projections have biases if its blocks have them");
      ask(grouped->query_key_value_biases || !linear,
          "Megatron's queries have biases if its blocks have them");
    } else {
      ask(!linear, "biases of latent attention are not described");
    }
    add_if(!linear, "disable-bias-linear");
    add_if(!linear && grouped != nullptr && grouped->query_key_value_biases, "add-qkv-bias");
    if (!has_routed_) return;
    ask(routed_.router_bias || !linear, "Megatron's routers have biases if its blocks have them");
    if (!routed_.router_bias || linear) return;
    add_if(true, "moe-router-enable-expert-bias");
    add("moe-router-score-function", "sigmoid");  // Megatron asks for it
  }

  void write_windows() {
    std::vector<bool> limited;
    attention_reach reach;
    for (const transformer_layer& layer : layers_) {
      const attention_reach own = std::visit([](const auto& block) { return block.reach; }, layer.attention);
      ask(own.kind != reach_kind::chunk, "Megatron's attention has no chunks");
      limited.push_back(own.kind == reach_kind::window);
      if (!limited.back()) continue;
      ask(reach.kind == reach_kind::all || reach == own, "the windows of a model of Megatron are alike");
      reach = own;
    }
    if (reach.kind == reach_kind::all) return;
    add("window-size", std::to_string(reach.tokens - 1) + ",0");
    if (std::find(limited.begin(), limited.end(), false) != limited.end())
      add("window-attn-skip-freq", expression_of(limited));
  }

  void write_vocabulary(const megatron_run& run) {
    language_model words = run.model;
    words.vocabulary = run.vocabulary;
    const count multiple = count{run.recipe.vocabulary_multiple} * run.plan.mesh.tensor;
    if (with_padded_vocabulary(words, multiple.as_int64()).vocabulary == run.model.vocabulary)
      add("vocab-size", run.vocabulary);
    else
      add("padded-vocab-size", run.model.vocabulary);
  }

 private:
  std::vector<transformer_layer> layers_;
  dense_feed_forward dense_{};
  routed_feed_forward routed_{};
  bool has_dense_ = false, has_routed_ = false;
};

}  // namespace detail

}  // namespace scalewall
