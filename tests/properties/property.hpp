// Properties: sentences that hold for all valid input, tried on random input.
//
//     TEST_CASE("a faster clock is never slower") {
//       check([] { const training_step step = any_training_step(); ...; RC_ASSERT(faster <= before); });
//     }
//
// The input is the same in every run. RC_PARAMS in the environment asks for other (seed=...) or more
// (max_success=...). A property that fails prints the simplest input that breaks it and what RC_PARAMS repeats it.

#pragma once

#include <doctest/doctest.h>
#include <rapidcheck/Assertions.h>
#include <rapidcheck/Log.h>

#include <cstdint>

namespace properties {

/// Fails the running test case unless `holds` returns for all input that it draws.
void check(void (*holds)());

// To be called within a property. What broke it is made simpler by drawing nearer to `least`, and false.

std::int64_t whole(std::int64_t least, std::int64_t most);

/// As likely between 1 and 2 as between 1000 and 2000.
double real(double least, double most);

bool flag();

/// Of a number of bits drawn first, so that small numbers are as likely as large ones.
std::uint64_t bits(int at_most);

/// At most `b`, but for the rounding of a few operations.
constexpr bool at_most(double a, double b) { return a <= b * (1 + 1e-12); }

constexpr bool nearly_equal(double a, double b) { return at_most(a, b) && at_most(b, a); }

}  // namespace properties
