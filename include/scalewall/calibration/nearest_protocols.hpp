// Which of the descriptors that are known a fit of collectives starts from: that of the nearest network.
//
// The launch is the host's and no mark of a network, so every descriptor is held against the times with a launch that
// is fitted to them. What is then off by more than a factor e, in the mean, is not near: another kind of library, such
// as threads or MPI, whose protocols are not those of the descriptor.

#pragma once

#include <scalewall/calibration/fit_collectives.hpp>
#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/math.hpp>

#include <optional>
#include <span>

namespace scalewall {

/// None where none is near. Throws what fit_collective_protocols throws.
inline std::optional<collective_protocols> nearest_protocols(std::span<const collective_protocols> known,
                                                             const rows_to_fit& rows) {
  const collective_fit_settings launch_alone{.pull = math::infinity, .switch_steps = 0};
  std::optional<collective_protocols> nearest;
  double least = 2 / launch_alone.fit.scale;  // the loss of a factor e
  for (const collective_protocols& one : known) {
    const double loss = fit_collective_protocols(one, rows, launch_alone).loss;
    if (loss >= least) continue;
    nearest = one;
    least = loss;
  }
  return nearest;
}

}  // namespace scalewall
