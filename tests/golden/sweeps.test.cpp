#include "table.hpp"
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/sweep/sweep.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace sw = scalewall;

namespace {

using rows = std::vector<sw::csv_row>;
using points = std::vector<sw::curve_point>;

const sw::scenario& scenario_named(std::string_view name) {
  static const std::vector<sw::scenario> all = sw::scenarios();
  const auto found =
      std::find_if(all.begin(), all.end(), [&](const sw::scenario& one) { return one.name == name; });
  REQUIRE_MESSAGE(found != all.end(), name, " is a scenario");
  return *found;
}

points points_of(const sw::scenario_curve& curve) {
  points all;
  for (const sw::curve_point& point : curve.points()) all.push_back(point);
  return all;
}

/// But for the schedule, which the tables leave out.
bool is_plan_of(const sw::csv_row& row, sw::plan split) {
  split.schedule = {};
  return split == golden::plan_of(row);
}

void check_point(const sw::curve_point& point, const sw::csv_row& row) {
  const auto& [wanted, run] = point;
  CHECK(wanted.model == golden::model_of(row));
  CHECK(sw::token_count(wanted.batch) == row.integer("batch_tokens"));
  CHECK(sw::to_string(sw::parameters(wanted.model)) == row.text("parameters"));
  CHECK(sw::to_string(run.step.accelerators) == row.text("accelerators"));

  const auto off = [&row](const char* column, double computed) {
    return golden::deviation(computed, row.number(column));
  };
  CHECK(off("training_flop", wanted.compute.value()) <= golden::tolerance);
  CHECK(off("seconds", run.duration().value()) <= golden::tolerance);
  CHECK(off("utilization", run.step.utilization) <= golden::tolerance);

  // Plans that differ may be equally good.
  const sw::seconds communication =
      run.tensor_communication() + run.pipeline_communication() + run.data_communication();
  CHECK(golden::deviation(communication.value(), row.number("tensor_seconds") +
                                                     row.number("pipeline_seconds") +
                                                     row.number("data_seconds")) <= golden::tolerance);
  if (is_plan_of(row, run.step.plan)) {
    CHECK(off("tensor_seconds", run.tensor_communication().value()) <= golden::tolerance);
    CHECK(off("pipeline_seconds", run.pipeline_communication().value()) <= golden::tolerance);
    CHECK(off("data_seconds", run.data_communication().value()) <= golden::tolerance);
    CHECK(off("latency_seconds", run.network_latency().value()) <= golden::tolerance);
  }
}

struct golden_landmarks {
  std::string_view setting, linear_scaling_ends, largest_feasible;
};

void check_scenario(std::string_view name, const std::string& file,
                    const std::vector<golden_landmarks>& landmarks) {
  const rows all = golden::rows_of(file);
  const sw::scenario& compared = scenario_named(name);
  CHECK(compared.curves.size() == landmarks.size());

  std::size_t rows_seen = 0;
  for (const sw::scenario_curve& curve : compared.curves) {
    INFO(file, ", setting ", curve.setting);
    rows of_setting;
    std::copy_if(all.begin(), all.end(), std::back_inserter(of_setting),
                 [&](const sw::csv_row& row) { return row.text("setting") == curve.setting; });
    rows_seen += of_setting.size();

    const points computed = points_of(curve);
    CHECK(computed.size() == of_setting.size());
    for (std::size_t i = 0; i < std::min(computed.size(), of_setting.size()); ++i) {
      INFO("line ", of_setting[i].line());
      check_point(computed[i], of_setting[i]);
    }

    const auto expected = std::find_if(landmarks.begin(), landmarks.end(), [&](const golden_landmarks& one) {
      return one.setting == curve.setting;
    });
    REQUIRE(expected != landmarks.end());
    const sw::curve_landmarks found = sw::landmarks(computed, curve.machines.gpu.sustained_share);
    REQUIRE(found.linear_scaling_ends.has_value());
    REQUIRE(found.largest_feasible.has_value());
    CHECK(sw::to_text(*found.linear_scaling_ends, 4) == expected->linear_scaling_ends);
    CHECK(sw::to_text(*found.largest_feasible, 4) == expected->largest_feasible);
  }
  CHECK(rows_seen == all.size());
}

}  // namespace

// Landmarks to the four digits that the simulation prints.

TEST_CASE("golden curves of dense models") {
  check_scenario("base-dense", "base_dense.csv",
                 {{"V100 SXM", "2.847e27 FLOP", "2.707e31 FLOP"},
                  {"A100 SXM", "3.402e28 FLOP", "2.707e31 FLOP"},
                  {"H100 SXM", "2.048e28 FLOP", "2.707e31 FLOP"}});
}

TEST_CASE("golden curves of sparse models") {
  check_scenario("base-sparse", "base_sparse.csv",
                 {{"V100 SXM", "1.569e27 FLOP", "1.003e32 FLOP"},
                  {"A100 SXM", "2.323e29 FLOP", "1.003e32 FLOP"},
                  {"H100 SXM", "6.832e28 FLOP", "1.003e32 FLOP"}});
}

TEST_CASE("golden curves of three laws for the batch") {
  check_scenario("batch", "batch.csv",
                 {{"No scaling", "2.847e27 FLOP", "2.04e29 FLOP"},
                  {"Default scaling", "2.048e28 FLOP", "2.707e31 FLOP"},
                  {"DeepSeek scaling", "3.21e33 FLOP", "2.415e36 FLOP"}});
}
