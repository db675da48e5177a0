#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/search/fewest_accelerators.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

sw::training_question about_llama_8b() {
  const sw::training_machine machine = sw::catalog::training_machine_of(sw::catalog::dgx_h100);
  return {.model = sw::catalog::llama_3_1_8b,
          .batch = {.sequences = 768, .sequence_length = 4096},
          .accelerators = 0,
          .machine = machine,
          .software = sw::catalog::training_software_of(sw::time_family::megatron_core, machine.generation),
          .accounting = sw::catalog::megatron_core,
          .generation = generation_of(sw::catalog::dgx_h100.gpu),
          .memory = 85_GB};
}

const sw::recipe usual = with_states_of(sw::catalog::megatron_core, sw::recipe{.attention_mask = false});
constexpr sw::tokens data = sw::tokens::from_value(1e12);

TEST_CASE("whole domains are multiples by two and three, ascending") {
  CHECK(sw::detail::whole_domains(8, 100) == std::vector<std::int64_t>{8, 16, 24, 32, 48, 64, 72, 96});
  CHECK(sw::detail::whole_domains(8, 96).back() == 96);
  CHECK(sw::detail::whole_domains(8, 7).empty());
}

TEST_CASE("the fewest are done in time, and every smaller number is not") {
  const sw::seconds deadline = 40 * 86'400_s;
  sw::training_question question = about_llama_8b();
  const auto found = sw::fewest_accelerators(question, {}, usual, data, deadline);
  REQUIRE(found);
  CHECK(found->duration <= deadline);
  CHECK(found->duration == duration_of(found->answer.step, data));

  const std::vector<std::int64_t> sizes =
      sw::detail::whole_domains(question.machine.domain, found->accelerators);
  REQUIRE(sizes.back() == found->accelerators);
  // What would take longer at the peak rate is passed over.
  CHECK(found->sizes >= 1);
  CHECK(found->sizes < static_cast<std::int64_t>(sizes.size()));
  for (const std::int64_t size : sizes) {
    CAPTURE(size);
    question.accelerators = size;
    const sw::training_ranking ranking = sw::best_training_plans(question, {}, usual, 1);
    const bool in_time = !ranking.best.empty() && duration_of(ranking.best.front().step, data) <= deadline;
    CHECK(in_time == (size == found->accelerators));
  }
}

TEST_CASE("what no number of accelerators does in time has no answer") {
  CHECK_FALSE(sw::fewest_accelerators(about_llama_8b(), {}, usual, data, 1_s));
}

}  // namespace
