// Questions of a design space that follow each other.

#pragma once

#include <cstdint>

namespace scalewall {

/// Questions from `first` up to but without `last`.
struct question_block {
  std::int64_t first = 0;
  std::int64_t last = 0;

  std::int64_t size() const { return last - first; }
  friend bool operator==(const question_block&, const question_block&) = default;
};

}  // namespace scalewall
