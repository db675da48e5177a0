// Mirrors include/scalewall/hardware/collective_span.hpp.

#include "../constant.hpp"
#include <scalewall/hardware/collective_span.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

struct span {
  std::int64_t participants = unbounded;
  friend constexpr bool operator==(const span&, const span&) = default;
};
using spans = fixed_list<span, max_collective_spans>;

constexpr spans distances{{2}, {4}, {}};
static_assert((require_ascending(distances), true));
static_assert(span_of(distances, 2) == span{2});
static_assert(span_of(distances, 3) == span{4});
static_assert(span_of(distances, 4) == span{4});
static_assert(span_of(distances, 5) == span{});
static_assert(span_of(spans{{2}, {4}}, 5) == span{4}, "the last holds beyond it");
static_assert(span_of(spans{{}}, 2) == span{});

static_assert(!constant<[] { require_ascending(spans{}); }>);
static_assert(!constant<[] { require_ascending(spans{{4}, {4}}); }>);
static_assert(!constant<[] { require_ascending(spans{{}, {4}}); }>, "only the last is open");

TEST_CASE("spans that do not ascend are told") {
  CHECK_THROWS_WITH_AS(
      require_ascending(spans{{4}, {2}}),
      "the spans of a collective ascend, and only the last is open (span = 1, participants = 2)",
      broken_rule);
}

}  // namespace
