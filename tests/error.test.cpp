// Mirrors include/scalewall/error.hpp.

#include "constant.hpp"
#include <scalewall/error.hpp>

#include <doctest/doctest.h>

#include <stdexcept>
#include <string>
#include <type_traits>

namespace {

using namespace scalewall;

static_assert((require(true, "a rule that holds says nothing"), true));
static_assert((require(true, "whatever it mentions", {{"degree", 0}}), true));

static_assert(constant<[] { require(1 + 1 == 2, "arithmetic holds"); }>);
static_assert(!constant<[] { require(1 + 1 == 3, "arithmetic holds"); }>, "a broken rule stops the compiler");

static_assert(named_value("degree", 3).value == 3.0, "every number is told as a double");
static_assert(named_value("share", 0.5F).value == 0.5);

static_assert(std::is_base_of_v<std::invalid_argument, broken_rule>, "who catches invalid_argument gets it");

std::string sentence_of(const char* rule, std::initializer_list<named_value> values) {
  try {
    require(false, rule, values);
  } catch (const broken_rule& broken) {
    return broken.what();
  }
  return "nothing was thrown";
}

TEST_CASE("a broken rule is told with the values that break it") {
  CHECK(sentence_of("a node has accelerators", {}) == "a node has accelerators");
  CHECK(sentence_of("a node has accelerators", {{"size", 0}}) == "a node has accelerators (size = 0)");
  CHECK(sentence_of("the degree divides the width", {{"width", 12288}, {"degree", 7}}) ==
        "the degree divides the width (width = 12288, degree = 7)");
}

TEST_CASE("values are told as precisely as a double is") {
  CHECK(sentence_of("r", {{"share", 0.1}}) == "r (share = 0.1)");
  CHECK(sentence_of("r", {{"tokens", 9007199254740993LL}}) == "r (tokens = 9.00719925474099e+15)");
  CHECK(sentence_of("r", {{"bytes", -1.5e300}}) == "r (bytes = -1.5e+300)");
}

}  // namespace
