// What NCCL reaches between the GPUs of a node, by generation of NVLink and of two cards behind PCIe, fitted to times
// that others measured.
//
// The numbers of a generation hold for all GPUs that have it, fitted to the times of all of them together; only the
// launch is each machine's own. Half of all sizes was held out from the fits. Each fit starts from its neighbour: NVLink
// 3 and 5 from NVLink 4, NVLink 4 from 5, `with_links` as much faster or slower as the data sheets say (300, 450, 900 GB/s).
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
    .participants = 8,
    .launch = 7.97_us,
    .ring = {.ll = {.hop = 0.996_us, .forwarding = 0.456_us, .opening = 3.09_us},
             .ll128 = ll128_protocol{.hop = 1.87_us, .bandwidth = 156_GB_per_s},
             .simple = {.setup = 14.7_us, .hop = 10.1_us, .share_bandwidth = 552_GB_per_s, .dearer = 0.155},
             .choice = {.ll = 87.7_GB_per_s, .simple = 260_GB_per_s},
             .spans = {{.ll = 88.3_GB_per_s, .simple = 231_GB_per_s}}},
    .exchange = {.per_peer = 0.671_us,
                 .ll_setup = 2.04_us,
                 .ll_at_most = 23_KiB,
                 .simple_setup = 4.27_us,
                 .simple_least = 5.37_us,
                 .dearer = 1.43,
                 .dearer_until = 4.08_MiB,
                 .kept_bandwidth = 871_GB_per_s,
                 .spans = {{.ll = 5.81_GB_per_s, .simple = 202_GB_per_s}}}};

/// NVSwitch of H100 and H200.
inline constexpr collective_protocols nvlink_4{
    .name = "NVLink 4",
    .participants = 8,
    .launch = 4.42_us,
    .ring = {.ll = {.hop = 0.888_us, .forwarding = 0.303_us, .opening = 0.957_us},
             .ll128 = ll128_protocol{.hop = 1.98_us, .bandwidth = 323_GB_per_s},
             .simple = {.setup = 9.21_us, .hop = 6.62_us, .share_bandwidth = 730_GB_per_s, .dearer = 0.0800},
             .choice = {.ll = 141_GB_per_s, .simple = 360_GB_per_s},
             .spans = {{.ll = 148_GB_per_s, .simple = 369_GB_per_s}}},
    .in_switch = switch_reduction{.setup = 33.2_us, .bandwidth = 305_GB_per_s, .dearer = 0.313},
    .exchange = {.per_peer = 0.233_us,
                 .ll_setup = 1.73_us,
                 .ll_at_most = 45_KiB,
                 .simple_setup = 5.22_us,
                 .simple_least = 9.44_us,
                 .dearer = 0.364,
                 .dearer_until = 19.7_MiB,
                 .kept_bandwidth = 2190_GB_per_s,
                 .spans = {{.ll = 5.95_GB_per_s, .simple = 328_GB_per_s}}}};

/// NVSwitch of B200, B300, GB200 and GB300. NCCL 2.29 takes no LL128 there.
inline constexpr collective_protocols nvlink_5{
    .name = "NVLink 5",
    .participants = 8,
    .launch = 7.35_us,
    .ring = {.ll = {.hop = 1.29_us, .forwarding = 0.242_us, .opening = 1.22_us},
             .simple = {.setup = 5.06_us, .hop = 11.7_us, .share_bandwidth = 1060_GB_per_s, .dearer = 0.0429},
             .choice = {.ll = 282_GB_per_s, .simple = 660_GB_per_s},
             .spans = {{.ll = 262_GB_per_s, .simple = 702_GB_per_s}}},
    .in_switch = switch_reduction{.setup = 38.1_us, .bandwidth = 486_GB_per_s, .dearer = 0.622},
    .exchange = {.per_peer = 0.276_us,
                 .ll_setup = 2.09_us,
                 .ll_at_most = 45_KiB,
                 .simple_setup = 6.44_us,
                 .simple_least = 9.40_us,
                 .dearer = 0.285,
                 .dearer_until = 21.5_MiB,
                 .kept_bandwidth = 745_GB_per_s,
                 .spans = {{.ll = 6.31_GB_per_s, .simple = 656_GB_per_s}}}};

namespace detail {

constexpr collective_protocols launched(collective_protocols generation, std::string_view name,
                                        seconds launch) {
  generation.name = name;
  generation.launch = launch;
  return generation;
}

}  // namespace detail

inline constexpr collective_protocols nccl_a100_sxm = detail::launched(nvlink_3, "A100 SXM", 7.97_us);
inline constexpr collective_protocols nccl_h100_sxm = detail::launched(nvlink_4, "H100 SXM", 4.40_us);
inline constexpr collective_protocols nccl_h200_sxm = detail::launched(nvlink_4, "H200 SXM", 4.47_us);
inline constexpr collective_protocols nccl_b200_sxm = detail::launched(nvlink_5, "B200 SXM", 7.41_us);
inline constexpr collective_protocols nccl_b300_sxm = detail::launched(nvlink_5, "B300 SXM", 7.03_us);
inline constexpr collective_protocols nccl_gb200 = detail::launched(nvlink_5, "GB200", 7.85_us);
inline constexpr collective_protocols nccl_gb300 = detail::launched(nvlink_5, "GB300", 7.01_us);

/// Behind PCIe 4: two cards under one switch, four at one processor, eight at two. NCCL keeps LL up to where it was not
/// seen any more: between 512 KiB and 1 MiB, whatever the participants.
inline constexpr collective_protocols nccl_l40s{
    .name = "L40S",
    .participants = 8,
    .launch = 4.13_us,
    .ring = {.ll = {.hop = 1.39_us, .opening = 1.96_us},
             .simple = {.setup = 11.5_us, .hop = 9.26_us, .share_bandwidth = 155_GB_per_s},
             .choice = {.ll_at_most = 717_KiB},
             .spans = {{.participants = 2, .ll = 17.0_GB_per_s, .simple = 21.6_GB_per_s},
                       {.participants = 4, .ll = 4.38_GB_per_s, .simple = 4.98_GB_per_s},
                       {.ll = 0.828_GB_per_s, .simple = 1.44_GB_per_s}}},
    .exchange = {.per_peer = 0.294_us,
                 .ll_setup = 4.58_us,
                 .ll_at_most = 45_KiB,
                 .simple_setup = 10.6_us,
                 .kept_bandwidth = bytes_per_second::from_value(math::infinity),
                 // Of LL with four, all sizes but the smallest happen to be held out.
                 .spans = {{.participants = 2, .ll = 12.8_GB_per_s, .simple = 22.0_GB_per_s},
                           {.participants = 4, .ll = 0.504_GB_per_s, .simple = 4.63_GB_per_s},
                           {.ll = 0.0807_GB_per_s, .simple = 1.53_GB_per_s}}}};

/// Behind PCIe 5. An exchange of four was not measured: its bandwidths lie between their neighbours'.
inline constexpr collective_protocols nccl_rtx_pro_6000{
    .name = "RTX PRO 6000",
    .participants = 8,
    .launch = 4.32_us,
    .ring = {.ll = {.hop = 1.57_us, .opening = 1.11_us},
             .simple = {.setup = 8.95_us, .hop = 6.46_us, .share_bandwidth = 101_GB_per_s},
             .choice = {.ll_at_most = 717_KiB},
             .spans = {{.participants = 2, .ll = 27.6_GB_per_s, .simple = 45.1_GB_per_s},
                       {.participants = 4, .ll = 13.1_GB_per_s, .simple = 25.8_GB_per_s},
                       {.ll = 6.47_GB_per_s, .simple = 23.8_GB_per_s}}},
    .exchange = {.per_peer = 0.837_us,
                 .ll_setup = 1.21_us,
                 .ll_at_most = 23_KiB,
                 .simple_setup = 3.60_us,
                 .kept_bandwidth = bytes_per_second::from_value(math::infinity),
                 .spans = {{.participants = 2, .ll = 4.89_GB_per_s, .simple = 25.9_GB_per_s},
                           {.participants = 4, .ll = 1.40_GB_per_s, .simple = 20.0_GB_per_s},
                           {.ll = 0.529_GB_per_s, .simple = 16.4_GB_per_s}}}};

inline constexpr collective_protocols measured_collectives[] = {
    nccl_a100_sxm, nccl_h100_sxm, nccl_h200_sxm, nccl_b200_sxm,    nccl_b300_sxm,
    nccl_gb200,    nccl_gb300,    nccl_l40s,     nccl_rtx_pro_6000};

}  // namespace scalewall::catalog
