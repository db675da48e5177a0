// What a step waits for, on one line: arithmetic 92.2%, matmul latency 4.25%, data communication 3.59%.

#pragma once

#include <scalewall/cost/bottleneck.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/report/number_text.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace scalewall {

/// The largest share first and always; of the others those of a percent at least, `most` in all.
inline std::string shares_text(const step_estimate& step, std::size_t most = bottleneck_names.size()) {
  std::vector<bottleneck> by_share;
  for (std::size_t i = 0; i < bottleneck_names.size(); ++i) by_share.push_back(static_cast<bottleneck>(i));
  std::stable_sort(by_share.begin(), by_share.end(),
                   [&](bottleneck a, bottleneck b) { return step.waits[a] > step.waits[b]; });
  std::string text;
  for (std::size_t i = 0; i < std::min(most, by_share.size()); ++i) {
    const double share = step.share(by_share[i]);
    if (i > 0 && share < 0.01) break;
    text.append(i > 0 ? ", " : "").append(name(by_share[i])).append(" ").append(percent_text(share));
  }
  return text;
}

}  // namespace scalewall
