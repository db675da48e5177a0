// expect: different dimensions are not compared

#include <scalewall/quantities.hpp>

namespace sw = scalewall;
using namespace sw::literals;

#ifdef BROKEN
static_assert(80_GB < 900_GB_per_s);
#else
static_assert(80_GB < 900_GB_per_s * 1_s);
#endif
