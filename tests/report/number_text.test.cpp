#include <scalewall/report/number_text.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace sw = scalewall;

TEST_CASE("every digit of a count") {
  CHECK(sw::digits_text(0) == "0");
  CHECK(sw::digits_text(1'000) == "1,000");
  CHECK(sw::digits_text(671'026'419'200) == "671,026,419,200");
}

TEST_CASE("a number has as many digits as asked for, and none for nothing") {
  CHECK(sw::number_text(0.62) == "0.62");
  CHECK(sw::number_text(0.6789) == "0.679");
  CHECK(sw::number_text(0.6789, 4) == "0.6789");
  CHECK(sw::number_text(123.456) == "123");
  CHECK(sw::number_text(123.456, 5) == "123.46");
  CHECK(sw::number_text(123.456, 1) == "100");
  CHECK(sw::number_text(2.0) == "2");
  CHECK(sw::number_text(0.1 + 0.2, 17) == "0.30000000000000004");
  CHECK_THROWS_WITH_AS(sw::number_text(1, 0), "a text has between 1 and 17 significant digits (digits = 0)",
                       sw::broken_rule);
  CHECK_THROWS_AS(sw::number_text(1, 18), sw::broken_rule);
}

TEST_CASE("rounding carries over into the next power of ten") {
  CHECK(sw::number_text(999.6) == "1,000");
  CHECK(sw::number_text(0.09996) == "0.1");
  CHECK(sw::number_text(999'999.0) == "1e6");
}

TEST_CASE("large and small numbers have an exponent, those between grouped thousands") {
  CHECK(sw::number_text(12'345) == "12,300");
  CHECK(sw::number_text(12'345.678, 7) == "12,345.68");
  CHECK(sw::number_text(999'499) == "999,000");
  CHECK(sw::number_text(1e6) == "1e6");
  CHECK(sw::number_text(2.048e28) == "2.05e28");
  CHECK(sw::number_text(0.001) == "0.001");
  CHECK(sw::number_text(0.000321) == "3.21e-4");
  CHECK(sw::number_text(5e-324) == "4.94e-324");
}

TEST_CASE("signs, zero and what is not a number") {
  CHECK(sw::number_text(-12'345) == "-12,300");
  CHECK(sw::number_text(0.0) == "0");
  CHECK(sw::number_text(-0.0) == "0");
  CHECK(sw::number_text(sw::math::infinity) == "unlimited");
  CHECK(sw::number_text(-sw::math::infinity) == "-unlimited");
  CHECK(sw::number_text(std::nan("")) == "not a number");
}

TEST_CASE("a share is a percentage") {
  CHECK(sw::percent_text(0.8947500095826494) == "89.5%");
  CHECK(sw::percent_text(1) == "100%");
  CHECK(sw::percent_text(0) == "0%");
  CHECK(sw::percent_text(0.00012) == "0.012%");
  CHECK(sw::percent_text(0.5, 1) == "50%");
  CHECK(sw::percent_text(std::nan("")) == "not a number");
}

TEST_CASE("a count is exact below a billion") {
  CHECK(sw::to_text(sw::count{}) == "0");
  CHECK(sw::to_text(sw::count{8}) == "8");
  CHECK(sw::to_text(sw::count{999}) == "999");
  CHECK(sw::to_text(sw::count{8192}) == "8,192");
  CHECK(sw::to_text(sw::count{294'912}) == "294,912");
  CHECK(sw::to_text(sw::count{999'999'999}) == "999,999,999");
  CHECK(sw::to_text(sw::count{1'000'000'000}) == "1e9");
  CHECK(sw::to_text(sw::count{std::int64_t{1} << 40}) == "1.1e12");
  CHECK(sw::to_text(sw::count{std::int64_t{1} << 59} * 4096) == "2.36e21");
  CHECK(sw::to_text(sw::count{231'928'233'984}, 5) == "2.3193e11");
  CHECK(sw::to_text(8192) == "8,192");
}

TEST_CASE("an exact text reads back as the same double") {
  CHECK(sw::exact_text(0.1) == "0.1");
  CHECK(sw::exact_text(0.8947500095826494) == "0.8947500095826494");
  CHECK(sw::exact_text(6.454884686272446e+24) == "6.454884686272446e+24");
  CHECK(sw::exact_text(231'928'233'984) == "231928233984");
  for (const double value : {1.0 / 3, 1e-300, std::numeric_limits<double>::max(), -2.5e-7})
    CHECK(std::stod(sw::exact_text(value)) == value);
  CHECK_THROWS_WITH_AS(sw::exact_text(sw::math::infinity),
                       "a number that is written for a program is finite (value = inf)", sw::broken_rule);
  CHECK_THROWS_AS(sw::exact_text(std::nan("")), sw::broken_rule);
}
