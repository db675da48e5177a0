// What one optimizer step reads.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/quantities.hpp>

#include <cstdint>

namespace scalewall {

/// The global batch.
struct batch {
  std::int64_t sequences = 0;

  /// Tokens in each. 2048 as in Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).
  std::int64_t sequence_length = 2048;

  friend constexpr bool operator==(const batch&, const batch&) = default;
};

/// Throws `broken_rule` if there are none, or 2^63 and more.
constexpr std::int64_t token_count(const batch& read) {
  require(read.sequences >= 1, "a batch has at least one sequence", {{"sequences", read.sequences}});
  require(read.sequence_length >= 1, "a sequence has at least one token",
          {{"sequence_length", read.sequence_length}});
  return (count{read.sequences} * read.sequence_length).as_int64();
}

constexpr tokens size(const batch& read) {
  return tokens::from_value(static_cast<double>(token_count(read)));
}

}  // namespace scalewall
