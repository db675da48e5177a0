// A cluster, a model and a plan small enough for the back of an envelope: all times come out whole.

#pragma once

#include <scalewall/hardware/cluster.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/strategy.hpp>

namespace envelope {

using namespace scalewall;

// Nodes of two. 2^21 FLOP/s of which half is kept up; 64 KiB/s each way in a node and 8 KiB/s between nodes; memories
// that are never waited for.
inline constexpr cluster machines{
    .name = "envelope",
    .gpu = {.name = "envelope",
            .memory = {{.kind = memory_kind::global, .capacity = 1_MiB},
                       {.kind = memory_kind::registers, .capacity = 1_KiB}},
            .rates = {{precision::bf16, 1_FLOP}},
            .threads = 1 << 21,
            .clock = 1_Hz,
            .sustained_share = 0.5,
            .matmul_latency = 1_s},
    .network = {{.size = 2, .bandwidth = both_directions(128_KiB_per_s), .latency = 0.25_s},
                {.bandwidth = both_directions(16_KiB_per_s), .latency = 0.5_s}},
};

// 2 * 96 * 128 * 9 = 221184 parameters of 2 B, on 1024 tokens: 1296 * 2^20 FLOP.
inline constexpr mlp_transformer model{.layers = 9, .d_model = 96, .d_ff = 128};
inline constexpr batch read{.sequences = 16, .sequence_length = 64};

// Twelve accelerators: two of a node share every weight; three stages and two replicas are other nodes.
inline constexpr plan split{.tensor_model = {2}, .pipeline = {1, 3}, .data = {1, 2}, .microbatches = 2};
using strategy = scalewall::strategy<tensor<2>, pipeline<3>, data<2>, microbatches<2>>;

}  // namespace envelope
