// How often accelerators of a cluster do the same together, as the paper's simulation counts: over the whole cluster.

#pragma once

namespace scalewall {

/// How often a transfer is made in a cluster.
struct repetition {
  double in_sequence = 1;
  double side_by_side = 1;
  double accelerators = 1;

  /// Transfers that an accelerator makes in all, each of a part of what it moves. The reference does not count them: in
  /// its formulas small ones are as fast as large ones.
  double parts = 1;

  friend constexpr bool operator==(const repetition&, const repetition&) = default;
};

}  // namespace scalewall
