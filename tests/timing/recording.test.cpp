#include <scalewall/timing/recording.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

const sw::timing took{.median = 2_us, .lower_quartile = 1.5_us, .upper_quartile = 3_us, .samples = 25};

const std::vector<sw::measurement> one_of_each = {
    {.what = sw::matmul_probe{.shape = {4096, 1024, 512},
                              .kind = sw::matmul_kind::weight_gradient,
                              .format = sw::precision::fp8},
     .took = took,
     .library = "cuBLASLt 13, \"heuristic\"",
     .source = "here"},
    {.what = sw::copy_probe{.path = sw::copy_path::l2, .size = 8_MiB}, .took = took},
    {.what = sw::launch_probe{.kind = sw::launch_kind::captured}, .took = took},
    {.what =
         sw::transfer_probe{
             .operation = sw::transfer_operation::all_to_all, .participants = 8, .nodes = 2, .size = 1_GiB},
     .took = took}};

std::string written() {
  std::ostringstream out;
  sw::recording_writer writer(out);
  for (const sw::measurement& one : one_of_each) writer.row(one);
  return out.str();
}

sw::recording read(const std::string& text) {
  std::istringstream in(text);
  return sw::read_recording(in);
}

TEST_CASE("what is written is read again") {
  const sw::recording again = read(written());
  CHECK(again.damaged.empty());
  CHECK(again.rows == one_of_each);
}

TEST_CASE("damaged rows are told with their line, and the others are read") {
  std::string text = written();
  const auto replace = [&](const std::string& what, const std::string& with) {
    const auto at = text.find(what);
    REQUIRE(at != std::string::npos);
    text.replace(at, what.size(), with);
  };
  replace("fp8", "fp9");
  replace("8388608", "-1");
  replace("captured", "quick");
  text += "transfer,all-reduce,,,,,8,1,1024,2e-06,3e-06,1e-06,25,,\nmatmul\n";
  const sw::recording again = read(text);
  CHECK(again.rows == std::vector{one_of_each[3]});
  CHECK(again.damaged ==
        std::vector<std::string>{
            "line 2, column format, value \"fp9\": it is one of fp64, fp32, tf32, fp16, bf16, fp8, int8",
            "line 3: what is copied has a size (bytes = -1)",
            "line 4, column variant, value \"quick\": it is one of empty, dependent, captured",
            "line 6: the quartiles of a timing are positive, finite and ascend (lower quartile in seconds = "
            "3e-06, "
            "median = 2e-06, upper quartile = 1e-06)",
            "line 7: a row has a field for every column (fields = 1, columns = 15)"});
}

TEST_CASE("a file that is no recording is told so") {
  CHECK_THROWS_WITH_AS(read(""), "line 1: a CSV file starts with the names of its columns", sw::broken_rule);
  CHECK_THROWS_WITH_AS(
      read("gpu,time\nH100,3\n"),
      "line 1: names of columns are expected here, separated by commas: probe, variant, median_s, "
      "lower_quartile_s, upper_quartile_s, samples, library, source; the first that is found is 'gpu'",
      sw::broken_rule);
  CHECK_THROWS_WITH_AS(read("probe,variant,median_s,lower_quartile_s,upper_quartile_s,samples,library\n"),
                       "columns are missing: source", sw::broken_rule);
}

}  // namespace
