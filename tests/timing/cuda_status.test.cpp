#include <scalewall/timing/cuda_status.hpp>

#include <doctest/doctest.h>

#include <string>

namespace {

namespace sw = scalewall;

static_assert(!sw::loses_device(cudaSuccess));
static_assert(!sw::loses_device(cudaErrorMemoryAllocation));
static_assert(!sw::loses_device(cudaErrorInvalidValue));
static_assert(!sw::loses_device(cudaErrorDevicesUnavailable));
static_assert(sw::loses_device(cudaErrorIllegalAddress));
static_assert(sw::loses_device(cudaErrorLaunchFailure));
static_assert(sw::loses_device(cudaErrorECCUncorrectable));

TEST_CASE("each bad situation has its sentence") {
  const auto why = [](cudaError_t status, int driver = 12020) {
    return sw::explain(status, {.driver = driver, .runtime = 13000});
  };
  CHECK(why(cudaErrorNoDevice) == "there is no CUDA device on this machine");
  CHECK(why(cudaErrorInsufficientDriver, 0) ==
        "there is no CUDA device on this machine, for it has no NVIDIA driver");
  CHECK(why(cudaErrorInsufficientDriver) ==
        "the NVIDIA driver is too old: it offers CUDA 12.2, this program was built with CUDA 13.0");
  CHECK(why(cudaErrorMemoryAllocation) == "the device or its host has not enough free memory");
  CHECK(why(cudaErrorDevicesUnavailable) ==
        "the device is busy, or in a mode that keeps other processes out");
  CHECK(why(cudaErrorNoKernelImageForDevice) ==
        "the kernels were not built for this device: CMAKE_CUDA_ARCHITECTURES has to name it");
  CHECK(why(cudaErrorIllegalAddress) == "an illegal memory access was encountered (cudaErrorIllegalAddress)");
  CHECK(sw::explain(CUBLAS_STATUS_NOT_SUPPORTED) == "cuBLASLt has no algorithm for it on this device");
  CHECK(sw::explain(CUBLAS_STATUS_ALLOC_FAILED) == "cuBLASLt found not enough free memory");
  const std::string other = sw::explain(CUBLAS_STATUS_EXECUTION_FAILED);
  CHECK(other.ends_with("(CUBLAS_STATUS_EXECUTION_FAILED)"));
}

TEST_CASE("a failure names what was done, and whether the next call may succeed") {
  CHECK_NOTHROW(sw::check(cudaSuccess, "doing nothing"));
  CHECK_NOTHROW(sw::check(CUBLAS_STATUS_SUCCESS, "doing nothing"));
  CHECK_THROWS_WITH_AS(sw::check(cudaErrorMemoryAllocation, "reserving memory of the device"),
                       "reserving memory of the device: the device or its host has not enough free memory",
                       sw::cannot_measure);
  CHECK_THROWS_WITH_AS(sw::check(CUBLAS_STATUS_NOT_SUPPORTED, "choosing an algorithm"),
                       "choosing an algorithm: cuBLASLt has no algorithm for it on this device",
                       sw::cannot_measure);
  CHECK_THROWS_WITH_AS(
      sw::check(cudaErrorLaunchFailure, "waiting"),
      "waiting: unspecified launch failure (cudaErrorLaunchFailure); the device is lost until the "
      "program is started again",
      sw::device_lost);
  bool lost = false;
  try {
    sw::check(cudaErrorInvalidValue, "copying");
  } catch (const sw::device_lost&) {
    lost = true;
  } catch (const sw::cannot_measure&) {
  }
  CHECK(!lost);
}

TEST_CASE("versions are written as people write them") {
  CHECK(sw::cuda_version_text(13000) == "13.0");
  CHECK(sw::cuda_version_text(12080) == "12.8");
  CHECK(sw::installed_cuda().runtime >= 12000);  // known without a device
}

}  // namespace
