// Mirrors include/scalewall/hardware/memory_level.hpp.

#include <scalewall/hardware/memory_level.hpp>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

static_assert(memory_level{}.units == 1 && !memory_level{}.units_exchange_data,
              "one unit, unless said otherwise");
static_assert(memory_level{}.bandwidth == 0_B_per_s && memory_level{}.unit_bytes_per_clock == 0_B,
              "what no bandwidth is given for is never waited for");

static_assert(memory_level{.capacity = 1_MiB} == memory_level{.capacity = 1024_KiB});
static_assert(memory_level{.capacity = 1_MiB} != memory_level{.capacity = 1_MB});
static_assert(memory_level{.kind = memory_kind::l2} != memory_level{.kind = memory_kind::shared});
static_assert(memory_level{.units_exchange_data = true} != memory_level{});

}  // namespace
