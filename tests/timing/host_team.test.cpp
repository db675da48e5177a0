#include <scalewall/timing/host_team.hpp>

#include <doctest/doctest.h>

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

TEST_CASE("a team has members") {
  CHECK_THROWS_WITH_AS(sw::host_team(0), "a team has between 1 and 4096 threads (threads = 0)",
                       sw::broken_rule);
}

}  // namespace
