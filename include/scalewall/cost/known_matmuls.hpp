// Prices of multiplications that were asked for before. A layer has few shapes, and the plans of a search share them.
//
// A hash table with open addressing, at most half full; it grows twofold.

#pragma once

#include <scalewall/cost/matmul.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace scalewall {

class known_matmuls {
 public:
  /// The price of a multiplication, `price(shape, kind)` where it is not known yet. One object is for the prices of one
  /// machine and one format, and for one thread at a time.
  template <class Price>
  constexpr matmul_time time(const matmul_shape& shape, matmul_kind kind, const Price& price) {
    if (2 * number_ >= places_.size()) grow();
    place& known = places_[find(shape, kind)];
    if (known.shape.rows == 0) {
      known = {shape, kind, price(shape, kind)};
      ++number_;
    }
    return known.time;
  }

  /// How many there are.
  constexpr std::size_t size() const { return number_; }

 private:
  struct place {
    matmul_shape shape;  // of no rows where the place is free
    matmul_kind kind = matmul_kind::activation;
    matmul_time time;
  };

  constexpr std::size_t find(const matmul_shape& shape, matmul_kind kind) const {
    // Fibonacci hashing: Knuth, "The Art of Computer Programming", volume 3, 6.4.
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
    std::uint64_t hash = static_cast<std::uint64_t>(kind);
    for (const std::int64_t size : {shape.rows, shape.columns, shape.tokens}) {
      hash = (hash ^ static_cast<std::uint64_t>(size)) * golden;
      hash ^= hash >> 32;
    }
    std::size_t at = hash & (places_.size() - 1);
    while (places_[at].shape.rows != 0 && !(places_[at].shape == shape && places_[at].kind == kind))
      at = (at + 1) & (places_.size() - 1);
    return at;
  }

  constexpr void grow() {
    const std::vector<place> before = places_;
    places_.assign(before.empty() ? 64 : 2 * before.size(), {});
    for (const place& known : before)
      if (known.shape.rows != 0) places_[find(known.shape, known.kind)] = known;
  }

  std::vector<place> places_;
  std::size_t number_ = 0;
};

}  // namespace scalewall
