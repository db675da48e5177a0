// Mirrors include/scalewall/hardware/library/machine_like.hpp.

#include "../../constant.hpp"
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/hardware/library/machine_like.hpp>
#include <scalewall/hardware/variants.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr const cluster& dgx = catalog::dgx_h100;
constexpr const training_machine& h100 = catalog::h100_machine;

constexpr training_machine like_h100(const cluster& mine) { return machine_like(mine, dgx, h100); }

// What is no other hardware is no other machine, whatever its name.
static_assert([] {
  training_machine same = like_h100(dgx | named("ours"));
  const bool renamed = same.name == "ours";
  same.name = h100.name;
  return renamed && same == h100;
}());

constexpr cluster faster = [] {
  cluster changed = dgx | named("twice an H100");
  for (arithmetic_rate& rate : changed.gpu.rates) {
    rate.per_clock_and_thread *= 2;
    rate.published.reset();
  }
  changed.gpu.memory[0].bandwidth *= 3;
  changed.network[0].bandwidth *= 0.5;
  changed.network[0].size = 4;
  changed.network[1].bandwidth = one_direction(10_GB_per_s);
  return changed;
}();
constexpr training_machine machine = like_h100(faster);
static_assert(machine.evidence == machine_evidence::nearest_runs);
static_assert(machine.peak == peak(faster.gpu));
static_assert(machine.memory == 3 * 3352_GB_per_s);
static_assert(machine.network == 10_GB_per_s && machine.domain == 4);
static_assert(machine.products_16.sustained == 2.0 * h100.products_16.sustained);
static_assert(machine.products_16.global == 3.0 * h100.products_16.global);
static_assert(machine.products_8->peak == 2.0 * h100.products_8->peak);
static_assert(machine.attention.forward == 2.0 * h100.attention.forward);
static_assert(machine.ring.bandwidth == 0.5 * h100.ring.bandwidth && machine.ring.hop == h100.ring.hop);
static_assert(machine.constants == h100.constants);
static_assert((require_valid(machine), true));

// Without a rate for fp8 there are no products in it; with one that the like has not they are derived.
static_assert([] {
  cluster without = dgx;
  without.gpu.rates = {{precision::bf16, 32_FLOP}};
  return !like_h100(without).products_8;
}());
static_assert([] {
  cluster with = catalog::dgx_a100;
  with.gpu.rates.push_back({precision::fp8, 32_FLOP});
  return machine_like(with, catalog::dgx_a100, catalog::a100_machine).products_8.has_value();
}());

// Formats are those of the descriptor, and not of the like.
static_assert([] {
  cluster with = catalog::dgx_a100;
  with.gpu.rates.push_back({precision::fp8, 32_FLOP});
  cluster without = dgx;
  without.gpu.rates = {{precision::bf16, 32_FLOP}};
  const native_formats none = like_h100(without).formats;
  return machine_like(with, catalog::dgx_a100, catalog::a100_machine).formats.fp8 && !none.fp8 && none.bf16;
}());

static_assert(with_links(h100, 2).ring.share_bandwidth == 2.0 * h100.ring.share_bandwidth);
static_assert(!constant<[] { return with_links(h100, 0); }>);

static_assert(!constant<[] { return like_h100(dgx | computing_in(precision::fp8)); }>);
static_assert(!constant<[] {
  cluster unknown = dgx;
  unknown.gpu.memory[0].bandwidth = {};
  return like_h100(unknown);
}>);

}  // namespace
