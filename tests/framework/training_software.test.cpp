// Mirrors include/scalewall/framework/time_constants.hpp, training_software.hpp and catalog/training_software.hpp.

#include <scalewall/framework/catalog/training_software.hpp>

#include <doctest/doctest.h>

#include <optional>

namespace {

using namespace scalewall;
using enum time_family;

constexpr training_software of(time_family family, gpu_generation generation = gpu_generation::hopper,
                               std::optional<software_release> release = {}) {
  return catalog::training_software_of(family, generation, release);
}

static_assert(software_release{25, 4} < software_release{25, 11});
static_assert(of(llm_foundry).attention == attention_library::triton);
static_assert(of(torchtitan).attention == attention_library::torch);
static_assert(of(megatron_core).buckets.parameters_per_replica == 1e6);
static_assert(!of(megatron_lm).overlaps_replicas && of(megatron_core).overlaps_replicas);
static_assert(of(megatron_lm).constants.elementwise.value > of(megatron_lm_2022).constants.elementwise.value);
static_assert(of(deepspeed_zero3).buckets.calls_per_layer == 12 &&
              of(deepspeed_zero3).constants.replicas.value > 1);
static_assert(of(bloom).waits_for_messages && !of(zero_bubble).waits_for_messages);

TEST_CASE("routed layers follow the release, and on Blackwell more than elsewhere") {
  const auto routed = [](gpu_generation generation, std::optional<software_release> release) {
    return of(megatron_core, generation, release).constants.host_routed.value;
  };
  CHECK(routed(gpu_generation::hopper, software_release{25, 4}) == 4.5e-3);
  CHECK(routed(gpu_generation::hopper, software_release{25, 6}) == 1.8e-3);
  CHECK(routed(gpu_generation::hopper, software_release{26, 6}) == 1.8e-3);
  CHECK(routed(gpu_generation::blackwell, software_release{26, 5}) == 1.8e-3);
  CHECK(routed(gpu_generation::blackwell, software_release{26, 6}) == 0.49e-3);
  CHECK(routed(gpu_generation::blackwell, std::nullopt) == 0.49e-3);
  CHECK(of(megatron_core, gpu_generation::hopper, software_release{24, 11}).one_copy_per_domain == false);
}

TEST_CASE("a tuned run has no host and nothing fixed") {
  const training_software tuned = catalog::training_software_of(megatron_core, gpu_generation::hopper,
                                                                std::nullopt, software_class::tuned);
  for (const fitted_constant& constant : {tuned.constants.host_layer, tuned.constants.host_routed,
                                          tuned.constants.host_expert, tuned.constants.fixed})
    CHECK(constant.value == 0);
}

TEST_CASE("every constant of every family says what it holds for, and is listed by name") {
  for (std::size_t k = 0; k < time_family_names.size(); ++k) {
    time_constants constants = of(static_cast<time_family>(k)).constants;
    for (const time_constant_member& member : time_constant_members) {
      const fitted_constant& constant = constants.*member.place;
      INFO(time_family_names[k] << ", " << member.name);
      CHECK(!constant.holds_for.empty());
      CHECK(constant.value >= 0);
      CHECK((constant.evidence != constant_evidence::fitted || !constant.rows.empty()));
    }
    // Nothing is left out of the list: what is overwritten by name is overwritten whole.
    for (const time_constant_member& member : time_constant_members) constants.*member.place = {};
    CHECK(constants == time_constants{});
  }
}

}  // namespace
