// Mirrors include/scalewall/search/largest_model.hpp and search/arithmetic_floor.hpp.

#include "training_on_h100.hpp"
#include <scalewall/error.hpp>
#include <scalewall/model/model_family.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/scaling/grown_model.hpp>
#include <scalewall/search/largest_model.hpp>

#include <doctest/doctest.h>

#include <cstdint>
#include <optional>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr std::int64_t most = 12;

sw::training_question question_on(std::int64_t accelerators) {
  return training_on_h100({}, {.sequences = 64, .sequence_length = 4096}, accelerators);
}

sw::training_space small_space() {
  sw::training_space space;
  space.context = sw::exactly(1);
  space.microbatch = sw::exactly(1);
  return space;
}

sw::language_model llama(std::int64_t number) {
  return grown(sw::model_families[0], sw::dense_laws, number * sw::family_width_step).model;
}

sw::tokens twenty(const sw::language_model& model) {
  return sw::tokens::from_value(20 * double(active_parameters(model, sw::input_embedding::counted)));
}

/// The largest that is done in time, by looking at every member.
std::optional<std::int64_t> by_scanning(sw::training_question question, sw::seconds deadline) {
  std::optional<std::int64_t> largest;
  for (std::int64_t number = 1; number <= most; ++number) {
    question.model = llama(number);
    const sw::training_ranking ranking = best_training_plans(question, small_space(), usual_recipe, 1);
    if (ranking.best.empty()) continue;
    if (duration_of(ranking.best.front().step, twenty(question.model)) <= deadline) largest = number;
  }
  return largest;
}

TEST_CASE("the largest is what looking at every member finds") {
  for (const std::int64_t accelerators : {8, 16, 24, 64})
    for (const sw::seconds& deadline :
         {sw::seconds(1_days), sw::seconds(10_days), sw::seconds(100_days), 1e5 * 1_days}) {
      const sw::training_question question = question_on(accelerators);
      INFO(accelerators, " GPUs, ", deadline.value(), " s");
      const sw::largest_training all =
          largest_model(question, small_space(), usual_recipe, llama, twenty, most, deadline);
      const std::optional<std::int64_t> expected = by_scanning(question, deadline);
      REQUIRE(all.found.has_value() == expected.has_value());
      if (expected) {
        CHECK(all.found->number == *expected);
        CHECK(all.found->duration == duration_of(all.found->answer->step, all.found->data));
        CHECK(all.found->is_done_in(deadline));
        CHECK(all.found->duration >= arithmetic_floor(
                                         [&] {
                                           sw::training_question same = question;
                                           same.model = all.found->model;
                                           return same;
                                         }(),
                                         usual_recipe, all.found->data));
      }
      if (all.next) CHECK_FALSE(all.next->is_done_in(deadline));
      CHECK(all.next.has_value() == (!expected || *expected < most));
    }
}

TEST_CASE("where not even the smallest is trained it is told") {
  const sw::largest_training all =
      largest_model(question_on(8), small_space(), usual_recipe, llama, twenty, most, 1_s);
  CHECK_FALSE(all.found);
  REQUIRE(all.next);
  CHECK(all.next->number == 1);
  CHECK(all.next->duration > 1_s);
}

TEST_CASE("no member that has no room for its weights is looked at") {
  // 12 members are more than four accelerators hold, and time does not bound them.
  const sw::largest_training all =
      largest_model(question_on(4), small_space(), usual_recipe, llama, twenty, most, 1e9 * 1_days);
  REQUIRE(all.found);
  sw::training_question question = question_on(4);
  question.model = llama(all.found->number);
  CHECK(memory_floor(question, usual_recipe) <= 4.0 * question.memory);
  CHECK(all.members < most);
}

TEST_CASE("a family has members") {
  CHECK_THROWS_AS(largest_model(question_on(8), small_space(), usual_recipe, llama, twenty, 0, 1_days),
                  sw::broken_rule);
}

}  // namespace
