// The rows of data/memory.csv, predicted: what the README says of them holds.

#include <scalewall/runs/memory_validation.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

namespace {

namespace sw = scalewall;

const sw::memory_validation& of_the_tree() {
  static const sw::memory_validation found = [] {
    std::ifstream in(SCALEWALL_DATA "/memory.csv");
    return sw::validate_memory(in);
  }();
  return found;
}

sw::memory_errors_of_group group(const std::string& name) {
  for (const sw::memory_errors_of_group& of : sw::errors_by_group(of_the_tree()))
    if (of.group == name) return of;
  return {};
}

TEST_CASE("the table is whole") {
  CHECK(of_the_tree().rows.size() + of_the_tree().refused.size() == 244);
  CHECK(of_the_tree().refused.size() == 7);
  CHECK(group("all").of_held_out.rows > 70);
}

TEST_CASE("errors are no larger than they were") {
  CHECK(group("all").of_all.median < 0.01);
  CHECK(group("all").of_all.mean < 0.0195);
  CHECK(group("all").of_all.ninety_fifth < 0.072);
  CHECK(group("all").of_held_out.median < 0.0125);
  CHECK(group("MCORE-GOLDEN dense").of_all.median < 0.002);
  CHECK(group("MCORE-GOLDEN dense").of_all.mean < 0.0065);
  CHECK(group("MCORE-GOLDEN dense").of_held_out.median < 0.002);
  CHECK(group("MCORE-GOLDEN MoE").of_all.median < 0.0185);
  CHECK(group("SIMUMAX-B200").of_all.median < 0.002);
  CHECK(group("SIMUMAX-B200").of_all.ninety_fifth < 0.005);
  CHECK(group("SIMUMAX-B200-STAGE").of_all.median < 0.003);
  CHECK(group("ZB").of_all.median < 0.012);
  CHECK(group("VOCABPAR").of_all.median < 0.014);
  CHECK(group("BLOOM").of_all.median < 0.03);
  CHECK(group("BLOOM").of_held_out.median < 0.03);
  CHECK(group("TITAN").of_all.median < 0.03);
  CHECK(group("TITAN").of_all.mean < 0.046);
  CHECK(group("BRIDGE-RECOMPUTE").of_all.mean < 0.029);
  CHECK(group("MCORE-GOLDEN MLA").of_all.mean < 0.024);
}

TEST_CASE("what answers say of their evidence is what held-out rows show") {
  const sw::memory_errors held_out = group("all").of_held_out;
  CHECK(sw::held_out_memory.median_error == doctest::Approx(held_out.median).epsilon(0.01));
  CHECK(sw::held_out_memory.ninety_fifth_error == doctest::Approx(held_out.ninety_fifth).epsilon(0.01));
}

TEST_CASE("no row that ran out of memory is called fitting") {
  std::size_t rows = 0;
  for (const sw::held_memory_row& row : of_the_tree().rows) {
    if (!row.row.ran_out_of_memory) continue;
    ++rows;
    REQUIRE(row.verdict.has_value());
    CHECK(row.verdict->found != sw::fit::fits);
    CHECK_FALSE(row.error.has_value());
  }
  CHECK(rows == 1);
}

TEST_CASE("no row that ran is said not to fit") {
  for (const sw::held_memory_row& row : of_the_tree().rows) {
    CAPTURE(row.row.id);
    if (row.verdict && !row.row.ran_out_of_memory) CHECK(row.verdict->found != sw::fit::does_not_fit);
  }
}

TEST_CASE("every row that is refused says why") {
  for (const sw::unpredictable_memory_row& row : of_the_tree().refused) {
    CHECK(!row.id.empty());
    CHECK(row.reason.size() > 10);
  }
}

TEST_CASE("a table without its columns is refused") {
  std::istringstream in("id,seq_len\nx,1\n");
  CHECK_THROWS_WITH(sw::validate_memory(in), "columns are missing: framework, gpu");
}

TEST_CASE("errors are summed up by their absolute values") {
  const sw::memory_errors found = sw::summary_of({-0.04, 0.01, 0.02});
  CHECK(found.rows == 3);
  CHECK(found.signed_median == doctest::Approx(0.01));
  CHECK(found.median == doctest::Approx(0.02));
  CHECK(found.mean == doctest::Approx(0.07 / 3));
  CHECK(found.ninety_fifth == doctest::Approx(0.02 + 0.9 * 0.02));
  CHECK(sw::summary_of({}).rows == 0);
}

}  // namespace
