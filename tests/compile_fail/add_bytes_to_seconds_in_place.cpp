// expect: different dimensions are not added

#include <scalewall/quantities.hpp>

namespace sw = scalewall;
using namespace sw::literals;

constexpr sw::seconds waited(sw::seconds time, sw::bytes size) {
#ifdef BROKEN
  return time += size;
#else
  return time += size / 1_GB_per_s;
#endif
}
