// Mirrors include/scalewall/cost/message.hpp.

#include "tiny_collectives.hpp"
#include <scalewall/cost/message.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using enum transfer_operation;
using tiny::near;

constexpr message_protocols messages{
    .regimes = {
        {.participants = 2, .step = 1_us, .bandwidth = 10_GB_per_s},
        {.at_most = 1_kB, .algorithm = collective_algorithm::doubling, .step = 2_us, .bandwidth = 1_GB_per_s},
        {.step = 4_us, .bandwidth = 2_GB_per_s, .overlap = 0.5}}};

constexpr bool takes(transfer_operation operation, std::int64_t participants, bytes size, seconds expected,
                     std::size_t regime) {
  const message_time took = time_collective(messages, operation, participants, size);
  return near(took.total, expected) && took.regime == regime;
}

static_assert(takes(all_reduce, 2, 1_kB, 2_us + 0.1_us, 0));
static_assert(takes(point_to_point, 2, 10_MB, 1_us + 1_ms, 0));
static_assert(takes(all_reduce, 8, 1_kB, 6_us + 3_us, 1), "three doublings of 1 kB");
// Six steps of 4 us and 48 kB at 2 GB/s: twice 24 us, in chunks of the best size.
static_assert(takes(all_reduce, 4, 32_kB, 4 * 24_us, 2));
static_assert(takes(all_gather, 4, 32_kB, 4 * 12_us, 2));

TEST_CASE("messages between nobody are told") {
  CHECK_THROWS_AS(time_collective(messages, all_reduce, 1, 1_kB), broken_rule);
}

}  // namespace
