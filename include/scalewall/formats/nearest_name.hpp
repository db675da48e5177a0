// Names that are spelt almost alike.

#pragma once

#include <scalewall/named_choice.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace scalewall {

/// A bit for every letter of a name. An edit changes at most two of them.
constexpr std::uint64_t letters_of(std::string_view name) {
  std::uint64_t letters = 0;
  for (const char letter : name) letters |= std::uint64_t{1} << (static_cast<unsigned char>(letter) % 64);
  return letters;
}

/// Edits that make one name of the other, or `limit` where they are as many or more.
constexpr std::size_t edits_between(std::string_view one, std::string_view other, std::size_t limit) {
  const std::size_t longer =
      one.size() > other.size() ? one.size() - other.size() : other.size() - one.size();
  if (longer >= limit) return limit;
  if (static_cast<std::size_t>(std::popcount(letters_of(one) ^ letters_of(other))) > 2 * (limit - 1))
    return limit;
  const std::size_t edits = edit_distance(one, other);
  return edits < limit ? edits : limit;
}

/// Whether a name is another one with one or two letters changed, one where it is short.
constexpr bool is_misspelling(std::string_view one, std::string_view other) {
  const std::size_t limit = one.size() < 8 ? 2 : 3;
  return one != other && edits_between(one, other, limit) < limit;
}

}  // namespace scalewall
