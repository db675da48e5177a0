// Mirrors include/scalewall/hardware/members.hpp.

#include "../constant.hpp"
#include <scalewall/hardware/catalog/measured_collectives.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/hardware/message_protocols.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace {

struct wheel {
  scalewall::bytes size{};
  double grip = 0;
};

struct cart {
  std::string_view name = "cart";
  std::int64_t seats = 1;
  wheel front;
  std::optional<wheel> spare{};
  scalewall::fixed_list<wheel, 3> behind;
  scalewall::seconds wait{};
  std::optional<double> load{};
};

constexpr void list_members(const wheel*, const auto& visit) {
  visit(scalewall::listed("size", &wheel::size, scalewall::positive("a wheel has a size")));
  visit(scalewall::listed("grip", &wheel::grip, scalewall::between(0, 1, "grip is a share")));
}
constexpr void list_members(const cart*, const auto& visit) {
  visit(scalewall::listed("name", &cart::name));
  visit(scalewall::listed("seats", &cart::seats, scalewall::at_least(1, "a cart has a seat")));
  visit(scalewall::listed("front", &cart::front));
  visit(scalewall::listed("spare", &cart::spare));
  visit(scalewall::listed("behind", &cart::behind));
  visit(scalewall::listed("wait", &cart::wait, scalewall::latency_rule));
  visit(scalewall::listed("load", &cart::load, scalewall::between(0, 1, "a load is a share")));
}

using namespace scalewall;
using namespace scalewall::literals;

constexpr cart sound{.front = {2_B, 0.5}, .behind = {{4_B}, {8_B, 1}}, .wait = 3_s};
constexpr cart with_spare{
    .front = {2_B, 0.5}, .spare = wheel{16_B}, .behind = {{4_B}, {8_B, 1}}, .wait = 3_s, .load = 0.25};

constexpr double sum_of(const cart& of) {
  double sum = 0;
  for_each_number(of, [&](const auto&, const auto& number) { sum = 10 * sum + base_value(number); });
  return sum;
}
static_assert(sum_of(sound) == 2'090'813,
              "in the order of the lists, parts and elements among them, what is not there left out");
static_assert(place_of(sound, sound.front.size) == 0);
static_assert(place_of(sound, sound.behind[1].size) == 4);
static_assert(place_of(sound, sound.wait) == 6);
static_assert(place_of(with_spare, with_spare.wait) == 8);
static_assert(place_of(with_spare, *with_spare.load) == 9);
static_assert(places_of(&cart::wait)[0] == 2, "where lists are empty");

static_assert(described<cart> && described<wheel> && !described<double>);
static_assert(is_there(2_B) && !is_there(0_B) && !is_there(without_limit));
static_assert(std::string_view(unit_of<bytes_per_second>) == "bytes_per_s");
static_assert(std::string_view(unit_of<std::optional<watts>>) == "w");

constexpr auto changed(auto change) {
  cart broken = with_spare;
  change(broken);
  return broken;
}
static_assert((require_members(sound), require_members(with_spare), true));
static_assert(!constant<[] { return require_members(changed([](cart& c) { c.front.size = {}; })), 0; }>);
static_assert(!constant<[] { return require_members(changed([](cart& c) { c.spare->size = {}; })), 0; }>);

TEST_CASE("what breaks a rule of a member is told, with its name and where it is in a list") {
  const auto told = [](auto change, const char* sentence) {
    CHECK_THROWS_WITH_AS(require_members(changed(change)), sentence, broken_rule);
  };
  told([](cart& c) { c.seats = 0; }, "a cart has a seat (seats = 0)");
  told([](cart& c) { c.load = 2; }, "a load is a share (load = 2)");
  told([](cart& c) { c.behind[1].size = -1_B; }, "a wheel has a size (behind = 1, size = -1)");
  told([](cart& c) { c.wait = seconds::from_value(without_limit); },
       "a latency is not negative (wait = inf)");
  CHECK_THROWS_AS(require_members(changed([](cart& c) {
                    c.wait = seconds::from_value(std::numeric_limits<double>::quiet_NaN());
                  })),
                  broken_rule);
  fixed_list<wheel, 3> wheels = sound.behind;
  wheels[0].size = bytes::from_value(without_limit);
  CHECK_THROWS_WITH_AS(require_members(wheels, "wheel"), "a wheel has a size (wheel = 0, size = inf)",
                       broken_rule);
}

/// How many members of a descriptor there are in its list, told by its size where all are doubles or as large.
template <class Descriptor>
constexpr std::size_t listed_bytes() {
  std::size_t sum = 0;
  for_each_member<Descriptor>(
      [&](const auto& member) { sum += sizeof(std::declval<Descriptor>().*member.pointer); });
  return sum;
}
// Nobody forgets to list a member: they fill the struct, up to what aligns it.
template <class Descriptor>
constexpr bool lists_all = sizeof(Descriptor) - listed_bytes<Descriptor>() < 2 * alignof(Descriptor);
static_assert(lists_all<memory_level> && lists_all<accelerator> && lists_all<matmul_kernels> &&
              lists_all<network_level> && lists_all<message_protocols>);
static_assert(lists_all<ring_protocols> && lists_all<ll_protocol> && lists_all<ll128_protocol> &&
              lists_all<simple_protocol> && lists_all<protocol_choice> && lists_all<ring_span> &&
              lists_all<exchange_protocols> && lists_all<exchange_span> && lists_all<switch_reduction> &&
              lists_all<collective_protocols>);

TEST_CASE("of every number of a descriptor the list knows the name, and the place is its own") {
  const matmul_kernels kernels = start_of(catalog::h100_sxm);
  std::vector<std::string> names;
  for_each_number(kernels, [&](const auto& member, const auto& number) {
    CHECK(place_of(kernels, number) == names.size());
    names.emplace_back(member.name);
  });
  CHECK(names.size() == 21);
  CHECK(names[place_of(kernels, kernels.split)] == "split");
  CHECK(names[places_of(&matmul_kernels::quantized)[0]] == "quantized");
}

}  // namespace
