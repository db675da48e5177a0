// Mirrors include/scalewall/estimate/communication.hpp.

#include "envelope.hpp"
#include <scalewall/estimate/communication.hpp>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

// Of nine layers with both weights: partial sums of 128 words along d_model, of 96 along d_ff, twice in each layer.
constexpr communication_demand demand{envelope::model, 1024, 2_B};
static_assert(demand.layers() == 9 && demand.tokens() == 1024);
static_assert(demand.weights() == 442'368_B && demand.activations() == 192_B);
static_assert(demand.along(tensor_axis::model).number == 2 &&
              demand.along(tensor_axis::model).payload == 512_B);
static_assert(demand.along(tensor_axis::ff).number == 2 && demand.along(tensor_axis::ff).payload == 384_B);

constexpr communication_times times(const plan& split, std::int64_t accelerators, const network& levels,
                                    const communication_demand& of = demand) {
  const prices priced(cluster{.name = "any", .gpu = envelope::machines.gpu, .network = levels});
  communication_tally tally(priced, of, static_cast<double>(accelerators), split.interleaving, 1);
  for (std::size_t k = levels.size(); k-- > 0;) tally.add_level(split, k);
  return tally.times();
}
constexpr network nodes = envelope::machines.network;
constexpr network flat{{.bandwidth = both_directions(128_KiB_per_s), .latency = 0.25_s}};

static_assert(times({}, 1, nodes) == communication_times{}, "one accelerator has nobody to talk to");

// Along d_model, by two: 2 * 1 * 128 words * 18 in a row * 1024 tokens * 2 B = 9 MiB, over two times 64 KiB/s.
constexpr transfer_time along_model = times({.tensor_model = {2}}, 2, flat).tensor;
static_assert(along_model == transfer_time{.bandwidth = 72_s, .latency = 9_s});
// Along d_ff the words are 96: 6.75 MiB.
constexpr transfer_time along_ff = times({.tensor_ff = {2}}, 2, flat).tensor;
static_assert(along_ff == transfer_time{.bandwidth = 54_s, .latency = 9_s});
// Both, on twice the accelerators.
static_assert(times({.tensor_model = {2}, .tensor_ff = {2}}, 4, flat).tensor ==
              transfer_time{.bandwidth = 63_s, .latency = 18_s});

// Over two levels: between nodes 9 MiB over four times 8 KiB/s; within, twice as many at 64 KiB/s. The slower counts,
// but one waits for both.
static_assert(times({.tensor_model = {2, 2}}, 4, nodes).tensor ==
              transfer_time{.bandwidth = 288_s, .latency = 27_s});
// Different axes on different levels: 6.75 MiB over four times 8 KiB/s, and once 9 MiB in the nodes.
static_assert(times({.tensor_model = {2}, .tensor_ff = {1, 2}}, 4, nodes).tensor ==
              transfer_time{.bandwidth = 216_s, .latency = 27_s});

// Where the nodes are the slow ones, what runs in them counts: an all-reduce for every member of the level above.
constexpr network inside_out{nodes[1], nodes[0]};
static_assert(times({.tensor_model = {2, 2}}, 4, inside_out).tensor.bandwidth == 576_s,
              "2 * 9 MiB at 4 * 8 KiB/s");
static_assert(times({.tensor_ff = {2, 2}}, 4, inside_out).tensor.bandwidth == 432_s, "2 * 6.75 MiB");
static_assert(times({.data = {2, 3}}, 6, inside_out).data.bandwidth == 54_s, "3 * 864 KiB at 6 * 8 KiB/s");

// Gradients, by three between nodes: 2 * 2 * 442368 B over six times 8 KiB/s. In the nodes 2 * 442368 B for each of the
// three, at eight times the speed.
static_assert(times({.data = {2, 3}}, 6, nodes).data == transfer_time{.bandwidth = 36_s, .latency = 1.5_s});
static_assert(times({.data = {2}}, 2, nodes).data == transfer_time{.bandwidth = 6.75_s, .latency = 0.5_s});

// Three stages between nodes are left twice on the way and twice back: 4 * 192 B * 1024 tokens over 8 KiB/s.
static_assert(times({.pipeline = {1, 3}}, 3, nodes).pipeline ==
              transfer_time{.bandwidth = 32_s, .latency = 2_s});
// Three in a row, three times: left eight times each way.
static_assert(times({.pipeline = {1, 3}, .interleaving = 3}, 3, nodes).pipeline ==
              transfer_time{.bandwidth = 128_s, .latency = 8_s});

static_assert(
    communication_times{.tensor = {1_s, 2_s}, .pipeline = {3_s, 4_s}, .data = {5_s, 6_s}}.bandwidth() == 9_s);
static_assert(
    communication_times{.tensor = {1_s, 2_s}, .pipeline = {3_s, 4_s}, .data = {5_s, 6_s}}.latency() == 12_s);
static_assert(2 * communication_times{.tensor = {1_s, 2_s}} == communication_times{.tensor = {2_s, 4_s}});

// A model that is never cut along d_ff has nothing to say along it.
struct square {
  std::int64_t layers = 9, experts = 1;
  constexpr std::int64_t width() const { return 96; }
  constexpr layer_operations operations() const {
    return {{.output = {96, tensor_axis::model}, .input = {96, tensor_axis::model}}};
  }
};
static_assert(times({.tensor_ff = {2}}, 2, flat, {square{}, 1024, 2_B}).tensor == transfer_time{});

}  // namespace
