// The model that flags of Megatron-LM describe.
//
//     f = 4 h, with --swiglu int(8 h / 3 / 64) * 64         where no --ffn-hidden-size is given
//     d = h / a                                             where no --kv-channels is given
//     V = vocabulary up to a multiple of 128 x tensor       --make-vocab-size-divisible-by
//
// Norms are LayerNorm, projections have biases, positions are learned and the head is tied unless flags say
// otherwise; --num-query-groups means nothing without --group-query-attention.
//
// Sources: megatron/training/arguments.py (validate_args), megatron/core/transformer/{transformer_config,
// multi_latent_attention,utils}.py, moe/{router,shared_experts}.py, megatron/core/models/gpt/gpt_layer_specs.py,
// megatron/training/tokenizer/tokenizer.py, NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/configuration_keys.hpp>
#include <scalewall/formats/layer_expression.hpp>
#include <scalewall/formats/layer_sequence.hpp>
#include <scalewall/formats/megatron_line.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// A vocabulary before it is padded, and whether it is padded at all.
struct megatron_vocabulary {
  std::int64_t words = 0;
  bool is_padded = false;  ///< already, by --padded-vocab-size
};

namespace detail {

class megatron_model_reader {
 public:
  /// `flags` outlives this.
  explicit megatron_model_reader(megatron_line& flags) : flags_(flags) {}

  /// All but the vocabulary.
  language_model read() {
    layers_ = read_layers();
    model_.width = flags_.required_size("hidden-size", "the width of the model");
    biases_ = !flags_.take_switch("disable-bias-linear", "projections have no biases");
    if (!flags_.has("disable-bias-linear"))
      flags_.assume("disable-bias-linear", false, "projections have biases, Megatron's default");
    constexpr std::array<std::string_view, 2> norms = {"LayerNorm", "RMSNorm"};
    model_.norm = flags_.choice_or("normalization", "the kind of all norms", norms, 0) == 0
                      ? norm_kind::layer_norm
                      : norm_kind::rms_norm;
    model_.tied_head =
        !flags_.take_switch("untie-embeddings-and-output-weights", "the head has a matrix of its own");
    if (*model_.tied_head)
      flags_.assume("untie-embeddings-and-output-weights", false,
                    "the head is the embedding's matrix, Megatron's default");
    read_positions();
    const bool latent = flags_.take_switch("multi-latent-attention", "attention is latent (MLA)");
    if (latent && flags_.has("group-query-attention"))
      flags_.refuse("group-query-attention", "Megatron takes it or --multi-latent-attention, not both");
    const attention_block attention =
        latent ? attention_block(read_latent()) : attention_block(read_grouped());
    read_feed_forward();
    stack(attention);
    return model_;
  }

 private:
  std::int64_t read_layers() {
    constexpr const char* meaning = "how many layers there are";
    if (!flags_.has("encoder-num-layers")) return flags_.required_size("num-layers", meaning, most_layers);
    if (flags_.has("num-layers"))
      flags_.refuse("encoder-num-layers", "Megatron takes it or --num-layers, not both");
    return flags_.required_size("encoder-num-layers", meaning, most_layers);
  }

  void read_positions() {
    constexpr std::array<std::string_view, 6> kinds = {"learned_absolute", "rope", "mrope",
                                                       "relative",         "none", "yarn"};
    const bool rotary =
        flags_.take_switch("use-rotary-position-embeddings", "positions are rotary (rope), an older flag");
    std::size_t kind = 1;
    if (rotary)
      flags_.pass_over("position-embedding-type", "--use-rotary-position-embeddings says rope");
    else
      kind = flags_.choice_or("position-embedding-type", "how positions are told", kinds, 0);
    if (kind == 3)
      flags_.refuse("position-embedding-type",
                    "positions have a learned bias, which a description of a model does not hold");
    const bool none = flags_.take_switch("no-position-embedding", "positions learn nothing, an older flag");
    if (none && kind != 1)
      flags_.refuse("no-position-embedding",
                    "Megatron takes it with rope alone: use --position-embedding-type");
    learns_positions_ = kind == 0;
    rope_or_none_ = kind == 1 || kind == 4;
    const auto longest = flags_.take_size("max-position-embeddings", "the longest sequence");
    if (learns_positions_ && !longest)
      flags_.report_missing("max-position-embeddings",
                            "positions are learned, and there are so many vectors");
    if (learns_positions_) model_.learned_positions = *longest;
  }

  /// Words of a head: --kv-channels, or the width over the heads.
  std::int64_t read_head_size(std::int64_t heads) {
    if (const auto size = flags_.take_size("kv-channels", "words of a head")) return *size;
    if (model_.width % heads != 0)
      flags_.refuse("num-attention-heads", "without --kv-channels Megatron asks that the heads, " +
                                               std::to_string(heads) + ", divide --hidden-size, " +
                                               std::to_string(model_.width));
    flags_.assume("kv-channels", model_.width / heads, "hidden-size / num-attention-heads");
    return model_.width / heads;
  }

  grouped_attention read_grouped() {
    const std::int64_t heads = flags_.required_size("num-attention-heads", "heads of attention");
    grouped_attention attention{.heads = heads, .key_value_heads = heads};
    attention.head_size = read_head_size(heads);
    if (flags_.take_switch("group-query-attention", "heads share keys and values")) {
      attention.key_value_heads = flags_.size_or("num-query-groups", "heads of keys and values", 1);
      if (heads % attention.key_value_heads != 0)
        flags_.refuse("num-query-groups", "it divides --num-attention-heads, " + std::to_string(heads));
    } else {
      flags_.pass_over("num-query-groups",
                       "means nothing without --group-query-attention: every head has keys and values");
    }
    const bool of_inputs = flags_.take_switch("add-qkv-bias", "queries, keys and values have biases");
    attention.query_key_value_biases = biases_ || of_inputs;
    attention.output_bias = biases_;
    if (flags_.take_switch("qk-layernorm", "queries and keys have a norm, shared by the heads"))
      attention.norm = query_key_norm::shared_by_heads;
    constexpr std::array<std::string_view, 3> softmaxes = {"vanilla", "off-by-one", "learnable"};
    attention.sinks =
        flags_.take_choice("softmax-type", "learnable: a word a head in its denominator", softmaxes) == 2;
    for (const char* latent :
         {"q-lora-rank", "kv-lora-rank", "qk-head-dim", "qk-pos-emb-head-dim", "v-head-dim"})
      flags_.pass_over(latent, "means nothing without --multi-latent-attention");
    return attention;
  }

  latent_attention read_latent() {
    latent_attention attention;
    attention.heads = flags_.required_size("num-attention-heads", "heads of attention");
    attention.query_rank = flags_.take_size("q-lora-rank", "the rank of queries");
    if (!attention.query_rank)
      flags_.assume("q-lora-rank", "none", "queries are projected at once, Megatron's default");
    attention.key_value_rank = flags_.size_or("kv-lora-rank", "the rank of keys and values", 32);
    attention.nope_head_size = flags_.size_or("qk-head-dim", "words of a key without position", 128);
    attention.rope_head_size = flags_.size_or("qk-pos-emb-head-dim", "words of a key with position", 64);
    attention.value_head_size = flags_.size_or("v-head-dim", "words of a value", 128);
    for (const char* grouped : {"kv-channels", "num-query-groups"})
      flags_.pass_over(grouped, "latent attention has sizes of its own");
    if (biases_ || flags_.has("add-qkv-bias"))
      flags_.assume("disable-bias-linear", true,
                    "biases of latent attention are not described: at most a word a channel");
    flags_.pass_over("add-qkv-bias", "biases of latent attention are not described");
    if (!flags_.take_switch("qk-layernorm", "latent vectors have a norm"))
      flags_.assume("qk-layernorm", true,
                    "described with a norm of every latent vector: a word a channel too many");
    flags_.pass_over("softmax-type", "means nothing with latent attention here");
    return attention;
  }

  /// Whether blocks have a gate.
  bool read_gate() {
    const bool swiglu = flags_.take_switch("swiglu", "blocks have a gate (SwiGLU)");
    const bool squared = flags_.take_switch("squared-relu", "the activation is relu squared, without a gate");
    const bool geglu = flags_.take_switch("quick-geglu", "blocks have a gate (quick GeGLU)");
    if (swiglu && squared) flags_.refuse("squared-relu", "Megatron takes it or --swiglu, not both");
    if (swiglu && geglu) flags_.refuse("quick-geglu", "Megatron takes it or --swiglu, not both");
    if (!swiglu && !squared && !geglu)
      flags_.assume("swiglu", false, "GeLU without a gate, Megatron's default");
    swiglu_ = swiglu;
    return swiglu || geglu;
  }

  void read_feed_forward() {
    const bool gated = read_gate();
    dense_ = {.gated = gated, .biases = biases_};
    if (const auto width = flags_.take_size("ffn-hidden-size", "the width of dense blocks")) {
      dense_.width = *width;
    } else {
      dense_.width = swiglu_ ? 8 * model_.width / 192 * 64 : 4 * model_.width;
      flags_.assume("ffn-hidden-size", dense_.width,
                    swiglu_ ? "int(8 hidden-size / 3 / 64) * 64, with --swiglu" : "4 hidden-size");
    }
    routed_.assign(static_cast<std::size_t>(layers_), false);
    const auto experts = flags_.take_size("num-experts", "routed experts", 0);
    if (experts.value_or(0) == 0) {
      for (const char* routed : {"moe-ffn-hidden-size", "moe-latent-size"})
        if (flags_.has(routed)) flags_.refuse(routed, "Megatron asks for --num-experts with it");
      for (const char* routed : {"moe-layer-freq", "moe-shared-expert-intermediate-size", "moe-router-topk",
                                 "moe-shared-expert-gate", "moe-router-enable-expert-bias"})
        flags_.pass_over(routed, "no layer has experts");
      return;
    }
    read_experts(*experts, gated);
  }

  void read_experts(std::int64_t experts, bool gated) {
    experts_ = {.experts = experts, .gated = gated, .expert_biases = biases_};
    experts_.experts_per_token = flags_.size_or("moe-router-topk", "experts that a token meets", 2);
    if (experts_.experts_per_token > experts)
      flags_.refuse("moe-router-topk",
                    "a token meets at most the " + std::to_string(experts) + " experts there are");
    experts_.expert_width =
        flags_.size_or("moe-ffn-hidden-size", "the width of an expert", dense_.width, "ffn-hidden-size");
    experts_.router_bias =
        flags_.take_switch("moe-router-enable-expert-bias", "the choice of experts has a bias") || biases_;
    experts_.latent_width = flags_.take_size("moe-latent-size", "the space in which routed experts stand");
    if (const auto shared = flags_.take_size("moe-shared-expert-intermediate-size",
                                             "the width of all shared experts together")) {
      if (biases_)
        flags_.refuse("moe-shared-expert-intermediate-size",
                      "Megatron's shared experts have no biases: it asks for --disable-bias-linear");
      experts_.shared_experts = 1;
      experts_.shared_expert_width = *shared;
      experts_.shared_expert_gate =
          flags_.take_switch("moe-shared-expert-gate", "the router weighs the shared expert");
    }
    routed_ = layers_by("moe-layer-freq", "which layers are routed: 1, or every n-th",
                        nth_layer::first_is_one, true);
  }

  /// What a flag says of every layer; `otherwise` where it is not given.
  std::vector<bool> layers_by(std::string_view name, std::string_view meaning, nth_layer rule,
                              bool otherwise) {
    const auto text = flags_.take_text(name, meaning);
    if (!text) return std::vector<bool>(static_cast<std::size_t>(layers_), otherwise);
    try {
      return read_layer_frequency(*text, layers_, rule);
    } catch (const broken_rule& broken) {
      flags_.refuse(name, broken.what());
    }
  }

  /// The tokens before a query and itself: "(127,0)" or "127,0" is a window of 128.
  std::optional<attention_reach> read_window() {
    const auto text = flags_.take_text("window-size", "tokens before a query that it sees, and behind it");
    if (!text) return {};
    std::string_view rest = *text;
    while (!rest.empty() && (rest.front() == '(' || rest.front() == '[')) rest.remove_prefix(1);
    const auto before = spelled_number<std::int64_t>(rest.substr(0, std::min(rest.find(','), rest.size())));
    if (!before || *before < -1 || *before >= largest_size || rest.find(',') == std::string_view::npos)
      flags_.refuse("window-size", "it is two whole numbers such as 127,0, not " + quoted_text(*text));
    if (*before == -1) return {};
    return sliding_window(*before + 1);
  }

  void stack(const attention_block& attention) {
    const auto window = read_window();
    std::vector<bool> windowed(routed_.size(), false);
    if (window)
      windowed =
          layers_by("window-attn-skip-freq", "which layers have the window", nth_layer::last_is_zero, true);
    else
      flags_.pass_over("window-attn-skip-freq", "no layer has a window");
    std::vector<transformer_layer> kinds;
    for (const bool routed : {false, true})
      for (const bool limited : {false, true}) {
        transformer_layer layer{.attention = attention};
        if (routed)
          layer.feed_forward = experts_;
        else
          layer.feed_forward = dense_;
        kinds.push_back(limited && window ? with_reach(layer, *window) : layer);
      }
    std::vector<std::size_t> sequence;
    for (std::size_t i = 0; i < routed_.size(); ++i)
      sequence.push_back((routed_[i] ? 2U : 0U) + (windowed[i] ? 1U : 0U));
    const bool some_dense = std::find(routed_.begin(), routed_.end(), false) != routed_.end();
    if ((some_dense ? dense_.width : experts_.expert_width) < 1)
      flags_.refuse("hidden-size", "it is too small for a block of int(8 h / 3 / 64) * 64");
    model_.layers = patterns_of(sequence, kinds);
    if (const auto modules =
            flags_.take_size("mtp-num-layers", "modules of token prediction", 0, most_layers);
        modules.value_or(0) > 0) {
      if (!rope_or_none_)
        flags_.refuse("mtp-num-layers",
                      "Megatron's token prediction asks for --position-embedding-type rope or none");
      model_.prediction = token_prediction{.layer = kinds[sequence.back()], .modules = *modules};
    }
  }

  megatron_line& flags_;
  language_model model_{};
  std::int64_t layers_ = 0;
  bool biases_ = true, swiglu_ = false, learns_positions_ = false, rope_or_none_ = false;
  std::vector<bool> routed_;
  dense_feed_forward dense_{};
  routed_feed_forward experts_{};
};

}  // namespace detail

/// The vocabulary that flags say or the kind of tokenizer implies; `otherwise` where they do not. Throws `broken_rule`
/// where nothing does: the tokenizer's file is not read.
inline megatron_vocabulary read_vocabulary(megatron_line& flags, std::optional<std::int64_t> otherwise) {
  const auto tokenizer =
      flags.take_text("tokenizer-type", "the kind of the tokenizer, which implies a vocabulary");
  const auto merges = flags.take_text("merge-file", "a tokenizer of byte pairs");
  const auto words = flags.take_size("vocab-size", "words of the vocabulary, before it is padded");
  if (const auto padded = flags.take_size("padded-vocab-size", "rows of the embedding"))
    return {*padded, true};
  if (words) {
    const bool one_more = tokenizer && tokenizer->starts_with("Null");
    if (one_more)
      flags.assume("vocab-size", *words + 1,
                   "the end of a document is one word more, with " + excerpt_of(*tokenizer).shown);
    return {*words + (one_more ? 1 : 0), false};
  }
  if (otherwise) {
    flags.assume("vocab-size", *otherwise, "said apart from the line");
    return {*otherwise, false};
  }
  struct known_vocabulary {
    std::string_view tokenizer;
    std::int64_t words;
    const char* reason;
  };
  constexpr known_vocabulary known[] = {
      {"GPT2BPETokenizer", 50257, "that of GPT-2: the tokenizer's file is not read"},
      {"Llama2Tokenizer", 32000, "that of Llama-2: the tokenizer's file is not read"},
      {"BertWordPieceLowerCase", 30522, "that of BERT: the tokenizer's file is not read"},
      {"BertWordPieceCase", 28996, "that of BERT: the tokenizer's file is not read"}};
  const std::string name = tokenizer ? *tokenizer : merges ? "GPT2BPETokenizer" : "";
  for (const known_vocabulary& one : known)
    if (one.tokenizer == name) {
      flags.assume("vocab-size", one.words, one.reason);
      return {one.words, false};
    }
  flags.report_missing("vocab-size", "the vocabulary is in the tokenizer's file, which is not read");
}

}  // namespace scalewall
