// Mirrors include/scalewall/hardware/message_protocols.hpp.

#include <scalewall/hardware/message_protocols.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr message_regime eager{.participants = 2, .at_most = 1_kB, .step = 1_us, .bandwidth = 1_GB_per_s};
static_assert((require_valid(message_protocols{.regimes = {eager}}), true));
static_assert(reaches(eager, 2, 1_kB));
static_assert(!reaches(eager, 3, 1_kB));
static_assert(!reaches(eager, 2, 1.001_kB));
static_assert(reaches(message_regime{}, 1'000'000, 1_EB));

TEST_CASE("messages that nobody passes are told") {
  message_protocols broken{.regimes = {eager}};
  SUBCASE("none") {
    broken.regimes = {};
    CHECK_THROWS_WITH_AS(require_valid(broken), "messages have at least one regime", broken_rule);
  }
  SUBCASE("to oneself") {
    broken.regimes[0].participants = 1;
    CHECK_THROWS_WITH_AS(require_valid(broken),
                         "a regime of messages reaches at least two participants (participants = 1)",
                         broken_rule);
  }
  SUBCASE("of nothing") {
    broken.regimes[0].at_most = 0_B;
    CHECK_THROWS_WITH_AS(require_valid(broken),
                         "a regime of messages reaches a size (regimes = 0, at_most = 0)", broken_rule);
  }
  SUBCASE("an overlap") {
    broken.regimes[0].overlap = 0;
    CHECK_THROWS_WITH_AS(
        require_valid(broken),
        "the overlap of steps and bytes is at least 0.25 and finite (regimes = 0, overlap = 0)", broken_rule);
  }
}

}  // namespace
