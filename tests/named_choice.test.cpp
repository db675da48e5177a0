// Mirrors include/scalewall/named_choice.hpp.

#include "constant.hpp"
#include <scalewall/named_choice.hpp>

#include <doctest/doctest.h>

#include <array>
#include <string>
#include <string_view>

namespace sw = scalewall;

namespace {

struct choice {
  std::string_view name;
  int value;
};

constexpr choice known[] = {{"critical", 1}, {"deepseek", 2}, {"fixed", 3}};

static_assert(sw::edit_distance("kitten", "sitting") == 3);
static_assert(sw::choose(known, "law", "DeepSeek").value == 2, "a name in a constant expression, too");
static_assert(!constant<[] { return sw::choose(known, "law", "fixt").value; }>);

}  // namespace

TEST_CASE("how far one word is from another") {
  CHECK(sw::edit_distance("", "") == 0);
  CHECK(sw::edit_distance("", "abc") == 3);
  CHECK(sw::edit_distance("abc", "") == 3);
  CHECK(sw::edit_distance("kitten", "sitting") == 3);
  CHECK(sw::edit_distance("H100", "h100") == 0);
}

TEST_CASE("a name is found whatever its capitals") {
  CHECK(sw::choose(known, "law", "fixed").value == 3);
  CHECK(sw::choose(known, "law", "DeepSeek").value == 2);
}

TEST_CASE("of an unknown name the nearest are told first") {
  CHECK_THROWS_WITH_AS(sw::choose(known, "law", "fixt"),
                       "no law is called 'fixt'; the known ones are fixed, critical, deepseek",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::choose(known, "law", "deep"),
                       "no law is called 'deep'; the known ones are deepseek, fixed, critical",
                       sw::broken_rule);
}

TEST_CASE("an unknown name is shown escaped and cut") {
  CHECK_THROWS_WITH_AS(sw::choose(known, "law", "\x1b[2J"),
                       "no law is called '\\x1b[2J'; the known ones are fixed, critical, deepseek",
                       sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::choose(known, "law", std::string(10'000, 'f')),
                       ("no law is called '" + std::string(77, 'f') +
                        "...' (10000 bytes); the known ones are fixed, critical, deepseek")
                           .c_str(),
                       sw::broken_rule);
}

TEST_CASE("a value of an enumeration is found by the name that it is written with") {
  enum class letter { a, b };
  constexpr std::array<std::string_view, 2> names = {"a", "b"};
  CHECK(sw::value_named<letter>("b", names) == letter::b);
  CHECK_THROWS_WITH_AS(sw::value_named<letter>("B", names), "it is one of a, b", sw::broken_rule);
}
