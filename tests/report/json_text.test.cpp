#include <scalewall/error.hpp>
#include <scalewall/report/json_text.hpp>

#include <doctest/doctest.h>

#include <string>

namespace sw = scalewall;

namespace {

/// What is said of a text.
std::string sentence(const std::string& text) {
  try {
    sw::parse_json(text);
  } catch (const sw::broken_rule& broken) {
    return broken.what();
  }
  return "this is JSON";
}

}  // namespace

TEST_CASE("JSON is read") {
  CHECK(sw::parse_json("{\"a\": [1, {\"a\": 2}, {\"a\": 3}], \"b\": {\"a\": null}}").at("a").size() == 3);
  CHECK(sw::parse_json("[[], [true, \"x\", -1, 2.5]]").at(1).size() == 4);
  CHECK(sw::parse_json("5") == 5);
}

TEST_CASE("what is not JSON is told with line and column") {
  CHECK(sentence("") ==
        "line 1, column 1: this is not JSON: unexpected end of input; expected '[', '{', or a literal");
  CHECK(sentence("[1,\n 2,\n x]") == "line 3, column 2: this is not JSON: invalid literal");
  CHECK(sentence("{\"a\": 1,}") ==
        "line 1, column 9: this is not JSON: unexpected '}'; expected string literal");
  CHECK(sentence("[1]\n]") == "line 2, column 1: this is not JSON: unexpected ']'; expected end of input");
  CHECK(sentence("{\"a\":\n  1e400}") == "line 2, column 7: this is not JSON: a number is too large");
  CHECK(sentence("\"\xff\"").starts_with("line 1, column 2: this is not JSON: invalid string"));
  CHECK(sentence(std::string("[1,\0 2]", 7)).starts_with("line 1, column 4: this is not JSON"));
}

TEST_CASE("a key that stands twice is told with its path") {
  CHECK(sentence("{\"a\": 1, \"b\": 2, \"a\": 3}") == "$.a: a key stands there once");
  CHECK(sentence("{\"a\": [0, {\"b\": [[1], [{\"c d\": 1, \"c d\": 2}]]}]}") ==
        "$.a[1].b[1][0][\"c d\"]: a key stands there once");
  CHECK(sentence("{\"a\": {\"x\": 1}, \"b\": {\"x\": 1, \"x\": 2}}") == "$.b.x: a key stands there once");
}

TEST_CASE("UTF-16 is told so") {
  CHECK(sentence(std::string("\xFF\xFE{\0", 4)) == "the file is in UTF-16 or UTF-32, and is read in UTF-8");
}

TEST_CASE("lists and objects stand so deep within one another, and no deeper") {
  const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
  CHECK(sentence(nested(sw::deepest_json)) == "this is JSON");
  CHECK(sentence(nested(sw::deepest_json + 1))
            .ends_with("[0]: lists and objects stand at most 64 deep within one another"));
  CHECK(sentence(std::string(1'000'000, '[')).size() < 1000);
}

TEST_CASE("a long path is told without its middle") {
  std::string text;
  for (int i = 0; i < 60; ++i) text += "{\"" + std::string(40, static_cast<char>('a' + i % 26)) + "\": ";
  const std::string said = sentence(text + R"({"last": 1, "last": 2})");
  CHECK(said.starts_with("$." + std::string(40, 'a') + "." + std::string(40, 'b')));
  CHECK(said.ends_with(std::string(40, 'h') + ".last: a key stands there once"));
  CHECK(said.find("...") != std::string::npos);
  CHECK(said.size() < 700);
}

TEST_CASE("keys in paths are escaped and cut") {
  CHECK(sw::member_path("$", "a\u202Eb\x7F") == "$[\"a\\u202eb\\x7f\"]");
  CHECK(sw::member_path("$", "\x1b[31m") == "$[\"\\u001b[31m\"]");
  CHECK(sw::member_path("$", std::string(600, 'k')) == "$." + std::string(77, 'k') + "...");
}

TEST_CASE("paths") {
  CHECK(sw::member_path("$", "d_model") == "$.d_model");
  CHECK(sw::member_path("$", "") == "$[\"\"]");
  CHECK(sw::member_path("$.a", "two\nlines") == "$.a[\"two\\nlines\"]");
  CHECK(sw::element_path("$.a", 3) == "$.a[3]");
}
