// Mirrors include/scalewall/cost/transfer_steps.hpp.

#include <scalewall/cost/transfer_steps.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using enum transfer_operation;

static_assert(ring_steps(all_reduce, 4, 8_MB) == transfer_steps{.steps = 6, .sent = 12_MB});
static_assert(ring_steps(all_gather, 4, 8_MB) == transfer_steps{.steps = 3, .sent = 6_MB});
static_assert(ring_steps(reduce_scatter, 4, 8_MB) == ring_steps(all_gather, 4, 8_MB));
static_assert(ring_steps(all_to_all, 4, 8_MB) == ring_steps(all_gather, 4, 8_MB));
static_assert(ring_steps(point_to_point, 2, 8_MB) == transfer_steps{.steps = 1, .sent = 8_MB});

static_assert(doubling_steps(all_reduce, 8, 8_MB) == transfer_steps{.steps = 3, .sent = 24_MB});
static_assert(doubling_steps(all_gather, 8, 8_MB) == transfer_steps{.steps = 3, .sent = 7_MB});
static_assert(doubling_steps(reduce_scatter, 8, 8_MB) == doubling_steps(all_gather, 8, 8_MB));
static_assert(doubling_steps(all_to_all, 8, 8_MB) == transfer_steps{.steps = 3, .sent = 12_MB});
static_assert(doubling_steps(point_to_point, 2, 8_MB) == ring_steps(point_to_point, 2, 8_MB));
static_assert(doubling_steps(all_gather, 5, 1_MB).steps == 3, "rounded up");
static_assert(doubling_steps(all_gather, 9, 1_MB).steps == 4);
static_assert(doubling_steps(all_reduce, 2, 1_MB).steps == 1);
static_assert(steps_of(collective_algorithm::ring, all_reduce, 4, 8_MB) == ring_steps(all_reduce, 4, 8_MB));
static_assert(steps_of(collective_algorithm::doubling, all_reduce, 4, 8_MB) ==
              doubling_steps(all_reduce, 4, 8_MB));

static_assert(overlapped(3_s, 4_s, 1) == 7_s);
static_assert(overlapped(3_s, 0_s, 2) == 3_s);
static_assert(overlapped(0_s, 0_s, 2) == 0_s);

constexpr bool near(seconds a, seconds b) { return a > b * (1 - 1e-12) && a < b * (1 + 1e-12); }
static_assert(near(overlapped(3_s, 4_s, 2), 5_s));
static_assert(near(overlapped(4_s, 3_s, 2), 5_s), "whichever is longer");
static_assert(near(overlapped(4_s, 9_s, 0.5), 25_s), "(2 + 3) squared");

// z hops of a and bytes that take b, in k chunks: (z + k) a + b (1 + z / k) is least where k = sqrt(z b / a).
static_assert(near(overlapped(4 * 1_us, 9_us, 0.5), (4 + 6) * 1_us + 9_us * (1 + 4.0 / 6)));

static_assert(dearer_by(0.5, 1_MB, 1_kB) == 1.5);
static_assert(dearer_by(0.5, 1_MB, 1_MB) == 1.5);
static_assert(dearer_by(0.5, 1_MB, 4_MB) == 1.125);
static_assert(dearer_by(0, 1_MB, 4_MB) == 1);

TEST_CASE("a transfer by nobody, or of nothing, is told") {
  CHECK_THROWS_WITH_AS(ring_steps(all_gather, 1, 1_MB),
                       "a transfer has at least two participants (participants = 1)", broken_rule);
  CHECK_THROWS_WITH_AS(doubling_steps(all_gather, 2, 0_B), "what is transferred has a size (bytes = 0)",
                       broken_rule);
}

}  // namespace
