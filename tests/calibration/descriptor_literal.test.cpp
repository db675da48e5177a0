#include <scalewall/calibration/descriptor_literal.hpp>

#include <doctest/doctest.h>

#include <limits>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("a quantity is its shortest literal") {
  CHECK(sw::literal(80_GB) == "80_GB");
  CHECK(sw::literal(50_MiB) == "50_MiB");
  CHECK(sw::literal(0_B) == "0_B");
  CHECK(sw::literal(4.5_us) == "4.5_us");
  CHECK(sw::literal(1410_MHz) == "1.41_GHz");
  CHECK(sw::literal(3.35_TB_per_s) == "3.35_TB_per_s");
  CHECK(sw::literal(989.4_TFLOP_per_s) == "989.4_TFLOP_per_s");
  CHECK(sw::literal(1.125_us) == "1.125_us");
  CHECK(sw::literal(8.988_ns) == "8.988_ns");
  CHECK(sw::literal(311.86944_TFLOP_per_s) == "311.86944_TFLOP_per_s");
  CHECK(sw::literal(16_FLOP) == "16_FLOP");
  CHECK(sw::literal(0.7231) == "0.7231");
}

TEST_CASE("what cannot be a literal is spelled otherwise") {
  CHECK(sw::literal(sw::bytes_per_second::from_value(sw::math::infinity)) ==
        "bytes_per_second::from_value(math::infinity)");
  CHECK(sw::literal(sw::math::infinity) == "math::infinity");
  CHECK(sw::literal(sw::flop::from_value(123456789012345680000.0)) == "123456789012345683968.0_FLOP");
  CHECK_THROWS_AS(sw::literal(sw::bytes::from_value(std::numeric_limits<double>::quiet_NaN())),
                  sw::broken_rule);
}

TEST_CASE("what was measured is rounded") {
  CHECK(sw::literal(sw::bytes_per_second::from_value(1.23456789e12), sw::measured_digits) ==
        "1.235_TB_per_s");
  CHECK(sw::literal(1.0 / 3, sw::measured_digits) == "0.3333");
  CHECK(sw::rounded(123456, 2) == 120000);
  CHECK(sw::rounded(0, 4) == 0);
  CHECK(sw::rounded(1.0 / 3, sw::exact_digits) == 1.0 / 3);
}

TEST_CASE("names are made safe") {
  CHECK(sw::identifier_of("NVIDIA H100 80GB HBM3") == "nvidia_h100_80gb_hbm3");
  CHECK(sw::identifier_of("  Xeon(R) -- @2.1 GHz ") == "xeon_r_2_1_ghz");
  CHECK(sw::identifier_of("2 GPUs") == "machine_2_gpus");
  CHECK(sw::identifier_of("") == "machine");
  CHECK(sw::identifier_of("\xC3\xA9") == "machine");
  CHECK(sw::string_literal("a \"b\" \\ \n\xC3\xA9 c") == "\"a \\\"b\\\" \\\\  c\"");
}

}  // namespace
