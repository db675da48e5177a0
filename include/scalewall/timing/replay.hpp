// A recording as a backend: it answers what was measured once, on whatever machine.

#pragma once

#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/recording.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

namespace scalewall {

class replay_backend {
 public:
  /// Where a probe was recorded more than once, the first counts.
  replay_backend(device_description device, const std::vector<measurement>& rows)
      : device_(std::move(device)) {
    for (const measurement& one : rows) known_.emplace(to_text(one.what), one.took);
  }

  const device_description& device() const { return device_; }

  /// As it was recorded, whatever the effort. Throws `cannot_measure` where it was not.
  template <class Probe>
  timing time(const Probe& what, const timing_effort&) const {
    const std::string text = to_text(probe{what});
    const auto found = known_.find(text);
    if (found == known_.end())
      throw cannot_measure("the recording of " + device_.name + " has no timing of " + text);
    return found->second;
  }

 private:
  device_description device_;
  std::map<std::string, timing> known_;
};

static_assert(timing_backend<replay_backend>);

}  // namespace scalewall
