// Compiles with the header that calibrate_this_machine wrote of NCCL's published times on an H100, and holds the
// protocols in it to times that were held out from the fit: bench/recordings/published/h100_sxm/transfer.csv.

#include <scalewall/cost/collective.hpp>

#include <h100.hpp>

#include <cstdint>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using enum transfer_operation;

constexpr bool near(transfer_operation operation, std::int64_t participants, bytes size, seconds measured) {
  const seconds predicted = time_collective(measured::h100_collectives, operation, participants, size).total;
  return predicted > 0.85 * measured && predicted < 1.15 * measured;
}

static_assert(measured::h100_collectives.name == "h100, collectives");
static_assert(near(all_gather, 8, 65536_B, 13.14_us));
static_assert(near(all_gather, 8, 16777216_B, 68.86_us));
static_assert(near(all_gather, 8, 268435456_B, 728.79_us));
static_assert(near(reduce_scatter, 8, 2048_B, 10.26_us));
static_assert(near(reduce_scatter, 8, 134217728_B, 382.18_us));
static_assert(near(all_reduce, 2, 131072_B, 7.7_us));
static_assert(near(all_reduce, 8, 524288_B, 20.13_us));
static_assert(near(all_to_all, 4, 8192_B, 7.06_us));
static_assert(near(all_to_all, 4, 536870912_B, 1397_us));

}  // namespace
