#include <scalewall/version.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;

static_assert(sw::library_version == sw::semantic_version{SCALEWALL_VERSION_MAJOR, SCALEWALL_VERSION_MINOR,
                                                          SCALEWALL_VERSION_PATCH});
static_assert(sw::semantic_version{0, 9, 12} < sw::semantic_version{0, 10, 0});
static_assert(sw::semantic_version{1, 0, 0} > sw::semantic_version{0, 99, 99});

#if SCALEWALL_VERSION < 100 || SCALEWALL_VERSION >= 1000000
#error "the version is at least 0.1.0, and its parts are below 100"
#endif

TEST_CASE("the parts of a version keep their room in the number of the preprocessor") {
  CHECK(SCALEWALL_VERSION / 10000 == sw::library_version.major);
  CHECK(SCALEWALL_VERSION / 100 % 100 == sw::library_version.minor);
  CHECK(SCALEWALL_VERSION % 100 == sw::library_version.patch);
}

}  // namespace
