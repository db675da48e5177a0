// This machine's processor as a backend: multiplications by a BLAS, copies within every level of its memory, and what
// its threads hand to one another.

#pragma once

#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/host_copy.hpp>
#include <scalewall/timing/host_device.hpp>
#include <scalewall/timing/host_hand_over.hpp>
#include <scalewall/timing/host_matmul.hpp>
#include <scalewall/timing/host_team.hpp>

#include <string>
#include <utility>

namespace scalewall {

class host_backend {
 public:
  explicit host_backend(device_description host = describe_host())
      : device_(std::move(host)), team_(device_.known.threads) {}

  const device_description& device() const { return device_; }

  timing time(const matmul_probe& what, const timing_effort& effort) {
    if (what.format == precision::fp32) return singles_.time(device_.known, what, effort);
    if (what.format == precision::fp64) return doubles_.time(device_.known, what, effort);
    throw cannot_measure("the BLAS multiplies fp32 and fp64, not " + std::string(name(what.format)));
  }

  timing time(const copy_probe& what, const timing_effort& effort) {
    return copies_.time(device_.known, team_, what, effort);
  }

  timing time(const launch_probe& what, const timing_effort& effort) {
    if (what.kind != launch_kind::empty)
      throw cannot_measure("threads have no queue in which work depends on work, nor can it be captured");
    return time_host_launch(effort);
  }

  timing time(const transfer_probe& what, const timing_effort& effort) {
    if (what.operation != transfer_operation::point_to_point || what.participants != 2 || what.nodes != 1)
      throw cannot_measure("threads hand over from one to another on one node, and have no other transfers");
    return hand_overs_.time(device_.known, what.size, effort);
  }

 private:
  device_description device_;
  host_team team_;
  host_copies copies_;
  host_hand_overs hand_overs_;
  host_matmuls<float> singles_;
  host_matmuls<double> doubles_;
};

static_assert(timing_backend<host_backend>);

}  // namespace scalewall
