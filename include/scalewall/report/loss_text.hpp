// Why a plan lost, on one line: waits 12.3 ms longer for data communication, 1.1 ms less for arithmetic.

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/search/loss.hpp>

#include <algorithm>
#include <string>

namespace scalewall {

/// The largest difference and what is at least a tenth of it, from what costs most to what is gained most by.
inline std::string loss_text(const plan_loss& lost) {
  const auto size = [&](bottleneck what) {
    return lost.waits[what].value() < 0 ? -lost.waits[what] : lost.waits[what];
  };
  const auto order = lost.by_size();
  const seconds largest = std::max(size(order.front()), size(order.back()));
  if (largest == seconds{}) return "waits for the same";
  std::string text = "waits ";
  for (const bottleneck what : order) {
    if (size(what) < 0.1 * largest) continue;
    text.append(text.ends_with(' ') ? "" : ", ").append(to_text(size(what)));
    text.append(lost.waits[what].value() < 0 ? " less for " : " longer for ").append(name(what));
  }
  return text;
}

}  // namespace scalewall
