// Mirrors include/scalewall/cost/exchange_collective.hpp.

#include "tiny_collectives.hpp"
#include <scalewall/cost/exchange_collective.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
using enum collective_protocol;
using tiny::near;

constexpr exchange_protocols exchange = tiny::collectives.exchange;

constexpr bool takes(const exchange_work& work, seconds expected, collective_protocol protocol) {
  const collective_time took = time_exchange(exchange, work);
  return near(took.total, expected) && took.protocol == protocol;
}

static_assert(takes({.peers = 3, .to_each = 2_kB, .kept = 2_kB}, 2_us + 3_us + 2_us, ll));
static_assert(takes({.peers = 3, .to_each = 10_kB, .kept = 10_kB}, 2_us + 3_us + 10_us, ll));
static_assert(takes({.peers = 3, .to_each = 10.1_kB, .kept = 10.1_kB}, 3_us + 20_us, simple), "the least");
// 3 MB at 100 GB/s and 1 MB at 50 GB/s, of which a quarter takes half as long again.
static_assert(takes({.peers = 3, .to_each = 1_MB, .kept = 1_MB}, 3_us + 3_us + 1.125 * 50_us, simple));
static_assert(takes({.peers = 1, .to_each = 8_MB}, 1_us + 3_us + 1.0625 * 80_us, simple), "nothing is kept");

}  // namespace
