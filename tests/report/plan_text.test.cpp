#include <scalewall/report/plan_text.hpp>

#include <doctest/doctest.h>

#include <sstream>

namespace sw = scalewall;

namespace {

constexpr sw::plan of_the_paper = {.tensor_model = {4},
                                   .tensor_ff = {2, 4},
                                   .pipeline = {1, 64},
                                   .data = {1, 2},
                                   .expert = {1, 8},
                                   .microbatches = 128,
                                   .schedule = sw::pipeline_schedule::zero_bubble};

}  // namespace

TEST_CASE("a plan is one line") {
  CHECK(to_text(of_the_paper) == "TP 4x8 (model x ff), PP 64 zero bubble, DP 2, EP 8, 128 microbatches");
  CHECK(to_text(sw::plan{.pipeline = {16}, .microbatches = 16, .interleaving = 12}) ==
        "PP 16 interleaved 12, 16 microbatches");
  std::ostringstream out;
  out << sw::plan{.data = {8, 128}};
  CHECK(out.str() == "DP 1024, 1 microbatch");
}

TEST_CASE("degrees of 1 are left out, a schedule is not") {
  CHECK(to_text(sw::plan{}) == "1 GPU, 1 microbatch");
  CHECK(to_text(sw::plan{.tensor_ff = {2}}) == "TP 1x2 (model x ff), 1 microbatch");
  CHECK(to_text(sw::plan{.microbatches = 2, .schedule = sw::pipeline_schedule::zero_bubble}) ==
        "PP 1 zero bubble, 2 microbatches");
}

TEST_CASE("a placement says what every network level carries") {
  CHECK(sw::placement_text(of_the_paper) == "8 GPUs: TP 4x2; x 4,096: TP 1x4, PP 64, DP 2, EP 8");
  CHECK(sw::placement_text({.tensor_model = {8}, .pipeline = {1, 32}, .data = {1, 1, 16}}) ==
        "8 GPUs: TP 8x1; x 32: PP 32; x 16: DP 16");
  CHECK(sw::placement_text({.data = {1, 16}}) == "1 GPU; x 16: DP 16");
  CHECK(sw::placement_text({.data = {2, 1, 16}}) == "2 GPUs: DP 2; x 16: DP 16");
  CHECK(sw::placement_text({}) == "1 GPU");
}

TEST_CASE("degrees on the levels of a network are written and read back") {
  CHECK(to_text(sw::level_degrees{1, 4}, 2) == "1x4");
  CHECK(to_text(sw::level_degrees{8}, 1) == "8");
  CHECK(to_text(sw::level_degrees{8}, 3) == "8x1x1");
  CHECK(sw::read_level_degrees("1x4") == sw::level_degrees{1, 4});
  CHECK(sw::read_level_degrees("8") == sw::level_degrees{8});
  CHECK(sw::read_level_degrees("8x1x1") == sw::level_degrees{8});
  CHECK(sw::read_level_degrees("1x2x3x9223372036854775807") ==
        sw::level_degrees{1, 2, 3, 9'223'372'036'854'775'807});
}

TEST_CASE("degrees that are on no level of the network are not written") {
  CHECK_THROWS_WITH_AS(to_text(sw::level_degrees{1, 4}, 1),
                       "a degree is placed on a level that the network has (level = 1, levels = 1)",
                       sw::broken_rule);
  CHECK_THROWS_AS(to_text(sw::level_degrees{}, 0), sw::broken_rule);
  CHECK_THROWS_AS(to_text(sw::level_degrees{}, 5), sw::broken_rule);
}

TEST_CASE("what is no list of degrees is not read") {
  for (const char* text : {"", "x", "4x", "x4", "4xx2", "0x4", "-1x4", "+1x4", "4 x 2", "4*2", "4.0", "1X4",
                           "9223372036854775808", "four"}) {
    CAPTURE(text);
    CHECK_THROWS_WITH_AS(
        sw::read_level_degrees(text),
        "the degrees on the network levels are positive whole numbers joined by x, as in 1x4",
        sw::broken_rule);
  }
  CHECK_THROWS_WITH_AS(sw::read_level_degrees("1x1x1x1x1"),
                       "a degree is split over at most 4 network levels (levels = 5)", sw::broken_rule);
}
