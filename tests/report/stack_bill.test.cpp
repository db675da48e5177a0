// Mirrors include/scalewall/report/stack_bill_text.hpp and stack_bill_json.hpp.

#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/report/stack_bill_json.hpp>
#include <scalewall/report/stack_bill_text.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>

namespace {

namespace sw = scalewall;

constexpr sw::mlp_transformer model{.layers = 8, .d_model = 4096, .d_ff = 16384};
using strategy = sw::strategy<sw::tensor<8>, sw::pipeline<2>, sw::data<4>>;
constexpr sw::stack_bill bill = sw::bill_of<strategy>(model, sw::catalog::dgx_h100, {.sequences = 32});

TEST_CASE("a bill of a stack is tables that a person can read") {
  std::ostringstream out;
  write_bill(out, bill);
  const std::string text = out.str();
  const auto has = [&](const char* line) { return text.find(line) != std::string::npos; };
  INFO(text);
  CHECK(has("0  all-reduce of partial sums"));
  CHECK(has("1  all-reduce of gradients"));
  CHECK(has("1  between layers, moved"));
  CHECK(!has("0  between layers, moved"));
  CHECK(has("optimizer    12.9 GB"));
}

TEST_CASE("a bill of a stack is JSON that a program can read") {
  const nlohmann::ordered_json json = bill;
  CHECK(json["matmuls"].size() == 2);
  CHECK(json["levels"][1]["data"]["participants"] == 4);
  CHECK(json["levels"][1]["data"]["bytes"] == 2.0 * 8 * 2 * 4096 * 16384);
  CHECK(json["levels"][1]["between_layers"]["moved"]["in_sequence"] == 2);
  CHECK(json["holdings_bytes"]["optimizer"] == 12.0 * 8 * 2 * 4096 * 16384);
}

}  // namespace
