// expect: a square root is taken of a number that is not negative

#include <scalewall/math.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr double root = sw::math::sqrt(-2);
#else
constexpr double root = sw::math::sqrt(2);
#endif
