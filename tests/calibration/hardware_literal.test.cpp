// Mirrors include/scalewall/calibration/hardware_literal.hpp.

#include <scalewall/calibration/hardware_literal.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <string_view>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("what hardware has is a literal") {
  CHECK(sw::literal(true) == "true");
  CHECK(sw::literal(std::int64_t{108}) == "108");
  CHECK(sw::literal(std::string_view("a GPU")) == "\"a GPU\"");
  CHECK(sw::literal(sw::memory_kind::l2) == "memory_kind::l2");
  CHECK(sw::literal(sw::evidence::data_sheet) == "evidence::data_sheet");
  CHECK(sw::literal(sw::collective_algorithm::doubling) == "collective_algorithm::doubling");
  CHECK(sw::literal(700_W) == "watts::from_value(700)");
  CHECK(sw::literal(sw::one_direction(1.23456_GB_per_s), 3) == "one_direction(1.23_GB_per_s)");
  CHECK(sw::literal(sw::fixed_list<sw::arithmetic_rate, 8>{{sw::precision::bf16, 16_FLOP},
                                                           {sw::precision::fp8, 32_FLOP, 2_PFLOP_per_s}}) ==
        "{{precision::bf16, 16_FLOP}, {precision::fp8, 32_FLOP, 2_PFLOP_per_s}}");
  CHECK(sw::literal(sw::paired_tiles) == "paired_tiles");
  CHECK(sw::literal(sw::matmul_tiles{{64, 64}, {256, 128, 2}}) == "{{64, 64}, {256, 128, 2}}");
}

}  // namespace
