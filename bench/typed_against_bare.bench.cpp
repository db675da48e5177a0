// What units cost at run time: nothing. Two formulas, with quantities and with bare doubles side by side, timed
// in turns: one is mostly divisions, the other products and sums.

#include <scalewall/quantities.hpp>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <limits>
#include <random>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

/// Multiplying, or reducing the result over the participants, whichever takes longer.
struct layer_time {
  sw::seconds operator()(sw::flop work, sw::bytes result, double participants) const {
    const sw::seconds computing = work / 690_TFLOP_per_s;
    const sw::seconds reducing = 2.0 * (participants - 1) * result / (participants * 450_GB_per_s);
    return (computing > reducing ? computing : reducing) + 4.5_us;
  }

  double operator()(double work, double result, double participants) const {
    const double computing = work / 690e12;
    const double reducing = 2.0 * (participants - 1) * result / (participants * 450e9);
    return (computing > reducing ? computing : reducing) + 4.5e-6;
  }
};

/// The input once for every row of tiles, the result twice for every column but once.
struct bytes_moved {
  sw::bytes operator()(sw::bytes input, double rows, sw::bytes result, double columns) const {
    return 64_MiB + rows * input + (2 * columns - 1) * result;
  }

  double operator()(double input, double rows, double result, double columns) const {
    return 64.0 * 1024 * 1024 + rows * input + (2 * columns - 1) * result;
  }
};

// All arrays stay in the innermost cache, and no two of them lie a page apart: what is timed is arithmetic.
constexpr std::size_t number = 480;
constexpr int passes = 64;

// Not inlined, so that the disassembly shows two loops to lay beside each other.
template <class Formula, class Result, class... Inputs>
[[gnu::noinline]] void compute(std::vector<Result>& results, const std::vector<Inputs>&... inputs) {
  for (std::size_t i = 0; i < number; ++i) results[i] = Formula{}(inputs[i]...);
  benchmark::ClobberMemory();
}

std::vector<double> random_numbers(double least, double most) {
  static std::mt19937 source;
  std::uniform_real_distribution<double> any(least, most);
  std::vector<double> values(number);
  for (double& value : values) value = any(source);
  return values;
}

template <class Quantity>
std::vector<Quantity> typed(const std::vector<double>& values) {
  if constexpr (std::same_as<Quantity, double>) {
    return values;
  } else {
    std::vector<Quantity> quantities;
    for (const double value : values) quantities.push_back(Quantity::from_value(value));
    return quantities;
  }
}

template <class Work>
double nanoseconds_each(const Work& work) {
  const auto start = std::chrono::steady_clock::now();
  for (int pass = 0; pass < passes; ++pass) work();
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - start;
  return taken.count() / (passes * static_cast<double>(number));
}

/// Computes the formula of `Inputs`, and of the same numbers without units. Reports the least time of each.
template <class Formula, class... Inputs, class... Numbers>
void compare(benchmark::State& state, const Numbers&... numbers) {
  using result = decltype(Formula{}(Inputs{}...));
  std::vector<result> with_units(number);
  std::vector<double> without(number);
  double least_with = std::numeric_limits<double>::infinity();
  double least_without = least_with;

  [&](const std::vector<Inputs>&... quantities) {
    for (auto _ : state) {
      least_with =
          std::min(least_with, nanoseconds_each([&] { compute<Formula>(with_units, quantities...); }));
      least_without =
          std::min(least_without, nanoseconds_each([&] { compute<Formula>(without, numbers...); }));
    }
  }(typed<Inputs>(numbers)...);

  if (with_units != typed<result>(without)) state.SkipWithError("quantities and bare numbers disagree");
  state.counters["typed_ns"] = least_with;
  state.counters["bare_ns"] = least_without;
  state.counters["typed_over_bare"] = least_with / least_without;
}

void typed_layer_time(benchmark::State& state) {
  compare<layer_time, sw::flop, sw::bytes, double>(state, random_numbers(1e12, 1e15),
                                                   random_numbers(1e6, 1e9), random_numbers(1, 1024));
}
BENCHMARK(typed_layer_time);

void typed_bytes_moved(benchmark::State& state) {
  compare<bytes_moved, sw::bytes, double, sw::bytes, double>(state, random_numbers(1e6, 1e9),
                                                             random_numbers(1, 64), random_numbers(1e6, 1e9),
                                                             random_numbers(1, 64));
}
BENCHMARK(typed_bytes_moved);

}  // namespace
