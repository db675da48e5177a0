// expect: a quantity keeps its dimension

#include <scalewall/quantities.hpp>

namespace sw = scalewall;
using namespace sw::literals;

constexpr sw::bytes_per_second scaled(sw::bytes_per_second rate, sw::seconds time) {
#ifdef BROKEN
  return rate *= time;
#else
  return rate *= time / 1_s;
#endif
}
