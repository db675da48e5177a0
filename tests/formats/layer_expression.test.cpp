#include <scalewall/formats/layer_expression.hpp>
#include <scalewall/formats/pipeline_layout_text.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using numbers = std::vector<std::int64_t>;

TEST_CASE("an expression of lists is read") {
  CHECK(sw::read_layer_expression("[1,0,1]") == numbers{1, 0, 1});
  CHECK(sw::read_layer_expression("([0]*3+[1]*2)") == numbers{0, 0, 0, 1, 1});
  CHECK(sw::read_layer_expression("([1]*2+[0]*1)*2") == numbers{1, 1, 0, 1, 1, 0});
  CHECK(sw::read_layer_expression("2*[0]+[1,]") == numbers{0, 0, 1});
  CHECK(sw::read_layer_expression("[0]*(1+2)*2") == numbers(6, 0));
  CHECK(sw::read_layer_expression("[2*3+1]") == numbers{7});
  CHECK(sw::read_layer_expression("[1]*0+[0]") == numbers{0});
}

TEST_CASE("what is no expression is told with its place") {
  CHECK_THROWS_WITH(sw::read_layer_expression("[1]*"),
                    "an expression of layers is a list of numbers in brackets, with + and *: character 5 of "
                    "'[1]*': a number, a bracket or a parenthesis is expected");
  for (const char* wrong : {"", "7", "[1]+2", "[1]*[2]", "[[1]]", "([1]", "[1", "[1] ", "[1]-[2]",
                            "__import__('os')", "[1]*99999999", "[0]*1600001"})
    CHECK_THROWS_AS(sw::read_layer_expression(wrong), sw::broken_rule);
  CHECK_THROWS_AS(sw::read_layer_expression(std::string(100'000, '(')), sw::broken_rule);
}

TEST_CASE("a frequency is a list for every layer, or every n-th") {
  using enum sw::nth_layer;
  CHECK(sw::read_layer_frequency("2", 5, first_is_one) == std::vector<bool>{1, 0, 1, 0, 1});
  CHECK(sw::read_layer_frequency("3", 6, last_is_zero) == std::vector<bool>{1, 1, 0, 1, 1, 0});
  CHECK(sw::read_layer_frequency("[0]+[1]*2", 3, first_is_one) == std::vector<bool>{0, 1, 1});
  CHECK_THROWS_WITH(sw::read_layer_frequency("[0]+[1]*2", 4, first_is_one),
                    "'[0]+[1]*2' has an element for each of 4 layers, not 3");
  CHECK_THROWS_AS(sw::read_layer_frequency("0", 4, first_is_one), sw::broken_rule);
  CHECK_THROWS_AS(sw::read_layer_frequency("two", 4, first_is_one), sw::broken_rule);
}

/// The layers of every stage, and the chunks of a rank.
std::string told(std::string_view text, std::int64_t ranks) {
  const sw::read_layout read = sw::read_pipeline_layout(text, ranks);
  std::string stages = std::to_string(read.layout.chunks) + ":";
  for (const std::uint8_t layers : read.layout.listed) stages += " " + std::to_string(layers);
  return stages + (read.prediction_modules > 0 ? " m" + std::to_string(read.prediction_modules) : "");
}

TEST_CASE("a layout is unrolled as Megatron does it") {
  CHECK(told("Ett|tt|tL", 3) == "1: 2 2 1");
  CHECK(told("Et*3|(tt|)*6tmL", 4) == "2: 3 2 2 2 2 2 2 1 m1");
  CHECK(told("Et*2|(tt|)*5t|tmL", 8) == "1: 2 2 2 2 2 2 1 1 m1");
  CHECK(told("E,t*3|(tt|)*2,L", 2) == "2: 3 2 2 0");
  CHECK(told("E|(t|)*2mL", 4) == "1: 0 1 1 0 m1");
  CHECK(told("Et|(t*2|)*2L", 2) == "2: 1 2 2 0");  // parentheses first, then letters
  // DeepSeek-V3: 61 layers over 16 ranks of 2 chunks, the modules and the head on a stage of their own.
  const sw::read_layout deepseek = sw::read_pipeline_layout("Et|(tt|)*30mL", 16);
  CHECK(deepseek.layers == 61);
  CHECK(deepseek.layout.chunks == 2);
  CHECK(deepseek.layout.listed.size() == 32);
  // The same with the modules on a stage of their own, as the docstring of Megatron's TransformerConfig has it.
  const sw::read_layout apart = sw::read_pipeline_layout("Et*3|(tt|)*29,m|L", 16);
  CHECK(apart.layers == 61);
  CHECK(apart.prediction_modules == 1);
  CHECK(apart.layout.prediction_stage == 30);
  CHECK(rank_of_prediction(apart.layout, 16) == 14);
  CHECK(sw::read_pipeline_layout("Et|tm|L", 3).layout.prediction_stage == 1);
  CHECK_FALSE(deepseek.layout.prediction_stage);
}

TEST_CASE("a layout that is written reads back") {
  for (const char* text : {"Et|(tt|)*30mL", "EtL", "E|(t|)*6L", "Et*7|t*7mL", "E|||(tt|)*4t|L"}) {
    const sw::read_layout read = sw::read_pipeline_layout(text, 1);
    const std::string written = sw::pipeline_layout_text(read.layout, read.prediction_modules);
    CHECK(sw::read_pipeline_layout(written, 1).layout == read.layout);
  }
  CHECK(sw::pipeline_layout_text(sw::read_pipeline_layout("Et|tt|tt|tt|mL", 1).layout, 1) == "Et|(tt|)*3mL");
  CHECK(sw::pipeline_layout_text(sw::read_pipeline_layout("Et*3|(tt|)*29,m|L", 16).layout, 1) ==
        "Ettt|(tt|)*29m|L");
}

TEST_CASE("what is no layout is told") {
  CHECK_THROWS_WITH(sw::read_pipeline_layout("Ett|x|L", 3),
                    "the layout 'Ett|x|L' is not understood: 'x' is none of E, t, m, L and |");
  CHECK_THROWS_WITH(sw::read_pipeline_layout("Ett|ttL", 3),
                    "the layout 'Ett|ttL' is not understood: its stages, 2, divide over the ranks of the "
                    "pipeline, 3");
  for (const char* wrong : {"", "tt", "EtLt", "tE|L", "E|E|L", "Et|L|", "Et|m|L", "Et|m|mL", "Em|tL",
                            "E((t)*2|)*3L", "Et*L", "E(t|)*999999999L", "Et*300L", "Et)*2L", "E t|L"})
    CHECK_THROWS_AS(sw::read_pipeline_layout(wrong, 1), sw::broken_rule);
  CHECK_THROWS_AS(sw::read_pipeline_layout("E" + std::string(1'000'000, '('), 1), sw::broken_rule);
}

}  // namespace
