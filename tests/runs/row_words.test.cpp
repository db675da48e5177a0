#include <scalewall/runs/row_words.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>

namespace {

namespace sw = scalewall;

constexpr const char* table =
    "size,list,heads,word,blank,flags,odd\n"
    "4096,16/32/128,192qk/128v,many,  ,\"a=1; b; c-d=x y \",1e300\n";

template <class Check>
void with_row(Check&& check) {
  std::istringstream in(table);
  sw::csv_reader reader(in);
  const sw::csv_row row = *reader.next();
  check(sw::row_words(row));
}

TEST_CASE("a field says a number, or starts with one") {
  with_row([](const sw::row_words& row) {
    CHECK(row.needed("size") == 4096);
    CHECK(row.whole("list") == 16);
    CHECK(row.whole("heads") == 192);
    CHECK_FALSE(row.whole("word").has_value());
    CHECK_FALSE(row.whole("odd").has_value());
    CHECK_FALSE(row.whole("blank").has_value());
    CHECK_FALSE(row.whole("not a column").has_value());
    CHECK_THROWS_WITH(row.needed("word"), "the row does not say its word");
  });
}

TEST_CASE("flags have values or none") {
  with_row([](const sw::row_words& row) {
    CHECK(row.whole_flag("a") == 1);
    CHECK(row.has_flag("b"));
    CHECK(row.flag("b") == "");
    CHECK(row.flag("c-d") == "x y");
    CHECK_FALSE(row.has_flag("c"));
    CHECK_FALSE(row.flag("d").has_value());
  });
}

TEST_CASE("numbers are found behind words") {
  CHECK(sw::row_words::behind("q_lora 1536 kv_lora 512 rope 64 v 128", "q_lora ") == 1536);
  CHECK(sw::row_words::behind("q_lora 1536 kv_lora 512 rope 64 v 128", "v ") == 128);
  CHECK(sw::row_words::behind("stage 1 of 2", "stage ") == 1);
  CHECK_FALSE(sw::row_words::behind("kv_lora 512", "q_lora ").has_value());
  CHECK_FALSE(sw::row_words::behind("v", "v ").has_value());
}

TEST_CASE("sizes are whole and below a trillion") {
  CHECK(sw::row_words::as_whole(12) == 12);
  CHECK_FALSE(sw::row_words::as_whole(12.5).has_value());
  CHECK_FALSE(sw::row_words::as_whole(1e12).has_value());
  CHECK_FALSE(sw::row_words::as_whole(-1).has_value());
}

}  // namespace
