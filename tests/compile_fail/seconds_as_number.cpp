// expect: to 'double'

#include <scalewall/quantities.hpp>

namespace sw = scalewall;
using namespace sw::literals;

#ifdef BROKEN
double duration = 3_s;
#else
double duration = 3_s / 1_s;
#endif
