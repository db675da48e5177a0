#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/csv_writer.hpp>

#include <doctest/doctest.h>

#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace sw = scalewall;

namespace {

/// Everything that reading a file gives: a line for every row, `line: field|field`, or for the rule that it
/// breaks.
std::vector<std::string> read(const std::string& file) {
  std::istringstream in(file);
  std::vector<std::string> rows;
  sw::csv_reader reader(in);
  for (;;) try {
      const std::optional<sw::csv_row> row = reader.next();
      if (!row) return rows;
      std::string shown = std::to_string(row->line()) + ": ";
      for (const std::string& column : reader.columns()) shown += row->text(column) + "|";
      rows.push_back(shown);
    } catch (const sw::broken_rule& broken) {
      rows.emplace_back(broken.what());
    }
}

using lines = std::vector<std::string>;

/// The only row of a file with the one column `v`.
sw::csv_row row_with(const std::string& value) {
  std::ostringstream out;
  sw::csv_writer(out, {"v"}).row({value});
  std::istringstream in(out.str());
  return *sw::csv_reader(in).next();
}

}  // namespace

TEST_CASE("rows are read field by field") {
  CHECK(read("a,b\n1,2\n3,\n") == lines{"2: 1|2|", "3: 3||"});
  CHECK(read("a,b\n1,2") == lines{"2: 1|2|"});
  CHECK(read("a,b\n").empty());
  CHECK(read("a,b").empty());
}

TEST_CASE("CR LF, a byte order mark and blank lines make no difference") {
  CHECK(read("\xEF\xBB\xBF"
             "a,b\r\n1,2\r\n\r\n3,4\r\n") == lines{"2: 1|2|", "4: 3|4|"});
  CHECK(read("\n\na,b\n\n\n1,2\n\n") == lines{"6: 1|2|"});
  CHECK(read("a,b\r\n1,\"2\"\r\n") == lines{"2: 1|2|"});
}

TEST_CASE("quoted fields hold commas, quotes and line breaks") {
  CHECK(read("a,b\n\"1,5\",\"say \"\"ja\"\"\"\n") == lines{"2: 1,5|say \"ja\"|"});
  CHECK(read("a,b\n\"one\ntwo\n\nthree\",x\n5,6\n") == lines{"2: one\ntwo\n\nthree|x|", "6: 5|6|"});
  CHECK(read("a,b\r\n\"one\r\ntwo\",x\r\n") == lines{"2: one\r\ntwo|x|"});
  CHECK(read("a,b\n\"\",\"\"\n") == lines{"2: ||"});
  CHECK(read("\"a,1\",\"b\n2\"\n3,4\n") == lines{"3: 3|4|"});
}

TEST_CASE("what is written reads back") {
  const std::vector<std::string> texts = {"",     " ",  "a,b", "\"",  "\"\"", "a\nb",
                                          "\r\n", "\r", ",",   "x\r", "é"};
  for (const std::string& first : texts)
    for (const std::string& second : texts) {
      std::stringstream file;
      sw::csv_writer(file, {"a", "b"}).row({first, second});
      const auto row = sw::csv_reader(file).next();
      REQUIRE(row.has_value());
      CHECK(row->text("a") == first);
      CHECK(row->text("b") == second);
    }
  for (const double value :
       {0.1, 1.0 / 3, 6.454884686272446e+24, std::numeric_limits<double>::max(), -1e-300})
    CHECK(row_with(sw::exact_text(value)).number("v") == value);
}

TEST_CASE("a malformed row is named by its line, and the rows after it are read") {
  CHECK(read("a,b\n1\n3,4\n5,6,7\n8,9\n") ==
        lines{"line 2: a row has a field for every column (fields = 1, columns = 2)", "3: 3|4|",
              "line 4: a row has a field for every column (fields = 3, columns = 2)", "5: 8|9|"});
  CHECK(read("a,b\n1,2\"3\n4,5\n") ==
        lines{"line 2, column b: a field that holds a quote is quoted, its quotes doubled", "3: 4|5|"});
  CHECK(read("a,b\n\"1\"2,3\n4,5\n") ==
        lines{"line 2, column a: after a quoted field there is a comma or the end of the line", "3: 4|5|"});
  CHECK(read("a,b\n1,2,\"3\" \n4,5\n") ==
        lines{"line 2, column 3: after a quoted field there is a comma or the end of the line", "3: 4|5|"});
}

TEST_CASE("a quote that is never closed costs its own line only") {
  CHECK(read("a,b\n1,\"2\n3,4\n\"5\",6\n") ==
        lines{"line 2, column b: after a quoted field there is a comma or the end of the line", "3: 3|4|",
              "4: 5|6|"});
  CHECK(read("a,b\n1,\"2\n3,4\n\n5,6") ==
        lines{"line 2, column b: a quoted field ends with a quote", "3: 3|4|", "5: 5|6|"});
  CHECK(read("a,b\n1,\"") == lines{"line 2, column b: a quoted field ends with a quote"});
}

TEST_CASE("the names of the columns are there, once each") {
  const auto opening = [](const std::string& file) {
    std::istringstream in(file);
    sw::csv_reader reader(in);
  };
  CHECK_THROWS_WITH_AS(opening(""), "line 1: a CSV file starts with the names of its columns",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(opening("\r\n\n"), "line 1: a CSV file starts with the names of its columns",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(opening("\na,b,a\n"), "line 2, column a: a column is there once", sw::broken_rule);
  CHECK_THROWS_WITH_AS(opening("a,\"b\n"), "line 1, column 2: a quoted field ends with a quote",
                       sw::broken_rule);
}

TEST_CASE("what is no table of fields between commas is told so") {
  const auto opening = [](const std::string& text) {
    std::istringstream in(text);
    sw::csv_reader reader(in);
  };
  CHECK_THROWS_WITH_AS(opening("\na;b\n"),
                       "line 2: the fields of a CSV file are separated by commas, and here by semicolons",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(opening("\"a\";\"b\"\n"),
                       "line 1: the fields of a CSV file are separated by commas, and here by semicolons",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(opening("a\tb\n"),
                       "line 1: the fields of a CSV file are separated by commas, and here by tabs",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(opening(std::string("\xFF\xFEg\0\n\0", 6)),
                       "line 1: the file is in UTF-16 or UTF-32, and is read in UTF-8", sw::broken_rule);
  CHECK_THROWS_WITH_AS(opening("\x1F\x8B\b"), "line 1: the file is not a text: the byte \\x1f stands in it",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(opening("a\xFF,b,a\xFF\n"), "line 1, column a\\xff: a column is there once",
                       sw::broken_rule);
  CHECK_NOTHROW(opening("a;b,c\n"));
}

TEST_CASE("columns that are needed are asked for") {
  std::istringstream in("dp,gpu\n");
  const sw::csv_reader reader(in);
  using names = std::vector<std::string>;
  CHECK_NOTHROW(reader.require_columns(names{"gpu", "dp"}));
  CHECK_THROWS_WITH_AS(reader.require_columns(names{"gpu", "tp", "pp"}), "columns are missing: tp, pp",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(
      reader.require_columns(names{"tp", "pp"}),
      "line 1: names of columns are expected here, separated by commas: tp, pp; the first that is "
      "found is 'dp'",
      sw::broken_rule);
}

TEST_CASE("columns are found by name") {
  std::istringstream in("dp,gpu\n4,H100 SXM\n");
  sw::csv_reader reader(in);
  CHECK(reader.columns() == lines{"dp", "gpu"});
  const sw::csv_row row = reader.next().value();
  CHECK(row.has("gpu"));
  CHECK_FALSE(row.has("GPU"));
  CHECK(row.text("gpu") == "H100 SXM");
  CHECK(row.integer("dp") == 4);
  CHECK_THROWS_WITH_AS(row.integer("pp"), "line 2, column pp: the file has no such column", sw::broken_rule);
}

TEST_CASE("a whole number is written in digits") {
  CHECK(row_with("0").integer("v") == 0);
  CHECK(row_with(" 12288\t").integer("v") == 12288);
  CHECK(row_with("-1").integer("v") == -1);
  CHECK(row_with("9223372036854775807").integer("v") == std::numeric_limits<std::int64_t>::max());
  for (const char* text :
       {"", " ", "abc", "1.0", "1e3", "12,288", "0x10", "9223372036854775808", "1 2", "--1"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(row_with(text).integer("v"), sw::broken_rule);
  }
  CHECK_THROWS_WITH_AS(row_with("abc").integer("v"),
                       "line 2, column v, value \"abc\": a whole number below 2^63 is written in digits",
                       sw::broken_rule);
}

TEST_CASE("a number is finite") {
  CHECK(row_with("6.454884686272446e+24").number("v") == 6.454884686272446e+24);
  CHECK(row_with(" 4638564679680.0").number("v") == 4638564679680.0);
  CHECK(row_with("-.5").number("v") == -0.5);
  for (const char* text : {"", "x", "1e999", "nan", "inf", "-infinity", "1,5", "0x1p3", "3 s"}) {
    CAPTURE(text);
    CHECK_THROWS_AS(row_with(text).number("v"), sw::broken_rule);
  }
  CHECK_THROWS_WITH_AS(
      row_with("inf").number("v"),
      "line 2, column v, value \"inf\": a number is finite and written as in 12, 0.5 or 6.4e24",
      sw::broken_rule);
}

TEST_CASE("a flag is 0 or 1") {
  CHECK(row_with("1").flag("v"));
  CHECK_FALSE(row_with(" 0 ").flag("v"));
  CHECK_THROWS_WITH_AS(row_with("yes").flag("v"), "line 2, column v, value \"yes\": a flag is 0 or 1",
                       sw::broken_rule);
}

TEST_CASE("a field is read by a function, whose rules are reported with the place") {
  const auto even = [](std::string_view text) {
    sw::require(text == "2" || text == "4", "the number is even");
    return text == "2" ? 2 : 4;
  };
  CHECK(row_with(" 4").as("v", even) == 4);
  CHECK_THROWS_WITH_AS(row_with("3").as("v", even), "line 2, column v, value \"3\": the number is even",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(row_with("3").as("w", even), "line 2, column w: the file has no such column",
                       sw::broken_rule);
}

TEST_CASE("the sentence about a value stays one short line") {
  CHECK_THROWS_WITH_AS(row_with("a\nb\tc").flag("v"),
                       "line 2, column v, value \"a\\nb\\tc\": a flag is 0 or 1", sw::broken_rule);
  CHECK_THROWS_WITH_AS(
      row_with(std::string(1000, 'z')).reject("v", "too long"),
      ("line 2, column v, value \"" + std::string(77, 'z') + "...\" (1000 bytes): too long").c_str(),
      sw::broken_rule);
}

TEST_CASE("a stream that fails is noticed") {
  std::istringstream in("a\n1\n");
  sw::csv_reader reader(in);
  in.setstate(std::ios::badbit);
  CHECK_THROWS_WITH_AS(reader.next(), "the CSV file cannot be read", sw::broken_rule);
}
