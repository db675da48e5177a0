// Every model of the catalog, to be found by name; and those that were left out, with the reason.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/model/catalog/bloom.hpp>
#include <scalewall/model/catalog/deepseek.hpp>
#include <scalewall/model/catalog/falcon.hpp>
#include <scalewall/model/catalog/gemma.hpp>
#include <scalewall/model/catalog/glm.hpp>
#include <scalewall/model/catalog/gpt.hpp>
#include <scalewall/model/catalog/llama.hpp>
#include <scalewall/model/catalog/mimo.hpp>
#include <scalewall/model/catalog/minimax.hpp>
#include <scalewall/model/catalog/mistral.hpp>
#include <scalewall/model/catalog/nemotron.hpp>
#include <scalewall/model/catalog/olmo.hpp>
#include <scalewall/model/catalog/phi.hpp>
#include <scalewall/model/catalog/qwen.hpp>

#include <string>
#include <string_view>

// The names `all` and `find` of catalog:: are those of the clusters.
namespace scalewall::catalog::models {

inline constexpr language_model all[] = {llama_2_7b,
                                         llama_2_13b,
                                         llama_2_70b,
                                         llama_3_1_8b,
                                         llama_3_1_70b,
                                         llama_3_1_405b,
                                         llama_4_scout_text,
                                         llama_4_maverick_text,
                                         qwen_2_5_7b,
                                         qwen_3_0_6b,
                                         qwen_3_1_7b,
                                         qwen_3_8b,
                                         qwen_3_30b_a3b,
                                         qwen_3_coder_480b_a35b,
                                         qwen_3_vl_30b_a3b_text,
                                         qwen_3_vl_235b_a22b_text,
                                         mistral_7b_v0_1,
                                         mixtral_8x7b,
                                         deepseek_v2,
                                         deepseek_v3,
                                         gpt_3_175b,
                                         megatron_turing_nlg_530b,
                                         gpt_neox_20b,
                                         gpt_oss_20b,
                                         gpt_oss_120b,
                                         gemma_2_2b,
                                         gemma_2_9b,
                                         gemma_3_4b_text,
                                         gemma_3_12b_text,
                                         gemma_3_27b_text,
                                         phi_3_mini_4k,
                                         falcon_40b,
                                         falcon_180b,
                                         olmo_2_7b,
                                         glm_4_5,
                                         glm_4_5_air,
                                         bloom_176b,
                                         nemotron_4_340b,
                                         minimax_m2_5,
                                         mimo_7b};

/// A model whose layers are not attention and feed-forward blocks as described here.
struct undescribed_model {
  std::string_view name;
  std::string_view reason;
};

/// Models with a published configuration of which something would have to be guessed.
inline constexpr undescribed_model left_out[] = {
    {"DeepSeek-V4-Flash", "keys and values are compressed by layer (compress_ratios)"},
    {"DeepSeek-V4-Pro", "keys and values are compressed by layer (compress_ratios)"},
    {"Kimi K3", "some layers are linear attention (kimi_linear)"},
    {"GLM-5", "attention chooses its keys by an indexer (index_topk)"},
    {"GLM-5.2", "attention chooses its keys by an indexer (index_topk)"},
    {"Gemma-4 26B-A4B (text)",
     "values are keys in some layers, and heads differ (attention_k_eq_v, global_head_dim)"},
    {"Nemotron-3 Nano 30B-A3B", "some layers are Mamba-2 (hybrid_override_pattern)"},
    {"Nemotron-3 Super 120B-A12B", "some layers are Mamba-2 (hybrid_override_pattern)"},
    {"Nemotron-3 Ultra 550B-A55B", "some layers are Mamba-2 (mamba_num_heads)"},
    {"Nemotron-3.5 Lightning 30B-A3B", "some layers are Mamba-2 (mamba_num_heads)"},
    {"Nemotron-H 56B", "some layers are Mamba-2 (hybrid_override_pattern)"},
    {"Qwen3.5 27B", "three of four layers are linear attention (layer_types)"},
    {"Qwen3.5 35B-A3B", "three of four layers are linear attention (layer_types)"},
    {"Qwen3.5 122B-A10B", "three of four layers are linear attention (layer_types)"},
    {"Qwen3.5 397B-A17B", "three of four layers are linear attention (layer_types)"},
    {"Qwen3.6 35B-A3B", "three of four layers are linear attention (layer_types)"},
    {"MiniMax-M3", "attention chooses blocks of keys by an indexer (sparse_attention_config)"},
    {"Step-3.7-Flash",
     "its configuration states neither head nor activation (tie_word_embeddings, hidden_act)"},
    {"MiMo-V2-Flash",
     "keys and values differ in size, and heads from layer to layer (v_head_dim, swa_num_key_value_heads)"},
};

/// The model of that name (`"Llama-3.1 70B"`), or nullptr.
constexpr const language_model* find(std::string_view name) {
  for (const language_model& candidate : all)
    if (candidate.name == name) return &candidate;
  return nullptr;
}

/// Throws `broken_rule` with the reason why the catalog has no model of that name.
[[noreturn]] inline void report_missing_model(std::string_view name) {
  std::string sentence = "the catalog has no model '" + std::string(name) + "'";
  for (const undescribed_model& candidate : left_out)
    if (candidate.name == name) sentence.append(": ").append(candidate.reason);
  throw broken_rule(sentence);
}

/// The model of that name. Throws `broken_rule` where there is none, with the reason where it was left out.
constexpr const language_model& at(std::string_view name) {
  const language_model* model = find(name);
  if (model == nullptr) report_missing_model(name);
  return *model;
}

}  // namespace scalewall::catalog::models
