#include "table.hpp"
#include <scalewall/estimate/run.hpp>
#include <scalewall/estimate/stack_bill.hpp>
#include <scalewall/scaling/laws.hpp>

namespace sw = scalewall;

TEST_CASE("golden training runs with a given plan") {
  const auto rows = golden::rows_of("step.csv");
  CHECK(rows.size() == 320);
  for (const sw::csv_row& row : rows) {
    INFO("step.csv, line ", row.line());
    const sw::mlp_transformer model = golden::model_of(row);
    sw::plan split = golden::plan_of(row);
    if (row.flag("zero_bubble")) split.schedule = sw::pipeline_schedule::zero_bubble;
    const sw::stack_recipe how{.recompute = row.flag("recompute"),
                               .overlap_tensor = row.flag("overlap_tensor"),
                               .overlap_pipeline = row.flag("overlap_pipeline"),
                               .overlap_data = row.flag("overlap_data"),
                               .rules = sw::plan_rules::reference};
    const sw::cluster cluster = golden::cluster_of(row);
    const sw::batch batch{.sequences = row.integer("sequences"),
                          .sequence_length = row.integer("sequence_length")};
    const sw::run_estimate run = sw::estimate_run(
        model, cluster, split, batch, sw::tokens_per_parameter{}(double(sw::parameters(model))), how);

    const auto off = [&row](const char* column, double computed) {
      return golden::deviation(computed, row.number(column));
    };
    CHECK(off("seconds", run.duration().value()) <= golden::tolerance);
    CHECK(off("utilization", run.step.utilization) <= golden::tolerance);
    CHECK(off("tensor_seconds", run.tensor_communication().value()) <= golden::tolerance);
    CHECK(off("pipeline_seconds", run.pipeline_communication().value()) <= golden::tolerance);
    CHECK(off("data_seconds", run.data_communication().value()) <= golden::tolerance);
    CHECK(off("latency_seconds", run.network_latency().value()) <= golden::tolerance);
    CHECK(off("memory_bytes", run.step.memory.total().value()) <= golden::tolerance);

    // The bill of the same plan, priced and put together.
    const sw::stack_bill bill = bill_of(model, cluster, split, batch, how);
    const sw::step_waits waits = overlap(activities_of(bill, sw::prices(cluster), how), how);
    CHECK(off("seconds", (run.steps * waits.total).value()) <= golden::tolerance);
    CHECK(off("memory_bytes", bill.holdings.total().value()) <= golden::tolerance);
  }
}
