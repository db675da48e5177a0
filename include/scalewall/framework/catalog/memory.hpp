// What the memory of known training software holds.
//
// Sources: NVIDIA/Megatron-LM, megatron/core/tensor_parallel/{cross_entropy,layers}.py, core/utils.py (the buffer that
// gathers a sequence), core/optimizer/; NVIDIA/TransformerEngine, transformer_engine/pytorch/module/base.py (its workspace
// and cached gradients of weights); pytorch/pytorch, aten/src/ATen/cuda/CUDABlas.cpp (workspaces of cuBLAS);
// microsoft/DeepSpeed, deepspeed/runtime/bf16_optimizer.py; pytorch/torchtitan, with FSDP2 of PyTorch.

#pragma once

#include <scalewall/framework/catalog/fitted_memory.hpp>
#include <scalewall/framework/memory_accounting.hpp>

namespace scalewall::catalog {

namespace detail {

// 4,096 x 2 + 16 x 8 KiB before Hopper, 32 MiB since, as PyTorch sets them.
inline constexpr workspace_sizes cublas_workspaces{.before_hopper = 8'519'680_B, .hopper_and_newer = 32_MiB};

// :4096:8 is eight pieces of 4,096 KiB. Source: cuBLAS, "Results Reproducibility".
inline constexpr bytes repeatable_cublas_workspace = 8 * 4_MiB;

inline constexpr workspace_sizes engine_workspaces{.before_hopper = 4_MiB, .hopper_and_newer = 32_MiB};

// Read in their sources: Megatron's own loss works in an fp32 copy of the 16 bit logits, 2 + 4; PyTorch's keeps the logits
// and their fp32 copy while it writes log-probabilities and a gradient in fp32, 2 + 4 + 4 + 4; torchtitan's in chunks has an
// eighth of them at a time (torchtitan/components/loss.py). The rest is fitted.
inline constexpr std::array<double, 6> logit_bytes = {
    6,  fitted::logit_of_fused_loss.value,    fitted::logit_of_engine_loss.value,
    14, fitted::logit_of_compiled_loss.value, 14.0 / 8};

}  // namespace detail

/// Megatron Core with layers of Transformer Engine: gradients in fp32 under --bf16, in 16 bit at the peak under --fp16
/// (their fp32 copies are there from the update to the next step alone); master weights and moments in fp32.
inline constexpr memory_accounting megatron_core{
    .name = "Megatron Core",
    .states = {.weight = 2, .gradient = 4, .optimizer = 12},
    .states_of_fp16 = {.weight = 2, .gradient = 2, .optimizer = 12, .gradient_copy = 4},
    .products = detail::cublas_workspaces,
    .repeatable_products = detail::repeatable_cublas_workspace,
    .engine = detail::engine_workspaces,
    .grouped_products = 4,
    // Three streams; queries with keys and values, projection and both products of the block, forward and backward, and two
    // weight gradients: transformer_engine/pytorch/module/base.py (initialize_ub).
    .overlapped_workspaces = 3,
    .overlapped_buffers = 10,
    .dummy_weight_gradients = true,
    .gathers_into_buffer = true,
    .logit = detail::logit_bytes,
    .logit_of_fused_before_hopper = fitted::logit_of_fused_loss_before_hopper.value,
    .pipeline_buffers = fitted::pipeline_buffers.value,
    .rounding = fitted::rounding_mebibytes.value * 1_MiB};

namespace detail {

constexpr memory_accounting without_engine(memory_accounting framework, std::string_view name) {
  framework.name = name;
  framework.engine = {};
  framework.grouped_products = 0;
  framework.overlapped_workspaces = 1;
  framework.overlapped_buffers = 0;
  framework.dummy_weight_gradients = false;
  framework.keeps_buffer_of_scores = true;
  return framework;
}

constexpr memory_accounting deepspeed(std::string_view name, state_bytes states) {
  memory_accounting framework = without_engine(megatron_core, name);
  framework.states = framework.states_of_fp16 = states;
  framework.keeps_stage_outputs = true;
  return framework;
}

constexpr memory_accounting fully_sharded() {
  memory_accounting framework = without_engine(megatron_core, "torchtitan (FSDP2)");
  framework.states = framework.states_of_fp16 = {.weight = 4, .gradient = 4, .optimizer = 8};
  framework.gathers_into_buffer = false;
  framework.keeps_buffer_of_scores = false;
  framework.keeps_quantized_inputs = false;
  framework.stays_gathered_in_pipeline = true;
  framework.pipeline_buffers = 0;
  framework.keeps_stage_outputs = true;
  framework.buffers_every_microbatch = true;
  // Its backward pass holds log-probabilities, their gradient, the sum with probabilities and the product beside the logits
  // and their fp32 copy, 2 + 4 + 4 x 4: torch/distributed/tensor/parallel/loss.py.
  framework.logit_of_torch_over_ranks = 22;
  return framework;
}

}  // namespace detail

/// Megatron Core with its own layers (--transformer-impl local).
inline constexpr memory_accounting megatron_core_local =
    detail::without_engine(megatron_core, "Megatron Core, local layers");

/// Megatron-DeepSpeed: its fp16 engine adds gradients up in fp16; BF16Optimizer adds those in bf16 up in fp32 beside them
/// (deepspeed/runtime/bf16_optimizer.py). Its pipeline keeps the outputs of every buffer in flight beside the inputs
/// (deepspeed/runtime/pipe/engine.py, `pipe_buffers`).
inline constexpr memory_accounting deepspeed_fp16 =
    detail::deepspeed("Megatron-DeepSpeed, fp16", {.weight = 2, .gradient = 2, .optimizer = 12});
inline constexpr memory_accounting deepspeed_bf16 =
    detail::deepspeed("Megatron-DeepSpeed, bf16", {.weight = 2, .gradient = 6, .optimizer = 12});

/// torchtitan: weights, gradients and moments in fp32 shards, gathered in 16 bit. Its float8 products keep inputs in 16 bit
/// (pytorch/ao, torchao/float8). In a pipeline it does not give gathered weights back after a forward, and adds unsharded
/// gradients up in fp32 until the last microbatch (torchtitan/parallelisms/parallelize_llama.py,
/// torch/distributed/fsdp/_fully_shard/_fsdp_param.py). Stages of torch/distributed/pipelining/stage.py receive into buffers that
/// every microbatch has its own of (_prepare_forward_infra, _prepare_backward_infra), keep outputs until their backward pass
/// (fwd_cache), and those of the last stage until the step ends (output_chunks).
inline constexpr memory_accounting fsdp2 = detail::fully_sharded();

/// The fork of Megatron-LM with zero bubble schedules, run in fp16. Source: sail-sg/zero-bubble-pipeline-parallelism,
/// examples/pretrain_zero_bubble.sh.
inline constexpr memory_accounting zero_bubble =
    detail::without_engine(megatron_core, "Megatron-LM, zero bubble");

}  // namespace scalewall::catalog
