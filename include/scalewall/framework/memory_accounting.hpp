// What training software keeps in memory beside weights, optimizer and activations, as numbers with their sources.
//
//     always      two workspaces of cuBLAS (one for each thread that multiplies: forward and backward), those of
//                 Transformer Engine and of its grouped products, and buffers of communication
//     logits      C bytes of every logit of a microbatch on the rank, as the kernel of the loss computes
//     rounding    PyTorch's allocator does not split a block of which 1 MiB or less would remain, so that a tensor above
//                 1 MiB which is no multiple of 2 MiB keeps somewhat more
//
// What was fitted to measurements stands in catalog/fitted_memory.hpp, each number with its rows.

#pragma once

#include <scalewall/parallel/recipe.hpp>
#include <scalewall/quantities.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall {

/// GPUs by the workspaces that libraries give them: those of compute capability 9 and more are given larger ones.
enum class workspace_generation { before_hopper, hopper_and_newer };

struct workspace_sizes {
  bytes before_hopper{};
  bytes hopper_and_newer{};

  constexpr bytes of(workspace_generation generation) const {
    return generation == workspace_generation::before_hopper ? before_hopper : hopper_and_newer;
  }
  friend constexpr bool operator==(const workspace_sizes&, const workspace_sizes&) = default;
};

struct memory_accounting {
  std::string_view name;

  /// What it keeps of a parameter in 16 bit formats other than fp16, and in fp16.
  state_bytes states{};
  state_bytes states_of_fp16{};

  /// Workspaces of cuBLAS, one for each of `product_threads`.
  workspace_sizes products{};
  std::int64_t product_threads = 2;

  /// The size that CUBLAS_WORKSPACE_CONFIG=:4096:8 sets.
  bytes repeatable_products{};

  /// The workspace of Transformer Engine, and how many more its grouped products have. Zero without it.
  workspace_sizes engine{};
  std::int64_t grouped_products = 0;

  /// Workspaces of the engine in the place of one where products of tensor parallelism overlap their communication, and
  /// buffers of a sequence, one for every product that overlaps.
  std::int64_t overlapped_workspaces = 1;
  std::int64_t overlapped_buffers = 0;

  /// Whether products that add gradients up return cached gradients which nobody reads, one of each shape of weight.
  bool dummy_weight_gradients = false;

  /// Whether one buffer stays that gathers the sequence before the head, and one that holds unfused scores.
  bool gathers_into_buffer = false;
  bool keeps_buffer_of_scores = false;

  /// Bytes of a logit at the loss, by `loss_kernel`; and those of the fused kernel in 16 bit before Hopper.
  std::array<double, 6> logit{};
  double logit_of_fused_before_hopper = 0;

  /// Those of PyTorch's eager loss where ranks of tensor parallelism share the vocabulary; zero where that is the same.
  double logit_of_torch_over_ranks = 0;

  /// Tensors between stages that a rank of a pipeline keeps for sending and receiving.
  double pipeline_buffers = 0;

  /// Whether a rank of a pipeline keeps what it passed on, of every microbatch in flight.
  bool keeps_stage_outputs = false;

  /// Whether a rank of a pipeline has buffers for every microbatch of a step, of activations that it receives and of their gradients,
  /// and keeps the logits of all until the step ends.
  bool buffers_every_microbatch = false;

  /// Whether products keep their inputs in the 8 bits that they multiply in, and attention what it gives.
  bool keeps_quantized_inputs = true;

  /// Whether weights that are shards stay gathered over a whole step of a pipeline, with their unsharded gradients.
  bool stays_gathered_in_pipeline = false;

  /// What a tensor keeps beyond its size where the allocator does not split its block.
  bytes rounding{};

  /// Bytes of a logit for a loss kernel.
  constexpr double bytes_of_logit(loss_kernel kernel, workspace_generation generation,
                                  std::int64_t tensor) const {
    if (kernel == loss_kernel::torch && tensor > 1 && logit_of_torch_over_ranks > 0)
      return logit_of_torch_over_ranks;
    if (kernel == loss_kernel::fused && generation == workspace_generation::before_hopper)
      return logit_of_fused_before_hopper;
    return logit[static_cast<std::size_t>(kernel)];
  }

  friend constexpr bool operator==(const memory_accounting&, const memory_accounting&) = default;
};

/// The recipe with what the framework keeps of a parameter in the recipe's format, and between microbatches.
constexpr recipe with_states_of(const memory_accounting& framework, recipe how) {
  how.states = how.format == training_format::fp16 ? framework.states_of_fp16 : framework.states;
  how.stays_gathered_in_pipeline = framework.stays_gathered_in_pipeline;
  return how;
}

}  // namespace scalewall
