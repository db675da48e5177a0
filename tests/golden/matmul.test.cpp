#include "table.hpp"
#include <scalewall/cost/matmul.hpp>

namespace sw = scalewall;

TEST_CASE("golden matrix multiplications") {
  const auto rows = golden::rows_of("matmul.csv");
  CHECK(rows.size() == 960);
  for (const sw::csv_row& row : rows) {
    INFO("matmul.csv, line ", row.line());
    const sw::matmul_time time = sw::time_matmul(
        golden::cluster_of(row).gpu, {row.integer("rows"), row.integer("columns"), row.integer("tokens")},
        row.flag("weight_gradient") ? sw::matmul_kind::weight_gradient : sw::matmul_kind::activation);
    CHECK(golden::deviation(time.total().value(), row.number("seconds")) <= golden::tolerance);
  }
}
