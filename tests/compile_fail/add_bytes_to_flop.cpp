// expect: different dimensions are not added

#include <scalewall/quantities.hpp>

namespace sw = scalewall;
using namespace sw::literals;

#ifdef BROKEN
constexpr auto sum = 3_GB + 4_GFLOP;
#else
constexpr auto sum = 3_GB + 4_GB;
#endif
