// expect: a network bandwidth is positive

#include <scalewall/hardware/network.hpp>

namespace sw = scalewall;
using namespace sw::literals;

#ifdef BROKEN
constexpr sw::network levels{{.size = 8, .bandwidth = sw::both_directions(900_GB_per_s)}, {.latency = 1_us}};
#else
constexpr sw::network levels{{.size = 8, .bandwidth = sw::both_directions(900_GB_per_s)},
                             {.bandwidth = sw::both_directions(100_GB_per_s), .latency = 1_us}};
#endif

static_assert((sw::require_valid(levels), true));
