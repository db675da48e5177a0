// expect: different dimensions are not subtracted

#include <scalewall/quantities.hpp>

namespace sw = scalewall;
using namespace sw::literals;

constexpr sw::seconds saved(sw::seconds time, sw::bytes size) {
#ifdef BROKEN
  return time -= size;
#else
  return time -= size / 1_GB_per_s;
#endif
}
