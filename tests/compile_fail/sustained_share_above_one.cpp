// expect: the sustained share lies in (0, 1]

#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;

constexpr bool is_valid(double sustained_share) {
  sw::accelerator gpu = sw::catalog::h100_sxm;
  gpu.sustained_share = sustained_share;
  sw::require_valid(gpu);
  return true;
}

#ifdef BROKEN
static_assert(is_valid(70));
#else
static_assert(is_valid(0.7));
#endif
