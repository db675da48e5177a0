// Mirrors include/scalewall/parallel/parallelism.hpp.

#include <scalewall/parallel/parallelism.hpp>

namespace {

using namespace scalewall;

static_assert(!degree(8).placed, "a number goes where there is room");
static_assert(over_levels(8).placed, "and what names its levels goes there");
static_assert(degree(8) != over_levels(8));
static_assert(over_levels(2, 16).levels == level_degrees{2, 16});
static_assert(over_levels(2, 16) == degree(level_degrees{2, 16}));
static_assert(degree(8).levels.total() == 8);

template <degree Size>
struct holder {
  static constexpr degree value = Size;
};
static_assert(holder<8>::value == degree(8), "a number is a template argument");
static_assert(holder<over_levels(2, 16)>::value == over_levels(2, 16), "and so is one on levels");

static_assert(parallelism{}.degrees.empty());
static_assert(parallelism{}.microbatches == parallelism::fewest);
static_assert(parallelism{}.interleaving == 1);

template <class... Degrees>
concept can_be_over_levels = requires(Degrees... degrees) { over_levels(degrees...); };
static_assert(can_be_over_levels<int, long>);
static_assert(!can_be_over_levels<double>, "a degree is a whole number");

}  // namespace
