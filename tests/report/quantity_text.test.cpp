#include <scalewall/report/quantity_text.hpp>

#include <doctest/doctest.h>

#include <cmath>
#include <iomanip>
#include <sstream>
#include <string>

namespace sw = scalewall;
using namespace sw::literals;

namespace {

template <class Value>
concept has_text = requires(const Value& value) { to_text(value); };

template <class Value>
concept printable = requires(std::ostream& out, const Value& value) { out << value; };

template <class... Quantities>
constexpr bool all_printable = (... && (has_text<Quantities> && printable<Quantities>));

static_assert(all_printable<sw::seconds, sw::flop, sw::bytes, sw::tokens, sw::hertz, sw::flop_per_second,
                            sw::bytes_per_second, sw::tokens_per_second, sw::flop_per_byte,
                            sw::flop_per_token, sw::watts, sw::joules, sw::money>);

// What has no unit that a person knows has no text.
static_assert(!has_text<decltype(1_s * 1_s)>);
static_assert(!printable<decltype(1_s * 1_s)>);

}  // namespace

TEST_CASE("energy is told in watt-hours, money with a prefix of its own") {
  CHECK(to_text(700_W) == "700 W");
  CHECK(to_text(1287_MWh) == "1.29 GWh");
  CHECK(to_text(1_J) == "2.78e-4 Wh");
  CHECK(to_text(1_dollars) == "1 dollar");
  CHECK(to_text(1.5_Mdollars) == "1.5 M dollars");
  CHECK(to_text(1.5_dollars) == "1.5 dollars");
}

TEST_CASE("a prefix keeps the number between 1 and 1000") {
  CHECK(to_text(3.352_TB_per_s) == "3.35 TB/s");
  CHECK(to_text(989.4_TFLOP_per_s) == "989 TFLOP/s");
  CHECK(to_text(1.83_GHz) == "1.83 GHz");
  CHECK(to_text(80_GB) == "80 GB");
  CHECK(to_text(50_MiB) == "52.4 MB");
  CHECK(to_text(400_Gbit_per_s) == "50 GB/s");
  CHECK(to_text(999_B) == "999 B");
  CHECK(to_text(999.6_B) == "1 kB");
  CHECK(to_text(1000_B) == "1 kB");
  CHECK(to_text(295.2_FLOP_per_B) == "295 FLOP/B");
  CHECK(to_text(1.39_TFLOP_per_token) == "1.39 TFLOP/token");
  CHECK(to_text(3.2_EFLOP) == "3.2 EFLOP");
}

TEST_CASE("tokens keep their word apart from the prefix") {
  CHECK(to_text(4_Mi_tokens) == "4.19 M tokens");
  CHECK(to_text(15_T_tokens) == "15 T tokens");
  CHECK(to_text(300_tokens) == "300 tokens");
  CHECK(to_text(1_tokens) == "1 token");
  CHECK(to_text(1_k_tokens) == "1 k tokens");
  CHECK(to_text(1.5_Mtokens_per_s) == "1.5 M tokens/s");
}

TEST_CASE("from 1e21 on there is an exponent, as training compute is written") {
  CHECK(to_text(2.048e28_FLOP) == "2.05e28 FLOP");
  CHECK(to_text(3e23_FLOP) == "3e23 FLOP");
  CHECK(to_text(1_ZFLOP) == "1e21 FLOP");
  CHECK(to_text(999_EFLOP) == "999 EFLOP");
  CHECK(to_text(999.9_EFLOP) == "1e21 FLOP");
}

TEST_CASE("what is smaller than the unit stays in it, far below with an exponent") {
  CHECK(to_text(0.5_B) == "0.5 B");
  CHECK(to_text(0.0213_tokens_per_s) == "0.0213 tokens/s");
  CHECK(to_text(0.00002_FLOP_per_B) == "2e-5 FLOP/B");
}

TEST_CASE("time has the largest unit of which there is one") {
  CHECK(to_text(1.125_us) == "1.13 us");
  CHECK(to_text(1.125_us, 4) == "1.125 us");
  CHECK(to_text(17.3_ms) == "17.3 ms");
  CHECK(to_text(0.2_ns) == "0.2 ns");
  CHECK(to_text(sw::seconds::from_value(3e-15)) == "3e-15 s");
  CHECK(to_text(59_s) == "59 s");
  CHECK(to_text(59.98_s) == "1 min");
  CHECK(to_text(60_s) == "1 min");
  CHECK(to_text(90_s) == "1.5 min");
  CHECK(to_text(36_h) == "1.5 days");
  CHECK(to_text(5_h) == "5 h");
  CHECK(to_text(1_days) == "1 day");
  CHECK(to_text(30_days) == "30 days");
  CHECK(to_text(1_months) == "1 month");
  CHECK(to_text(2.4_months) == "2.4 months");
  CHECK(to_text(3_months) == "3 months");
  CHECK(to_text(0.25_years) == "3 months");
  CHECK(to_text(12_months) == "1 year");
  CHECK(to_text(1.5_years) == "1.5 years");
  CHECK(to_text(sw::seconds::from_value(205'520'564'247.94806)) == "6,520 years");
  CHECK(to_text(1e9 * 1_years) == "1e9 years");
}

TEST_CASE("zero, negative and unlimited") {
  CHECK(to_text(0_s) == "0 s");
  CHECK(to_text(0_FLOP) == "0 FLOP");
  CHECK(to_text(0_tokens) == "0 tokens");
  CHECK(to_text(-1.0 * 17.3_ms) == "-17.3 ms");
  CHECK(to_text(-1.0 * 2.4_months) == "-2.4 months");
  CHECK(to_text(-1.0 * 80_GB) == "-80 GB");
  CHECK(to_text(sw::bytes_per_second::from_value(sw::math::infinity)) == "unlimited");
  CHECK(to_text(sw::seconds::from_value(sw::math::infinity)) == "unlimited");
  CHECK(to_text(sw::seconds::from_value(-sw::math::infinity)) == "-unlimited");
  CHECK(to_text(sw::seconds::from_value(std::nan(""))) == "not a number");
  CHECK(to_text(sw::seconds::from_value(5e-324)) == "4.94e-324 s");
}

TEST_CASE("more digits where they are asked for") {
  CHECK(to_text(2.048e28_FLOP, 4) == "2.048e28 FLOP");
  CHECK(to_text(989.43_TFLOP_per_s, 5) == "989.43 TFLOP/s");
  CHECK(to_text(989.43_TFLOP_per_s, 1) == "1 PFLOP/s");
  CHECK(to_text(989.43_TFLOP_per_s, 2) == "990 TFLOP/s");
  CHECK_THROWS_AS(to_text(1_s, 0), sw::broken_rule);
}

TEST_CASE("quantities and counts are printed as their text, within the width of the stream") {
  std::ostringstream out;
  out << 3.35_TB_per_s << '|' << std::setw(10) << 80_GB << '|' << sw::count{8192} << '|' << 2.4_months;
  CHECK(out.str() == "3.35 TB/s|     80 GB|8,192|2.4 months");
}
