#include <scalewall/error.hpp>
#include <scalewall/report/text_encoding.hpp>

#include <doctest/doctest.h>

#include <string_view>

namespace sw = scalewall;
using namespace std::string_view_literals;

TEST_CASE("UTF-16 and UTF-32 are told apart from UTF-8") {
  for (const std::string_view file : {"\xFF\xFEg\0"sv, "\xFE\xFF\0g"sv, "g\0p\0"sv, "\0g\0p"sv,
                                      "\xFF\xFE\0\0g\0\0\0"sv, "\0\0\xFE\xFF\0\0\0g"sv})
    CHECK(sw::begins_as_utf16(file));
  for (const std::string_view file : {""sv, "g"sv, "gpu"sv, "\xEF\xBB\xBFgpu"sv, "größe"sv, "\0\0\0\0"sv})
    CHECK_FALSE(sw::begins_as_utf16(file));
}

TEST_CASE("a first line that is no text is told with its byte") {
  CHECK_NOTHROW(sw::require_text("größe\tb\r"));
  CHECK_THROWS_WITH_AS(sw::require_text("\x7F"
                                        "ELF"),
                       "the file is not a text: the byte \\x7f stands in it", sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::require_text("a\rb"), "the file is not a text: the byte \\r stands in it",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::require_text("gpu\0"sv), "the file is not a text: the byte \\x00 stands in it",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::require_text("\xFF\xFEg\0"sv),
                       "the file is in UTF-16 or UTF-32, and is read in UTF-8", sw::broken_rule);
}
