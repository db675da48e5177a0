// A descriptor of collectives with round numbers, for times that are computed by hand.

#pragma once

#include <scalewall/hardware/collective_protocols.hpp>

namespace tiny {

using namespace scalewall::literals;

inline constexpr scalewall::collective_protocols collectives{
    .name = "tiny",
    .participants = 1024,
    .launch = 10_us,
    .ring = {.ll = {.hop = 1_us, .forwarding = 2_us, .opening = 4_us},
             .ll128 = scalewall::ll128_protocol{.hop = 3_us, .bandwidth = 50_GB_per_s},
             .simple = {.setup = 5_us,
                        .hop = 6_us,
                        .share_bandwidth = 100_GB_per_s,
                        .dearer = 0.5,
                        .dearer_until = 1_MB},
             .choice = {.ll = 10_GB_per_s, .simple = 100_GB_per_s},
             .spans = {{.ll = 10_GB_per_s, .simple = 100_GB_per_s}}},
    .in_switch =
        scalewall::switch_reduction{
            .participants = 6, .setup = 30_us, .bandwidth = 100_GB_per_s, .dearer = 1, .dearer_until = 1_MB},
    .exchange = {.per_peer = 1_us,
                 .ll_setup = 2_us,
                 .ll_at_most = 10_kB,
                 .simple_setup = 3_us,
                 .simple_least = 20_us,
                 .dearer = 0.5,
                 .dearer_until = 1_MB,
                 .kept_bandwidth = 50_GB_per_s,
                 .spans = {{.ll = 1_GB_per_s, .simple = 100_GB_per_s}}}};

/// But for rounding.
template <class Quantity>
constexpr bool near(Quantity a, Quantity b, double within = 1e-12) {
  return a >= b * (1 - within) && a <= b * (1 + within);
}

}  // namespace tiny
