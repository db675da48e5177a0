// Mirrors include/scalewall/model/batch.hpp.

#include "../constant.hpp"
#include <scalewall/model/batch.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

static_assert(batch{}.sequence_length == 2048, "as in the paper");
static_assert(token_count({.sequences = 3584}) == 7'340'032, "3584 * 2048");
static_assert(token_count({.sequences = 1024, .sequence_length = 4096}) == 4'194'304);
static_assert(size({.sequences = 2048}) == 4_Mi_tokens);
static_assert(batch{.sequences = 2048} != batch{.sequences = 1024, .sequence_length = 4096},
              "as many tokens are not the same batch");

static_assert(!constant<[] { return token_count({.sequences = 0}); }>);
static_assert(constant<[] { return token_count({.sequences = std::int64_t{1} << 51}); }>);
static_assert(!constant<[] { return token_count({.sequences = std::int64_t{1} << 52}); }>,
              "2^52 * 2^11 = 2^63");

TEST_CASE("what is no batch is told") {
  CHECK_THROWS_WITH_AS(token_count({}), "a batch has at least one sequence (sequences = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(token_count({.sequences = -8}), "a batch has at least one sequence (sequences = -8)",
                       broken_rule);
  CHECK_THROWS_WITH_AS(token_count({.sequences = 8, .sequence_length = 0}),
                       "a sequence has at least one token (sequence_length = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(size({.sequences = std::int64_t{1} << 52}),
                       "a single degree, width or batch stays below 2^63 (value = 9.22337203685478e+18)",
                       broken_rule);
}

}  // namespace
