// Against numbers without bounds.

#include "property.hpp"
#include <scalewall/count.hpp>

#include <boost/multiprecision/cpp_int.hpp>

#include <cstdint>
#include <limits>
#include <string>

using namespace properties;
using boost::multiprecision::cpp_int;
using scalewall::broken_rule;
using scalewall::count;

namespace {

struct number {
  count checked;
  cpp_int exact;

  bool agrees() const { return to_string(checked) == exact.str(); }
};

const cpp_int limit = cpp_int(1) << 128;

/// Below 2^128, and often near it.
number any_number() {
  const bool large = flag();
  const std::uint64_t high = large ? ~bits(64) : flag() ? bits(64) : 0;
  const std::uint64_t low = large ? ~bits(64) : bits(64);
  const count shift = count{std::uint64_t{1} << 63} * 2;
  return {count{high} * shift + low, (cpp_int(high) << 64) + low};
}

/// Holds `operation` to give what it gives without bounds, and to throw where that is too large.
template <class Operation>
void check_operation(Operation operation) {
  const number a = any_number(), b = any_number();
  const cpp_int exact = operation(a.exact, b.exact);
  RC_LOG() << a.exact << ", " << b.exact << " -> " << exact << '\n';
  if (exact < limit)
    RC_ASSERT(to_string(operation(a.checked, b.checked)) == exact.str());
  else
    RC_ASSERT_THROWS_AS(operation(a.checked, b.checked), broken_rule);
}

}  // namespace

TEST_CASE("a count is written in its digits") {
  check([] { RC_ASSERT(any_number().agrees()); });
}

TEST_CASE("sums of counts") {
  check([] { check_operation([](const auto& a, const auto& b) -> decltype(a + b) { return a + b; }); });
}

TEST_CASE("products of counts") {
  check([] { check_operation([](const auto& a, const auto& b) -> decltype(a * b) { return a * b; }); });
}

TEST_CASE("quotients, remainders and common divisors of counts") {
  check([] {
    const number a = any_number(), b = any_number();
    if (b.exact == 0) {
      RC_ASSERT_THROWS_AS(a.checked / b.checked, broken_rule);
      RC_ASSERT_THROWS_AS(a.checked % b.checked, broken_rule);
    } else {
      RC_ASSERT((number{a.checked / b.checked, a.exact / b.exact}.agrees()));
      RC_ASSERT((number{a.checked % b.checked, a.exact % b.exact}.agrees()));
    }
    RC_ASSERT((number{gcd(a.checked, b.checked), gcd(a.exact, b.exact)}.agrees()));
  });
}

TEST_CASE("counts compare as numbers do") {
  check([] {
    const number a = any_number();
    const number b = flag() ? a : any_number();
    RC_ASSERT((a.checked < b.checked) == (a.exact < b.exact));
    RC_ASSERT((a.checked == b.checked) == (a.exact == b.exact));
    RC_ASSERT((a.checked >= b.checked) == (a.exact >= b.exact));
  });
}

TEST_CASE("a count becomes a 64-bit number where it fits and never wraps") {
  check([] {
    const number a = any_number();
    const bool fits = a.exact <= std::numeric_limits<std::int64_t>::max();
    RC_ASSERT(a.checked.fits_int64() == fits);
    if (fits)
      RC_ASSERT(a.checked.as_int64() == a.exact.convert_to<std::int64_t>());
    else
      RC_ASSERT_THROWS_AS(a.checked.as_int64(), broken_rule);
    RC_ASSERT_THROWS_AS(count{-1 - whole(0, INT64_MAX - 1)}, broken_rule);
  });
}

TEST_CASE("a count as a double is within 2^-53, and exact below 2^53") {
  check([] {
    const number a = any_number();
    const cpp_int rounded(double(a.checked));
    RC_ASSERT((abs(rounded - a.exact) << 53) <= a.exact);
    if (a.exact < cpp_int(1) << 53) RC_ASSERT(rounded == a.exact);
  });
}
