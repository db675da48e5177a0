// The constants of memory that no source states: each was fitted to measured rows, none to a single run.

#pragma once

#include <scalewall/fitted_constant.hpp>

#include <array>

namespace scalewall::catalog {

namespace fitted {

inline constexpr fitted_constant logit_of_fused_loss{
    .value = 10,
    .holds_for =
        "bytes of a logit under --cross-entropy-loss-fusion native: its 16 bit input, an fp32 copy and fp32 "
        "gradients",
    .rows = "functional tests of Megatron-LM with the fused loss on H100 and GB200"};

inline constexpr fitted_constant logit_of_fused_loss_before_hopper{
    .value = 14.6,
    .holds_for = "the same on an A100, in the first step",
    .rows = "functional tests of Megatron-LM with the fused loss on A100"};

inline constexpr fitted_constant logit_of_engine_loss{
    .value = 2,
    .holds_for =
        "bytes of a logit under Transformer Engine's loss, which writes its gradient over the logits",
    .rows = "rows of SimuMax on B200 without context parallelism"};

inline constexpr fitted_constant logit_of_compiled_loss{
    .value = 6,
    .holds_for = "bytes of a logit under PyTorch's loss, compiled",
    .rows = "rows of torchtitan on H200"};

inline constexpr fitted_constant pipeline_buffers{
    .value = 3,
    .holds_for = "tensors between stages that a rank keeps for sending and receiving",
    .rows = "functional tests of Megatron-LM with two and four stages"};

inline constexpr fitted_constant rounding_mebibytes{
    .value = 0.3,
    .holds_for = "MiB that a saved tensor above 1 MiB loses where it is no multiple of 2 MiB",
    .rows = "functional tests of Megatron-LM with four ranks of tensor parallelism"};

inline constexpr fitted_constant reserved_per_allocated{
    .value = 1.042,
    .holds_for = "what PyTorch's allocator has reserved, of the peak that is allocated",
    .rows = "24 rows that tell both: SimuMax and recipes of Megatron-Bridge"};

inline constexpr fitted_constant device_gibibytes_beyond_reserved{
    .value = 8.9,
    .holds_for =
        "GiB that a device holds beyond what is reserved: context, buffers of NCCL and of the engine",
    .rows = "BLOOM's chronicle, rows that are not held out"};

}  // namespace fitted

/// All of them, to be told.
inline constexpr std::array<fitted_constant, 8> fitted_memory_constants = {
    fitted::logit_of_fused_loss,    fitted::logit_of_fused_loss_before_hopper,
    fitted::logit_of_engine_loss,   fitted::logit_of_compiled_loss,
    fitted::pipeline_buffers,       fitted::rounding_mebibytes,
    fitted::reserved_per_allocated, fitted::device_gibibytes_beyond_reserved};

}  // namespace scalewall::catalog
