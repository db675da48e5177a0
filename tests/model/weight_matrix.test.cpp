// Mirrors include/scalewall/model/weight_matrix.hpp.

#include "../constant.hpp"
#include <scalewall/model/weight_matrix.hpp>

#include <cstdint>

namespace {

using namespace scalewall;

static_assert(words(weight_matrix{14'336, 4096}) == 58'720'256);
static_assert(weight_matrix{14'336, 4096} != weight_matrix{4096, 14'336}, "a matrix is not its transpose");
static_assert(words(weight_matrices{}) == 0);
static_assert(words(weight_matrices{{2, 3}, {5, 7}}) == 41);

constexpr std::int64_t big = std::int64_t{1} << 62;
static_assert(words(weight_matrix{big, big}) == count{big} * big, "2^124 words do not wrap");
static_assert(!constant<[] { return words(weight_matrix{count{big} * big, big}); }>, "2^186 are too many");

}  // namespace
