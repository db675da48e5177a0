#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/runs/held_out.hpp>
#include <scalewall/runs/read_runs.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <set>
#include <string>
#include <vector>

namespace sw = scalewall;

namespace {

std::vector<sw::measured_run> table() {
  std::ifstream in(SCALEWALL_DATA "/training_runs.csv");
  REQUIRE(in.good());
  return sw::read_runs(in);
}

const sw::measured_run& at(const std::vector<sw::measured_run>& runs, const std::string& id) {
  const auto found = std::find_if(runs.begin(), runs.end(), [&](const auto& run) { return run.id == id; });
  REQUIRE(found != runs.end());
  return *found;
}

}  // namespace

TEST_CASE("Every run of the project's table can be predicted and was measured") {
  const std::vector<sw::measured_run> runs = table();
  CHECK(runs.size() == 338);
  std::set<std::string> ids;
  std::size_t held_out = 0;
  for (const sw::measured_run& run : runs) {
    INFO(run.id, ": ", run.obstacle);
    CHECK(run.configuration.has_value());
    CHECK(run.step.has_value());
    CHECK(run.doubt.empty());
    CHECK_FALSE(run.published.empty());
    CHECK(ids.insert(run.id).second);
    if (sw::is_held_out_run(run.id)) ++held_out;
  }
  CHECK(held_out == 49);
}

TEST_CASE("Every release that a run states is known, the oldest is that of a run") {
  namespace catalog = sw::catalog;
  sw::software_release oldest = catalog::newest_known_release;
  for (const sw::measured_run& run : table()) {
    const auto release = run.configuration->software.release;
    if (!release) continue;
    INFO(run.id);
    CHECK(catalog::nearest_known_release(*release) == *release);
    oldest = std::min(oldest, *release);
  }
  CHECK(oldest == catalog::oldest_known_release);
}

static_assert(sw::catalog::nearest_known_release({.year = 30, .month = 1}) ==
              sw::catalog::newest_known_release);
static_assert(sw::catalog::nearest_known_release({.year = 17, .month = 1}) ==
              sw::catalog::oldest_known_release);

TEST_CASE("Rows of the table are read as their sources mean them") {
  const std::vector<sw::measured_run> runs = table();

  // Korthikanti 2022, table 5: 22B on eight A100s.
  const sw::run_configuration& first = at(runs, "SEQSEL-T5-001").configuration.value();
  CHECK(first.plan.mesh == sw::mesh{.tensor = 8});
  CHECK(first.recipe.recompute == sw::full_recomputation);
  CHECK_FALSE(first.recipe.sequence_parallel);
  CHECK(first.recipe.attention == sw::attention_kernel::unfused);
  CHECK(at(runs, "SEQSEL-T5-001").step->time.value() == 1.42);

  // Qi 2023: ZB-H1 over 8 ranks.
  const sw::run_configuration& zero_bubble = at(runs, "ZB-016").configuration.value();
  CHECK(zero_bubble.plan.schedule == sw::schedule::zb_h1);
  CHECK(sw::microbatches_of(zero_bubble.plan, zero_bubble.batch) == 24);

  // MooreThreads/SimuMax counts in GiB.
  CHECK(at(runs, "SIMUMAX-008").memory->value() == doctest::Approx(114 * 1073741824.0));
}
