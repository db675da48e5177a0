// Whether two CSV files agree: agree [--exactly] EXPECTED ACTUAL [COLUMN...]
//
// Row by row in the named columns, or in all that EXPECTED has: numbers to the tolerance of the golden tables, other
// texts exactly; numbers too where it is asked for.

#include "../golden/deviation.hpp"
#include <scalewall/report/csv_reader.hpp>

#include <cstddef>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

namespace {

namespace sw = scalewall;

std::vector<sw::csv_row> rows_of(const char* file) {
  std::ifstream in(file);
  if (!in) throw std::runtime_error(std::string(file) + " cannot be read");
  sw::csv_reader reader(in);
  std::vector<sw::csv_row> rows;
  while (auto row = reader.next()) rows.push_back(*row);
  if (rows.empty()) throw std::runtime_error(std::string(file) + " has no rows");
  return rows;
}

bool agree(const sw::csv_row& expected, const sw::csv_row& actual, const std::string& column, bool exactly) {
  if (expected.text(column) == actual.text(column)) return true;
  if (exactly) return false;
  try {
    return golden::deviation(actual.number(column), expected.number(column)) <= golden::tolerance;
  } catch (const sw::broken_rule&) {
    return false;  // not two numbers
  }
}

}  // namespace

int main(int argc, char** argv) try {
  const bool exactly = argc > 1 && std::string(argv[1]) == "--exactly";
  const std::vector<const char*> arguments(argv + (exactly ? 2 : 1), argv + argc);
  if (arguments.size() < 2) throw std::invalid_argument("two files are compared");
  const auto expected = rows_of(arguments[0]), actual = rows_of(arguments[1]);
  std::vector<std::string> columns(arguments.begin() + 2, arguments.end());
  if (columns.empty()) {
    std::ifstream in(arguments[0]);
    columns = sw::csv_reader(in).columns();
  }
  bool same = expected.size() == actual.size();
  if (!same) std::cerr << expected.size() << " rows are expected, there are " << actual.size() << '\n';
  for (std::size_t i = 0; i < expected.size() && i < actual.size(); ++i)
    for (const std::string& column : columns) {
      if (agree(expected[i], actual[i], column, exactly)) continue;
      same = false;
      std::cerr << "line " << actual[i].line() << ", column " << column << ": " << actual[i].text(column)
                << " instead of " << expected[i].text(column) << '\n';
    }
  return same ? 0 : 1;
} catch (const std::exception& why) {
  std::cerr << "agree: " << why.what() << '\n';
  return 2;
}
