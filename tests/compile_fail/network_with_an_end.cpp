// expect: the outermost network level is unbounded

#include <scalewall/hardware/network.hpp>

namespace sw = scalewall;
using namespace sw::literals;

#ifdef BROKEN
constexpr sw::network levels{{.size = 8, .bandwidth = sw::both_directions(900_GB_per_s)},
                             {.size = 1024, .bandwidth = sw::both_directions(100_GB_per_s)}};
#else
constexpr sw::network levels{{.size = 8, .bandwidth = sw::both_directions(900_GB_per_s)},
                             {.bandwidth = sw::both_directions(100_GB_per_s)}};
#endif

static_assert((sw::require_valid(levels), true));
