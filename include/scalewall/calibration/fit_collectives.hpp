// The protocols of a library of collectives, fitted to its times.
//
// A fit starts from a descriptor that is known, such as the catalog's of the nearest machine: which protocols there are
// is taken from it, and so is every number that no row shows, as all are pulled to where they start. The switches
// between protocols do not move a time by little but by leaps; they are tried one by one, each with a fit of its own.
//
// In one protocol no message is faster than a smaller one: a row that took a tenth longer than a larger message of its
// kind was disturbed, and says nothing of the network.

#pragma once

#include <scalewall/calibration/fitted_numbers.hpp>
#include <scalewall/calibration/measured_rows.hpp>
#include <scalewall/cost/collective.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/recording.hpp>

#include <algorithm>
#include <cmath>
#include <span>
#include <string>
#include <vector>

namespace scalewall {

template <class Visit>
void for_each_number(collective_protocols& of, const Visit& visit) {
  // Dearer by a hundredth is as dear.
  constexpr fit_bounds dearer{.least = 0.01, .most = 4, .beyond_least = 0};
  ring_protocols& ring = of.ring;
  visit("launch", of.launch);
  visit("LL hop", ring.ll.hop);
  visit("LL forwarding", ring.ll.forwarding);
  visit("LL opening", ring.ll.opening);
  if (ring.ll128) {
    visit("LL128 hop", ring.ll128->hop);
    visit("LL128 bandwidth", ring.ll128->bandwidth);
  }
  visit("Simple setup", ring.simple.setup);
  visit("Simple hop", ring.simple.hop);
  visit("Simple share bandwidth", ring.simple.share_bandwidth);
  visit("Simple dearer", ring.simple.dearer, dearer);
  for (ring_span& span : ring.spans) {
    visit("LL bandwidth", span.ll);
    visit("Simple bandwidth", span.simple);
  }
  if (of.in_switch) {
    visit("NVLS setup", of.in_switch->setup);
    visit("NVLS bandwidth", of.in_switch->bandwidth);
    visit("NVLS dearer", of.in_switch->dearer, dearer);
  }
  exchange_protocols& exchange = of.exchange;
  visit("exchange per peer", exchange.per_peer);
  visit("exchange LL setup", exchange.ll_setup);
  visit("exchange Simple setup", exchange.simple_setup);
  visit("exchange Simple least", exchange.simple_least);
  visit("exchange dearer", exchange.dearer, dearer);
  if (exchange.dearer > 0) visit("exchange dearer until", exchange.dearer_until);
  visit("exchange kept bandwidth", exchange.kept_bandwidth);
  for (exchange_span& span : exchange.spans) {
    visit("exchange LL bandwidth", span.ll);
    visit("exchange Simple bandwidth", span.simple);
  }
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

using collective_fit = fitted<collective_protocols>;

struct collective_fit_settings {
  /// Of every number but the launch to its start: what it costs to be a factor e away from it, where a row that is off
  /// by 5 % costs 0.8. With a large one only the launch is fitted, to another host with the same network.
  double pull = 2;

  /// How far each switch is looked for, in factors of the fourth root of 2 up and down. None: it stays where it is.
  int switch_steps = 4;

  fit_settings fit{};  ///< the redraws are of the last fit
};

/// Uses the transfers within one node that are not held out; throws `broken_rule` where there are none.
inline collective_fit fit_collective_protocols(const collective_protocols& start,
                                               std::span<const measurement> rows,
                                               const collective_fit_settings& settings = {}) {
  require_valid(start);
  std::vector<measurement> used = transfers_of(rows, {});
  require(!used.empty(), "protocols are fitted to transfers within a node that are not held out");
  collective_protocols wide = start;
  for (const measurement& row : used)
    wide.participants = std::max(wide.participants, transfer_of(row).participants);
  used = undisturbed(wide, used);

  const auto fit = [&](const collective_protocols& from, int redraws) {
    descriptor_fit_settings how{
        .pull = [&](const std::string& number) { return number == "launch" ? 0 : settings.pull; },
        .fit = settings.fit};
    how.fit.redraws = redraws;
    return fit_descriptor(
        from, used,
        [](const collective_protocols& protocols, const measurement& row) {
          const transfer_probe& what = transfer_of(row);
          return time_collective(protocols, what.operation, what.participants, what.size).total;
        },
        how);
  };
  // Another place of a switch is believed where the loss falls by a twentieth.
  collective_protocols from = wide;
  const auto look_for = [&](auto switch_of) {
    const collective_protocols around = from;
    double least = 0.95 * fit(around, 0).found.loss;
    for (int k = -settings.switch_steps; k <= settings.switch_steps; ++k) {
      if (k == 0) continue;
      collective_protocols moved = around;
      auto& size = switch_of(moved);
      size = std::exp2(k / 4.0) * size;
      const double loss = fit(moved, 0).found.loss;
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
