#include <scalewall/report/spelled_number.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <locale>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

namespace sw = scalewall;

TEST_CASE("a number is the whole text, to the last digit") {
  CHECK(sw::spelled_number<double>("0.1") == 0.1);
  CHECK(sw::spelled_number<double>("-6.4e24") == -6.4e24);
  CHECK(sw::spelled_number<double>("1.7976931348623157e308") == std::numeric_limits<double>::max());
  CHECK(sw::spelled_number<long double>("0.1") == 0.1L);
  CHECK(sw::spelled_number<std::int64_t>("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(sw::spelled_number<std::int64_t>("-12") == -12);
  for (const std::string_view text : {"", "9223372036854775808", "1.5", "1e3", "+1", " 1", "1 ", "0x10", "-"})
    CHECK_MESSAGE(!sw::spelled_number<std::int64_t>(text), text);
}

TEST_CASE("a stream reads the numbers that std::from_chars reads, and no others") {
  const auto compare = [](const std::string& texts) {
    std::istringstream in(texts);
    for (std::string text; std::getline(in, text, '|');) {
      CAPTURE(text);
      CHECK(sw::detail::read_by_stream<double>(text) == sw::spelled_number<double>(text));
      CHECK(sw::detail::read_by_stream<long double>(text) == sw::spelled_number<long double>(text));
      CHECK(sw::detail::read_by_stream<float>(text) == sw::spelled_number<float>(text));
    }
  };
  compare(
      "0|-0|12|00012|0.5|.5|5.|-.5|1e5|1E5|1e+5|1.5e-5|0.1|0.30000000000000004|"
      "123456789012345678901234567890");
  compare("1e-324|1e-400|0e-400|0.000e9|1.8e308|-1e400|0e99999999999|1e99999999999|1e-99999999999");
  compare(
      "|-|.|-.|e5|.e5|+1|--1| 1|1 "
      "|1e|1e+|1e5.0|1.2.3|0x10|0x1p3|1d|1,5|1_0|1f|inf|-inf|infinity|nan|nan(1)|NaN");
  compare(std::string("1\0|1\0.5|\0001", 9));
#ifndef _LIBCPP_VERSION
  compare("1e-310|4.9e-324");
#endif
}

TEST_CASE("a point stays a point where the program writes commas") {
  struct with_commas : std::numpunct<char> {
    char do_decimal_point() const override { return ','; }
  };
  const std::locale before = std::locale::global(std::locale(std::locale::classic(), new with_commas));
  CHECK(sw::detail::read_by_stream<double>("0.5") == 0.5);
  CHECK(sw::spelled_number<double>("0.5") == 0.5);
  std::locale::global(before);
}
