// expect: every memory level is of another kind, further in than the one before

#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;
using namespace sw::literals;

constexpr sw::accelerator with_cache(const sw::memory_level& cache) {
  sw::accelerator gpu = sw::catalog::h100_sxm;
  gpu.memory = {gpu.memory[0], cache};
  return gpu;
}

#ifdef BROKEN
constexpr auto gpu = with_cache({.capacity = 50_MiB});
#else
constexpr auto gpu = with_cache({.kind = sw::memory_kind::l2, .capacity = 50_MiB});
#endif

static_assert((sw::require_valid(gpu), true));
