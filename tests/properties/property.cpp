#include "property.hpp"

#include <rapidcheck/Check.h>
#include <rapidcheck/gen/Numeric.h>
#include <rapidcheck/gen/Transform.h>

#include <cmath>
#include <cstdlib>
#include <limits>

namespace properties {

void check(void (*holds)()) {
  setenv("RC_PARAMS", "seed=241101137 max_success=1000", false);
  CHECK(rc::check(doctest::getContextOptions()->currentTest->m_name, holds));
}

namespace {

// RapidCheck draws the first cases of a property from a part of the range; all of it is wanted from the start.
template <class Number>
Number draw(Number least, Number most) {
  return *rc::gen::resize(rc::kNominalSize, rc::gen::inRange<Number>(least, most + 1));
}

}  // namespace

std::int64_t whole(std::int64_t least, std::int64_t most) { return draw(least, most); }

double real(double least, double most) {
  constexpr std::int64_t steps = 1 << 20;
  return least * std::pow(most / least, static_cast<double>(draw<std::int64_t>(0, steps)) / steps);
}

bool flag() { return draw(0, 1) == 1; }

std::uint64_t bits(int at_most) {
  const int number = draw(0, at_most);
  if (number == 0) return 0;
  const std::uint64_t least = std::uint64_t{1} << (number - 1);
  return least + draw<std::uint64_t>(0, least - 1);
}

}  // namespace properties
