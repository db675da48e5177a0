// A backend that measures an NVIDIA GPU: multiplications by cuBLASLt, copies and launches by CUDA, and, where NCCL was
// found when this was configured, transfers between the GPUs of this machine.
//
// What goes wrong is told in one sentence. A probe that finds too little memory, or no algorithm, is refused and the
// next one may succeed; see `device_lost` for the exception.

#pragma once

#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/cuda_clock.hpp>
#include <scalewall/timing/cuda_copy.hpp>
#include <scalewall/timing/cuda_device.hpp>
#include <scalewall/timing/cuda_launch.hpp>
#include <scalewall/timing/cuda_matmul.hpp>
#include <scalewall/timing/cuda_status.hpp>

#include <cuda_runtime_api.h>

#include <cstddef>
#include <optional>

#ifdef SCALEWALL_NCCL
#include <scalewall/timing/nccl.hpp>
#endif

namespace scalewall {

class cuda_backend {
 public:
  /// Of the GPU with this number, as CUDA counts them (CUDA_VISIBLE_DEVICES). Throws `cannot_measure` where there is no
  /// GPU, no driver or one too old, or where others use it alone.
  explicit cuda_backend(int number = 0) : number_(number) {
    check(cudaSetDevice(number_), "opening the CUDA device");
    check(cudaFree(nullptr), "opening the CUDA device");  // older runtimes open it only now
    properties_ = read_properties(number_);
    device_ = describe(properties_, installed_cuda());
#ifdef SCALEWALL_NCCL
    device_.facts.emplace_back("NCCL", nccl_version_text(nccl_version()));
#endif
    clock_.emplace(cache());
    matmuls_.emplace();
  }

  const device_description& device() const { return device_; }
  const cuda_properties& properties() const { return properties_; }
  const cuda_clock& clock() const { return *clock_; }
  const cuda_matmuls& matmuls() const { return *matmuls_; }

  timing time(const matmul_probe& what, const timing_effort& effort) {
    require_supported(what, properties_.capability);
    choose();
    return matmuls_->time(*clock_, cache(), what, effort);
  }

  timing time(const copy_probe& what, const timing_effort& effort) {
    choose();
    return time_copy(*clock_, properties_, what, effort);
  }

  timing time(const launch_probe& what, const timing_effort& effort) {
    choose();
    return time_launch(*clock_, what.kind, effort);
  }

  timing time([[maybe_unused]] const transfer_probe& what, [[maybe_unused]] const timing_effort& effort) {
#ifdef SCALEWALL_NCCL
    choose();
    return transfers_.time(what, cache(), effort);
#else
    throw cannot_measure(
        "transfers between GPUs need NCCL, which was not found when this program was configured");
#endif
  }

 private:
  std::size_t cache() const { return static_cast<std::size_t>(properties_.l2); }

  /// Every thread of the host has a current device of its own.
  void choose() const { check(cudaSetDevice(number_), "choosing the CUDA device"); }

  int number_;
  cuda_properties properties_;
  device_description device_;
  std::optional<cuda_clock> clock_;
  std::optional<cuda_matmuls> matmuls_;
#ifdef SCALEWALL_NCCL
  nccl_transfers transfers_;
#endif
};

static_assert(timing_backend<cuda_backend>);

}  // namespace scalewall
