// expect: a count is not negative

#include <scalewall/count.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr sw::count gpus = -8;
#else
constexpr sw::count gpus = 8;
#endif
