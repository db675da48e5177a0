// Which rows of a table of runs no fit may see: those whose name has a checksum that 5 divides.
//
// The checksum is CRC-32 as in zip files and Ethernet: polynomial 0x04c11db7, reflected, complemented before and after.
// Source: ISO/IEC/IEEE 8802-3, section 3.2.9. A name is held out on every machine alike, and new rows move none.

#pragma once

#include <cstdint>
#include <string_view>

namespace scalewall {

constexpr std::uint32_t crc_32(std::string_view text) {
  std::uint32_t sum = 0xffffffff;
  for (const char letter : text) {
    sum ^= static_cast<unsigned char>(letter);
    for (int bit = 0; bit < 8; ++bit) sum = (sum >> 1) ^ ((sum & 1) != 0 ? 0xedb88320 : 0);
  }
  return ~sum;
}

/// Whether the run of that name is kept from fits.
constexpr bool is_held_out_run(std::string_view id) { return crc_32(id) % 5 == 0; }

}  // namespace scalewall
