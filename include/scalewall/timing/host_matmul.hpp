// Multiplications by the BLAS of this machine, on all cores that it uses.
//
//     activation        Y = W X           m x b, of m x n and n x b
//     weight gradient   W += G X^T        m x n, of m x b and n x b
//
// Rows lie one behind the other. Built with SCALEWALL_OPENBLAS, which the CMake target defines where it finds OpenBLAS.

#pragma once

#include <scalewall/timing/backend.hpp>
#include <scalewall/timing/host_room.hpp>
#include <scalewall/timing/random_words.hpp>
#include <scalewall/timing/repeated.hpp>

#ifdef SCALEWALL_OPENBLAS
#include <cblas.h>
#endif

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

namespace scalewall {

#ifdef SCALEWALL_OPENBLAS

inline constexpr bool host_has_blas = true;

namespace detail {

constexpr auto gemm(float) { return &cblas_sgemm; }
constexpr auto gemm(double) { return &cblas_dgemm; }

}  // namespace detail

/// In the format of the word.
template <std::floating_point Word>
class host_matmuls {
 public:
  timing time(const accelerator& host, const matmul_probe& what, const timing_effort& effort) {
    const auto [m, n, b] = what.shape;
    if (std::max({m, n, b}) > std::numeric_limits<blasint>::max())
      throw cannot_measure("the BLAS counts rows and columns in 32 bits");
    const bytes word = bytes::from_value(sizeof(Word));
    const auto words_in = [](std::int64_t high, std::int64_t wide) {
      return static_cast<double>(high) * static_cast<double>(wide);
    };
    const double weight = words_in(m, n), in = words_in(n, b), out = words_in(m, b);
    const double least = more_than_caches(host) / word;
    const auto room_of = [&](double words) { return std::max(words, least); };
    require_room(host, (room_of(weight) + room_of(in) + room_of(out)) * word);
    weights_.reserve(static_cast<std::size_t>(room_of(weight)));
    inputs_.reserve(static_cast<std::size_t>(room_of(in)));
    outputs_.reserve(static_cast<std::size_t>(room_of(out)));

    std::int64_t before = 0;
    return take_repeated(effort, sample, [&](std::int64_t times) {
      const seconds took = time_call([&] {
        for (std::int64_t i = before; i < before + times; ++i)
          multiply(what, weights_.use(i, static_cast<std::size_t>(weight)).data(),
                   inputs_.use(i, static_cast<std::size_t>(in)).data(),
                   outputs_.use(i, static_cast<std::size_t>(out)).data());
      });
      before += times;
      return took;
    });
  }

 private:
  static void multiply(const matmul_probe& what, Word* weight, Word* in, Word* out) {
    const auto m = static_cast<blasint>(what.shape.rows);
    const auto n = static_cast<blasint>(what.shape.columns);
    const auto b = static_cast<blasint>(what.shape.tokens);
    constexpr auto gemm = detail::gemm(Word{});
    if (what.kind == matmul_kind::activation)
      gemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, m, b, n, 1, weight, n, in, b, 0, out, b);
    else
      gemm(CblasRowMajor, CblasNoTrans, CblasTrans, m, n, b, 1, out, b, in, b, 1, weight, n);
  }

  // Some ten times what waking the other cores takes.
  static constexpr seconds sample = seconds::from_value(2e-4);

  random_words<Word> weights_;
  random_words<Word> inputs_;
  random_words<Word> outputs_;
};

#else

inline constexpr bool host_has_blas = false;

template <std::floating_point Word>
class host_matmuls {
 public:
  timing time(const accelerator&, const matmul_probe&, const timing_effort&) {
    throw cannot_measure("multiplications are those of a BLAS, and this program was built without one");
  }
};

#endif

}  // namespace scalewall
