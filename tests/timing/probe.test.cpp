#include <scalewall/timing/probe.hpp>

#include <doctest/doctest.h>

#include <cstdint>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("a probe is told in words") {
  CHECK(to_text(sw::matmul_probe{.shape = {4096, 1024, 512}, .format = sw::precision::fp8}) ==
        "a multiplication of a 4096 x 1024 weight with 512 tokens in fp8");
  CHECK(to_text(sw::matmul_probe{.shape = {8, 8, 8}, .kind = sw::matmul_kind::weight_gradient}) ==
        "the gradient of a 8 x 8 weight with 8 tokens in bf16");
  CHECK(to_text(sw::copy_probe{.path = sw::copy_path::host_to_device, .size = 1_MiB}) ==
        "a copy of 1048576 bytes, host to device");
  CHECK(to_text(sw::copy_probe{.size = 1e20_B}) == "a copy of 100000000000000000000 bytes, global");
  CHECK(to_text(sw::launch_probe{}) == "a launch, empty");
  CHECK(to_text(sw::transfer_probe{.participants = 16, .nodes = 2, .size = 1_kB}) ==
        "all-reduce of 1000 bytes by 16 on 2 nodes");
}

TEST_CASE("what cannot be asked is told") {
  CHECK_NOTHROW(sw::require_valid(sw::probe{sw::launch_probe{}}));
  CHECK_THROWS_AS(sw::require_valid(sw::probe{sw::matmul_probe{.shape = {4, 0, 4}}}), sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::require_valid(sw::probe{sw::copy_probe{}}),
                       "what is copied has a size (bytes = 0)", sw::broken_rule);
  CHECK_THROWS_AS(sw::require_valid(sw::probe{sw::transfer_probe{.participants = 1, .size = 1_B}}),
                  sw::broken_rule);
  CHECK_THROWS_WITH_AS(
      sw::require_valid(sw::probe{sw::transfer_probe{.participants = 9, .nodes = 2, .size = 1_B}}),
      "the participants are spread evenly over the nodes (participants = 9, nodes = 2)", sw::broken_rule);
}

TEST_CASE("about half of the sizes are held out, in every format alike") {
  int held_out = 0;
  for (std::int64_t tokens = 1; tokens <= 1000; ++tokens) {
    sw::matmul_probe what{.shape = {1024, 1024, tokens}};
    const bool here = is_held_out(what);
    held_out += here;
    what.format = sw::precision::fp8;
    what.kind = sw::matmul_kind::weight_gradient;
    CHECK(is_held_out(what) == here);
  }
  CHECK(held_out > 400);
  CHECK(held_out < 600);
  CHECK(!is_held_out(sw::launch_probe{}));
}

}  // namespace
