#include "training_on_h100.hpp"
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/search/fewest_accelerators.hpp>

#include <doctest/doctest.h>

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

TEST_CASE("what no number of accelerators does in time has no answer") {
  CHECK_FALSE(fewest_accelerators(question_of(sw::catalog::llama_3_1_8b), {}, usual_recipe, data, 1_s));
}

}  // namespace
