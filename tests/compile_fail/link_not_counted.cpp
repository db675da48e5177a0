// expect: a network bandwidth says how it is counted: both_directions(900_GB_per_s) or one_direction(400_Gbit_per_s)

#include <scalewall/hardware/network.hpp>

namespace sw = scalewall;
using namespace sw::literals;

#ifdef BROKEN
constexpr sw::network levels{{.bandwidth = 400_Gbit_per_s, .latency = 1_us}};
#else
constexpr sw::network levels{{.bandwidth = sw::one_direction(400_Gbit_per_s), .latency = 1_us}};
#endif
