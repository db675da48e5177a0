#include <scalewall/timing/cuda_kernels.hpp>

#include <cuda_bf16.h>
#include <cuda_fp16.h>
#include <cuda_fp8.h>
#include <cuda_runtime.h>

#include <cstddef>
#include <cstdint>

namespace scalewall::cuda_kernels {

namespace {

constexpr int threads = 256;

// As many blocks of a kernel as run at once.
template <class Kernel>
cudaError_t resident_blocks(Kernel kernel, int threads_of_block, std::size_t shared_memory, int& blocks) {
  int device = 0;
  int multiprocessors = 0;
  int blocks_of_each = 0;
  cudaError_t status = cudaGetDevice(&device);
  if (status == cudaSuccess)
    status = cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device);
  if (status == cudaSuccess)
    status = cudaOccupancyMaxActiveBlocksPerMultiprocessor(&blocks_of_each, kernel, threads_of_block,
                                                           shared_memory);
  blocks = multiprocessors * blocks_of_each;
  if (status == cudaSuccess && blocks == 0) status = cudaErrorInvalidConfiguration;
  return status;
}

// Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators": the finalizer of splitmix64.
__device__ std::uint64_t mix(std::uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9u;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111ebu;
  return bits ^ (bits >> 31);
}

// Box & Muller 1958, "A note on the generation of random normal deviates": one of the pair.
__device__ float normal(std::uint64_t bits) {
  const float first = (static_cast<float>(bits >> 40) + 1) * 0x1p-24f;  // in (0, 1]
  const float second = static_cast<float>(bits & 0xffffffu) * 0x1p-23f;
  return sqrtf(-2 * logf(first)) * cospif(second);
}

template <class Word>
__global__ void fill_normal_kernel(Word* words, std::size_t number, std::uint64_t seed) {
  const std::size_t all = static_cast<std::size_t>(gridDim.x) * blockDim.x;
  for (std::size_t i = static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < number; i += all)
    words[i] = Word(normal(mix(seed + 0x9e3779b97f4a7c15u * (i + 1))));
}

template <class Word>
cudaError_t fill(void* words, std::size_t number, std::uint64_t seed, cudaStream_t stream) {
  int blocks = 0;
  const cudaError_t status = resident_blocks(fill_normal_kernel<Word>, threads, 0, blocks);
  if (status != cudaSuccess) return status;
  fill_normal_kernel<<<blocks, threads, 0, stream>>>(static_cast<Word*>(words), number, seed);
  return cudaGetLastError();
}

__device__ void swap(uint4*& a, uint4*& b) {
  uint4* const was = a;
  a = b;
  b = was;
}

__global__ void copy_within_l2_kernel(uint4* from, uint4* to, std::size_t number, std::int64_t times) {
  const std::size_t all = static_cast<std::size_t>(gridDim.x) * blockDim.x;
  const std::size_t first = static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x;
  for (std::int64_t time = 0; time < times; ++time) {
#pragma unroll 4
    for (std::size_t i = first; i < number; i += all) __stcg(to + i, __ldcg(from + i));
    swap(from, to);
  }
}

// Kernels that only read would be left out by the compiler: they are asked to write what they have read to a place that
// is always null, which it does not know.

extern __shared__ uint4 shared_blocks[];

__global__ void copy_within_shared_kernel(unsigned number, std::int64_t times, uint4* nowhere) {
  uint4* from = shared_blocks;
  uint4* to = shared_blocks + number;
  for (unsigned i = threadIdx.x; i < number; i += blockDim.x) from[i] = make_uint4(i, blockIdx.x, ~i, 1);
  for (std::int64_t time = 0; time < times; ++time) {
#pragma unroll 4
    for (unsigned i = threadIdx.x; i < number; i += blockDim.x) to[i] = from[i];
    asm volatile("" ::: "memory");  // what was written is read again
    swap(from, to);
  }
  if (nowhere != nullptr) *nowhere = from[threadIdx.x % number];
}

__global__ void read_all_kernel(const uint4* memory, std::size_t number, uint4* nowhere) {
  const std::size_t all = static_cast<std::size_t>(gridDim.x) * blockDim.x;
  uint4 read = make_uint4(0, 0, 0, 0);
  for (std::size_t i = static_cast<std::size_t>(blockIdx.x) * blockDim.x + threadIdx.x; i < number;
       i += all) {
    const uint4 block = __ldcg(memory + i);
    read.x |= block.x;
    read.y |= block.y;
    read.z |= block.z;
    read.w |= block.w;
  }
  if (nowhere != nullptr) *nowhere = read;
}

__global__ void do_nothing_kernel() {}

__global__ void hold_kernel(std::uint64_t nanoseconds) {
  std::uint64_t start = 0;
  std::uint64_t now = 0;
  asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(start));
  do {
    asm volatile("mov.u64 %0, %%globaltimer;" : "=l"(now));
  } while (now - start < nanoseconds);
}

}  // namespace

cudaError_t fill_normal(void* words, std::size_t number, cudaDataType_t format, std::uint64_t seed,
                        cudaStream_t stream) {
  switch (format) {
    case CUDA_R_64F:
      return fill<double>(words, number, seed, stream);
    case CUDA_R_32F:
      return fill<float>(words, number, seed, stream);
    case CUDA_R_16F:
      return fill<__half>(words, number, seed, stream);
    case CUDA_R_16BF:
      return fill<__nv_bfloat16>(words, number, seed, stream);
    case CUDA_R_8F_E4M3:
      return fill<__nv_fp8_e4m3>(words, number, seed, stream);
    default:
      return cudaErrorNotSupported;
  }
}

cudaError_t copy_within_l2(void* from, void* to, std::size_t blocks_of_16_bytes, std::int64_t times,
                           cudaStream_t stream) {
  int blocks = 0;
  const cudaError_t status = resident_blocks(copy_within_l2_kernel, threads, 0, blocks);
  if (status != cudaSuccess) return status;
  copy_within_l2_kernel<<<blocks, threads, 0, stream>>>(static_cast<uint4*>(from), static_cast<uint4*>(to),
                                                        blocks_of_16_bytes, times);
  return cudaGetLastError();
}

cudaError_t copy_within_shared(std::size_t blocks_of_16_bytes, std::int64_t times, cudaStream_t stream) {
  constexpr int all_threads = 1024;  // one block has a multiprocessor to itself
  const std::size_t size = 2 * 16 * blocks_of_16_bytes;
  cudaError_t status = cudaFuncSetAttribute(
      copy_within_shared_kernel, cudaFuncAttributeMaxDynamicSharedMemorySize, static_cast<int>(size));
  int device = 0;
  int multiprocessors = 0;
  if (status == cudaSuccess) status = cudaGetDevice(&device);
  if (status == cudaSuccess)
    status = cudaDeviceGetAttribute(&multiprocessors, cudaDevAttrMultiProcessorCount, device);
  if (status != cudaSuccess) return status;
  copy_within_shared_kernel<<<multiprocessors, all_threads, size, stream>>>(
      static_cast<unsigned>(blocks_of_16_bytes), times, nullptr);
  return cudaGetLastError();
}

cudaError_t read_all(const void* memory, std::size_t blocks_of_16_bytes, cudaStream_t stream) {
  int blocks = 0;
  const cudaError_t status = resident_blocks(read_all_kernel, threads, 0, blocks);
  if (status != cudaSuccess) return status;
  read_all_kernel<<<blocks, threads, 0, stream>>>(static_cast<const uint4*>(memory), blocks_of_16_bytes,
                                                  nullptr);
  return cudaGetLastError();
}

cudaError_t do_nothing(cudaStream_t stream) {
  do_nothing_kernel<<<1, 1, 0, stream>>>();
  return cudaGetLastError();
}

cudaError_t hold(std::chrono::nanoseconds duration, cudaStream_t stream) {
  hold_kernel<<<1, 1, 0, stream>>>(static_cast<std::uint64_t>(duration.count()));
  return cudaGetLastError();
}

}  // namespace scalewall::cuda_kernels
