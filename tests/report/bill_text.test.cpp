// Mirrors include/scalewall/report/bill_text.hpp, bill_json.hpp, training_step_text.hpp and constants_text.hpp.

#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/report/bill_json.hpp>
#include <scalewall/report/bill_text.hpp>
#include <scalewall/report/constants_text.hpp>
#include <scalewall/report/training_step_text.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>

namespace {

namespace sw = scalewall;

const sw::training_plan plan{.mesh = {.tensor = 2, .pipeline = 4, .data = 8, .expert = 4},
                             .layout = {.lighter_ends = true}};
const sw::batch sequences{.sequences = 512, .sequence_length = 4096};
const sw::bill of_qwen = bill_of(sw::catalog::qwen_3_30b_a3b, plan, sequences, sw::recipe{});

bool has(const std::string& text, const char* line) { return text.find(line) != std::string::npos; }

TEST_CASE("a bill is tables that a person can read") {
  std::ostringstream out;
  write_bill(out, of_qwen);
  const std::string text = out.str();
  INFO(text);
  CHECK(has(text, "from rank  ranks  layer A  embedding  head"));
  CHECK(has(text, "0              1       12          1     0"));
  CHECK(has(text, "up, experts"));
  CHECK(has(text, "32 of 1536 x 2048, 512 tokens, 16 bit"));
  CHECK(has(text, "all-gather of 16.8 MB, 2 ranks"));
  CHECK(has(text, "reduce-scatter"));
  CHECK(has(text, "Once a step"));
  CHECK(has(text, "to the rank 16 further"));
}

TEST_CASE("a bill is JSON that a program can read") {
  const nlohmann::ordered_json json = of_qwen;
  CHECK(json["microbatches"] == 64);
  CHECK(json["stages"].size() == 3);
  CHECK(json["stages"][1]["ranks"] == 2);
  CHECK(json["layers"][0]["matmuls"][3]["what"] == "up, experts");
  CHECK(json["layers"][0]["matmuls"][3]["groups"] == 32);
  CHECK(json["layers"][0]["exchanges"][0]["group"]["members"] == 4);
  CHECK(json["once_a_step"]["collectives"][0]["operation"] == "all-gather");
  CHECK(json["message"]["bytes"] == 2.0 * 4096 * 2048 / 2);
}

TEST_CASE("a step is told by parts that add up, by stage, and with what it assumes") {
  std::ostringstream out;
  write_training_step(
      out, estimate_training_step(
               sw::catalog::qwen_3_30b_a3b, plan, sequences, sw::recipe{},
               sw::catalog::training_software_of(sw::time_family::megatron_core, sw::gpu_generation::hopper),
               sw::catalog::h100_machine));
  const std::string text = out.str();
  INFO(text);
  CHECK(has(text, "bubble"));
  CHECK(has(text, "expert exchange"));
  CHECK(has(text, "Evidence: inside what was fitted, routed: held-out runs are off by 6.6% (median)"));
  CHECK(has(text, "the release of the software is not said"));
}

TEST_CASE("constants are listed with what is known about them") {
  std::ostringstream out;
  sw::training_software software =
      sw::catalog::training_software_of(sw::time_family::megatron_core, sw::gpu_generation::hopper);
  software.constants.tensor.interval = sw::constant_interval{0.25, 0.33};
  out << constants_table(software, sw::catalog::h100_machine);
  const std::string text = out.str();
  INFO(text);
  CHECK(has(text, "cuDNN"));
  CHECK(has(text, "0.25 to 0.33"));
  CHECK(has(text, "not given"));
  CHECK(has(text, "assumed   H100: as cuDNN"));
}

}  // namespace
