// expect: the accelerator has an arithmetic rate for the format it computes in

#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/variants.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr auto cluster = sw::catalog::dgx_v100 | sw::computing_in(sw::precision::fp8);
#else
constexpr auto cluster = sw::catalog::dgx_h100 | sw::computing_in(sw::precision::fp8);
#endif

static_assert((sw::require_valid(cluster), true));
