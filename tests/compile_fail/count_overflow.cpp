// expect: a count stays below 2^128

#include <scalewall/count.hpp>

namespace sw = scalewall;

constexpr sw::count layers = 1LL << 62;

#ifdef BROKEN
constexpr sw::count parameters = layers * layers * layers;
#else
constexpr sw::count parameters = layers * layers;
#endif
