// What NCCL reaches between the GPUs of a node, by generation of NVLink and of two cards behind PCIe, fitted to times
// that others measured.
//
// The numbers of a generation hold for all GPUs that have it, fitted to the times of all of them together; only the
// launch is each machine's own. Half of all sizes was held out from the fits, and so was the rest of this: numbers that
// the rows do not show, such as what in_switch is with the four GPUs of a GB200, are those of the generation.
//
// Source of the times: nccl-tests in ai-dynamo/aiconfigurator (github.com, 095f58a51), systems/data/<gpu>/comm/nccl:
// NCCL 2.27.3 on A100 and L40S, 2.29.2 on the others, fp16, 512 B to 512 MiB, 2 to 8 GPUs. Source of `choice.ll`: the
// limits of LL in NCCL's src/graph/tuning.cc; `choice.simple` is the one speed that puts all switches where they are seen.

#pragma once

#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/math.hpp>

#include <string_view>

namespace scalewall::catalog {

/// NVSwitch of A100. It has no reduction of its own.
inline constexpr collective_protocols nvlink_3{
    .name = "NVLink 3",
    .launch = 7.70_us,
    .ring = {.ll = {.hop = 0.971_us, .forwarding = 0.367_us, .opening = 2.99_us, .opened_at = 6.17_KiB},
             .ll128 = ll128_protocol{.hop = 1.51_us, .bandwidth = 148_GB_per_s},
             .simple = {.setup = 19.7_us, .hop = 6.13_us, .share_bandwidth = 444_GB_per_s},
             .overlap = 1.07,
             .choice = {.ll = 87.7_GB_per_s, .simple = 260_GB_per_s},
             .spans = {{.ll = 141_GB_per_s, .simple = 231_GB_per_s}}},
    .exchange = {.per_peer = 0.734_us,
                 .ll_setup = 2.23_us,
                 .ll_at_most = 23_KiB,
                 .simple_setup = 5.77_us,
                 .simple_least = 6.11_us,
                 .dearer = 0.821,
                 .kept_bandwidth = 807_GB_per_s,
                 .spans = {{.ll = 5.43_GB_per_s, .simple = 221_GB_per_s}}}};

/// NVSwitch of H100 and H200.
inline constexpr collective_protocols nvlink_4{
    .name = "NVLink 4",
    .launch = 4.33_us,
    .ring = {.ll = {.hop = 0.880_us, .forwarding = 0.241_us, .opening = 0.940_us, .opened_at = 6.19_KiB},
             .ll128 = ll128_protocol{.hop = 2.00_us, .bandwidth = 324_GB_per_s},
             .simple = {.setup = 9.71_us, .hop = 5.10_us, .share_bandwidth = 703_GB_per_s},
             .overlap = 1.34,
             .choice = {.ll = 141_GB_per_s, .simple = 360_GB_per_s},
             .spans = {{.ll = 177_GB_per_s, .simple = 364_GB_per_s}}},
    .in_switch = switch_reduction{.setup = 34.1_us, .bandwidth = 303_GB_per_s, .dearer = 0.286},
    .exchange = {.per_peer = 0.354_us,
                 .ll_setup = 1.76_us,
                 .ll_at_most = 45_KiB,
                 .simple_setup = 4.63_us,
                 .simple_least = 9.24_us,
                 .dearer = 0.449,
                 .kept_bandwidth = 2470_GB_per_s,
                 .spans = {{.ll = 6.29_GB_per_s, .simple = 325_GB_per_s}}}};

/// NVSwitch of B200, B300, GB200 and GB300. NCCL 2.29 takes no LL128 there.
inline constexpr collective_protocols nvlink_5{
    .name = "NVLink 5",
    .launch = 7.21_us,
    .ring = {.ll = {.hop = 1.29_us, .forwarding = 0.216_us, .opening = 1.35_us, .opened_at = 7.39_KiB},
             .simple = {.setup = 4.87_us, .hop = 11.4_us, .share_bandwidth = 1020_GB_per_s},
             .overlap = 1.76,
             .choice = {.ll = 282_GB_per_s, .simple = 660_GB_per_s},
             .spans = {{.ll = 267_GB_per_s, .simple = 702_GB_per_s}}},
    .in_switch = switch_reduction{.setup = 38.0_us, .bandwidth = 485_GB_per_s, .dearer = 0.621},
    .exchange = {.per_peer = 0.283_us,
                 .ll_setup = 2.22_us,
                 .ll_at_most = 45_KiB,
                 .simple_setup = 6.33_us,
                 .simple_least = 9.52_us,
                 .dearer = 0.340,
                 .kept_bandwidth = 722_GB_per_s,
                 .spans = {{.ll = 6.34_GB_per_s, .simple = 655_GB_per_s}}}};

namespace detail {

constexpr collective_protocols launched(collective_protocols generation, std::string_view name,
                                        seconds launch) {
  generation.name = name;
  generation.launch = launch;
  return generation;
}

}  // namespace detail

inline constexpr collective_protocols nccl_a100_sxm = detail::launched(nvlink_3, "A100 SXM", 7.70_us);
inline constexpr collective_protocols nccl_h100_sxm = detail::launched(nvlink_4, "H100 SXM", 4.27_us);
inline constexpr collective_protocols nccl_h200_sxm = detail::launched(nvlink_4, "H200 SXM", 4.42_us);
inline constexpr collective_protocols nccl_b200_sxm = detail::launched(nvlink_5, "B200 SXM", 7.30_us);
inline constexpr collective_protocols nccl_b300_sxm = detail::launched(nvlink_5, "B300 SXM", 6.89_us);
inline constexpr collective_protocols nccl_gb200 = detail::launched(nvlink_5, "GB200", 7.69_us);
inline constexpr collective_protocols nccl_gb300 = detail::launched(nvlink_5, "GB300", 6.86_us);

/// Behind PCIe 4: two cards under one switch, four at one processor, eight at two. NCCL keeps LL up to where it was not
/// seen any more: between 512 KiB and 1 MiB, whatever the participants.
inline constexpr collective_protocols nccl_l40s{
    .name = "L40S",
    .launch = 4.08_us,
    .ring = {.ll = {.hop = 1.37_us, .opening = 1.75_us, .opened_at = 6.54_KiB},
             .simple = {.setup = 11.4_us, .hop = 8.84_us, .share_bandwidth = 155_GB_per_s},
             .overlap = 1.90,
             .choice = {.ll_at_most = 717_KiB},
             .spans = {{.participants = 2, .ll = 17.0_GB_per_s, .simple = 21.6_GB_per_s},
                       {.participants = 4, .ll = 4.40_GB_per_s, .simple = 4.98_GB_per_s},
                       {.ll = 0.831_GB_per_s, .simple = 1.44_GB_per_s}}},
    .exchange = {.per_peer = 0.294_us,
                 .ll_setup = 4.62_us,
                 .ll_at_most = 45_KiB,
                 .simple_setup = 10.7_us,
                 .kept_bandwidth = bytes_per_second::from_value(math::infinity),
                 // Of LL with four, all sizes but the smallest happen to be held out.
                 .spans = {{.participants = 2, .ll = 12.8_GB_per_s, .simple = 22.0_GB_per_s},
                           {.participants = 4, .ll = 0.504_GB_per_s, .simple = 4.63_GB_per_s},
                           {.ll = 0.0807_GB_per_s, .simple = 1.53_GB_per_s}}}};

/// Behind PCIe 5. An exchange of four was not measured: its bandwidths lie between their neighbours'.
inline constexpr collective_protocols nccl_rtx_pro_6000{
    .name = "RTX PRO 6000",
    .launch = 4.29_us,
    .ring = {.ll = {.hop = 1.56_us, .opening = 1.16_us, .opened_at = 12.1_KiB},
             .simple = {.setup = 8.68_us, .hop = 6.07_us, .share_bandwidth = 100_GB_per_s},
             .overlap = 1.82,
             .choice = {.ll_at_most = 717_KiB},
             .spans = {{.participants = 2, .ll = 28.0_GB_per_s, .simple = 45.2_GB_per_s},
                       {.participants = 4, .ll = 13.3_GB_per_s, .simple = 25.8_GB_per_s},
                       {.ll = 6.63_GB_per_s, .simple = 23.8_GB_per_s}}},
    .exchange = {.per_peer = 0.841_us,
                 .ll_setup = 1.23_us,
                 .ll_at_most = 23_KiB,
                 .simple_setup = 3.62_us,
                 .kept_bandwidth = bytes_per_second::from_value(math::infinity),
                 .spans = {{.participants = 2, .ll = 4.87_GB_per_s, .simple = 25.9_GB_per_s},
                           {.participants = 4, .ll = 1.40_GB_per_s, .simple = 20.0_GB_per_s},
                           {.ll = 0.530_GB_per_s, .simple = 16.4_GB_per_s}}}};

inline constexpr collective_protocols measured_collectives[] = {
    nccl_a100_sxm, nccl_h100_sxm, nccl_h200_sxm, nccl_b200_sxm,    nccl_b300_sxm,
    nccl_gb200,    nccl_gb300,    nccl_l40s,     nccl_rtx_pro_6000};

}  // namespace scalewall::catalog
