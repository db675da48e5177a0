#include "scratch_folder.hpp"
#include <scalewall/grid/grid.hpp>
#include <scalewall/report/csv_reader.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace sw = scalewall;
using namespace sw::literals;

namespace {

/// Two clusters, two models and one that cannot be, a deadline and two sizes of a cluster, of which one is too small.
constexpr std::string_view design = R"({
  "clusters": ["A100 SXM", {"name": "H100 SXM", "factors": {"NVLink bandwidth": 2}, "watts_per_gpu": 1000}],
  "models": [{"d_model": [12288, 16384]},
             {"d_model": 12288, "batch_sequences": "fixed", "sequence_length": 100000000}],
  "deadlines_in_months": 3,
  "gpus": [1, 4096]
})";

const sw::design_space space = sw::read_design_space(sw::parse_json(design));
const sw::answer_table table(space);
const sw::question_block all{0, space.size()};

std::vector<sw::csv_row> rows() {
  std::istringstream in(table.header() + "\n" + table.lines(all));
  sw::csv_reader reader(in);
  std::vector<sw::csv_row> read;
  while (auto row = reader.next()) read.push_back(*row);
  return read;
}

void answer_all(const std::filesystem::path& file, std::int64_t threads) {
  sw::journal answers = sw::open_answers(file, space, design);
  sw::answer_on_threads(
      {answers.rows(), space.size()}, threads,
      [](const sw::question_block& block) { return table.lines(block); },
      [&](std::string_view lines) { answers.append(lines); });
}

}  // namespace

TEST_CASE("every question has a row, and every row says what was asked") {
  const auto read = rows();
  REQUIRE(read.size() == 18);
  for (std::size_t i = 0; i < read.size(); ++i) CHECK(read[i].integer("question") == static_cast<int>(i));
  CHECK(read[0].text("gpu") == "A100 SXM");
  CHECK(read[0].text("factor of NVLink bandwidth").empty());
  CHECK(read[9].text("gpu") == "H100 SXM");
  CHECK(read[9].number("factor of NVLink bandwidth") == 2);
  CHECK(read[0].number("deadline_s") == (3_months).value());
  CHECK(read[0].text("asked_gpus").empty());
  CHECK(read[2].text("deadline_s").empty());
  CHECK(read[2].integer("asked_gpus") == 4096);
  CHECK(read[3].integer("d_model") == 16384);
  CHECK(read[6].text("batch_law") == "fixed");
}

TEST_CASE("the answers are those of the search") {
  const auto read = rows();
  const sw::training_run wanted = sw::dense_laws(16384);
  const auto in_time = sw::smallest_cluster(wanted, sw::catalog::dgx_a100, 3_months);
  REQUIRE(in_time);
  CHECK(read[3].text("answer") == "found");
  CHECK(read[3].text("gpus") == to_string(in_time->step.accelerators));
  CHECK(read[3].number("run_time_s") == in_time->duration().value());
  CHECK(read[3].text("energy_j").empty());

  sw::cluster faster = sw::catalog::dgx_h100;
  faster.network[0].bandwidth *= 2.0;
  const sw::training_run narrow = sw::dense_laws(12288);
  const sw::step_estimate best = sw::best_plan(narrow.model, faster, 4096, narrow.batch);
  CHECK(read[11].text("answer") == "found");
  CHECK(read[11].number("utilization") == best.utilization);
  CHECK(read[11].text("bound_by") == sw::name(best.bound_by));
  CHECK(read[11].number("energy_j") == doctest::Approx(4096 * 1000 * read[11].number("run_time_s")));
  CHECK(read[11].text("cost_dollars").empty());
}

TEST_CASE("a question without an answer says why") {
  const auto read = rows();
  CHECK(read[1].text("answer") == "no plan fits in the memory of the accelerators");
  CHECK(read[1].integer("d_model") == 12288);
  CHECK(read[1].text("gpus").empty());
  CHECK(read[1].text("utilization").empty());
  CHECK(read[6].text("answer") == "a batch has at least one sequence (sequences = 0)");
  CHECK(read[6].integer("seq_len") == 100'000'000);
  CHECK(read[6].integer("d_model") == 12288);
  CHECK(read[6].text("gpu") == "A100 SXM");
  CHECK(read[6].text("layers").empty());

  const sw::design_space impatient = sw::read_design_space(sw::parse_json(
      R"({"clusters": "H100 SXM", "models": {"d_model": 1572864}, "deadlines_in_months": 1e-9})"));
  CHECK(sw::answer_table(impatient).lines({0, 1}).find(",no cluster is in time,H100 SXM,") !=
        std::string::npos);
}

TEST_CASE("the file does not depend on the number of threads, nor on where it was cut off") {
  const scratch_folder folder;
  const auto file = folder.file("answers.csv");
  answer_all(file, 1);
  const std::string whole = content_of(file);
  CHECK(std::count(whole.begin(), whole.end(), '\n') == 19);
  for (const std::int64_t threads : {2, 8}) {
    std::filesystem::remove(file);
    answer_all(file, threads);
    CHECK(content_of(file) == whole);
  }
  for (std::size_t size = 0; size <= whole.size(); size += 97) {
    write_content(file, whole.substr(0, size));
    answer_all(file, 2);
    REQUIRE(content_of(file) == whole);
  }
}

TEST_CASE("a file that another version has written is refused") {
  const scratch_folder folder;
  const auto file = folder.file("answers.csv");
  {
    sw::journal older(file, table.header(), design, space.size());
    std::string lines = table.lines({0, 3});
    lines.replace(lines.rfind("found"), 5, "maybe");
    older.append(lines);
  }
  const std::string written = content_of(file);
  CHECK_THROWS_WITH_AS(sw::open_answers(file, space, design),
                       ("'" + file.string() +
                        "' is from another version of this program, which answers its last row otherwise")
                           .c_str(),
                       sw::broken_rule);
  CHECK(content_of(file) == written);
}
