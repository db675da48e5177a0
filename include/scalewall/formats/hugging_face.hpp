// A Hugging Face config.json, read as the model that it describes.
//
//     read_hugging_face_config(text)
//
// Every key is accounted for: understood, assumed where it is missing, or passed over. What changes time or
// memory and is not described (linear attention, Mamba, indexers, compressed keys ...) is refused with the
// key. Layers are an attention block and a feed-forward block, with the biases and norms of the model class;
// of a class that is not in model_classes.hpp only the keys are read, and the answer says so. Nothing is
// fetched or executed.
//
// What a description of the checkpoint says (quantization_config, torch_dtype) is not how the model is
// trained, nor is max_position_embeddings the length of its sequences.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/configuration_keys.hpp>
#include <scalewall/formats/layer_sequence.hpp>
#include <scalewall/formats/model_classes.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/json_text.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// Keys of the object that describes the model, at most.
inline constexpr std::size_t most_keys = 10'000;

/// A model as its configuration describes it; the name is left empty.
struct configured_model {
  language_model model{};

  /// The `model_type` of the configuration; empty where it says none.
  std::string model_type;

  /// Whether the defaults of the class are known (`model_classes`).
  bool class_is_known = false;

  understanding keys;
};

/// The place where the defaults of a class stand.
inline std::string source_text(const model_class& one) {
  const bool in_transformers = one.source.find('/') == std::string_view::npos;
  return (in_transformers ? "transformers, models/" : "") + std::string(one.source);
}

/// The reason of what a class has where no key says otherwise.
inline std::string default_text(const model_class& one) {
  return "the default of its class (" + source_text(one) + ")";
}

namespace detail {

class hugging_face_reader {
 public:
  hugging_face_reader(configuration_keys& keys, const model_class* known, configured_model& read)
      : keys_(keys),
        class_(known != nullptr ? *known : no_class_),
        known_(known != nullptr),
        model_(read.model) {}

  void read() {
    model_.width = keys_.required_size("hidden_size", "the width of the model");
    if (const auto words = keys_.take_size("word_embed_proj_dim", "the width of the embedding");
        words && *words != model_.width)
      throw broken_rule(keys_.path_of("word_embed_proj_dim") + " is " + std::to_string(*words) +
                        ", another width than that of the model, " + std::to_string(model_.width) +
                        ", which a description of a model does not hold");
    layers_ = keys_.required_size("num_hidden_layers", "how many layers there are", most_layers);
    model_.vocabulary = size_or("vocab_size", "rows of the embedding", class_.vocabulary);
    read_norm();
    const attention_block attention = read_attention();
    read_reaches();
    read_feed_forward();
    read_stack(attention);
    read_prediction();
    read_positions();
  }

 private:
  static constexpr model_class no_class_{};

  std::string class_default() const { return default_text(class_); }
  std::string of_class() const { return "those of its class (" + source_text(class_) + ")"; }

  /// The kind of the norms: of a class that is not known by the key of their constant.
  void read_norm() {
    model_.norm = class_.norm;
    if (known_) return;
    const bool layer_norm =
        !keys_.has("rms_norm_eps") &&
        (keys_.has("layer_norm_eps") || keys_.has("layer_norm_epsilon") || keys_.has("norm_epsilon"));
    if (layer_norm) model_.norm = norm_kind::layer_norm;
    keys_.assume("model_type", "a decoder",
                 std::string("a class that is not known is read by its keys, with ") +
                     (layer_norm ? "a LayerNorm" : "an RMSNorm") + " before either block");
  }

  /// A size, or the default of the class where it is missing and there is one.
  std::int64_t size_or(std::string_view key, std::string_view meaning,
                       std::optional<std::int64_t> otherwise) {
    const auto said = keys_.take_size(key, meaning);
    if (!said && !otherwise) keys_.report_missing(key, meaning);
    if (!said) keys_.assume(key, *otherwise, class_default());
    return said ? *said : *otherwise;
  }

  /// A flag, or what is assumed where it is missing.
  bool flag_or(std::string_view key, std::string_view meaning, bool otherwise) {
    const auto said = keys_.take_flag(key, meaning);
    if (!said && !keys_.was_assumed(key))
      keys_.assume(key, otherwise, known_ ? class_default() : "no key says so");
    return said.value_or(otherwise);
  }

  attention_block read_attention() {
    const std::int64_t heads = size_or("num_attention_heads", "heads of attention", class_.heads);
    constexpr const char* meaning = "the rank of keys and values of latent attention";
    if (const auto rank = keys_.take_size("kv_lora_rank", meaning, 0); rank.value_or(0) > 0) {
      if (known_ && !class_.latent_attention)
        throw broken_rule(keys_.path_of("kv_lora_rank") + " is " + std::to_string(*rank) +
                          ", and the class " + std::string(class_.source) + " has no latent attention");
      return read_latent(heads, *rank);
    }
    if (class_.latent_attention) keys_.report_missing("kv_lora_rank", meaning);
    for (const char* latent : {"q_lora_rank", "qk_nope_head_dim", "qk_rope_head_dim", "v_head_dim"})
      if (const auto size = keys_.take_size(latent, "of latent attention, which has a kv_lora_rank", 0);
          size.value_or(0) > 0)
        keys_.report_missing("kv_lora_rank", "without it " + keys_.path_of(latent) + " is not understood");
    grouped_attention attention{
        .heads = heads, .norm = class_.norm_of_queries_and_keys, .sinks = class_.sinks};
    attention.key_value_heads = read_key_value_heads(heads);
    attention.head_size = read_head_size(heads);
    read_projection_biases(attention);
    read_query_key_norm(attention);
    return attention;
  }

  attention_block read_latent(std::int64_t heads, std::int64_t key_value_rank) {
    keys_.pass_over("num_key_value_heads", "latent attention has keys and values for every head");
    keys_.pass_over("head_dim", "latent attention has sizes of its own");
    latent_attention attention{.heads = heads, .key_value_rank = key_value_rank};
    if (!keys_.has("q_lora_rank"))
      keys_.report_missing("q_lora_rank", "null or 0 says that queries have no rank");
    const std::int64_t rank = keys_.take_size("q_lora_rank", "the rank of queries, or none", 0).value_or(0);
    if (rank > 0) attention.query_rank = rank;
    attention.nope_head_size = keys_.required_size("qk_nope_head_dim", "words of a key without position");
    attention.rope_head_size = keys_.required_size("qk_rope_head_dim", "words of a key with position");
    attention.value_head_size = keys_.required_size("v_head_dim", "words of a value");
    if (keys_.take_flag("attention_bias", "whether projections have biases").value_or(false))
      throw broken_rule(keys_.path_of("attention_bias") +
                        " is true: biases of latent attention are not described");
    return attention;
  }

  std::int64_t read_key_value_heads(std::int64_t heads) {
    constexpr const char* meaning = "heads of keys and values";
    const bool by_query = class_.key_value_heads == key_value_default::by_multi_query;
    if (by_query &&
        !keys_.take_flag("new_decoder_architecture", "whether keys and values are grouped").value_or(false)) {
      keys_.pass_over("num_key_value_heads", "used only with new_decoder_architecture");
      const auto one = keys_.take_flag("multi_query", "whether all heads share one key and value");
      if (!one) keys_.assume("multi_query", true, class_default());
      return one.value_or(true) ? 1 : heads;
    }
    std::int64_t number = heads;
    if (const auto said = keys_.take_size("num_key_value_heads", meaning)) {
      number = *said;
    } else {
      if (known_ && class_.key_value_heads == key_value_default::required)
        keys_.report_missing("num_key_value_heads", meaning);
      if (class_.key_value_heads == key_value_default::four) number = 4;
      keys_.assume("num_key_value_heads", number,
                   known_ ? class_default() : "as many as heads, as in most classes");
    }
    if (heads % number != 0)
      throw broken_rule(keys_.path_of("num_key_value_heads") + " is " + std::to_string(number) +
                        ", which does not divide " + keys_.path_of("num_attention_heads") + ", " +
                        std::to_string(heads));
    return number;
  }

  std::int64_t read_head_size(std::int64_t heads) {
    constexpr const char* meaning = "words of a head";
    if (class_.head_size == 0) return keys_.required_size("head_dim", meaning);
    if (class_.head_size) return size_or("head_dim", meaning, class_.head_size);
    if (const auto size = keys_.take_size("head_dim", meaning)) return *size;
    if (model_.width % heads != 0)
      throw broken_rule(keys_.path_of("num_attention_heads") + " is " + std::to_string(heads) +
                        ", which does not divide " + keys_.path_of("hidden_size") + ", " +
                        std::to_string(model_.width) + ", and no head_dim is given");
    keys_.assume("head_dim", model_.width / heads, "hidden_size / num_attention_heads");
    return model_.width / heads;
  }

  void read_projection_biases(grouped_attention& attention) {
    constexpr const char* meaning = "whether projections of attention have biases";
    if (!known_) return read_biases_by_keys(attention);
    const bool asked = class_.query_key_value_biases == bias_rule::by_key;
    const bool said = asked && flag_or(class_.bias_key, meaning, class_.biased);
    const auto biased = [said](bias_rule rule) {
      return rule == bias_rule::by_key ? said : rule == bias_rule::always;
    };
    attention.query_key_value_biases = biased(class_.query_key_value_biases);
    attention.output_bias = class_.output_bias_key.empty()
                                ? biased(class_.output_bias)
                                : flag_or(class_.output_bias_key, "whether the output has a bias", false);
    if (!asked) keys_.pass_over("attention_bias", "biases of projections are " + of_class());
  }

  /// Biases of a class that is not known.
  void read_biases_by_keys(grouped_attention& attention) {
    constexpr const char* meaning = "whether projections of attention have biases";
    const auto all = keys_.take_flag("use_bias", "whether projections have biases");
    const auto of_inputs = keys_.take_flag("use_qkv_bias", "whether queries, keys and values have biases");
    const auto of_output = keys_.take_flag("attention_out_bias", "whether the output has a bias");
    const bool biased = all ? *all : flag_or("attention_bias", meaning, false);
    attention.query_key_value_biases = of_inputs.value_or(biased);
    attention.output_bias = of_output.value_or(biased);
    if (biased && !all && !of_inputs && !of_output)
      keys_.assume("attention_bias", "queries, keys, values, output",
                   "of which projections is not said; as in Llama's class");
  }

  void read_query_key_norm(grouped_attention& attention) {
    constexpr const char* meaning = "whether queries and keys are normalized";
    keys_.pass_over("qk_norm_type", "the norm is that of its class");
    if (class_.source == "stablelm" && keys_.take_flag("use_qk_norm", meaning).value_or(false))
      throw broken_rule(keys_.path_of("use_qk_norm") +
                        " is true (qk_layernorm): in this class the norms of queries and keys have words for "
                        "every head, which a description of a model does not hold");
    if (known_ && !class_.norm_by_key) {
      keys_.pass_over("use_qk_norm", "the norm is that of its class");
      return;
    }
    const bool normalized = flag_or("use_qk_norm", meaning, false);
    if (known_ && !normalized) attention.norm = query_key_norm::none;
    if (!known_ && normalized) {
      attention.norm = query_key_norm::shared_by_heads;
      keys_.assume("use_qk_norm", "shared by heads",
                   "which words the norm has is not said; as in Qwen3's class");
    }
  }

  /// What every layer sees.
  void read_reaches() {
    reaches_.assign(static_cast<std::size_t>(layers_), 0);
    read_softmax_list();
    const auto window = read_window();
    const auto chunk = read_chunk();
    if (window) reach_kinds_[1] = sliding_window(*window);
    if (chunk) reach_kinds_[2] = chunks(*chunk);
    const auto listed =
        keys_.take_list("layer_types", "what the attention of each layer sees", layers_,
                        [&](const placed_value& type) { return reach_of(type, window, chunk); });
    if (listed) {
      reaches_ = *listed;
      for (const char* rule :
           {"max_window_layers", "sliding_window_pattern", "no_rope_layers", "no_rope_layer_interval"})
        keys_.pass_over(rule, "layer_types says it of each layer");
    } else if (window) {
      read_windowed_layers();
    } else if (chunk) {
      read_chunked_layers();
    }
  }

  void read_windowed_layers() {
    std::int64_t first = 0;
    switch (class_.window) {
      case window_rule::all_layers:
        break;
      case window_rule::where_switched_on: {
        constexpr const char* meaning = "layers before the first with a window";
        const auto said = keys_.take_size("max_window_layers", meaning, 0);
        if (!said) keys_.report_missing("max_window_layers", meaning);
        first = *said;
        break;
      }
      case window_rule::but_every_nth:
        return limit_but_every(read_period("sliding_window_pattern"), 1);
      default:
        keys_.report_missing("layer_types", "which layers have the window of " +
                                                keys_.path_of("sliding_window") +
                                                " is not known of this class");
    }
    for (std::size_t i = static_cast<std::size_t>(first); i < reaches_.size(); ++i) reaches_[i] = 1;
  }

  void read_chunked_layers() {
    if (class_.window != window_rule::chunks_but_every_nth)
      keys_.report_missing("layer_types", "which layers have the chunks of " +
                                              keys_.path_of("attention_chunk_size") +
                                              " is not known of this class");
    const auto said = keys_.take("no_rope_layers", "1: the layer sees its chunk; 0: all tokens");
    if (!said || says_none(*said->value)) return limit_but_every(read_period("no_rope_layer_interval"), 2);
    const auto list = keys_.take_list("no_rope_layers", "", layers_,
                                      [](const placed_value& one) { return whole_number(one, 0, 1) == 1; });
    for (std::size_t i = 0; i < list->size(); ++i) reaches_[i] = (*list)[i] ? 2 : 0;
  }

  /// MiniMax's list of layers with softmax attention (1) and linear attention (0).
  void read_softmax_list() {
    keys_.take_list("attn_type_list", "1: the layer has softmax attention", layers_,
                    [](const placed_value& type) {
                      if (*type.value != 1) reject_undescribed(type, "the layer is linear attention");
                      return true;
                    });
  }

  /// The length of the window, unless the class has none or it is switched off.
  std::optional<std::int64_t> read_window() {
    const bool of_class =
        class_.window != window_rule::none && class_.window != window_rule::chunks_but_every_nth;
    if (known_ && !of_class && !keys_.has_value("layer_types")) {
      for (const char* key : {"sliding_window", "use_sliding_window", "max_window_layers"})
        keys_.pass_over(key, "its class has no windows");
      return {};
    }
    const bool switched = class_.window == window_rule::where_switched_on;
    const auto on = keys_.take_flag("use_sliding_window", "whether layers have a window");
    if (!on.value_or(!switched)) {
      if (!on && keys_.has_value("sliding_window"))
        keys_.assume("use_sliding_window", false, class_default());
      for (const char* key : {"sliding_window", "max_window_layers"})
        keys_.pass_over(key, "no layer has a window: use_sliding_window is false");
      return {};
    }
    constexpr const char* meaning = "tokens of the window";
    const auto window = keys_.take_size("sliding_window", meaning);
    if (class_.window_is_said && !keys_.has("sliding_window"))
      keys_.report_missing("sliding_window", std::string(meaning) + "; null says that there is none");
    return window;
  }

  std::optional<std::int64_t> read_chunk() {
    constexpr const char* meaning = "tokens of a chunk";
    if (class_.window == window_rule::chunks_but_every_nth) {
      if (!keys_.has("attention_chunk_size"))
        keys_.report_missing("attention_chunk_size",
                             std::string(meaning) + "; null says that there are none");
    } else if (known_ && !keys_.has_value("layer_types")) {
      keys_.pass_over("attention_chunk_size", "its class has no chunks");
      return {};
    }
    return keys_.take_size("attention_chunk_size", meaning);
  }

  std::int64_t read_period(std::string_view key) {
    constexpr const char* meaning = "the last of so many layers sees all tokens";
    const auto period = keys_.take_size(key, meaning);
    if (!period) keys_.assume(key, class_.window_period, class_default() + ": " + meaning);
    return period.value_or(class_.window_period);
  }

  void limit_but_every(std::int64_t period, std::size_t reach) {
    for (std::size_t i = 0; i < reaches_.size(); ++i)
      if ((static_cast<std::int64_t>(i) + 1) % period != 0) reaches_[i] = reach;
  }

  std::size_t reach_of(const placed_value& type, std::optional<std::int64_t> window,
                       std::optional<std::int64_t> chunk) const {
    if (!type.value->is_string()) reject_value(type, "a text");
    const std::string& name = type.value->get_ref<const std::string&>();
    if (name == "full_attention") return 0;
    if (name == "sliding_attention") {
      if (!window)
        throw broken_rule(type.key + " is sliding_attention, and there is no " +
                          keys_.path_of("sliding_window"));
      return 1;
    }
    if (name == "chunked_attention") {
      if (!chunk)
        throw broken_rule(type.key + " is chunked_attention, and there is no " +
                          keys_.path_of("attention_chunk_size"));
      return 2;
    }
    throw broken_rule(
        type.key + " is not understood (" + value_text(*type.value) +
        "): a description of a model holds full_attention, sliding_attention and chunked_attention");
  }

  // ---- Feed-forward blocks

  bool read_gate() {
    const auto act = keys_.take_text("hidden_act", "the activation of feed-forward blocks");
    const auto activation = keys_.take_text("hidden_activation", "the activation of feed-forward blocks");
    // Of old, and what a known class reads is its own affair: StarCoder2's files have both, with two kinds of GELU.
    const auto function = keys_.take_text("activation_function", "the activation of feed-forward blocks");
    if (known_) return class_.gated;
    if (act && function && *act != *function)
      throw broken_rule(keys_.path_of("hidden_act") + " and " + keys_.path_of("activation_function") +
                        " are two names of one thing, and differ: " + quoted_text(*act, '"') + " and " +
                        quoted_text(*function, '"'));
    const std::string name = activation ? *activation : act ? *act : function.value_or("");
    for (const char* gating : {"silu", "swish", "swiglu", "geglu"})
      if (name == gating) {
        keys_.assume("hidden_act", "gated", "no key says so; " + name + " is the activation of gated blocks");
        return true;
      }
    if (name.empty())
      keys_.report_missing("hidden_act", "whether feed-forward blocks are gated is not known of this class");
    throw broken_rule(keys_.path_of(activation ? "hidden_activation" : "hidden_act") + " is " +
                      quoted_text(name, '"') +
                      ": whether feed-forward blocks are gated is not known of this class");
  }

  void read_feed_forward() {
    const bool gated = read_gate();
    const auto said = keys_.take_size("num_experts", "routed experts", 0);
    if (class_.routed && !said) keys_.report_missing("num_experts", "routed experts");
    const std::int64_t experts = said.value_or(0);
    if (known_ && !class_.routed && experts > 0)
      throw broken_rule(keys_.path_of("num_experts") + " is " + std::to_string(experts) + ", and the class " +
                        std::string(class_.source) + " has no experts");
    routed_.assign(static_cast<std::size_t>(layers_), false);
    if (experts > 0) read_routed_layers();
    const bool some_routed = std::find(routed_.begin(), routed_.end(), true) != routed_.end();
    const bool some_dense = std::find(routed_.begin(), routed_.end(), false) != routed_.end();
    if (some_routed) read_experts(experts, gated);
    if (some_dense) read_dense(gated, some_routed);
    if (some_routed && some_dense)
      keys_.pass_over("intermediate_size", "dense layers and experts have widths of their own");
    if (!some_dense)
      for (const char* key : {"intermediate_size", "dense_intermediate_size"})
        keys_.pass_over(key, "no layer is dense");
  }

  /// The width of dense layers has a key of its own in models that have routed ones too.
  void read_dense(bool gated, bool beside_routed) {
    constexpr const char* own_key = "dense_intermediate_size";
    dense_.gated = gated;
    if (const auto width =
            beside_routed ? keys_.take_size(own_key, "the width of dense feed-forward blocks") : std::nullopt)
      dense_.width = *width;
    else if (class_.experts_of_intermediate_size)
      keys_.report_missing(own_key, "layers are dense, and intermediate_size is the width of experts");
    else if (const auto plain = keys_.take_size("intermediate_size", "the width of feed-forward blocks"))
      dense_.width = *plain;
    else if (class_.four_times_wide) {
      dense_.width = 4 * model_.width;
      keys_.assume("intermediate_size", dense_.width, "4 hidden_size, " + class_default());
    } else
      keys_.report_missing("intermediate_size", "the width of feed-forward blocks");
    constexpr const char* meaning = "whether feed-forward blocks have biases";
    if (!known_ || class_.feed_forward_biases == bias_rule::by_key) {
      // Two keys have defaults of their own: of a second one that is not there, no class has biases.
      const bool same_key = class_.feed_forward_bias_key == class_.bias_key;
      const auto all = known_ ? std::nullopt : keys_.take_flag("use_bias", meaning);
      dense_.biases = all ? *all : flag_or(class_.feed_forward_bias_key, meaning, same_key && class_.biased);
      return;
    }
    dense_.biases = class_.feed_forward_biases == bias_rule::always;
    keys_.pass_over("mlp_bias", "biases of feed-forward blocks are " + of_class());
  }

  void read_experts(std::int64_t experts, bool gated) {
    experts_.experts = experts;
    experts_.gated = gated;
    experts_.expert_biases = class_.expert_biases;
    const auto met = keys_.take("num_experts_per_tok", "experts that a token meets");
    if (!met) keys_.report_missing("num_experts_per_tok", "experts that a token meets");
    experts_.experts_per_token = whole_number(*met, 1, largest_size);
    if (experts_.experts_per_token > experts)
      throw broken_rule(met->key + " is " + std::to_string(experts_.experts_per_token) + ", more than the " +
                        std::to_string(experts) + " experts there are");
    read_expert_width();
    read_shared_experts();
    if (const auto latent = keys_.take_size("moe_latent_size", "the space in which routed experts stand", 0);
        latent.value_or(0) > 0)
      experts_.latent_width = latent;
    const auto biased = keys_.take_flag("use_routing_bias", "whether the router has a bias");
    const auto method =
        keys_.take_text("topk_method", "how experts are chosen; noaux_tc: with a bias of the router");
    experts_.router_bias = known_ ? class_.router_bias : biased.value_or(method == "noaux_tc");
  }

  void read_expert_width() {
    const auto own = keys_.take_size("moe_intermediate_size", "the width of an expert");
    if (own && !class_.experts_of_intermediate_size) {
      experts_.expert_width = *own;
      return;
    }
    if (known_ && !class_.experts_of_intermediate_size)
      keys_.report_missing("moe_intermediate_size", "the width of an expert");
    experts_.expert_width = keys_.required_size("intermediate_size", "the width of an expert");
    if (!known_)
      keys_.assume("moe_intermediate_size", experts_.expert_width,
                   "intermediate_size, as in Mixtral's class");
    if (own && *own != experts_.expert_width)
      throw broken_rule(keys_.path_of("moe_intermediate_size") + " is " + std::to_string(*own) + " and " +
                        keys_.path_of("intermediate_size") + " is " + std::to_string(experts_.expert_width) +
                        ": the class " + std::string(class_.source) +
                        " takes the second as the width of experts");
  }

  void read_shared_experts() {
    const auto number = keys_.take_size("n_shared_experts", "experts that every token meets", 0);
    const auto width =
        keys_.take_size("shared_expert_intermediate_size", "the width of the shared expert", 0);
    if (class_.shared_expert) {
      keys_.assume("n_shared_experts", 1,
                   "one, as wide as the routed ones: part of its class (" + source_text(class_) + ")");
      if (number.value_or(1) != 1)
        throw broken_rule(keys_.path_of("n_shared_experts") + " is " + std::to_string(*number) +
                          ", and the class " + std::string(class_.source) + " has one");
      experts_.shared_experts = 1;
      experts_.shared_expert_width = experts_.expert_width;
      return;
    }
    if (class_.dense_layers_first && !number && !keys_.has("n_shared_experts"))
      keys_.report_missing("n_shared_experts",
                           "experts that every token meets; null or 0 says that there are none");
    if (class_.gate_of_shared_expert && !width)
      keys_.report_missing("shared_expert_intermediate_size", "the width of the shared expert");
    if (number == 0 || (!number && width.value_or(0) == 0)) return;
    if (width.value_or(0) > 0 && number.value_or(1) > 1)
      throw broken_rule(keys_.path_of("shared_expert_intermediate_size") + " is " + std::to_string(*width) +
                        " and " + keys_.path_of("n_shared_experts") + " is " + std::to_string(*number) +
                        ": whether the width is that of each is not known");
    experts_.shared_experts = number.value_or(1);
    experts_.shared_expert_width = width.value_or(0) > 0 ? *width : experts_.expert_width;
    experts_.shared_expert_gate = class_.gate_of_shared_expert;
  }

  /// Which layers are routed, by every rule that is given; they agree.
  void read_routed_layers() {
    struct rule {
      std::string key;
      std::vector<bool> routed;
    };
    std::vector<rule> rules;
    const auto add = [&](std::string_view key, const auto& is_routed) {
      rule one{keys_.path_of(key), std::vector<bool>(routed_.size())};
      for (std::size_t i = 0; i < routed_.size(); ++i)
        one.routed[i] = is_routed(static_cast<std::int64_t>(i));
      rules.push_back(std::move(one));
    };
    const auto list_of = [&](std::string_view key, std::string_view meaning, const auto& read) {
      if (const auto list = keys_.take_list(key, meaning, layers_, read))
        add(key, [&](std::int64_t i) { return bool((*list)[static_cast<std::size_t>(i)]); });
    };

    const auto first = keys_.take_size("first_k_dense_replace", "layers before the first routed one", 0);
    if (class_.dense_layers_first && !first)
      keys_.report_missing("first_k_dense_replace", "layers before the first routed one");
    const auto frequency =
        keys_.take("moe_layer_freq", "every n-th layer is routed, or a list with 1 for those that are");
    const bool listed = frequency && frequency->value->is_array();
    if (listed)
      list_of("moe_layer_freq", "", [](const placed_value& one) { return whole_number(one, 0, 1) == 1; });
    if (first || (frequency && !listed)) {
      const std::int64_t step = frequency && !listed ? whole_number(*frequency, 1, most_layers) : 1;
      add(first ? "first_k_dense_replace" : "moe_layer_freq",
          [&](std::int64_t i) { return i >= first.value_or(0) && i % step == 0; });
    }
    list_of("mlp_layer_types", "whether each layer is dense or sparse", [](const placed_value& type) {
      if (*type.value != "dense" && *type.value != "sparse") reject_value(type, "\"dense\" or \"sparse\"");
      return *type.value == "sparse";
    });
    const auto step = keys_.take_size("decoder_sparse_step", "every n-th layer is routed");
    const auto dense = take_layers("mlp_only_layers", "layers that are dense all the same");
    if (step || dense)
      add(step ? "decoder_sparse_step" : "mlp_only_layers", [&](std::int64_t i) {
        return (i + 1) % step.value_or(1) == 0 && !(dense && (*dense)[static_cast<std::size_t>(i)]);
      });
    if (const auto every = keys_.take_size("interleave_moe_layer_step", "every n-th layer is routed"))
      add("interleave_moe_layer_step", [&](std::int64_t i) { return (i + 1) % *every == 0; });
    if (const auto chosen = take_layers("moe_layers", "the layers that are routed"))
      add("moe_layers", [&](std::int64_t i) { return bool((*chosen)[static_cast<std::size_t>(i)]); });

    if (rules.empty()) {
      if (!class_.routing_key.empty()) keys_.assume(class_.routing_key, 1, class_default());
      if (!known_) keys_.assume("moe_layer_freq", 1, "no key says which layers are routed: all of them");
      routed_.assign(routed_.size(), true);
      return;
    }
    for (const rule& other : rules)
      if (const auto [one, another] =
              std::mismatch(rules[0].routed.begin(), rules[0].routed.end(), other.routed.begin());
          one != rules[0].routed.end())
        throw broken_rule(rules[0].key + " and " + other.key + " do not agree on whether layer " +
                          std::to_string(one - rules[0].routed.begin()) + " is routed");
    routed_ = rules[0].routed;
  }

  /// The layers whose numbers, from 0, a list has.
  std::optional<std::vector<bool>> take_layers(std::string_view key, std::string_view meaning) {
    const auto found = keys_.take(key, meaning);
    if (!found) return {};
    if (!found->value->is_array()) reject_value(*found, "a list");
    std::vector<bool> chosen(routed_.size());
    for (std::size_t i = 0; i < found->value->size(); ++i)
      chosen[static_cast<std::size_t>(
          whole_number({&(*found->value)[i], element_path(found->key, i)}, 0, layers_ - 1))] = true;
    return chosen;
  }

  // ---- The whole

  std::int64_t norms_of_a_layer() {
    if (class_.source == "stablelm") {
      const auto side_by_side =
          keys_.take_flag("use_parallel_residual", "whether both blocks see the same state, by one norm");
      if (!side_by_side) keys_.assume("use_parallel_residual", false, class_default());
      return side_by_side.value_or(false) ? 1 : 2;
    }
    if (class_.source != "falcon") return class_.norms;
    const auto side_by_side = keys_.take_flag("parallel_attn", "whether both blocks see the same state");
    if (keys_.take_flag("new_decoder_architecture", "").value_or(false)) {
      const auto norms = keys_.take_size("num_ln_in_parallel_attn", "norms of a layer", 1, 2);
      if (!norms) keys_.assume("num_ln_in_parallel_attn", 2, class_default());
      return norms.value_or(2);
    }
    if (!side_by_side) keys_.assume("parallel_attn", true, class_default());
    return side_by_side.value_or(true) ? 1 : 2;
  }

  void read_stack(const attention_block& attention) {
    const std::int64_t norms = norms_of_a_layer();
    std::vector<transformer_layer> kinds;
    for (const bool is_routed : {false, true})
      for (const attention_reach& reach : reach_kinds_) {
        transformer_layer layer{.attention = attention, .norms = norms};
        if (is_routed)
          layer.feed_forward = experts_;
        else
          layer.feed_forward = dense_;
        kinds.push_back(with_reach(layer, reach));
      }
    std::vector<std::size_t> sequence(routed_.size());
    for (std::size_t i = 0; i < sequence.size(); ++i) sequence[i] = (routed_[i] ? 3U : 0U) + reaches_[i];
    try {
      model_.layers = patterns_of(sequence, kinds);
    } catch (const broken_rule& broken) {
      throw broken_rule(keys_.path() + ": " + broken.what());
    }
    last_ = kinds[sequence.back()];
  }

  void read_prediction() {
    const auto said =
        keys_.take_size("num_nextn_predict_layers", "modules of multi-token prediction", 0, most_layers);
    if (!said && class_.token_prediction)
      keys_.assume("num_nextn_predict_layers", 0,
                   "no key says that there are modules of multi-token prediction");
    const std::int64_t modules = said.value_or(0);
    const bool on = keys_.take_flag("use_mtp", "whether there is multi-token prediction").value_or(true);
    if (const auto inner =
            keys_.take_size("mtp_transformer_layers", "layers of a module of multi-token prediction", 0);
        inner.value_or(1) > 1 && on && modules > 0)
      throw broken_rule(keys_.path_of("mtp_transformer_layers") + " is " + std::to_string(*inner) +
                        ": a module of multi-token prediction is described with one layer");
    if (modules == 0 || !on) return;
    model_.prediction = token_prediction{.layer = last_, .modules = modules};
    if (!class_.token_prediction)
      keys_.assume("num_nextn_predict_layers", modules,
                   "modules of the shape that DeepSeek-V3 has, with the last layer of the stack: their shape "
                   "is not known of this class");
  }

  void read_positions() {
    model_.embedding_norm = class_.embedding_norm;
    if (class_.learned_positions) {
      if (const auto positions = keys_.take_size("n_positions", "positions with a learned vector"))
        model_.learned_positions = *positions;
      else
        model_.learned_positions =
            keys_.required_size("max_position_embeddings", "positions with a learned vector");
      return;
    }
    if (known_) return;
    for (const char* rotary :
         {"rope_theta", "rope_parameters", "rope_scaling", "rotary_pct", "partial_rotary_factor"})
      if (keys_.has(rotary)) return;
    keys_.assume("rope_theta", "rotary", "no key says how positions are told: nothing is learned of them");
  }

  configuration_keys& keys_;
  const model_class& class_;
  bool known_;
  language_model& model_;

  std::int64_t layers_ = 0;
  std::vector<std::size_t> reaches_;  ///< of every layer, in reach_kinds_
  std::vector<bool> routed_;
  attention_reach reach_kinds_[3] = {};  ///< all tokens, a window, a chunk
  dense_feed_forward dense_{};
  routed_feed_forward experts_{};
  transformer_layer last_{};
};

/// Whether models of an architecture end in other words than those of the vocabulary.
inline bool has_other_head(std::string_view architecture) {
  constexpr std::array<std::string_view, 5> heads = {"ForSequenceClassification", "ForTokenClassification",
                                                     "ForQuestionAnswering", "RewardModel", "ForRewardModel"};
  return std::any_of(heads.begin(), heads.end(),
                     [&](std::string_view head) { return architecture.ends_with(head); });
}

/// Whether an architecture is the stack of a class without a head, as "Qwen3Model" of "Qwen3ForCausalLM".
inline bool has_no_head(std::string_view architecture, const model_class* known) {
  if (known == nullptr || !architecture.ends_with("Model") || architecture == known->architecture)
    return false;
  architecture.remove_suffix(std::string_view("Model").size());
  for (const std::string_view head : {"ForCausalLM", "ForConditionalGeneration", "LMHeadModel"})
    if (known->architecture.ends_with(head) &&
        known->architecture.substr(0, known->architecture.size() - head.size()) == architecture)
      return true;
  return false;
}

/// Whether a model ends without a matrix of the vocabulary, which `keys` then says under `architectures`. Its parameters are those
/// without one; the description, of a language model, has a head all the same.
inline bool read_missing_head(configuration_keys& keys, const model_class* known) {
  const auto list = keys.take("architectures", "the model class with its head");
  if (!list) return false;
  for (const nlohmann::json& one : *list->value) {
    if (!one.is_string()) continue;
    const std::string& name = one.get_ref<const std::string&>();
    const bool other = has_other_head(name);
    if (!other && !has_no_head(name, known)) continue;
    keys.assume("architectures", "no matrix of a head",
                excerpt_of(name).shown +
                    (other ? " has a head of its own, a few words for each of its answers: they are left out"
                           : " has no head") +
                    "; time and memory are those of a language model, whose head is the embedding's matrix");
    return true;
  }
  return false;
}

/// Whether the head is the embedding's matrix: by the key of the model, or of the whole of which it is a
/// part.
inline void read_tied_head(configuration_keys& keys, configuration_keys& whole, const model_class* known,
                           language_model& model) {
  constexpr const char* meaning = "whether the head is the embedding's matrix";
  const auto own = keys.take_flag("tie_word_embeddings", meaning);
  const auto outer = whole.take_flag("tie_word_embeddings", meaning);
  if (own && outer && *own != *outer)
    throw broken_rule(keys.path_of("tie_word_embeddings") + " and " + whole.path_of("tie_word_embeddings") +
                      " do not agree");
  if (read_missing_head(keys, known)) {
    model.tied_head = true;
    return;
  }
  model.tied_head = own ? own : outer;
  if (model.tied_head) return;
  if (known == nullptr) keys.report_missing("tie_word_embeddings", "the default is not known of this class");
  model.tied_head = known->tied_head;
  keys.assume("tie_word_embeddings", known->tied_head, default_text(*known));
}

/// The class by `model_type`, or by `architectures` where it says none. Throws `broken_rule` where it is one
/// that is not described.
inline const model_class* read_class(configuration_keys& keys, configuration_keys& whole,
                                     configured_model& read) {
  constexpr const char* meaning = "the model class, whose defaults hold";
  auto type = keys.take_text("model_type", meaning);
  if (const auto outer = whole.take_text("model_type", meaning); !type) type = outer;
  read.model_type = type.value_or("");
  for (const undescribed_class& one : undescribed_classes)
    if (one.model_type == read.model_type)
      throw broken_rule(keys.path_of("model_type") + " is " + quoted_text(one.model_type, '"') + ": " +
                        std::string(one.reason) + ", which a description of a model does not hold");
  for (const undescribed_class& one : unread_classes)
    if (one.model_type == read.model_type)
      throw broken_rule(keys.path_of("model_type") + " is " + quoted_text(one.model_type, '"') +
                        ": this class is not read, whose keys are its own (" + std::string(one.reason) + ")");
  const model_class* known = find_class(read.model_type);
  for (configuration_keys* some : {&keys, &whole}) {
    const auto list = some->take("architectures", "the model class with its head");
    if (list && !list->value->is_array()) reject_value(*list, "a list of texts");
    if (list && known == nullptr && read.model_type.empty())
      for (const nlohmann::json& one : *list->value)
        if (one.is_string() && known == nullptr) known = find_architecture(one.get_ref<const std::string&>());
  }
  read.class_is_known = known != nullptr;
  return known;
}

}  // namespace detail

/// Throws `broken_rule` with the place, the value and the rule where the text is no configuration that is
/// understood.
inline configured_model read_hugging_face_config(std::string_view text) {
  require_configuration_size(text);
  const auto root = parse_json(text);
  if (!root.is_object())
    throw broken_rule("$ is an object whose keys describe a model, not " + value_text(root));
  configured_model read;
  configuration_keys whole(root, "$", read.keys);
  const auto nested = whole.take("text_config", "the language model of a model of several parts");
  if (nested && !nested->value->is_object()) reject_value(*nested, "an object");
  const nlohmann::json& object = nested ? *nested->value : root;
  for (const nlohmann::json* one : {&root, &object})
    if (one->size() > most_keys)
      throw broken_rule("a configuration has at most " + digits_text(most_keys) + " keys, not " +
                        digits_text(one->size()));
  configuration_keys part(object, nested ? nested->key : "$", read.keys);
  configuration_keys& keys = nested ? part : whole;

  whole.check_described();
  keys.check_described();
  const model_class* known = detail::read_class(keys, whole, read);
  detail::hugging_face_reader(keys, known, read).read();
  detail::read_tied_head(keys, whole, known, read.model);
  keys.pass_over_rest(true, "nothing in this model asks for it");
  if (nested) {
    whole.check_agreement(keys);
    whole.pass_over_rest(false, "the language model is described by " + nested->key);
  }
  require_valid(read.model);
  return read;
}

}  // namespace scalewall
