#include <scalewall/fitted_constant.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;

constexpr fitted_constant host{.value = 0.88e-3,
                               .unit = "s",
                               .holds_for = "all",
                               .rows = "MPT",
                               .interval = constant_interval{0.8e-3, 0.95e-3}};

static_assert(with_value(host, 1e-3).value == 1e-3);
static_assert(with_value(host, 1e-3).evidence == constant_evidence::changed);
static_assert(!with_value(host, 1e-3).interval, "the interval was of another value");
static_assert(with_value(host, 1e-3).unit == "s");
static_assert(name(constant_evidence::assumed) == "assumed");

TEST_CASE("what is not fitted says so") { CHECK(name(fitted_constant{}.evidence) == "fitted"); }

}  // namespace
