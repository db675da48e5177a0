// What passes over memory and computes next to nothing: norms, gates, rotations, residuals, the loss.

#pragma once

#include <scalewall/quantities.hpp>
#include <scalewall/work/passes.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace scalewall::work {

/// Streams that software does equally well.
enum class stream_kind {
  elementwise,
  quantization,      ///< activations and gradients, from 16 bit to fewer
  permutation,       ///< tokens sorted by expert, and back
  expert_activation  ///< gates of experts with biases, one kernel an operation
};

inline constexpr std::array<std::string_view, 4> stream_kind_names = {"elementwise", "quantization",
                                                                      "permutation", "expert activation"};

constexpr std::string_view name(stream_kind kind) {
  return stream_kind_names[static_cast<std::size_t>(kind)];
}

struct stream {
  std::string_view what = "";  // not {}: g++ 12 copies no list of such in a constant expression
  stream_kind kind = stream_kind::elementwise;
  bytes forward{};   ///< read and written in a forward pass
  bytes backward{};  ///< read and written for the gradients of inputs
  passes often{};

  friend constexpr bool operator==(const stream&, const stream&) = default;
};

}  // namespace scalewall::work
