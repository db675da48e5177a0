// expect: the outermost network level is unbounded

#include <scalewall/hardware/network.hpp>

namespace sw = scalewall;
using namespace sw::literals;

#ifdef BROKEN
constexpr sw::network levels{{.size = 8, .bandwidth = 900_GB_per_s},
                             {.size = 1024, .bandwidth = 100_GB_per_s}};
#else
constexpr sw::network levels{{.size = 8, .bandwidth = 900_GB_per_s}, {.bandwidth = 100_GB_per_s}};
#endif

static_assert((sw::require_valid(levels), true));
