// Files of YAML that configure training by software whose files are not read, told apart by keys that others do not have.
//
// Sources: NVIDIA-NeMo/NeMo, examples/nlp/language_modeling/conf/megatron_gpt_config.yaml; mosaicml/llm-foundry,
// scripts/train/yamls; axolotl-ai-cloud/axolotl, examples; huggingface/accelerate, commands/config; hiyouga/LLaMA-Factory,
// examples; meta-pytorch/torchtune, recipes/configs; allenai/OLMo, configs; huggingface/nanotron, examples; huggingface/trl,
// examples; volcengine/verl, verl/trainer/config; AI-Hypercomputer/maxtext, configs/base.yml; EleutherAI/gpt-neox, configs.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/yaml_values.hpp>
#include <scalewall/quoted_text.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// A key, or a table where it ends in a dot, that only files of that software have.
struct foreign_key {
  std::string_view key;
  std::string_view file;
};

inline constexpr foreign_key foreign_keys[] = {
    {"trainer.", "NeMo 1 (megatron_gpt_config.yaml)"},
    {"exp_manager.", "NeMo 1 (megatron_gpt_config.yaml)"},
    {"fsdp.wrapping_strategy", "OLMo"},
    {"model.mlp_hidden_size", "OLMo"},
    {"model.d_model", "LLM Foundry"},
    {"device_train_microbatch_size", "LLM Foundry"},
    {"base_model", "axolotl"},
    {"compute_environment", "accelerate"},
    {"distributed_type", "accelerate"},
    {"finetuning_type", "LLaMA-Factory"},
    {"model._component_", "torchtune"},
    {"model.model_config.", "nanotron"},
    {"actor_rollout_ref.", "verl"},
    {"base_emb_dim", "MaxText"},
    {"pipe_parallel_size", "GPT-NeoX"},
    {"pipe-parallel-size", "GPT-NeoX"},
    {"model_parallel_size", "GPT-NeoX"},
    {"model-parallel-size", "GPT-NeoX"},
    {"model_name_or_path", "a trainer of Hugging Face (trl, transformers)"},
};

/// Throws `broken_rule` with the software and the key where the values are of a file that is not read.
inline void refuse_foreign_yaml(const std::vector<yaml_value>& values) {
  for (const foreign_key& one : foreign_keys)
    for (const yaml_value& value : values)
      if (one.key.ends_with('.') ? value.path.starts_with(one.key) : value.path == one.key)
        throw broken_rule(excerpt_of(value.path).shown + " (line " + std::to_string(value.line) +
                          "): this is a configuration of " + std::string(one.file) +
                          ", which is not read; of YAML, a run_config.yaml of Megatron-Bridge and a "
                          "model_config.yaml of Megatron-LM are");
}

}  // namespace scalewall
