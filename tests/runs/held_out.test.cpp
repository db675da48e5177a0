#include <scalewall/runs/held_out.hpp>

#include <doctest/doctest.h>

namespace sw = scalewall;

TEST_CASE("The checksum is that of zip files") {
  static_assert(sw::crc_32("") == 0);
  static_assert(sw::crc_32("123456789") == 0xcbf43926);
  CHECK(sw::crc_32("a") == 0xe8b7be43);
  CHECK(sw::is_held_out_run("SEQSEL-DP-001"));
  CHECK_FALSE(sw::is_held_out_run("PALM-001"));
}
