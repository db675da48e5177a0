// The protocols of a library of collectives, fitted to its times.
//
// A fit starts from a descriptor that is known, such as the catalog's of the nearest machine: which protocols there are
// is taken from it, and so is every number that no row shows, as all are pulled to where they start. The switches
// between protocols do not move a time by little but by leaps; they are tried one by one, each with a fit of its own.
//
// In one protocol no message is faster than a smaller one: a row that took a tenth longer than a larger message of its
// kind was disturbed, and says nothing of the network.

#pragma once

#include <scalewall/calibration/fit_descriptor.hpp>
#include <scalewall/calibration/fitted.hpp>
#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/cost/collective.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/math.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <vector>

namespace scalewall {

/// What a fit may move of protocols. Where the first bytes are as dear as the rest, nothing says where they end.
inline std::vector<fit_parameter> protocol_parameters(const collective_protocols& start) {
  std::vector<fit_parameter> parameters = parameters_of(start);
  if (!(start.exchange.dearer > 0)) hold(parameters, place_of(start, start.exchange.dearer_until));
  return parameters;
}

/// The rows that no larger transfer of the same operation, participants and protocol undercuts by more than a tenth.
inline std::vector<measurement> undisturbed(const collective_protocols& protocols,
                                            std::span<const measurement> transfers) {
  const auto undercuts = [&](const measurement& other, const measurement& row) {
    const transfer_probe& a = transfer_of(other);
    const transfer_probe& b = transfer_of(row);
    const auto protocol = [&](const transfer_probe& what) {
      return time_collective(protocols, what.operation, what.participants, what.size).protocol;
    };
    return a.operation == b.operation && a.participants == b.participants && a.size > b.size &&
           1.1 * other.took.median < row.took.median && other.source == row.source &&
           protocol(a) == protocol(b);
  };
  std::vector<measurement> quiet;
  for (const measurement& row : transfers)
    if (std::none_of(transfers.begin(), transfers.end(),
                     [&](const measurement& other) { return undercuts(other, row); }))
      quiet.push_back(row);
  return quiet;
}

using collective_fit = fitted_descriptor<collective_protocols>;

struct collective_fit_settings {
  /// Of every number but the launch to its start: what it costs to be a factor e away from it, where a row that is off
  /// by 5 % costs 0.8. With a large one only the launch is fitted, to another host with the same network.
  double pull = 2;

  /// How far each switch is looked for, in factors of the fourth root of 2 up and down. None: it stays where it is.
  int switch_steps = 4;

  fit_settings fit{};  ///< the redraws are of the last fit
};

/// Uses the transfers within one node; throws `broken_rule` where there are none.
inline collective_fit fit_collective_protocols(const collective_protocols& start, const rows_to_fit& rows,
                                               const collective_fit_settings& settings = {}) {
  require_valid(start);
  std::vector<measurement> used = transfers_of(rows);
  const fit_evidence evidence{used.size(), row_kind::transfer};
  require(!used.empty(), "protocols are fitted to transfers within a node that are not held out");
  collective_protocols wide = start;
  for (const measurement& row : used)
    wide.participants = std::max(wide.participants, transfer_of(row).participants);
  used = undisturbed(wide, used);

  const auto fit = [&](const collective_protocols& from, int redraws) {
    std::vector<fit_parameter> parameters = protocol_parameters(from);
    for (fit_parameter& one : parameters)
      if (one.place != place_of(from, from.launch)) one.pull = settings.pull;
    std::erase_if(parameters, [](const fit_parameter& one) { return one.pull == math::infinity; });
    fit_settings how = settings.fit;
    how.redraws = redraws;
    how.evidence = evidence;
    return fit_descriptor(
        from, parameters, times_of(used),
        [&](const collective_protocols& protocols) {
          return [&, protocols](std::size_t row) {
            const transfer_probe& what = transfer_of(used[row]);
            return time_collective(protocols, what.operation, what.participants, what.size).total;
          };
        },
        how);
  };
  // Another place of a switch is believed where the loss falls by a twentieth.
  collective_protocols from = wide;
  const auto look_for = [&](auto switch_of) {
    const collective_protocols around = from;
    double least = 0.95 * fit(around, 0).loss;
    for (int k = -settings.switch_steps; k <= settings.switch_steps; ++k) {
      if (k == 0) continue;
      collective_protocols moved = around;
      auto& size = switch_of(moved);
      size = std::exp2(k / 4.0) * size;
      const double loss = fit(moved, 0).loss;
      if (loss >= least) continue;
      least = loss;
      from = moved;
    }
  };
  if (start.ring.choice.ll_at_most)
    look_for([](collective_protocols& of) -> bytes& { return *of.ring.choice.ll_at_most; });
  else
    look_for([](collective_protocols& of) -> bytes_per_second& { return of.ring.choice.simple; });
  look_for([](collective_protocols& of) -> bytes& { return of.exchange.ll_at_most; });
  return fit(from, settings.fit.redraws);
}

}  // namespace scalewall
