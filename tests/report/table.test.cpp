#include <scalewall/report/table.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>

namespace sw = scalewall;

namespace {

std::string printed(const sw::table& table) {
  std::ostringstream out;
  out << table;
  return out.str();
}

}  // namespace

TEST_CASE("text is aligned at the left, numbers at the right, and lines end with their last character") {
  sw::table table({sw::text_column("GPU"), sw::number_column("GPUs"), sw::text_column("bound by")});
  table.add_row({"H100 SXM", "8,192", "arithmetic"}).add_row({"V100", "1.1e12", "L2"});
  CHECK(table.size() == 2);
  CHECK(printed(table) ==
        "GPU         GPUs  bound by\n"
        "--------  ------  ----------\n"
        "H100 SXM   8,192  arithmetic\n"
        "V100      1.1e12  L2\n");
}

TEST_CASE("a header wider than its cells makes the column") {
  sw::table table({sw::number_column("utilization"), sw::text_column("")});
  table.add_row({"62%", ""});
  CHECK(printed(table) ==
        "utilization\n"
        "-----------\n"
        "        62%\n");
}

TEST_CASE("the width of text is counted in characters") {
  sw::table table({sw::text_column("latency"), sw::text_column("of")});
  table.add_row({"4.5 µs", "matmul"}).add_row({"0.45 µs", "network"});
  CHECK(printed(table) ==
        "latency  of\n"
        "-------  -------\n"
        "4.5 µs   matmul\n"
        "0.45 µs  network\n");
}

TEST_CASE("what a terminal obeys is shown escaped, and is as wide as it looks") {
  sw::table table({sw::text_column("a"), sw::text_column("b")});
  table.add_row({"\x1b[2J", "\u202E"});
  CHECK(printed(table) ==
        "a        b\n"
        "-------  ------\n"
        "\\x1b[2J  \\u202e\n");
  CHECK(table.width() == 15);
}

TEST_CASE("a table without rows is its header") {
  CHECK(printed(sw::table({sw::text_column("a")})) == "a\n-\n");
}

TEST_CASE("what would break the table is refused and changes nothing") {
  sw::table table({sw::text_column("a"), sw::text_column("b")});
  CHECK_THROWS_WITH_AS(table.add_row({"1"}),
                       "a row of a table has a cell for every column (cells = 1, columns = 2)",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(table.add_row({"a long text", "1\n2"}), "a cell of a table has one line and no tabs",
                       sw::broken_rule);
  CHECK_THROWS_AS(sw::table({}), sw::broken_rule);
  CHECK_THROWS_AS(sw::table({sw::text_column("a\tb")}), sw::broken_rule);
  CHECK(printed(table) == "a  b\n-  -\n");
}
