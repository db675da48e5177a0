// Mirrors include/scalewall/hardware/catalog/measured_collectives.hpp and measured_networks.hpp.

#include "../../constant.hpp"
#include <scalewall/cost/collective.hpp>
#include <scalewall/cost/message.hpp>
#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/hardware/catalog/measured_networks.hpp>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using enum transfer_operation;

constexpr bool all_are_valid() {
  for (const collective_protocols& protocols : catalog::measured_collectives) require_valid(protocols);
  for (const message_protocols& protocols : catalog::measured_networks) require_valid(protocols);
  return true;
}
static_assert(all_are_valid());

constexpr collective_time all_reduced(const collective_protocols& protocols, std::int64_t participants,
                                      bytes size) {
  return time_collective(protocols, all_reduce, participants, size);
}

// 324.5 us and 1336 us were measured (NCCL 2.29.2).
constexpr collective_time on_hopper = all_reduced(catalog::nccl_h100_sxm, 8, 64_MiB);
static_assert(on_hopper.total > 308_us && on_hopper.total < 341_us);
static_assert(on_hopper.protocol == collective_protocol::in_switch);
static_assert(all_reduced(catalog::nccl_b200_sxm, 8, 512_MiB).total > 1270_us &&
              all_reduced(catalog::nccl_b200_sxm, 8, 512_MiB).total < 1400_us);

// Where the switches between protocols are seen.
constexpr collective_protocol gathered(const collective_protocols& protocols, std::int64_t participants,
                                       bytes size) {
  return time_collective(protocols, all_gather, participants, size).protocol;
}
static_assert(gathered(catalog::nccl_a100_sxm, 4, 1_MiB) == collective_protocol::ll);
static_assert(gathered(catalog::nccl_a100_sxm, 4, 2_MiB) == collective_protocol::simple, "22 us, then 53 us");
static_assert(gathered(catalog::nccl_a100_sxm, 8, 4_MiB) == collective_protocol::ll128);
static_assert(gathered(catalog::nccl_b200_sxm, 8, 8_MiB) == collective_protocol::ll);
static_assert(gathered(catalog::nccl_b200_sxm, 8, 16_MiB) == collective_protocol::simple,
              "44 us, then 104 us");
static_assert(time_collective(catalog::nccl_b200_sxm, all_gather, 8, 16_MiB).total >
                  2 * time_collective(catalog::nccl_b200_sxm, all_gather, 8, 8_MiB).total,
              "the choice is a bad one");
static_assert(gathered(catalog::nccl_rtx_pro_6000, 8, 512_KiB) == collective_protocol::ll);
static_assert(time_collective(catalog::nccl_rtx_pro_6000, all_gather, 8, 1_MiB).total <
                  time_collective(catalog::nccl_rtx_pro_6000, all_gather, 8, 700_KiB).total,
              "twice as much may take less");

// No switch joins more than its node: in a node of H100 eight reach 473 GB/s on links of 450, and nine are none.
static_assert(bus_bandwidth(all_reduce, 8, 8_GiB,
                            time_collective(catalog::nccl_h100_sxm, all_reduce, 8, 8_GiB).total) <
              480_GB_per_s);
static_assert(!constant<[] { return time_collective(catalog::nccl_h100_sxm, all_reduce, 9, 8_GiB).total; }>);
static_assert(!constant<[] { return time_collective(catalog::nccl_h100_sxm, all_to_all, 64, 8_GiB).total; }>);
static_assert(!constant<[] { return time_collective(catalog::nccl_gb200, all_reduce, 9, 8_GiB).total; }>,
              "of a rack of 72 eight were measured");

// Two nodes with 400 Gbit/s each: 51.4 ms were measured.
static_assert(time_collective(catalog::nccl_a100_efa, all_reduce, 16, 2_GiB).total > 46_ms &&
              time_collective(catalog::nccl_a100_efa, all_reduce, 16, 2_GiB).total < 57_ms);

}  // namespace
