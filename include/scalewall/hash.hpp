// A hash that is the same on every machine: FNV-1a with 64 bits.
//
// Source: Fowler, Noll, Vo, Eastlake, Hansen, "The FNV Non-Cryptographic Hash Algorithm" (RFC 9923).

#pragma once

#include <cstdint>
#include <string_view>

namespace scalewall {

/// Of a text; given the hash of another text, of that text with this one behind it.
constexpr std::uint64_t fnv_1a(std::string_view text, std::uint64_t hash = 0xcbf29ce484222325) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace scalewall
