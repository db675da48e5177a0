// The kernels of the CUDA backend: declared here for ordinary translation units, written in cuda_kernels.cu, which is
// the only file that needs nvcc. Each call puts work on the stream, on the current device, and returns what the launch
// said.

#pragma once

#include <cuda_runtime_api.h>
#include <library_types.h>

#include <chrono>
#include <cstddef>
#include <cstdint>

namespace scalewall::cuda_kernels {

/// Fills memory with `number` words, drawn from the normal distribution of mean 0 and variance 1 and rounded to the
/// format. The same seed gives the same words. cudaErrorNotSupported for formats that are not floating point.
cudaError_t fill_normal(void* words, std::size_t number, cudaDataType_t format, std::uint64_t seed,
                        cudaStream_t stream);

/// Copies from one place to the other, and back, and so on, `times` times in all, past the L1 cache: on every
/// multiprocessor at once, each thread always the same blocks. The places must not overlap.
cudaError_t copy_within_l2(void* from, void* to, std::size_t blocks_of_16_bytes, std::int64_t times,
                           cudaStream_t stream);

/// The same within the shared memory of every multiprocessor, which is filled first: so many blocks are copied on each.
cudaError_t copy_within_shared(std::size_t blocks_of_16_bytes, std::int64_t times, cudaStream_t stream);

/// Reads so many blocks once, and leaves them in the cache.
cudaError_t read_all(const void* memory, std::size_t blocks_of_16_bytes, cudaStream_t stream);

/// A kernel of one thread that does nothing.
cudaError_t do_nothing(cudaStream_t stream);

/// A kernel of one thread that lasts so long, so that what is put on the stream behind it waits there.
cudaError_t hold(std::chrono::nanoseconds duration, cudaStream_t stream);

}  // namespace scalewall::cuda_kernels
