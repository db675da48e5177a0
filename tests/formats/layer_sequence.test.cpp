// Mirrors include/scalewall/formats/layer_sequence.hpp.

#include <scalewall/formats/layer_sequence.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace {

using namespace scalewall;

transformer_layer layer_of_width(std::int64_t width) {
  return {.attention = grouped_attention{.heads = 1, .key_value_heads = 1, .head_size = 1},
          .feed_forward = dense_feed_forward{.width = width, .gated = true}};
}

/// Kinds a, b, c ... of a stack.
layer_patterns patterns_of(const std::string& letters) {
  std::vector<std::size_t> sequence;
  std::vector<transformer_layer> kinds;
  for (const char letter : letters) sequence.push_back(static_cast<std::size_t>(letter - 'a'));
  for (std::int64_t i = 0; i < 26; ++i) kinds.push_back(layer_of_width(i + 1));
  return scalewall::patterns_of(sequence, kinds);
}

/// `3a 2(a b)`: runs and repeated patterns.
std::string text_of(const layer_patterns& patterns) {
  std::string text;
  for (const layer_pattern& pattern : patterns) {
    if (!text.empty()) text += ' ';
    text += std::to_string(pattern.repeats) + "(";
    for (const layer_run& run : pattern.runs) {
      const std::int64_t width = std::get<dense_feed_forward>(run.layer.feed_forward).width;
      text += std::to_string(run.layers) + static_cast<char>('a' + width - 1);
    }
    text += ')';
  }
  return text;
}

std::string repeated(const std::string& part, int times) {
  std::string whole;
  for (int i = 0; i < times; ++i) whole += part;
  return whole;
}

TEST_CASE("stacks are as few patterns as can be") {
  CHECK(text_of(patterns_of("a")) == "1(1a)");
  CHECK(text_of(patterns_of("aaaa")) == "1(4a)");
  CHECK(text_of(patterns_of("abbb")) == "1(1a3b)");
  CHECK(text_of(patterns_of("abab")) == "2(1a1b)");
  CHECK(text_of(patterns_of(repeated("aaaaab", 5) + "aaaa")) == "5(5a1b) 1(4a)");
  CHECK(text_of(patterns_of(repeated("abcd", 12))) == "12(1a1b1c1d)");
  CHECK(text_of(patterns_of("aaabb" + repeated("cb", 9) + "ddd")) == "1(3a2b) 9(1c1b) 1(3d)");
  CHECK(text_of(patterns_of("bb" + repeated("acca", 7) + "b")).ends_with("1(1b)") == false);
}

TEST_CASE("the layers of patterns are those of the sequence") {
  for (const std::string& letters : {std::string("abcabdabc"), "aab" + repeated("bba", 20) + "c",
                                     repeated("abac", 3) + repeated("bca", 4), std::string("abcdabcdefgh")}) {
    std::string back;
    for (const layer_pattern& pattern : patterns_of(letters))
      for (std::int64_t i = 0; i < pattern.repeats; ++i)
        for (const layer_run& run : pattern.runs)
          back.append(
              static_cast<std::size_t>(run.layers),
              static_cast<char>('a' + std::get<dense_feed_forward>(run.layer.feed_forward).width - 1));
    CHECK(back == letters);
  }
}

TEST_CASE("layers without a pattern are told") {
  CHECK_THROWS_WITH_AS(patterns_of("abaabaaabaaaabaaaaabaaaaaabaaaaaaab"),
                       "layers alternate without a pattern that a description of a model holds", broken_rule);
}

TEST_CASE("a hundred thousand layers are looked at in time") {
  CHECK(text_of(patterns_of(repeated("abaab", 20'000))) == "20000(1a1b2a1b)");
  CHECK_THROWS_AS(patterns_of(repeated("abaab", 10'000) + repeated("abcabdabe", 5'000)), broken_rule);
}

}  // namespace
