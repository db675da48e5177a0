// What is multiplied, copied and sent: random words, in more memory than the caches hold.
//
// Data matters: zeros are compressed by some memories and draw less power in a multiplier, so that clocks stay higher.
// What was used is met again only when everything else has been used as well, so that it is no longer in a cache.

#pragma once

#include <scalewall/error.hpp>

#include <sys/mman.h>

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <random>
#include <span>

namespace scalewall {

/// Words in [-1, 1].
template <std::floating_point Word>
class random_words {
 public:
  /// New words are drawn where there are fewer. Throws std::bad_alloc.
  void reserve(std::size_t wanted) {
    if (wanted <= size_) return;
    words_.reset();  // before the new ones are there
    words_.reset(static_cast<Word*>(::operator new(wanted * sizeof(Word), page)));
    size_ = wanted;
#ifdef MADV_HUGEPAGE
    // Advice: where there are none, gigabytes take longer to fill, and their addresses to translate.
    madvise(words_.get(), wanted * sizeof(Word), MADV_HUGEPAGE);
#endif
    // Steele, Lea, Flood 2014, "Fast splittable pseudorandom number generators": quick enough for gigabytes.
    std::uint64_t state = std::random_device{}();
    for (std::size_t i = 0; i < size_; ++i) {
      std::uint64_t bits = state += 0x9e3779b97f4a7c15;
      bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
      bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
      bits ^= bits >> 31;
      words_.get()[i] = static_cast<Word>(static_cast<std::int64_t>(bits)) * static_cast<Word>(0x1p-63);
    }
  }

  /// For the use of that number, of `words` words each: uses go in turn through the first `within` words, or through
  /// all if they are fewer.
  std::span<Word> use(std::int64_t number, std::size_t words, std::size_t within = SIZE_MAX) const {
    require(words >= 1 && words <= size_, "no more random words are used than were reserved",
            {{"used", words}, {"reserved", size_}});
    const std::size_t stride = (words + line - 1) / line * line;
    const std::size_t turns = std::max<std::size_t>(std::min(within, size_) / stride, 1);
    return {words_.get() + static_cast<std::size_t>(number) % turns * stride, words};
  }

 private:
  static constexpr std::align_val_t page{1 << 21};        // a large one
  static constexpr std::size_t line = 64 / sizeof(Word);  // of a cache

  struct free_words {
    void operator()(Word* words) const { ::operator delete(words, page); }
  };
  std::unique_ptr<Word, free_words> words_;
  std::size_t size_ = 0;
};

}  // namespace scalewall
