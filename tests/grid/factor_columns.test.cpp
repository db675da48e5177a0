#include <scalewall/grid/factor_columns.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/variants.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>

namespace sw = scalewall;

namespace {

sw::csv_row row(const std::string& columns, const std::string& fields) {
  std::istringstream in(columns + "\n" + fields + "\n");
  return sw::csv_reader(in).next().value();
}

const sw::cluster h100 = sw::catalog::dgx_h100;

}  // namespace

TEST_CASE("columns of factors are found among others") {
  CHECK(sw::factor_columns({"gpu", "factor of b", "factor", "factor of a"}) ==
        std::vector<std::string>{"factor of b", "factor of a"});
  CHECK(sw::factor_column("NVLink bandwidth") == "factor of NVLink bandwidth");
}

TEST_CASE("parameters are multiplied by the factors of a row, and by none that is empty") {
  sw::cluster expected = h100 | sw::latencies_divided_by(10);
  expected.network[0].bandwidth *= 2.0;
  CHECK(sw::with_factors(h100, row("factor of latencies,gpu,factor of NVLink bandwidth", "0.1,x,2")) ==
        expected);
  CHECK(sw::with_factors(h100, row("factor of nothing,gpu", ",x")) == h100);
}

TEST_CASE("a factor that is none is told with its place") {
  CHECK_THROWS_WITH_AS(sw::with_factors(h100, row("factor of latencies", "-1")),
                       "line 2, column factor of latencies, value \"-1\": the number is positive",
                       sw::broken_rule);
  const std::string unknown =
      "line 2, column factor of speed, value \"2\": no parameter of H100 SXM is called "
      "'speed'; the known ones are ";
  try {
    sw::with_factors(h100, row("factor of speed", "2"));
    FAIL("there is no such parameter");
  } catch (const sw::broken_rule& broken) {
    CHECK(std::string(broken.what()).starts_with(unknown));
  }
}
