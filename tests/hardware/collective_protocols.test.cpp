// Mirrors include/scalewall/hardware/collective_protocols.hpp and the protocols that it is made of: ring_protocols.hpp,
// switch_reduction.hpp and exchange_protocols.hpp.

#include "../cost/tiny_collectives.hpp"
#include <scalewall/hardware/collective_protocols.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

static_assert((require_valid(tiny::collectives), true));

// Links that are twice as fast.
constexpr collective_protocols faster = with_links(tiny::collectives, 2);
static_assert(faster.ring.spans[0].ll == 20_GB_per_s && faster.ring.spans[0].simple == 200_GB_per_s);
static_assert(faster.ring.ll128->bandwidth == 100_GB_per_s &&
              faster.ring.simple.share_bandwidth == 200_GB_per_s);
static_assert(faster.in_switch->bandwidth == 200_GB_per_s);
static_assert(faster.exchange.spans[0].simple == 200_GB_per_s &&
              faster.exchange.kept_bandwidth == 100_GB_per_s);
static_assert(faster.exchange.spans[0].ll == tiny::collectives.exchange.spans[0].ll, "one connection in LL");
static_assert(faster.ring.ll == tiny::collectives.ring.ll && faster.launch == tiny::collectives.launch);

TEST_CASE("protocols that no library can have are told") {
  collective_protocols broken = tiny::collectives;

  SUBCASE("a latency") {
    broken.ring.ll.hop = -1_us;
    CHECK_THROWS_WITH_AS(require_valid(broken), "a latency is not negative (hop = -1e-06)", broken_rule);
  }
  SUBCASE("the launch") {
    broken.launch = seconds::from_value(std::numeric_limits<double>::quiet_NaN());
    CHECK_THROWS_AS(require_valid(broken), broken_rule);
  }
  SUBCASE("LL128") {
    broken.ring.ll128->bandwidth = {};
    CHECK_THROWS_AS(require_valid(broken), broken_rule);
  }
  SUBCASE("the first bytes") {
    broken.ring.simple.dearer = -1;
    CHECK_THROWS_WITH_AS(require_valid(broken),
                         "the first bytes are dearer than the rest, or as dear (dearer = -1)", broken_rule);
  }
  SUBCASE("what is believed") {
    broken.ring.choice.simple = {};
    CHECK_THROWS_AS(require_valid(broken), broken_rule);
    broken.ring.choice.ll_at_most = 1_MB;
    require_valid(broken);
    broken.ring.choice.ll_at_most = -1_MB;
    CHECK_THROWS_WITH_AS(require_valid(broken), "LL ends at a size (ll_at_most = -1000000)", broken_rule);
  }
  SUBCASE("no bandwidth") {
    broken.ring.spans = {};
    CHECK_THROWS_WITH_AS(require_valid(broken), "a collective has a bandwidth", broken_rule);
  }
  SUBCASE("the switch") {
    broken.in_switch->dearer = -1;
    CHECK_THROWS_WITH_AS(require_valid(broken),
                         "the first bytes are dearer than the rest, or as dear (dearer = -1)", broken_rule);
    broken = tiny::collectives;
    broken.in_switch->participants = 1;
    CHECK_THROWS_WITH_AS(require_valid(broken),
                         "a switch adds up what at least two participants send (participants = 1)",
                         broken_rule);
  }
  SUBCASE("an exchange") {
    broken.exchange.kept_bandwidth = {};
    CHECK_THROWS_AS(require_valid(broken), broken_rule);
    broken = tiny::collectives;
    broken.exchange.spans[0].ll = {};
    CHECK_THROWS_AS(require_valid(broken), broken_rule);
  }
}

}  // namespace
