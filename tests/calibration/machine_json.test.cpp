#include <scalewall/calibration/machine_json.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <string>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

sw::device_description device() {
  sw::device_description made{.name = "a \"GPU\"",
                              .backend = "CUDA",
                              .facts = {{"driver", "535.104"}, {"clocks", "as they come"}},
                              .known = sw::catalog::h100_sxm};
  made.known.name = {};
  made.known.power = 700_W;
  made.known.sustained_share = 1.0 / 3;
  return made;
}

std::string text_of(const nlohmann::ordered_json& json) { return json.dump(2); }

TEST_CASE("what is written is read again, exactly") {
  const sw::described_machine again = sw::read_machine(text_of(device()));
  CHECK(again.device.name == device().name);
  CHECK(again.device.backend == device().backend);
  CHECK(again.device.facts == device().facts);
  CHECK(again.device.known == device().known);
  CHECK(again.catalog.empty());
}

TEST_CASE("a machine may be one of the catalog") {
  const sw::described_machine read =
      sw::read_machine(R"({"name": "somebody's H100", "catalog": "H100 SXM"})");
  CHECK(read.device.name == "somebody's H100");
  CHECK(read.catalog == "H100 SXM");
}

TEST_CASE("what is no description of a machine is told") {
  const auto refuse = [](nlohmann::ordered_json json, const char* sentence) {
    CHECK_THROWS_WITH_AS(sw::read_machine(text_of(json)), sentence, sw::broken_rule);
  };
  const nlohmann::ordered_json good = device();
  auto json = good;
  json["known"]["memory"][0]["kind"] = "l9";
  refuse(json, "'l9': it is one of global, l2, shared, registers");
  json = good;
  json["known"]["threads"] = 0.5;
  refuse(json, "'threads' is a whole number");
  json = good;
  json["known"]["clock_hz"] = -1;
  refuse(json, "the clock is positive (clock = -1)");
  json = good;
  json.erase("known");
  refuse(json, "key 'known' not found");
  json = good;
  json["known"]["published_flop_per_s"]["fp64"] = 67e12;
  refuse(json, "'published_flop_per_s' has 'fp64', which 'flop_per_clock_and_thread' has not");
  json = good;
  json["known"]["published_flop_per_s"]["bf16"] = -1;
  refuse(json, "a published rate is positive and finite (FLOP per second = -1)");
  json = good;
  json["known"]["evidence"] = "hearsay";
  refuse(json, "'hearsay': it is one of data sheet, measured");
  json = good;
  json["name"] = 3;
  refuse(json, "type must be string, but is number");
  json = good;
  json["name"] = "\x1b[2J";
  refuse(json, "the name of a machine has no control characters and at most 200 bytes, not as in '\\x1b[2J'");
  json["name"] = std::string(201, 'n');
  refuse(json, ("the name of a machine has no control characters and at most 200 bytes, not as in '" +
                std::string(77, 'n') + "...' (201 bytes)")
                   .c_str());
  json = good;
  json["backend"] = "a\u202Eb";
  refuse(json,
         "the name of a backend has no control characters and at most 200 bytes, not as in 'a\\u202eb'");
  CHECK_THROWS_WITH_AS(
      sw::read_machine("{\"name\":\n"),
      "line 2, column 1: this is not JSON: unexpected end of input; expected '[', '{', or a literal",
      sw::broken_rule);
  CHECK_THROWS_AS(sw::read_machine("{"), sw::broken_rule);
  CHECK_THROWS_AS(sw::read_machine(""), sw::broken_rule);
  CHECK_THROWS_AS(sw::read_machine("[]"), sw::broken_rule);
}

}  // namespace
