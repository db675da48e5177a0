#include "training_on_h100.hpp"
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/search/fewest_accelerators.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

sw::training_question question_of(const sw::language_model& model) {
  return training_on_h100(model, {.sequences = 1024, .sequence_length = 4096}, 0);
}

constexpr sw::tokens data = sw::tokens::from_value(3e12);

// Whether the best plan on so many accelerators is done in time: asked again, of nodes times 2^a 3^b.
bool is_timely(sw::training_question question, std::int64_t accelerators, std::int64_t sequences,
               sw::seconds deadline) {
  question.accelerators = accelerators;
  question.batch.sequences = sequences;
  const sw::training_ranking ranking = best_training_plans(question, {}, usual_recipe, 1);
  return !ranking.best.empty() && duration_of(ranking.best.front().step, data) <= deadline;
}

TEST_CASE("no smaller number of accelerators is done in time, with one batch or one for every number") {
  const sw::training_question question = question_of(sw::catalog::llama_3_1_8b);
  const auto rounded = [](std::int64_t accelerators) { return 1024 / accelerators * accelerators; };
  const auto found = fewest_accelerators(question, {}, usual_recipe, data, 1_months, rounded);
  REQUIRE(found);
  CHECK(found->batch.sequences == rounded(found->accelerators));
  CHECK(found->duration <= 1_months);
  const auto of_one_batch = fewest_accelerators(question, {}, usual_recipe, data, 1_months);
  REQUIRE(of_one_batch);
  CHECK(of_one_batch->batch == question.batch);
  // 1,024 sequences leave no replicas to threes.
  CHECK(found->accelerators <= of_one_batch->accelerators);
  for (const std::int64_t smaller : {8, 16, 24, 32, 48, 64, 72, 96, 128, 144, 192, 216, 256}) {
    CAPTURE(smaller);
    if (smaller < found->accelerators) CHECK_FALSE(is_timely(question, smaller, rounded(smaller), 1_months));
    if (smaller < of_one_batch->accelerators) CHECK_FALSE(is_timely(question, smaller, 1024, 1_months));
  }
}

TEST_CASE("numbers are parts of a node and nodes, or trays of a rack and racks") {
  CHECK(sw::searched_numbers({.domain = 8}, 50) == std::vector<std::int64_t>{1, 2, 4, 8, 16, 24, 32, 48});
  CHECK(sw::searched_numbers({.domain = 72}, 81) ==
        std::vector<std::int64_t>{1, 2, 4, 8, 12, 16, 20, 24, 32, 36, 40, 48, 60, 64, 72, 80});
  CHECK(sw::searched_numbers({.domain = 8}, 3) == std::vector<std::int64_t>{1, 2});
  const auto of_racks = sw::searched_numbers({.domain = 72}, 1000);
  for (const std::int64_t number : {160, 216, 512, 576})
    CHECK(std::find(of_racks.begin(), of_racks.end(), number) != of_racks.end());
  CHECK(sw::searched_numbers_text({.domain = 72}) ==
        "trays of 4 times 2^a 3^b 5^c, of racks of 72, and equal parts of a tray");
}

TEST_CASE("parts of a rack are found") {
  sw::training_question question = question_of(sw::catalog::llama_3_1_8b);
  question.machine.domain = 72;
  const auto found =
      sw::fewest_accelerators(question, {}, usual_recipe, sw::tokens::from_value(1e10), 72 * 1_h);
  REQUIRE(found);
  CHECK(found->accelerators < 72);
}

TEST_CASE("what no number of accelerators does in time has no answer") {
  CHECK_FALSE(fewest_accelerators(question_of(sw::catalog::llama_3_1_8b), {}, usual_recipe, data, 1_s));
}

}  // namespace
