// Keys of configurations of training by software whose files are not read, which others do not have.
//
// Sources: NVIDIA-NeMo/NeMo, examples/nlp/language_modeling/conf/megatron_gpt_config.yaml; mosaicml/llm-foundry,
// scripts/train/yamls; axolotl-ai-cloud/axolotl, examples; huggingface/accelerate, commands/config; hiyouga/LLaMA-Factory,
// examples; meta-pytorch/torchtune, recipes/configs; allenai/OLMo, configs; huggingface/nanotron, examples; huggingface/trl,
// examples; volcengine/verl, verl/trainer/config; AI-Hypercomputer/maxtext, configs/base.yml; EleutherAI/gpt-neox, configs.

#pragma once

#include <string_view>

namespace scalewall {

/// A key, or a table where it ends in a dot, that only files of that software have.
struct foreign_key {
  std::string_view key;
  std::string_view file;

  constexpr bool is(std::string_view path) const {
    return key.ends_with('.') ? path.starts_with(key) : path == key;
  }
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

}  // namespace scalewall
