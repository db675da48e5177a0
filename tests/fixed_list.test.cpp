// Mirrors include/scalewall/fixed_list.hpp.

#include "constant.hpp"
#include <scalewall/fixed_list.hpp>

#include <doctest/doctest.h>

#include <type_traits>

namespace {

using namespace scalewall;

using three_at_most = fixed_list<int, 3>;

static_assert(three_at_most{}.empty() && three_at_most{}.size() == 0);
static_assert(three_at_most::capacity() == 3);
static_assert(three_at_most{4, 5}.size() == 2 && !three_at_most{4, 5}.empty());
static_assert(three_at_most{4, 5}[0] == 4 && three_at_most{4, 5}[1] == 5, "in the order given");
static_assert(three_at_most{4, 5}.back() == 5);

static_assert(three_at_most{4, 5} == three_at_most{4, 5});
static_assert(three_at_most{4, 5} != three_at_most{5, 4});
static_assert(three_at_most{4, 5} != three_at_most{4, 5, 0},
              "an element that is there differs from room for one");

constexpr three_at_most doubled(three_at_most list) {
  for (int& element : list) element *= 2;
  list.push_back(1);
  return list;
}
static_assert(doubled({4, 5}) == three_at_most{8, 10, 1});

constexpr int sum(const three_at_most& list) {
  int total = 0;
  for (const int element : list) total += element;
  return total;
}
static_assert(sum({}) == 0 && sum({4, 5}) == 9, "only what was put in is visited");

static_assert(std::is_trivially_copyable_v<three_at_most>, "a cluster is copied as bytes");

static_assert(constant<[] { return three_at_most{1, 2, 3}; }>);
static_assert(!constant<[] {
  return three_at_most{1, 2, 3, 4};
}>,
              "a list that is too long stops the compiler");

TEST_CASE("one element too many is told") {
  three_at_most list{1, 2, 3};
  CHECK_THROWS_WITH_AS(list.push_back(4), "the list is full (capacity = 3)", broken_rule);
  CHECK(list == three_at_most{1, 2, 3});
}

}  // namespace
