// What ranks do together in a microbatch. A group is so many ranks, each so many ranks from the next; who shares a node
// or a rack is not known here.

#pragma once

#include <scalewall/quantities.hpp>
#include <scalewall/work/passes.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall::work {

/// `members` ranks, each `stride` ranks from the next.
struct rank_group {
  std::int64_t members = 1;
  std::int64_t stride = 1;

  friend constexpr bool operator==(const rank_group&, const rank_group&) = default;
};

/// What a collective is for.
enum class collective_kind {
  tensor,              ///< tensor parallelism, before or behind a product that waits for it
  tensor_of_backward,  ///< the same, beside a product that does not: gradients of inputs beside those of weights
  context              ///< keys and values of all ranks of context parallelism
};

inline constexpr std::array<std::string_view, 3> collective_kind_names = {"tensor", "tensor, backward",
                                                                          "context"};

constexpr std::string_view name(collective_kind kind) {
  return collective_kind_names[static_cast<std::size_t>(kind)];
}

/// An all-reduce, all-gather or reduce-scatter; its size as `transfer_operation` counts it.
struct collective {
  std::string_view what = "";
  transfer_operation operation = transfer_operation::all_reduce;
  collective_kind kind = collective_kind::tensor;
  bytes size{};
  rank_group group{};
  passes often{};

  friend constexpr bool operator==(const collective&, const collective&) = default;
};

/// An all-to-all of tokens and their experts: `size` is what a rank has of `copies` copies of every token, one for each
/// expert that the token meets.
struct exchange {
  std::string_view what = "";
  bytes size{};
  std::int64_t copies = 1;
  rank_group group{};
  passes often{};

  friend constexpr bool operator==(const exchange&, const exchange&) = default;
};

/// What the host does before the accelerator can start.
enum class launch_kind {
  layer,         ///< the kernels of a layer, a dense one, as a unit
  routed_layer,  ///< those that a routed layer has beyond that
  expert         ///< those of an expert that stands on the rank
};

inline constexpr std::array<std::string_view, 3> launch_kind_names = {"layer", "routed layer", "expert"};

constexpr std::string_view name(launch_kind kind) {
  return launch_kind_names[static_cast<std::size_t>(kind)];
}

/// Units of `launch_kind::layer` and the others, in the forward pass, recomputation left out, and in the backward pass.
struct launches {
  launch_kind kind = launch_kind::layer;
  double forward = 0;
  double backward = 0;
  double again = 0;  ///< of a forward pass once more, in the backward pass

  friend constexpr bool operator==(const launches&, const launches&) = default;
};

}  // namespace scalewall::work
