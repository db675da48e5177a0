// Training software: what it keeps in memory and what its kernels and its host take.

#pragma once

#include <string_view>

namespace scalewall {

/// Families of training software that are accounted for alike.
enum class framework_family {
  megatron,   ///< Megatron Core, with NeMo and Megatron-Bridge on top of it
  deepspeed,  ///< Megatron-DeepSpeed
  fsdp        ///< torchtitan, llm-foundry: fully sharded PyTorch
};

}  // namespace scalewall
