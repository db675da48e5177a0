// expect: alpha stays below 1/2

#include <scalewall/scaling/limits.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr auto limit = sw::latency_limit({.alpha = 0.5});
#else
constexpr auto limit = sw::latency_limit({.alpha = 0.25});
#endif
