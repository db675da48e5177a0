// expect: list<dim<scalewall::operation_base_dimension,

#include <scalewall/quantities.hpp>

namespace sw = scalewall;
using namespace sw::literals;

#ifdef BROKEN
constexpr sw::seconds duration = 3_TFLOP;
#else
constexpr sw::seconds duration = 3_TFLOP / 1_TFLOP_per_s;
#endif
