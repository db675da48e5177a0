#include <scalewall/report/csv_writer.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace sw = scalewall;
using namespace sw::literals;

namespace {

/// The one row of a file of so many fields.
std::string line_of(const std::vector<sw::csv_field>& fields) {
  std::ostringstream out;
  sw::csv_writer writer(out, std::vector<std::string>(fields.size(), "c"));
  out.str("");
  writer.row(fields);
  return out.str();
}

}  // namespace

TEST_CASE("the names of the columns come first") {
  std::ostringstream out;
  sw::csv_writer writer(out, {"setting", "time_s", "note, if any"});
  writer.row({"H100 SXM", 1.5, ""});
  CHECK(out.str() == "setting,time_s,\"note, if any\"\nH100 SXM,1.5,\n");
}

TEST_CASE("numbers are written in full, quantities in their base unit") {
  CHECK(line_of({7012368.567146392, 6.454884686272446e+24}) == "7012368.567146392,6.454884686272446e+24\n");
  CHECK(line_of({-3, 12'288L, std::int64_t{9'223'372'036'854'775'807}, 7u}) ==
        "-3,12288,9223372036854775807,7\n");
  CHECK(line_of({sw::count{std::int64_t{1} << 59} * 4096, true, false}) == "2361183241434822606848,1,0\n");
  CHECK(line_of({17.3_ms, 80_GB, 2e28_FLOP, 3_TB_per_s}) == "0.0173,8e+10,2e+28,3e+12\n");
}

TEST_CASE("text is quoted where it has to be") {
  CHECK(line_of({"plain text", std::string("DP 2"), std::string_view("x")}) == "plain text,DP 2,x\n");
  CHECK(line_of({"PP 64, DP 2", "a \"fast\" one", "two\nlines", "cr\r"}) ==
        "\"PP 64, DP 2\",\"a \"\"fast\"\" one\",\"two\nlines\",\"cr\r\"\n");
  CHECK(line_of({""}) == "\"\"\n");
  CHECK(line_of({"", ""}) == ",\n");
}

TEST_CASE("what is not a number, or not a row, is not written") {
  std::ostringstream out;
  sw::csv_writer writer(out, {"a", "b"});
  CHECK_THROWS_WITH_AS(writer.row({1}),
                       "a row of a CSV file has a field for every column (fields = 1, columns = 2)",
                       sw::broken_rule);
  CHECK_THROWS_AS(writer.row({1, std::nan("")}), sw::broken_rule);
  CHECK_THROWS_AS(writer.row({1, sw::seconds::from_value(sw::math::infinity)}), sw::broken_rule);
  CHECK(out.str() == "a,b\n");
  CHECK_THROWS_AS(sw::csv_writer(out, {}), sw::broken_rule);
}

TEST_CASE("a stream that fails is noticed") {
  std::ostringstream out;
  sw::csv_writer writer(out, {"a"});
  out.setstate(std::ios::badbit);
  CHECK_THROWS_WITH_AS(writer.row({1}), "the CSV file cannot be written", sw::broken_rule);
}
