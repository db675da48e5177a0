// expect: a level is added to a network of one to three levels

#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/variants.hpp>

namespace sw = scalewall;
using namespace sw::literals;

constexpr auto level =
    sw::with_level_below_outermost({.size = 4, .bandwidth = sw::both_directions(200_GB_per_s)});

#ifdef BROKEN
constexpr auto cluster = sw::catalog::dgx_h100 | level | level | level;
#else
constexpr auto cluster = sw::catalog::dgx_h100 | level | level;
#endif
