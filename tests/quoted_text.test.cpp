#include <scalewall/quoted_text.hpp>

#include <doctest/doctest.h>

#include <string>
#include <string_view>

namespace sw = scalewall;
using namespace std::string_view_literals;

TEST_CASE("letters stay as they are") {
  for (const std::string_view text : {""sv, "H100 SXM"sv, "it's \"so\" \\n"sv, "Größe µs 数 🙂"sv}) {
    CHECK(sw::printable_text(text) == text);
    CHECK(sw::quoted_text(text) == "'" + std::string(text) + "'");
  }
  CHECK(sw::quoted_text("dp", '"') == "\"dp\"");
}

TEST_CASE("what a terminal obeys is escaped") {
  CHECK(sw::printable_text("\x1b[31mred\x1b[0m") == "\\x1b[31mred\\x1b[0m");
  CHECK(sw::printable_text("a\nb\rc\td") == "a\\nb\\rc\\td");
  CHECK(sw::printable_text("\0\a\x7f"sv) == "\\x00\\x07\\x7f");
  CHECK(sw::printable_text("\xC2\x9B"
                           "31m") == "\\u009b31m");
  CHECK(sw::printable_text("\u202E\u2066\u200F\u061C") == "\\u202e\\u2066\\u200f\\u061c");
  CHECK(sw::printable_text("a\u200B\uFEFF\u00AD\u2028\u2029") == "a\\u200b\\ufeff\\u00ad\\u2028\\u2029");
  CHECK(sw::printable_text("\U000E0041") == "\\U000e0041");
}

TEST_CASE("bytes that are no UTF-8 are escaped one by one") {
  CHECK(sw::printable_text("\xFF\xFE") == "\\xff\\xfe");
  CHECK(sw::printable_text("\x9B"
                           "31m") == "\\x9b31m");
  CHECK(sw::printable_text("\xC3") == "\\xc3");
  CHECK(sw::printable_text("\xC3x") == "\\xc3x");
  CHECK(sw::printable_text("\xC0\x9B") == "\\xc0\\x9b");                    // longer than it needs to be
  CHECK(sw::printable_text("\xE0\x82\x9B") == "\\xe0\\x82\\x9b");           // longer than it needs to be
  CHECK(sw::printable_text("\xED\xA0\x80") == "\\xed\\xa0\\x80");           // a surrogate
  CHECK(sw::printable_text("\xF4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");  // beyond U+10FFFF
  CHECK(sw::printable_text("\xF0\x9F\x99") == "\\xf0\\x9f\\x99");
}

TEST_CASE("no byte and no pair of bytes gets through that is obeyed or no UTF-8") {
  for (int first = 0; first < 256; ++first)
    for (int second = 0; second < 256; ++second) {
      const std::string text = {static_cast<char>(first), static_cast<char>(second)};
      const std::string shown = sw::printable_text(text);
      CHECK(sw::printable_text(shown) == shown);
      for (const char byte : shown) REQUIRE((byte < 0 || (byte >= ' ' && byte != '\x7F')));
    }
}

TEST_CASE("a long text is cut between characters, and its length told") {
  CHECK(sw::quoted_text(std::string(80, 'z')) == "'" + std::string(80, 'z') + "'");
  CHECK(sw::quoted_text(std::string(81, 'z')) == "'" + std::string(77, 'z') + "...' (81 bytes)");
  CHECK(sw::quoted_text(std::string(10'000, 'z')) == "'" + std::string(77, 'z') + "...' (10000 bytes)");
  CHECK(sw::excerpt_of(std::string(81, '\x1b')).shown.size() == 4 * 19 + 3);
  std::string letters;
  for (int i = 0; i < 80; ++i) letters += "é";
  CHECK(sw::excerpt_of(letters).whole);
  CHECK(sw::excerpt_of(letters + "é").shown == letters.substr(0, 2 * 77) + "...");
}
