// expect: cluster_variant

#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/variants.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr auto faster = sw::catalog::dgx_h100 | 10;
#else
constexpr auto faster = sw::catalog::dgx_h100 | sw::latencies_divided_by(10);
#endif
