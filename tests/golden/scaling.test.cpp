#include "table.hpp"
#include <scalewall/scaling/laws.hpp>

namespace sw = scalewall;

TEST_CASE("golden prescriptions of the scaling laws") {
  const auto rows = golden::rows_of("scaling.csv");
  CHECK(rows.size() == 110);
  for (const sw::csv_row& row : rows) {
    INFO("scaling.csv, line ", row.line());
    const std::int64_t d_model = row.integer("d_model");
    const sw::training_run run =
        row.text("experts") == "1" ? sw::dense_laws(d_model) : sw::sparse_laws(d_model);
    CHECK(run.model == golden::model_of(row));
    CHECK(sw::to_string(sw::parameters(run.model)) == row.text("parameters"));
    CHECK(golden::deviation(run.data.value(), row.number("tokens")) <= golden::tolerance);
    CHECK(golden::deviation(run.compute.value(), row.number("training_flop")) <= golden::tolerance);
    CHECK(run.batch.sequence_length == 2048);
    CHECK(run.batch.sequences == row.integer("critical_batch"));
    CHECK(sw::deepseek_batch{}(run.compute, run.model.experts, 2048) == row.integer("deepseek_batch"));
  }
}
