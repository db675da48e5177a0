// expect: different dimensions are not subtracted

#include <scalewall/quantities.hpp>

namespace sw = scalewall;
using namespace sw::literals;

#ifdef BROKEN
constexpr auto rest = 3_TB_per_s - 4_s;
#else
constexpr auto rest = 3_TB_per_s - 4_GB / 4_s;
#endif
