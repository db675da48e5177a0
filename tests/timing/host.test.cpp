#include <scalewall/timing/host.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

// A small machine, so that little memory is filled, whatever this one is.
sw::host_backend small_host() {
  return sw::host_backend(
      {.name = "a test",
       .backend = "host",
       .known = sw::describe_processor(
           {.caches = {{1, 32_KiB, 1}, {2, 256_KiB, 1}, {3, 4_MiB, 2}}, .source = "a test"}, 2,
           {"Neon", 16_B, 32}, 1_GiB, 1_GHz)});
}

const sw::timing_effort quick{.at_most = 1_ms, .samples = 3, .warm_up = 1};

TEST_CASE("what a processor does is timed") {
  sw::host_backend host = small_host();
  const std::vector<sw::probe> can = {
      sw::copy_probe{.path = sw::copy_path::shared, .size = 64_KiB},
      sw::copy_probe{.path = sw::copy_path::l2, .size = 64_KiB},
      sw::copy_probe{.path = sw::copy_path::global, .size = 1_MiB},
      sw::launch_probe{},
      sw::transfer_probe{.operation = sw::transfer_operation::point_to_point, .size = 1_B},
      sw::transfer_probe{.operation = sw::transfer_operation::point_to_point, .size = 1_MiB},
  };
  for (const sw::probe& what : can) {
    CAPTURE(to_text(what));
    CHECK_NOTHROW(require_valid(time_probe(host, what, quick)));
  }
}

TEST_CASE("multiplications are timed where there is a BLAS, and refused where there is none") {
  sw::host_backend host = small_host();
  for (const auto format : {sw::precision::fp32, sw::precision::fp64})
    for (const auto kind : {sw::matmul_kind::activation, sw::matmul_kind::weight_gradient}) {
      const sw::matmul_probe what{.shape = {40, 24, 8}, .kind = kind, .format = format};
      if (sw::host_has_blas)
        CHECK_NOTHROW(require_valid(time_probe(host, what, quick)));
      else
        CHECK_THROWS_WITH_AS(time_probe(host, what, quick),
                             "multiplications are those of a BLAS, and this program was built without one",
                             sw::cannot_measure);
    }
}

TEST_CASE("what a processor does not do is told in a sentence") {
  sw::host_backend host = small_host();
  const auto refused = [&](const sw::probe& what, const std::string& sentence) {
    CHECK_THROWS_WITH_AS(time_probe(host, what, quick), sentence.c_str(), sw::cannot_measure);
  };
  refused(sw::matmul_probe{.shape = {8, 8, 8}, .format = sw::precision::bf16},
          "the BLAS multiplies fp32 and fp64, not bf16");
  refused(sw::launch_probe{.kind = sw::launch_kind::captured},
          "threads have no queue in which work depends on work, nor can it be captured");
  refused(sw::transfer_probe{.operation = sw::transfer_operation::all_reduce, .size = 1_KiB},
          "threads hand over from one to another on one node, and have no other transfers");
  refused(sw::copy_probe{.path = sw::copy_path::device_to_host, .size = 1_KiB},
          "the host has no link to itself");
  if (sw::host_has_blas) {
    refused(sw::matmul_probe{.shape = {1LL << 40, 8, 8}, .format = sw::precision::fp32},
            "the BLAS counts rows and columns in 32 bits");
    refused(sw::matmul_probe{.shape = {1LL << 16, 1LL << 16, 8}, .format = sw::precision::fp64},
            "it would take more than half of the memory, 34.4 GB of 1.07 GB");
  }
  CHECK_THROWS_AS(time_probe(host, sw::copy_probe{}, quick), sw::broken_rule);
}

}  // namespace
