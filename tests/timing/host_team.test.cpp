#include <scalewall/timing/host_team.hpp>

#include <doctest/doctest.h>
#include <sys/resource.h>

#include <cstdint>
#include <vector>

namespace {

namespace sw = scalewall;

TEST_CASE("every member does its part, as often as it is asked") {
  for (const std::int64_t size : {1, 2, 5}) {
    sw::host_team team(size);
    CHECK(team.size() == size);
    std::vector<int> done(static_cast<std::size_t>(size), 0);
    for (int i = 0; i < 100; ++i)
      team.run([&](std::int64_t member) { ++done[static_cast<std::size_t>(member)]; });
    CHECK(done == std::vector<int>(static_cast<std::size_t>(size), 100));
  }
}

TEST_CASE("a team that was never asked ends") { CHECK_NOTHROW(sw::host_team(3)); }

// The address sanitizer takes more room than the limit leaves.
#if defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_ADDRESS_SANITIZER
#endif
#elif defined(__SANITIZE_ADDRESS__)
#define WITH_ADDRESS_SANITIZER
#endif

#ifndef WITH_ADDRESS_SANITIZER
TEST_CASE("a team that the system does not start whole is refused, and ends") {
  rlimit before{};
  REQUIRE(getrlimit(RLIMIT_AS, &before) == 0);
  const rlimit narrow{.rlim_cur = rlim_t{4} << 30, .rlim_max = before.rlim_max};  // their stacks want 32 GiB
  REQUIRE(setrlimit(RLIMIT_AS, &narrow) == 0);
  CHECK_THROWS(sw::host_team(4096));
  CHECK(setrlimit(RLIMIT_AS, &before) == 0);
}
#endif

TEST_CASE("a team has members") {
  CHECK_THROWS_WITH_AS(sw::host_team(0), "a team has between 1 and 4096 threads (threads = 0)",
                       sw::broken_rule);
}

}  // namespace
