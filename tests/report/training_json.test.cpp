#include <scalewall/report/training_json.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

namespace sw = scalewall;
using namespace sw::literals;
using json = nlohmann::ordered_json;

TEST_CASE("a model has its sizes and its parameters") {
  CHECK(json(sw::mlp_transformer{.layers = 3, .d_model = 10, .d_ff = 40, .experts = 2}).dump() ==
        R"({"layers":3,"d_model":10,"d_ff":40,"sparsity":2,"parameters":4800})");
}

TEST_CASE("a batch has its sequences and its tokens") {
  CHECK(json(sw::batch{.sequences = 3, .sequence_length = 100}).dump() ==
        R"({"sequences":3,"sequence_length":100,"batch_tokens":300})");
  CHECK_THROWS_AS(json(sw::batch{}), sw::broken_rule);
}

TEST_CASE("a training run has its model, its batch and what it computes") {
  const json written = sw::training_run{.model = {.layers = 1, .d_model = 2, .d_ff = 8},
                                        .batch = {.sequences = 1, .sequence_length = 4},
                                        .data = 640_tokens,
                                        .compute = 122.5_kFLOP};
  CHECK(written["model"]["d_ff"] == 8);
  CHECK(written["batch"]["batch_tokens"] == 4);
  CHECK(written["training_tokens"] == 640);
  CHECK(written["training_flop"] == 122500);
}
