// What CUDA and cuBLASLt say, as sentences, and the check that every call goes through.
//
// Most failures concern one call: the probe is refused and the next may succeed. After a few the device is lost to the
// process, and every later call fails alike; those are thrown as `device_lost`. Which they are is told in the comments
// of `cudaError` in CUDA's driver_types.h.

#pragma once

#include <scalewall/timing/backend.hpp>

#include <cublasLt.h>
#include <cuda_runtime_api.h>

#include <string>

namespace scalewall {

/// Thrown where nothing more can be measured on the device until the program is started again.
class device_lost : public cannot_measure {
 public:
  using cannot_measure::cannot_measure;
};

/// As CUDA writes them, 1000 * major + 10 * minor. The driver's is zero where there is none.
struct cuda_versions {
  int driver = 0;
  int runtime = 0;
};

/// 13.0 of 13000.
inline std::string cuda_version_text(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

/// Whether every later call of the process will fail as well.
constexpr bool loses_device(cudaError_t status) {
  switch (status) {
    case cudaErrorECCUncorrectable:
    case cudaErrorIllegalAddress:
    case cudaErrorLaunchTimeout:
    case cudaErrorContextIsDestroyed:
    case cudaErrorAssert:
    case cudaErrorHardwareStackError:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorLaunchFailure:
    case cudaErrorMpsClientTerminated:
    case cudaErrorExternalDevice:
      return true;
    default:
      // Newer than some toolkits: NVLink uncorrectable, contained, tensor memory leak.
      return status == 220 || status == 226 || status == 721;
  }
}

/// Why a call failed, in words that follow a colon.
inline std::string explain(cudaError_t status, const cuda_versions& installed) {
  switch (status) {
    case cudaErrorNoDevice:
      return "there is no CUDA device on this machine";
    case cudaErrorInsufficientDriver:
      if (installed.driver == 0)
        return "there is no CUDA device on this machine, for it has no NVIDIA driver";
      return "the NVIDIA driver is too old: it offers CUDA " + cuda_version_text(installed.driver) +
             ", this program was built with CUDA " + cuda_version_text(installed.runtime);
    case cudaErrorStubLibrary:
      return "the NVIDIA driver that was found is the stub for linking, not a driver";
    case cudaErrorSystemDriverMismatch:
      return "the NVIDIA driver and its kernel module are of different versions";
    case cudaErrorSystemNotReady:
      return "the system is not ready for CUDA yet: on machines with NVSwitch the fabric manager has to run";
    case cudaErrorInvalidDevice:
      return "this machine has no CUDA device of that number";
    case cudaErrorDevicesUnavailable:
    case cudaErrorDeviceAlreadyInUse:
      return "the device is busy, or in a mode that keeps other processes out";
    case cudaErrorMemoryAllocation:
      return "the device or its host has not enough free memory";
    case cudaErrorNoKernelImageForDevice:
    case cudaErrorInvalidDeviceFunction:
    case cudaErrorUnsupportedPtxVersion:
      return "the kernels were not built for this device: CMAKE_CUDA_ARCHITECTURES has to name it";
    default:
      return std::string(cudaGetErrorString(status)) + " (" + cudaGetErrorName(status) + ")";
  }
}

inline std::string explain(cublasStatus_t status) {
  switch (status) {
    case CUBLAS_STATUS_NOT_INITIALIZED:
      return "cuBLASLt found no CUDA device that it can use";
    case CUBLAS_STATUS_ALLOC_FAILED:
      return "cuBLASLt found not enough free memory";
    case CUBLAS_STATUS_ARCH_MISMATCH:
    case CUBLAS_STATUS_NOT_SUPPORTED:
      return "cuBLASLt has no algorithm for it on this device";
    default:
      return std::string(cublasLtGetStatusString(status)) + " (" + cublasLtGetStatusName(status) + ")";
  }
}

/// Versions are never refused, not even without a device.
inline cuda_versions installed_cuda() {
  cuda_versions installed;
  static_cast<void>(cudaDriverGetVersion(&installed.driver));
  static_cast<void>(cudaRuntimeGetVersion(&installed.runtime));
  return installed;
}

/// Throws `cannot_measure` or `device_lost`, "doing: why", unless the status is that of success.
inline void check(cudaError_t status, const char* doing) {
  if (status == cudaSuccess) return;
  static_cast<void>(cudaGetLastError());  // so that the next launch is not blamed for it
  const std::string sentence = std::string(doing) + ": " + explain(status, installed_cuda());
  if (!loses_device(status)) throw cannot_measure(sentence);
  throw device_lost(sentence + "; the device is lost until the program is started again");
}

inline void check(cublasStatus_t status, const char* doing) {
  if (status != CUBLAS_STATUS_SUCCESS) throw cannot_measure(std::string(doing) + ": " + explain(status));
}

}  // namespace scalewall
