// expect: list<dim<boost::units::time_base_dimension,

#include <scalewall/cost/transfer.hpp>

namespace sw = scalewall;
using namespace sw::literals;

constexpr sw::network_level nvlink{.bandwidth = sw::both_directions(900_GB_per_s), .latency = 1_us};

#ifdef BROKEN
constexpr auto time = sw::all_reduce(nvlink, 8, 3_s, {});
#else
constexpr auto time = sw::all_reduce(nvlink, 8, 3_GB, {});
#endif
