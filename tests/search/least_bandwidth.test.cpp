// Mirrors include/scalewall/search/least_bandwidth.hpp.

#include "training_on_h100.hpp"
#include <scalewall/error.hpp>
#include <scalewall/hardware/library/machine_like.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/least_bandwidth.hpp>

#include <doctest/doctest.h>

#include <optional>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("the least is found up to the tolerance, from above") {
  for (const double wanted : {3e6, 1.7e9, 4.5e11}) {
    const auto least = sw::least_bandwidth([&](sw::bytes_per_second each) { return each.value() >= wanted; });
    REQUIRE(least);
    CHECK(least->value() >= wanted);
    CHECK(least->value() <= 1.01 * wanted);
  }
}

TEST_CASE("any, or none, may be enough") {
  const sw::bandwidth_search within;
  CHECK(sw::least_bandwidth([](sw::bytes_per_second) { return true; }) == within.low);
  CHECK_FALSE(sw::least_bandwidth([](sw::bytes_per_second) { return false; }));
}

TEST_CASE("bounds are positive, finite and in order") {
  const auto any = [](sw::bytes_per_second) { return true; };
  CHECK_THROWS_AS(sw::least_bandwidth(any, {.low = 0_GB_per_s}), sw::broken_rule);
  CHECK_THROWS_AS(sw::least_bandwidth(any, {.low = 2_GB_per_s, .high = 1_GB_per_s}), sw::broken_rule);
  CHECK_THROWS_AS(sw::least_bandwidth(any, {.tolerance = 0}), sw::broken_rule);
}

TEST_CASE("no step takes longer over faster links, and the best plan's does not either") {
  sw::training_question question = training_on_h100({}, {.sequences = 64, .sequence_length = 4096}, 32);
  const sw::training_machine as_is = question.machine;
  for (const sw::language_model& model : {sw::catalog::llama_3_1_8b, sw::catalog::mixtral_8x7b}) {
    question.model = model;
    sw::training_space space;
    space.microbatch = sw::exactly(1);
    for (const bool network : {true, false}) {
      const auto over = [&](double faster) {
        question.machine = network ? with_network(as_is, faster * as_is.network) : with_links(as_is, faster);
      };
      std::optional<sw::seconds> best;
      for (double faster = 1.0 / 64; faster < 1000; faster *= 4) {
        over(faster);
        const sw::seconds now = best_training_plans(question, space, usual_recipe, 1).best.front().step.total;
        if (best) CHECK(now <= *best);
        best = now;
      }
      for_each_training_plan(space, model, 32, question.batch, [&](const sw::training_plan& plan) {
        std::optional<sw::seconds> before;
        for (const double faster : {0.01, 1.0, 100.0}) {
          over(faster);
          const sw::seconds now = answer_of(question, plan, usual_recipe).step.total;
          if (before) CHECK(now <= *before);
          before = now;
        }
      });
    }
  }
}

}  // namespace
