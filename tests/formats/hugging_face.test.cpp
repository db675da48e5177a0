// Mirrors include/scalewall/formats/hugging_face.hpp.

#include <scalewall/formats/hugging_face.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/parameter_count.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>

namespace {

using namespace scalewall;

/// What is said of a text that is refused.
std::string sentence(const std::string& text) {
  try {
    read_hugging_face_config(text);
  } catch (const broken_rule& broken) {
    return broken.what();
  }
  return "it is understood";
}

language_model named(language_model model, std::string_view name) {
  model.name = name;
  return model;
}

/// A published configuration, with the keys that matter, beside the model of the catalog and its parameters.
struct published {
  std::string_view name;
  std::int64_t parameters;
  std::string text;
};

std::string repeated(const std::string& element, int times) {
  std::string list;
  for (int i = 0; i < times; ++i) list += (i == 0 ? "" : ",") + element;
  return list;
}

std::string llama(const std::string& sizes) {
  return R"({"architectures": ["LlamaForCausalLM"], "hidden_act": "silu", "rms_norm_eps": 1e-5, )" + sizes +
         "}";
}
std::string qwen_3(const std::string& sizes) {
  return R"({"model_type": "qwen3", "head_dim": 128, "hidden_act": "silu", "vocab_size": 151936, "attention_bias": false,
             "use_sliding_window": false, "sliding_window": null, "max_window_layers": 28, )" +
         sizes + "}";
}
std::string qwen_3_moe(const std::string& type, const std::string& sizes) {
  return R"({"model_type": ")" + type + R"(", "head_dim": 128, "hidden_act": "silu", "vocab_size": 151936,
             "tie_word_embeddings": false, "decoder_sparse_step": 1, "mlp_only_layers": [], "num_experts_per_tok": 8,
             "norm_topk_prob": true, )" +
         sizes + "}";
}
std::string gemma_2(const std::string& sizes) {
  return R"({"architectures": ["Gemma2ForCausalLM"], "head_dim": 256, "vocab_size": 256000, "sliding_window": 4096,
             "hidden_act": "gelu_pytorch_tanh", "hidden_activation": "gelu_pytorch_tanh", )" +
         sizes + "}";
}
std::string gemma_3(const std::string& sizes) {
  return R"({"architectures": ["Gemma3ForConditionalGeneration"], "model_type": "gemma3", "vision_config": {"hidden_size": 1152},
             "text_config": {"model_type": "gemma3_text", "vocab_size": 262144, "sliding_window": 1024,
             "sliding_window_pattern": 6, "hidden_activation": "gelu_pytorch_tanh", )" +
         sizes + "}}";
}
std::string gpt_oss(int layers, int experts) {
  return R"({"model_type": "gpt_oss", "hidden_size": 2880, "num_attention_heads": 64, "num_key_value_heads": 8, "head_dim": 64,
             "intermediate_size": 2880, "hidden_act": "silu", "vocab_size": 201088, "tie_word_embeddings": false,
             "attention_bias": true, "sliding_window": 128, "experts_per_token": 4, "num_experts_per_tok": 4,
             "num_hidden_layers": )" +
         std::to_string(layers) + R"(, "num_local_experts": )" + std::to_string(experts) +
         R"(, "layer_types": [)" + repeated(R"("sliding_attention","full_attention")", layers / 2) + "]}";
}
std::string glm_4_5(const std::string& sizes) {
  return R"({"model_type": "glm4_moe", "num_attention_heads": 96, "num_key_value_heads": 8, "head_dim": 128, "hidden_act": "silu",
             "vocab_size": 151552, "tie_word_embeddings": false, "attention_bias": true, "num_experts_per_tok": 8,
             "n_shared_experts": 1, "num_nextn_predict_layers": 1, "n_group": 1, "topk_group": 1, )" +
         sizes + "}";
}
std::string llama_4(int experts, int step) {
  return R"({"model_type": "llama4", "vision_config": {}, "text_config": {"model_type": "llama4_text", "hidden_size": 5120,
             "num_hidden_layers": 48, "num_attention_heads": 40, "num_key_value_heads": 8, "head_dim": 128,
             "intermediate_size": 8192, "intermediate_size_mlp": 16384, "hidden_act": "silu", "vocab_size": 202048,
             "attention_bias": false, "use_qk_norm": true, "num_experts_per_tok": 1, "attention_chunk_size": 8192,
             "no_rope_layers": [], "num_local_experts": )" +
         std::to_string(experts) + R"(, "interleave_moe_layer_step": )" + std::to_string(step) + "}}";
}
std::string latent(const std::string& sizes) {
  return R"({"num_attention_heads": 128, "num_key_value_heads": 128, "q_lora_rank": 1536, "kv_lora_rank": 512,
             "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128, "hidden_act": "silu", )" +
         sizes + "}";
}
std::string falcon(const std::string& sizes) {
  return R"({"architectures": ["FalconForCausalLM"], "alibi": false, "bias": false, "new_decoder_architecture": true,
             "multi_query": true, "parallel_attn": true, "num_kv_heads": 8, "vocab_size": 65024, )" +
         sizes + "}";
}

const std::string mixtral =
    R"({"model_type": "mixtral", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32,
        "num_key_value_heads": 8, "intermediate_size": 14336, "hidden_act": "silu", "vocab_size": 32000,
        "tie_word_embeddings": false, "sliding_window": null, "num_local_experts": 8, "num_experts_per_tok": 2})";
const std::string deepseek_v3 = latent(
    R"("model_type": "deepseek_v3", "hidden_size": 7168, "num_hidden_layers": 61, "intermediate_size": 18432,
       "moe_intermediate_size": 2048, "n_routed_experts": 256, "num_experts_per_tok": 8, "n_shared_experts": 1,
       "first_k_dense_replace": 3, "moe_layer_freq": 1, "vocab_size": 129280, "tie_word_embeddings": false,
       "attention_bias": false, "num_nextn_predict_layers": 1, "n_group": 8, "topk_group": 4, "topk_method": "noaux_tc",
       "ep_size": 1, "head_dim": 64, "quantization_config": {"quant_method": "fp8"})");

const published configurations[] = {
    {"Llama-2 7B", 6'738'415'616,
     llama(
         R"("hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32, "num_key_value_heads": 32,
              "intermediate_size": 11008, "vocab_size": 32000, "tie_word_embeddings": false)")},
    {"Llama-2 13B", 13'015'864'320,
     llama(
         R"("hidden_size": 5120, "num_hidden_layers": 40, "num_attention_heads": 40, "intermediate_size": 13824,
              "vocab_size": 32000)")},
    {"Llama-2 70B", 68'976'648'192,
     llama(
         R"("hidden_size": 8192, "num_hidden_layers": 80, "num_attention_heads": 64, "num_key_value_heads": 8,
              "intermediate_size": 28672, "vocab_size": 32000)")},
    {"Llama-3.1 8B", 8'030'261'248,
     llama(R"("model_type": "llama", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32,
              "num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 128256, "attention_bias": false,
              "mlp_bias": false, "tie_word_embeddings": false, "max_position_embeddings": 131072)")},
    {"Llama-3.1 70B", 70'553'706'496,
     llama(R"("model_type": "llama", "hidden_size": 8192, "num_hidden_layers": 80, "num_attention_heads": 64,
              "num_key_value_heads": 8, "intermediate_size": 28672, "vocab_size": 128256)")},
    {"Llama-3.1 405B", 405'853'388'800,
     llama(
         R"("model_type": "llama", "hidden_size": 16384, "num_hidden_layers": 126, "num_attention_heads": 128,
              "num_key_value_heads": 8, "intermediate_size": 53248, "vocab_size": 128256)")},
    {"Llama-4 Scout (text)", 107'769'861'120, llama_4(16, 1)},
    {"Llama-4 Maverick (text)", 400'711'848'960, llama_4(128, 2)},
    {"Qwen2.5 7B", 7'615'616'512,
     R"({"architectures": ["Qwen2ForCausalLM"], "hidden_size": 3584, "num_hidden_layers": 28, "num_attention_heads": 28,
         "num_key_value_heads": 4, "intermediate_size": 18944, "hidden_act": "silu", "vocab_size": 152064,
         "use_sliding_window": false, "sliding_window": 131072, "max_window_layers": 28})"},
    {"Qwen3 0.6B", 596'049'920,
     qwen_3(
         R"("hidden_size": 1024, "num_hidden_layers": 28, "num_attention_heads": 16, "num_key_value_heads": 8,
               "intermediate_size": 3072, "tie_word_embeddings": true)")},
    {"Qwen3 1.7B", 1'720'574'976,
     qwen_3(
         R"("hidden_size": 2048, "num_hidden_layers": 28, "num_attention_heads": 16, "num_key_value_heads": 8,
               "intermediate_size": 6144, "tie_word_embeddings": true)")},
    {"Qwen3 8B", 8'190'735'360,
     qwen_3(
         R"("hidden_size": 4096, "num_hidden_layers": 36, "num_attention_heads": 32, "num_key_value_heads": 8,
               "intermediate_size": 12288, "tie_word_embeddings": false)")},
    {"Qwen3 30B-A3B", 30'532'122'624,
     qwen_3_moe("qwen3_moe", R"("hidden_size": 2048, "num_hidden_layers": 48, "num_attention_heads": 32,
                "num_key_value_heads": 4, "intermediate_size": 6144, "num_experts": 128, "moe_intermediate_size": 768,
                "attention_bias": false, "sliding_window": null)")},
    {"Qwen3-Coder 480B-A35B", 480'154'875'392,
     qwen_3_moe("qwen3_moe", R"("hidden_size": 6144, "num_hidden_layers": 62, "num_attention_heads": 96,
                "num_key_value_heads": 8, "intermediate_size": 8192, "num_experts": 160, "moe_intermediate_size": 2560,
                "shared_expert_intermediate_size": 0)")},
    {"Qwen3-VL 30B-A3B (text)", 30'532'122'624,
     R"({"model_type": "qwen3_vl_moe", "tie_word_embeddings": false, "vision_config": {}, "text_config": )" +
         qwen_3_moe("qwen3_vl_moe_text",
                    R"("hidden_size": 2048, "num_hidden_layers": 48, "num_attention_heads": 32,
                    "num_key_value_heads": 4, "intermediate_size": 6144, "num_experts": 128,
                    "moe_intermediate_size": 768)") +
         "}"},
    {"Qwen3-VL 235B-A22B (text)", 235'093'634'560,
     R"({"model_type": "qwen3_vl_moe", "text_config": )" +
         qwen_3_moe("qwen3_vl_moe_text",
                    R"("hidden_size": 4096, "num_hidden_layers": 94, "num_attention_heads": 64,
                    "num_key_value_heads": 4, "intermediate_size": 12288, "num_experts": 128,
                    "moe_intermediate_size": 1536)") +
         "}"},
    {"Mistral 7B v0.1", 7'241'732'096,
     R"({"architectures": ["MistralForCausalLM"], "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32,
         "num_key_value_heads": 8, "intermediate_size": 14336, "vocab_size": 32000, "sliding_window": 4096})"},
    {"Mixtral 8x7B", 46'702'792'704, mixtral},
    {"DeepSeek-V2", 235'741'434'880,
     latent(R"("architectures": ["DeepseekV2ForCausalLM"], "hidden_size": 5120, "num_hidden_layers": 60,
               "intermediate_size": 12288, "moe_intermediate_size": 1536, "n_routed_experts": 160, "num_experts_per_tok": 6,
               "n_shared_experts": 2, "first_k_dense_replace": 1, "vocab_size": 102400)")},
    {"DeepSeek-V3", 671'026'419'200, deepseek_v3},
    {"GPT-3 175B", 174'615'846'912,
     R"({"model_type": "gpt2", "n_embd": 12288, "n_layer": 96, "n_head": 96, "n_inner": null, "n_positions": 2048,
         "vocab_size": 51200, "activation_function": "gelu_new"})"},
    {"GPT-NeoX 20B", 20'554'567'680,
     R"({"architectures": ["GPTNeoXForCausalLM"], "hidden_size": 6144, "num_hidden_layers": 44, "num_attention_heads": 64,
         "intermediate_size": 24576, "hidden_act": "gelu_fast", "vocab_size": 50432, "rotary_pct": 0.25})"},
    {"GPT-OSS 20B", 20'914'757'184, gpt_oss(24, 32)},
    {"GPT-OSS 120B", 116'829'156'672, gpt_oss(36, 128)},
    {"Gemma-2 2B", 2'614'341'888,
     gemma_2(
         R"("hidden_size": 2304, "num_hidden_layers": 26, "num_attention_heads": 8, "num_key_value_heads": 4,
                "intermediate_size": 9216)")},
    {"Gemma-2 9B", 9'241'705'984,
     gemma_2(
         R"("hidden_size": 3584, "num_hidden_layers": 42, "num_attention_heads": 16, "num_key_value_heads": 8,
                "intermediate_size": 14336)")},
    {"Gemma-3 4B (text)", 3'880'099'328,
     gemma_3(
         R"("hidden_size": 2560, "num_hidden_layers": 34, "num_attention_heads": 8, "num_key_value_heads": 4,
                "head_dim": 256, "intermediate_size": 10240)")},
    {"Gemma-3 12B (text)", 11'765'788'416,
     gemma_3(
         R"("hidden_size": 3840, "num_hidden_layers": 48, "num_attention_heads": 16, "num_key_value_heads": 8,
                "head_dim": 256, "intermediate_size": 15360)")},
    {"Gemma-3 27B (text)", 27'009'002'240,
     gemma_3(
         R"("hidden_size": 5376, "num_hidden_layers": 62, "num_attention_heads": 32, "num_key_value_heads": 16,
                "head_dim": 128, "intermediate_size": 21504)")},
    {"Phi-3-mini 4k", 3'821'079'552,
     R"({"architectures": ["Phi3ForCausalLM"], "hidden_size": 3072, "num_hidden_layers": 32, "num_attention_heads": 32,
         "num_key_value_heads": 32, "intermediate_size": 8192, "vocab_size": 32064, "sliding_window": 2048})"},
    {"Falcon 40B", 41'303'293'952,
     falcon(R"("hidden_size": 8192, "num_hidden_layers": 60, "num_attention_heads": 128)")},
    {"Falcon 180B", 179'522'565'120,
     falcon(
         R"("hidden_size": 14848, "num_hidden_layers": 80, "num_attention_heads": 232, "tie_word_embeddings": false)")},
    {"OLMo-2 7B", 7'298'617'344,
     R"({"architectures": ["Olmo2ForCausalLM"], "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32,
         "num_key_value_heads": 32, "intermediate_size": 11008, "vocab_size": 100352})"},
    {"GLM-4.5", 352'797'829'024,
     glm_4_5(R"("hidden_size": 5120, "num_hidden_layers": 92, "intermediate_size": 12288, "use_qk_norm": true,
                "n_routed_experts": 160, "moe_intermediate_size": 1536, "first_k_dense_replace": 3)")},
    {"GLM-4.5-Air", 106'852'251'264,
     glm_4_5(
         R"("hidden_size": 4096, "num_hidden_layers": 46, "intermediate_size": 10944, "use_qk_norm": false,
                "n_routed_experts": 128, "moe_intermediate_size": 1408, "first_k_dense_replace": 1)")},
    {"BLOOM 176B", 176'247'271'424,
     R"({"model_type": "bloom", "n_embed": 14336, "n_layer": 70, "num_attention_heads": 112, "vocab_size": 250880})"},
    {"Nemotron-4 340B", 341'029'195'776,
     R"({"model_type": "nemotron", "hidden_size": 18432, "num_hidden_layers": 96, "num_attention_heads": 96,
         "num_key_value_heads": 8, "intermediate_size": 73728, "hidden_act": "relu2", "vocab_size": 256000})"},
    {"MiniMax-M2.5", 228'689'764'864,
     R"({"model_type": "minimax_m2", "hidden_size": 3072, "num_hidden_layers": 62, "num_attention_heads": 48,
         "num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 1536, "hidden_act": "silu", "vocab_size": 200064,
         "tie_word_embeddings": false, "num_local_experts": 256, "num_experts_per_tok": 8, "shared_intermediate_size": 0,
         "use_qk_norm": true, "qk_norm_type": "per_layer", "use_routing_bias": true, "mlp_intermediate_size": 8192, "use_mtp": false,
         "attn_type_list": [)" +
         repeated("1", 62) + "]}"},
    {"MiMo-7B", 7'622'619'136,
     R"({"model_type": "mimo", "hidden_size": 4096, "num_hidden_layers": 36, "num_attention_heads": 32,
         "num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 11008, "hidden_act": "silu", "vocab_size": 151680,
         "tie_word_embeddings": false, "attention_bias": true, "use_sliding_window": false, "sliding_window": 32768,
         "num_nextn_predict_layers": 1})"},
};

/// A small dense configuration of that class, with further keys.
std::string small(const std::string& type, const std::string& further) {
  return R"({"model_type": ")" + type +
         R"(", "hidden_size": 64, "num_attention_heads": 4, "num_key_value_heads": 2,
             "head_dim": 16, "intermediate_size": 128, "vocab_size": 100, "hidden_act": "silu", "rms_norm_eps": 1e-5,
             "rope_theta": 1e4, "tie_word_embeddings": false)" +
         (further.find("\"num_hidden_layers") == std::string::npos ? R"(, "num_hidden_layers": 8)" : "") +
         (further.empty() ? "" : ", ") + further + "}";
}

attention_reach reach_of(const transformer_layer& layer) {
  return std::visit([](const auto& attention) { return attention.reach; }, layer.attention);
}

/// A letter for each layer: D or R for dense and routed, small where attention does not see all tokens.
std::string letters(const language_model& model) {
  std::string text;
  for (const layer_pattern& pattern : model.layers)
    for (std::int64_t i = 0; i < pattern.repeats; ++i)
      for (const layer_run& run : pattern.runs) {
        const bool all = reach_of(run.layer).kind == reach_kind::all;
        text.append(static_cast<std::size_t>(run.layers),
                    is_routed(run.layer) ? (all ? 'R' : 'r') : (all ? 'D' : 'd'));
      }
  return text;
}
std::string letters(const std::string& text) { return letters(read_hugging_face_config(text).model); }

const std::string experts = R"("num_experts": 4, "num_experts_per_tok": 2, "moe_intermediate_size": 32)";

/// Whether an assumption about the key is among the notes.
bool assumes(const configured_model& read, std::string_view key) {
  return std::any_of(read.keys.assumed.begin(), read.keys.assumed.end(),
                     [&](const assumed_key& one) { return one.key == key; });
}
std::string reason_to_pass_over(const configured_model& read, std::string_view key) {
  for (const passed_over_key& one : read.keys.passed_over)
    if (one.key == key) return one.reason;
  return "it is not passed over";
}

TEST_CASE("published configurations are the models of the catalog") {
  CHECK(std::size(configurations) == 39);
  for (const published& one : configurations) {
    CAPTURE(one.name);
    const configured_model read = read_hugging_face_config(one.text);
    CHECK(read.class_is_known);
    CHECK(to_string(parameters(read.model)) == std::to_string(one.parameters));
    CHECK(named(read.model, one.name) == catalog::models::at(one.name));
  }
}

TEST_CASE("parameters that are published of models outside the catalog") {
  const auto total = [](const std::string& text) {
    return to_string(parameters(read_hugging_face_config(text).model));
  };
  // Qwen1.5-MoE-A2.7B, whose router weighs the shared expert too.
  CHECK(
      total(
          R"({"model_type": "qwen2_moe", "hidden_size": 2048, "num_hidden_layers": 24, "num_attention_heads": 16,
                  "num_key_value_heads": 16, "intermediate_size": 5632, "vocab_size": 151936, "num_experts": 60,
                  "num_experts_per_tok": 4, "moe_intermediate_size": 1408, "shared_expert_intermediate_size": 5632,
                  "decoder_sparse_step": 1, "tie_word_embeddings": false})") == "14315784192");
  // OLMo-3 7B, whose norms of queries and keys cover all heads.
  const configured_model olmo = read_hugging_face_config(
      R"({"model_type": "olmo3", "hidden_size": 4096, "num_hidden_layers": 32, "num_attention_heads": 32,
          "num_key_value_heads": 32, "intermediate_size": 11008, "vocab_size": 100278, "attention_bias": false,
          "hidden_act": "silu", "sliding_window": 4096, "tie_word_embeddings": false})");
  CHECK(to_string(parameters(olmo.model)) == "7298011136");
  CHECK(olmo.model.layers[0].runs.size() == 2);
  CHECK(olmo.model.layers[0].repeats == 8);
  // GLM-4 9B, whose output has no bias, and its version of April 2025, with norms behind its blocks.
  const std::string glm =
      R"("hidden_size": 4096, "num_hidden_layers": 40, "num_attention_heads": 32, "num_key_value_heads": 2,
         "head_dim": 128, "intermediate_size": 13696, "vocab_size": 151552, "hidden_act": "silu",
         "tie_word_embeddings": false, "attention_bias": )";
  CHECK(total(R"({"model_type": "glm", )" + glm + "true}") == "9399951360");
  CHECK(total(R"({"model_type": "glm4", )" + glm + "false}") == "9400094720");
  // Seed-OSS 36B.
  const std::string seed =
      R"({"model_type": "seed_oss", "hidden_size": 5120, "num_hidden_layers": 64, "num_attention_heads": 80,
          "num_key_value_heads": 8, "head_dim": 128, "intermediate_size": 27648, "vocab_size": 155136,
          "hidden_act": "silu", "attention_bias": true, "tie_word_embeddings": false)";
  CHECK(total(seed + R"(, "attention_out_bias": false, "mlp_bias": false})") == "36151104512");
  CHECK(total(seed + "}") == "36151104512");
  CHECK(total(seed + R"(, "attention_out_bias": true})") == "36151432192");
  // StableLM 2 1.6B.
  const std::string stable =
      R"({"model_type": "stablelm", "hidden_size": 2048, "num_hidden_layers": 24, "num_attention_heads": 32,
          "num_key_value_heads": 32, "intermediate_size": 5632, "vocab_size": 100352, "hidden_act": "silu",
          "layer_norm_eps": 1e-5, "tie_word_embeddings": false, "use_qkv_bias": )";
  CHECK(total(stable + R"(true, "use_parallel_residual": false})") == "1644515328");
  CHECK(total(stable + "false}") == "1644367872");
  CHECK(sentence(stable + R"(true, "qk_layernorm": true})").starts_with("$.use_qk_norm is true"));
  // dots.llm1.
  CHECK(
      total(
          R"({"model_type": "dots1", "hidden_size": 4096, "num_hidden_layers": 62, "num_attention_heads": 32,
                  "num_key_value_heads": 32, "intermediate_size": 10944, "moe_intermediate_size": 1408,
                  "n_routed_experts": 128, "num_experts_per_tok": 6, "n_shared_experts": 2, "moe_layer_freq": 1,
                  "first_k_dense_replace": 1, "vocab_size": 152064, "hidden_act": "silu", "attention_bias": false,
                  "tie_word_embeddings": false})") == "142774373888");
  // StarCoder 15.5B and StarCoder2 15B.
  CHECK(total(
            R"({"model_type": "gpt_bigcode", "n_embd": 6144, "n_layer": 40, "n_head": 48, "n_inner": 24576,
                  "n_positions": 8192, "vocab_size": 49152, "multi_query": true, "activation_function": "gelu"})") ==
        "15517456384");
  CHECK(
      total(
          R"({"model_type": "starcoder2", "hidden_size": 6144, "num_hidden_layers": 40, "num_attention_heads": 48,
                  "num_key_value_heads": 4, "intermediate_size": 24576, "vocab_size": 49152, "sliding_window": 4096,
                  "hidden_act": "gelu_pytorch_tanh", "use_bias": true, "tie_word_embeddings": false})") ==
      "15957889024");
  // Its smallest file has the activation of GPT-2's files too, which the class does not read.
  CHECK(total(R"({"model_type": "starcoder2", "hidden_size": 3072, "num_hidden_layers": 30,
                  "num_attention_heads": 24, "num_key_value_heads": 2, "intermediate_size": 12288,
                  "vocab_size": 49152, "sliding_window": 4096, "activation_function": "gelu",
                  "hidden_act": "gelu_pytorch_tanh", "use_bias": true})") == "3030371328");
  // OLMoE-1B-7B.
  CHECK(
      total(
          R"({"model_type": "olmoe", "hidden_size": 2048, "num_hidden_layers": 16, "num_attention_heads": 16,
                  "num_key_value_heads": 16, "intermediate_size": 1024, "vocab_size": 50304, "num_experts": 64,
                  "num_experts_per_tok": 8, "tie_word_embeddings": false})") == "6919161856");
  // DeepSeek-V2-Lite, whose queries have no rank.
  CHECK(
      total(
          R"({"model_type": "deepseek_v2", "hidden_size": 2048, "num_hidden_layers": 27, "num_attention_heads": 16,
                  "intermediate_size": 10944, "moe_intermediate_size": 1408, "n_routed_experts": 64,
                  "num_experts_per_tok": 6, "n_shared_experts": 2, "first_k_dense_replace": 1, "q_lora_rank": null,
                  "kv_lora_rank": 512, "qk_nope_head_dim": 128, "qk_rope_head_dim": 64, "v_head_dim": 128,
                  "vocab_size": 102400, "tie_word_embeddings": false})") == "15706484224");
  // Falcon 7B: one key and value, one norm a layer.
  CHECK(
      total(
          R"({"model_type": "falcon", "hidden_size": 4544, "num_hidden_layers": 32, "num_attention_heads": 71,
                  "multi_query": true, "new_decoder_architecture": false, "parallel_attn": true, "bias": false,
                  "vocab_size": 65024})") == "6921720704");
}

// As the file of Gemma 3 4B has it; the embedding has 64 rows more than the configuration that the catalog cites.
TEST_CASE("sizes that Gemma 3 leaves out are those of its class") {
  const configured_model read = read_hugging_face_config(
      R"({"architectures": ["Gemma3ForConditionalGeneration"], "model_type": "gemma3", "mm_tokens_per_image": 256,
          "text_config": {"hidden_size": 2560, "intermediate_size": 10240, "model_type": "gemma3_text",
          "num_hidden_layers": 34, "sliding_window": 1024}, "vision_config": {"hidden_size": 1152}})");
  language_model model = named(read.model, "Gemma-3 4B (text)");
  CHECK(model.vocabulary == 262'208);
  model.vocabulary -= 64;
  CHECK(model == catalog::gemma_3_4b_text);
  for (const char* key : {"vocab_size", "num_attention_heads", "num_key_value_heads", "head_dim",
                          "sliding_window_pattern", "tie_word_embeddings"})
    CHECK(assumes(read, "$.text_config." + std::string(key)));
}

TEST_CASE("what is missing is taken from the class, and said") {
  const configured_model read = read_hugging_face_config(configurations[1].text);
  for (const char* key : {"$.tie_word_embeddings", "$.num_key_value_heads", "$.head_dim", "$.attention_bias"})
    CHECK(assumes(read, key));
  CHECK(read.keys.assumed.back().value == false);
  CHECK(read.keys.assumed.back().reason == "the default of its class (transformers, models/llama)");
  const configured_model gemma = read_hugging_face_config(configurations[24].text);
  CHECK(assumes(gemma, "$.tie_word_embeddings"));
  CHECK(gemma.model.tied_head == true);
  CHECK(read_hugging_face_config(small("qwen3", "")).model ==
        read_hugging_face_config(small("qwen3", "")).model);
}

TEST_CASE("heads need not fill the width") {
  const transformer_layer layer =
      read_hugging_face_config(configurations[9].text).model.layers[0].runs[0].layer;
  CHECK(std::get<grouped_attention>(layer.attention).head_size * 16 == 2 * 1024);
}

TEST_CASE("what describes the checkpoint or the longest context is passed over") {
  const configured_model read = read_hugging_face_config(deepseek_v3);
  CHECK(reason_to_pass_over(read, "$.quantization_config") == "describes the checkpoint, not the training");
  CHECK(reason_to_pass_over(read, "$.num_key_value_heads") ==
        "latent attention has keys and values for every head");
  CHECK(reason_to_pass_over(read, "$.head_dim") == "latent attention has sizes of its own");
  CHECK(reason_to_pass_over(read_hugging_face_config(configurations[3].text), "$.max_position_embeddings") ==
        "the longest context, not the length of the sequences that are trained on");
  CHECK(reason_to_pass_over(read_hugging_face_config(configurations[12].text), "$.intermediate_size") ==
        "no layer is dense");
}

TEST_CASE("which layers are routed") {
  CHECK(letters(small("new", experts)) == "RRRRRRRR");
  CHECK(letters(small("new", experts + R"(, "first_k_dense_replace": 3)")) == "DDDRRRRR");
  CHECK(letters(small("new", experts + R"(, "first_k_dense_replace": 1, "moe_layer_freq": 2)")) ==
        "DDRDRDRD");
  CHECK(letters(small("new", experts + R"(, "moe_layer_freq": 4)")) == "RDDDRDDD");
  CHECK(letters(small("new", experts + R"(, "moe_layer_freq": [0, 0, 1, 1, 1, 1, 1, 1])")) == "DDRRRRRR");
  CHECK(
      letters(small(
          "new", experts + R"(, "mlp_layer_types": ["dense", "sparse", "sparse", "sparse", "sparse", "sparse",
                                         "sparse", "sparse"])")) == "DRRRRRRR");
  CHECK(letters(small("new", experts + R"(, "decoder_sparse_step": 2)")) == "DRDRDRDR");
  CHECK(letters(small("new", experts + R"(, "decoder_sparse_step": 2, "mlp_only_layers": [5])")) ==
        "DRDRDDDR");
  CHECK(letters(small("new", experts + R"(, "mlp_only_layers": [0, 7])")) == "DRRRRRRD");
  CHECK(letters(small("new", experts + R"(, "interleave_moe_layer_step": 4)")) == "DDDRDDDR");
  CHECK(letters(small("new", experts + R"(, "moe_layers": [1, 2])")) == "DRRDDDDD");
  CHECK(letters(small("new", R"("num_experts": 0)")) == "DDDDDDDD");
  CHECK(letters(small("new", experts + R"(, "first_k_dense_replace": 9)")) == "DDDDDDDD");

  CHECK(
      letters(small(
          "new", experts + R"(, "first_k_dense_replace": 2, "moe_layer_freq": [0, 0, 1, 1, 1, 1, 1, 1])")) ==
      "DDRRRRRR");
  CHECK(
      sentence(small(
          "new", experts + R"(, "first_k_dense_replace": 3, "moe_layer_freq": [0, 0, 1, 1, 1, 1, 1, 1])")) ==
      "$.moe_layer_freq and $.first_k_dense_replace do not agree on whether layer 2 is routed");
  CHECK(sentence(small("new", experts + R"(, "moe_layer_freq": [0, 1])")) ==
        "$.moe_layer_freq has an element for each of 8 layers, not 2");
  CHECK(sentence(small("new", experts + R"(, "moe_layer_freq": [0, 0, 2, 1, 1, 1, 1, 1])")) ==
        "$.moe_layer_freq[2] is a whole number from 0 to 1, not 2");
  CHECK(sentence(small("new", experts + R"(, "moe_layer_freq": "[0]*3+[1]*5")")) ==
        "$.moe_layer_freq is a whole number from 1 to 100,000, not \"[0]*3+[1]*5\"");
  CHECK(sentence(small("new", experts + R"(, "mlp_only_layers": [8])")) ==
        "$.mlp_only_layers[0] is a whole number from 0 to 7, not 8");
  CHECK(sentence(small("new", experts + R"(, "decoder_sparse_step": 0)")) ==
        "$.decoder_sparse_step is a whole number from 1 to 1,000,000,000, not 0");
  CHECK(sentence(small("new", R"("num_experts": 4, "num_experts_per_tok": 5)")) ==
        "$.num_experts_per_tok is 5, more than the 4 experts there are");
  CHECK(sentence(small("llama", experts)) == "$.num_experts is 4, and the class llama has no experts");
  CHECK(sentence(small("deepseek_v3", experts)).starts_with("$.kv_lora_rank is missing"));
}

TEST_CASE("experts by their names") {
  const auto routed = [](const std::string& further) {
    return std::get<routed_feed_forward>(
        read_hugging_face_config(small("new", further)).model.layers[0].runs[0].layer.feed_forward);
  };
  for (const char* name : {"num_experts", "num_local_experts", "n_routed_experts"})
    for (const char* met : {"num_experts_per_tok", "experts_per_token", "top_k_experts"}) {
      const auto block = routed("\"" + std::string(name) + "\": 6, \"" + met + "\": 3");
      CHECK(block.experts == 6);
      CHECK(block.experts_per_token == 3);
      CHECK(block.expert_width == 128);  // intermediate_size
      CHECK(block.shared_experts == 0);
    }
  CHECK(routed(experts + R"(, "n_shared_experts": 3)").shared_experts == 3);
  CHECK(routed(experts + R"(, "n_shared_experts": 3)").shared_expert_width == 32);
  for (const char* width : {"shared_expert_intermediate_size", "moe_shared_expert_intermediate_size",
                            "shared_intermediate_size"}) {
    const auto block = routed(experts + ", \"" + width + "\": 48");
    CHECK(block.shared_experts == 1);
    CHECK(block.shared_expert_width == 48);
  }
  CHECK(routed(experts + R"(, "moe_latent_size": 16)").latent_width == 16);
  CHECK(routed(experts + R"(, "topk_method": "noaux_tc")").router_bias);
  CHECK(sentence(small("new", experts + R"(, "n_shared_experts": 2, "shared_expert_intermediate_size": 48)"))
            .ends_with("whether the width is that of each is not known"));
  const language_model model =
      read_hugging_face_config(
          small("new", R"("num_experts": 4, "num_experts_per_tok": 2, "dense_intermediate_size": 256,
                                            "first_k_dense_replace": 1)"))
          .model;
  CHECK(std::get<dense_feed_forward>(model.layers[0].runs[0].layer.feed_forward).width == 256);
  CHECK(std::get<routed_feed_forward>(model.layers[0].runs[1].layer.feed_forward).expert_width == 128);
}

TEST_CASE("the width of dense layers") {
  const auto width = [](const std::string& text) {
    return std::get<dense_feed_forward>(
               read_hugging_face_config(text).model.layers[0].runs[0].layer.feed_forward)
        .width;
  };
  CHECK(width(small("llama", R"("dense_intermediate_size": 256)")) == 128);
  CHECK(width(small("new", experts + R"(, "dense_intermediate_size": 256, "first_k_dense_replace": 1)")) ==
        256);
  CHECK(width(small("new", experts + R"(, "first_k_dense_replace": 1)")) == 128);
  CHECK(width(small("qwen3_moe", R"("num_experts": 0)")) == 128);
  CHECK(sentence(small("qwen3_moe", "")) == "$.num_experts is missing: routed experts");
  CHECK(sentence(
            small("llama4_text", R"("num_experts": 4, "num_experts_per_tok": 1, "attention_chunk_size": null,
                                       "interleave_moe_layer_step": 2)")) ==
        "$.dense_intermediate_size is missing: layers are dense, and intermediate_size is the width of "
        "experts");
}

TEST_CASE("latent attention") {
  CHECK(sentence(small("deepseek_v3", R"("kv_lora_rank": 16)"))
            .starts_with("$.q_lora_rank is missing: null or 0"));
  CHECK(sentence(small("new", R"("kv_lora_rank": 16, "q_lora_rank": 0)"))
            .starts_with("$.qk_nope_head_dim is missing"));
  CHECK(sentence(small("new", R"("v_head_dim": 16)")) ==
        "$.kv_lora_rank is missing: without it $.v_head_dim is not understood");
  CHECK(sentence(small("llama", R"("kv_lora_rank": 16)")) ==
        "$.kv_lora_rank is 16, and the class llama has no latent attention");
  const auto read = read_hugging_face_config(small(
      "new",
      R"("kv_lora_rank": 16, "q_lora_rank": 0, "qk_nope_head_dim": 8, "qk_rope_head_dim": 4, "v_head_dim": 8)"));
  CHECK_FALSE(
      std::get<latent_attention>(read.model.layers[0].runs[0].layer.attention).query_rank.has_value());
}

TEST_CASE("windows and chunks") {
  CHECK(letters(small("mistral", R"("sliding_window": 16)")) == "dddddddd");
  CHECK(letters(small("mistral", R"("sliding_window": null)")) == "DDDDDDDD");
  CHECK(sentence(small("mistral", "")) ==
        "$.sliding_window is missing: tokens of the window; null says that there is none");
  CHECK(letters(small("qwen2", R"("sliding_window": 16, "max_window_layers": 3)")) == "DDDDDDDD");
  CHECK(letters(
            small("qwen2", R"("sliding_window": 16, "max_window_layers": 3, "use_sliding_window": true)")) ==
        "DDDddddd");
  CHECK(letters(small("gemma2", R"("sliding_window": 16)")) == "dDdDdDdD");
  CHECK(letters(small("gemma3_text", R"("sliding_window": 16)")) == "dddddDdd");
  CHECK(letters(small("gemma3_text", R"("sliding_window": 16, "_sliding_window_pattern": 3)")) == "ddDddDdd");
  CHECK(letters(small("new", R"("sliding_window": 16, "layer_types": ["full_attention", "full_attention",
        "sliding_attention", "sliding_attention", "sliding_attention", "full_attention", "full_attention",
        "full_attention"])")) == "DDdddDDD");
  CHECK(letters(small("llama", R"("sliding_window": 16)")) == "DDDDDDDD");
  CHECK(sentence(small("new", R"("sliding_window": 16)"))
            .starts_with("$.layer_types is missing: which layers have"));
  CHECK(sentence(small("new", R"("layer_types": ["sliding_attention"], "num_hidden_layers": 1)")) ==
        "$.layer_types[0] is sliding_attention, and there is no $.sliding_window");
  CHECK(sentence(small("new", R"("layer_types": ["full_attention"])")) ==
        "$.layer_types has an element for each of 8 layers, not 1");
  const std::string scout = llama_4(16, 1);
  CHECK(letters(scout).starts_with("rrrRrrrR"));
  std::string listed = scout;
  listed.replace(listed.find("\"no_rope_layers\": []"), 20,
                 "\"no_rope_layers\": [" + repeated("0,1", 24) + "]");
  CHECK(letters(listed).starts_with("RrRrRrRr"));
}

TEST_CASE("multi-token prediction") {
  for (const char* key : {"num_nextn_predict_layers", "mtp_num_hidden_layers", "num_mtp_modules"}) {
    const auto read = read_hugging_face_config(small("new", "\"" + std::string(key) + "\": 2"));
    CHECK(read.model.prediction->modules == 2);
    CHECK(assumes(read, "$.num_nextn_predict_layers"));
  }
  CHECK_FALSE(
      read_hugging_face_config(small("new", R"("num_mtp_modules": 3, "use_mtp": false)")).model.prediction);
  CHECK_FALSE(read_hugging_face_config(small("new", R"("num_nextn_predict_layers": 0)")).model.prediction);
  CHECK_FALSE(assumes(read_hugging_face_config(deepseek_v3), "$.num_nextn_predict_layers"));
}

TEST_CASE("what is not described is refused, with its key") {
  const auto refuse = [](const std::string& further, const std::string& beginning) {
    CAPTURE(further);
    CHECK(sentence(small("new", further)).starts_with(beginning));
  };
  refuse(R"("layer_types": ["linear_attention"], "num_hidden_layers": 1)",
         "$.layer_types[0] is not understood (\"linear_attention\"): ");
  refuse(R"("compress_ratios": [0, 4])",
         "$.compress_ratios is not understood ([0,4]): keys and values are compressed");
  refuse(R"("hybrid_override_pattern": "MEM*")", "$.hybrid_override_pattern is not understood (\"MEM*\"): ");
  refuse(R"("layer_group_size": 5)",
         "$.layer_group_size is not understood (5): some layers are linear attention");
  refuse(R"("total_ut_steps": 4)", "$.total_ut_steps is not understood (4): layers are run several times");
  refuse(R"("word_embed_proj_dim": 17)", "$.word_embed_proj_dim is 17, another width than that of the model");
  refuse(R"("mamba_num_heads": 64)", "$.mamba_num_heads is not understood (64): some layers are Mamba-2");
  refuse(R"("index_topk": 2048)",
         "$.index_topk is not understood (2048): attention chooses its keys by an indexer");
  refuse(R"("linear_attn_config": {"kda_layers": [1]})",
         "$.linear_attn_config is not understood ({\"kda_layers\":[1]})");
  refuse(R"("attn_type_list": [1, 1, 0, 1, 1, 1, 1, 1])", "$.attn_type_list[2] is not understood (0)");
  refuse(R"("attention_k_eq_v": true)", "$.attention_k_eq_v is not understood (true)");
  refuse(R"("is_encoder_decoder": true)", "$.is_encoder_decoder is not understood (true)");
  refuse(R"("foo_expert_groups": 3)",
         "$.foo_expert_groups is not known (3), and by its name it may change time or memory");
  CHECK(
      sentence(small("new", R"("index_topk": null, "is_encoder_decoder": false, "foo_expert_groups": 0)")) ==
      "it is understood");

  CHECK(
      sentence(
          R"({"model_type": "qwen3_5", "text_config": {"model_type": "qwen3_5_text", "layer_types": ["linear_attention"],
                     "linear_num_key_heads": 16}})") ==
      "$.text_config.linear_num_key_heads is not understood (16): some layers are linear attention, which a "
      "description of "
      "a model does not hold");
  for (const undescribed_class& one : undescribed_classes)
    CHECK(sentence(small(std::string(one.model_type), "")) ==
          "$.model_type is \"" + std::string(one.model_type) + "\": " + std::string(one.reason) +
              ", which a description of a model does not hold");
  CHECK(sentence(small(
            "new",
            R"("moe_layers": [1, 3, 4, 7, 8, 9, 15, 17, 18, 21, 23, 25, 26], "num_hidden_layers": 40, )" +
                experts)) == "$: layers alternate without a pattern that a description of a model holds");
}

TEST_CASE("a class that is not known is read by its keys, and the answer says so") {
  const configured_model read = read_hugging_face_config(small("new", ""));
  CHECK_FALSE(read.class_is_known);
  CHECK(read.model_type == "new");
  CHECK(assumes(read, "$.model_type"));
  CHECK(read.model.layers == read_hugging_face_config(small("llama", "")).model.layers);
  std::string text = small("new", "");
  const auto without = [&](const std::string& part) {
    std::string rest = text;
    return rest.erase(rest.find(part), part.size());
  };
  CHECK(sentence(without(R"(, "tie_word_embeddings": false)")) ==
        "$.tie_word_embeddings is missing: the default is not known of this class");
  CHECK(sentence(without(R"( "hidden_act": "silu",)"))
            .starts_with("$.hidden_act is missing: whether feed-forward"));
  text.replace(text.find("silu"), 4, "gelu");
  CHECK(sentence(text) ==
        "$.hidden_act is \"gelu\": whether feed-forward blocks are gated is not known of this class");
}

TEST_CASE("a stack without a head, or with one of other words, has no matrix of the vocabulary") {
  const auto with_architecture = [](const char* type, const char* name) {
    return read_hugging_face_config(
        small(type, R"("sliding_window": null, "architectures": [")" + std::string(name) + "\"]"));
  };
  const count whole = parameters(with_architecture("qwen3", "Qwen3ForCausalLM").model);
  for (const char* name : {"Qwen3Model", "Qwen3ForSequenceClassification"}) {
    const configured_model read = with_architecture("qwen3", name);
    CAPTURE(name);
    CHECK(parameters(read.model) + count{64} * 100 == whole);
    CHECK(assumes(read, "$.architectures"));
  }
  CHECK_FALSE(assumes(with_architecture("qwen3", "Qwen3ForCausalLM"), "$.architectures"));
  CHECK_FALSE(detail::has_no_head("GPT2LMHeadModel", find_class("gpt2")));
  CHECK_FALSE(detail::has_no_head("InternVLChatModel", find_class("qwen3")));
  CHECK_FALSE(detail::has_no_head("Qwen3Model", nullptr));
}

TEST_CASE("biases of a class that is not known are those that its keys say") {
  const auto words = [](const std::string& further) {
    return parameters(read_hugging_face_config(small("new", further)).model);
  };
  const count none = words("");  // of 8 layers: queries, keys and values have 64 + 32 + 32, the output 64
  CHECK(words(R"("use_qkv_bias": true)") == none + count{8} * 128);
  CHECK(words(R"("attention_out_bias": true)") == none + count{8} * 64);
  CHECK(words(R"("attention_bias": true, "attention_out_bias": false)") == none + count{8} * 128);
  CHECK(words(R"("use_bias": true)") == none + count{8} * (192 + 2 * 128 + 64));
}

TEST_CASE("classes whose keys have other names are refused by name") {
  CHECK(sentence(R"({"model_type": "mpt", "d_model": 4096, "n_layers": 32})") ==
        "$.model_type is \"mpt\": this class is not read, whose keys are its own (d_model, n_layers and a "
        "table "
        "attn_config)");
  CHECK(sentence(R"({"model_type": "gptj", "n_embd": 4096, "activation_function": "gelu_new"})") ==
        "$.model_type is \"gptj\": its head has a bias, which a description of a model does not hold");
}

TEST_CASE("keys that are spelt almost like known ones are named with them") {
  CHECK(sentence(R"({"hidden_sise": 64})") ==
        "$.hidden_size is missing: the width of the model; $.hidden_sise is spelt almost so");
  const std::string text = small("llama", R"("mpl_bias": true)");
  CHECK(sentence(text) ==
        "$.mpl_bias is not known (true), and is spelt almost like $.mlp_bias, which is missing");
  const auto read = read_hugging_face_config(small("llama", R"("rope_teta": 5, "of_no_kind": 6)"));
  CHECK(reason_to_pass_over(read, "$.rope_teta") == "not known");
  CHECK(reason_to_pass_over(read, "$.of_no_kind") == "not known");
  for (const passed_over_key& one : read.keys.passed_over) {
    if (one.key == "$.rope_teta") CHECK(one.nearest == "$.rope_theta");
    if (one.key == "$.of_no_kind") CHECK(one.nearest.empty());
    CHECK(one.known == (one.reason != "not known"));
  }
}

TEST_CASE("two names of one thing, and two places of one key, agree") {
  CHECK(sentence(small("llama", R"("n_embd": 64)")) == "it is understood");
  CHECK(sentence(small("llama", R"("n_embd": 65)")) ==
        "$.hidden_size and $.n_embd are two names of one thing, and differ: 64 and 65");
  const std::string part = small("llama", "");
  CHECK(sentence(R"({"tie_word_embeddings": true, "text_config": )" + part + "}") ==
        "$.text_config.tie_word_embeddings and $.tie_word_embeddings do not agree");
  CHECK(sentence(R"({"hidden_size": 128, "text_config": )" + part + "}") ==
        "$.hidden_size and $.text_config.hidden_size differ: 128 and 64");
  CHECK(sentence(R"({"hidden_size": 64, "vision_config": {}, "text_config": )" + part + "}") ==
        "it is understood");
  CHECK(sentence(R"({"text_config": [1]})") == "$.text_config is an object, not [1]");
}

TEST_CASE("values that are none") {
  const auto refuse = [](const std::string& value, const std::string& shown) {
    CAPTURE(value);
    CHECK(sentence(R"({"hidden_size": )" + value + "}") ==
          "$.hidden_size is a whole number from 1 to 1,000,000,000, not " + shown);
  };
  for (const char* value : {"-1", "0", "4.5", "true", "\"64\"", "[64]", "{}", "1000000001",
                            "9223372036854775808", "18446744073709551615", "-9223372036854775808"})
    refuse(value, value);
  refuse("64.0", "64.0");
  refuse("1e300", "1e+300");
  refuse("123456789012345678901234567890", "1.2345678901234568e+29");
  refuse("\"\\u001b[31m\\u202e\"", "\"\\u001b[31m\\u202e\"");
  refuse("\"" + std::string(1000, 'z') + "\"", "\"" + std::string(76, 'z') + "...");
  CHECK(sentence(R"({"hidden_size": null})") == "$.hidden_size is missing: the width of the model");
  CHECK(sentence(small("llama", R"("attention_bias": 1)")) == "$.attention_bias is true or false, not 1");
  CHECK(sentence(small("llama", R"("mlp_bias": "no")")) == "$.mlp_bias is true or false, not \"no\"");
  CHECK(sentence(R"({"model_type": 5})") == "$.model_type is a text, not 5");
  CHECK(sentence(R"({"architectures": "LlamaForCausalLM"})") ==
        "$.architectures is a list of texts, not \"LlamaForCausalLM\"");
  CHECK(sentence(R"({"hidden_size": 64, "num_hidden_layers": 1000000})") ==
        "$.num_hidden_layers is a whole number from 1 to 100,000, not 1000000");
  std::string text = small("llama", "");
  text.replace(text.find("\"num_key_value_heads\": 2"), 24, "\"num_key_value_heads\": 3");
  CHECK(sentence(text) == "$.num_key_value_heads is 3, which does not divide $.num_attention_heads, 4");
  CHECK(sentence(R"({"model_type": "llama", "hidden_size": 65, "num_hidden_layers": 1, "vocab_size": 9,
                     "num_attention_heads": 4})") ==
        "$.num_attention_heads is 4, which does not divide $.hidden_size, 65, and no head_dim is given");
}

TEST_CASE("texts that are no configuration") {
  CHECK(sentence("[]") == "$ is an object whose keys describe a model, not []");
  CHECK(sentence("{}") == "$.hidden_size is missing: the width of the model");
  CHECK(sentence("").starts_with("line 1, column 1: this is not JSON"));
  CHECK(sentence(R"({"hidden_size": NaN})") == "line 1, column 17: this is not JSON: invalid literal");
  CHECK(sentence(R"({"hidden_size": 1e400})") ==
        "line 1, column 21: this is not JSON: a number is too large");
  CHECK(sentence(R"({"hidden_size": 1, "hidden_size": 2})") == "$.hidden_size: a key stands there once");
  CHECK(sentence(std::string(10'000, '['))
            .ends_with("lists and objects stand at most 64 deep within one another"));
  CHECK(sentence(R"({"\u001b[31m": 1, "\u001b[31m": 2})") == "$[\"\\u001b[31m\"]: a key stands there once");
  CHECK(sentence("{\"\xff\": 1}").starts_with("line 1, column 3: this is not JSON"));
  CHECK(sentence(std::string(100'000'000, ' ')) ==
        "a configuration has at most 16,777,216 bytes, not 100,000,000");
  std::string many = "{\"a\": 0";
  for (int i = 0; i < 20'000; ++i) many += ",\"k" + std::to_string(i) + "\": 0";
  CHECK(sentence(many + "}") == "a configuration has at most 10,000 keys, not 20,001");
}

// Ten times the keys take some ten times as long, not a hundred times.
TEST_CASE("long configurations are read in time") {
  const auto text = [](int keys) {
    std::string further = "\"list\": [" + repeated("0", 100 * keys) + "]";
    for (int i = 0; i < keys; ++i) further += ", \"sliding_wind_" + std::to_string(i) + "\": 0";
    return small("llama", further);
  };
  const auto start = std::chrono::steady_clock::now();
  CHECK(read_hugging_face_config(text(9'000)).keys.passed_over.size() > 9'000);
  const std::chrono::duration<double> taken = std::chrono::steady_clock::now() - start;
  CHECK(taken.count() < 20);
}

TEST_CASE("what was made of the keys is a text and JSON") {
  const configured_model read = read_hugging_face_config(
      small("llama", R"("torch_dtype": "bfloat16", "\u001b[31m": [1, 2], "rope_teta": 1)"));
  std::ostringstream written;
  write_text(written, document_of(read.keys));
  const std::string text = written.str();
  CHECK(text.starts_with("Understood:\n\nkey"));
  CHECK(text.find("$.hidden_size          64 ") != std::string::npos);
  CHECK(text.find("\nAssumed:\n") != std::string::npos);
  CHECK(text.find("not known; the nearest known key is $.rope_theta\n") != std::string::npos);
  CHECK(text.find('\x1b') == std::string::npos);
  const nlohmann::ordered_json json = read.keys;
  CHECK(json["understood"][1]["key"] == "$.hidden_size");
  CHECK(json["understood"][1]["value"] == 64);
  CHECK(json["assumed"][0]["key"] == "$.attention_bias");
  CHECK(json["assumed"][0]["value"] == false);
  CHECK(json["passed_over"][0]["key"] == "$[\"\\u001b[31m\"]");
  CHECK(json["passed_over"][0]["known"] == false);
  CHECK(nlohmann::json::parse(json.dump()) == nlohmann::json(json));
}

}  // namespace
