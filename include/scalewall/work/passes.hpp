// How often something happens in a microbatch, pass by pass.
//
// A layer passes forward once. Its backward pass has two parts: gradients of its inputs, which the layer before waits
// for, and gradients of its weights, which nobody waits for until the step ends. What is recomputed passes forward once
// more, at the beginning of the backward pass.

#pragma once

#include <array>
#include <cstddef>
#include <string_view>

namespace scalewall::work {

/// A part of a microbatch. What is recomputed counts to the second.
enum class phase { forward, inputs, weights };

inline constexpr std::array<std::string_view, 3> phase_names = {"forward", "gradients of inputs",
                                                                "gradients of weights"};

constexpr std::string_view name(phase part) { return phase_names[static_cast<std::size_t>(part)]; }

/// Times a microbatch. Not always whole: half of all products may be recomputed.
struct passes {
  double forward = 0;
  double again = 0;    ///< forward, in the backward pass
  double inputs = 0;   ///< gradients of inputs
  double weights = 0;  ///< gradients of weights

  friend constexpr bool operator==(const passes&, const passes&) = default;
};

constexpr passes operator*(double factor, const passes& once) {
  return {factor * once.forward, factor * once.again, factor * once.inputs, factor * once.weights};
}

}  // namespace scalewall::work
