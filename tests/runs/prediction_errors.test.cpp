#include <scalewall/runs/prediction_errors.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace sw = scalewall;

namespace {

sw::predicted_run predicted(const std::string& source, double measured, double seconds,
                            std::int64_t width = 1024) {
  sw::predicted_run one;
  one.run.source = source;
  one.run.model_name = "a model";
  one.run.configuration = sw::run_configuration{.model = {.width = width}};
  one.run.step = sw::measured_step{.time = sw::seconds::from_value(measured)};
  one.time = sw::seconds::from_value(seconds);
  return one;
}

}  // namespace

TEST_CASE("Errors are grouped, signed and absolute") {
  std::vector<sw::predicted_run> runs = {predicted("A", 1, 1.1), predicted("A", 2, 1.8),
                                         predicted("A", 4, 4.8), predicted("B", 1, 2)};
  const auto groups = sw::grouped_errors(runs, sw::run_grouping::source, sw::time_error);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].group == "A");
  CHECK(groups[0].errors.rows == 3);
  CHECK(groups[0].errors.signed_median == doctest::Approx(0.1));
  CHECK(groups[0].errors.median == doctest::Approx(0.1));
  CHECK(groups[0].errors.ninetieth == doctest::Approx(0.18));
  CHECK(groups[1].errors.median == doctest::Approx(1));
  CHECK(sw::all_errors(runs, sw::time_error)->rows == 4);

  runs[3].run.doubt = "it is doubtful";
  runs[2].time.reset();
  CHECK(sw::all_errors(runs, sw::time_error)->rows == 2);
  CHECK_FALSE(sw::all_errors(std::vector<sw::predicted_run>{}, sw::time_error).has_value());
  CHECK_FALSE(sw::all_errors(runs, sw::memory_error).has_value());
}

TEST_CASE("Ranks are correlated, equal values sharing theirs") {
  using list = std::vector<double>;
  CHECK(sw::rank_correlation(list{1, 2, 3}, list{10, 20, 30}) == doctest::Approx(1));
  CHECK(sw::rank_correlation(list{1, 2, 3}, list{3, 2, 1}) == doctest::Approx(-1));
  // d^2 sums to 2: 1 - 6 x 2 / (4 x 15)
  CHECK(sw::rank_correlation(list{1, 2, 3, 4}, list{1, 3, 2, 4}) == doctest::Approx(0.8));
  // Ranks 0, 1.5, 1.5, 3 against 0, 1, 2, 3: 4.5 / sqrt(4.5 x 5)
  CHECK(sw::rank_correlation(list{1, 2, 2, 3}, list{1, 2, 3, 4}) == doctest::Approx(0.9486832980505138));
  CHECK_FALSE(sw::rank_correlation(list{1, 1}, list{1, 2}).has_value());
  CHECK_THROWS_AS(sw::rank_correlation(list{1}, list{1}), sw::broken_rule);
}

TEST_CASE("A sweep has a regret where the predicted best is not the best") {
  std::vector<sw::predicted_run> runs = {predicted("A", 4, 4), predicted("A", 3, 2), predicted("A", 2, 3),
                                         predicted("A", 5, 5), predicted("B", 1, 1)};
  std::vector<sw::run_sweep> sweeps = sw::sweeps_of(runs);
  REQUIRE(sweeps.size() == 1);
  CHECK(sweeps[0].source == "A");
  CHECK(sweeps[0].plans == 4);
  CHECK(sweeps[0].regret == doctest::Approx(0.5));
  CHECK(sweeps[0].correlation == doctest::Approx(0.8));
  // A plan that ran twice is one plan, at the mean of both.
  runs.push_back(predicted("A", 5, 2));
  sweeps = sw::sweeps_of(runs);
  REQUIRE(sweeps.size() == 1);
  CHECK(sweeps[0].plans == 4);
  CHECK(sweeps[0].regret == doctest::Approx(1));
  // What another release took is another sweep.
  runs.back().run.configuration->software.release = sw::software_release{.year = 26, .month = 4};
  CHECK(sw::sweeps_of(runs)[0].regret == doctest::Approx(0.5));
  runs.pop_back();
  runs[3].run.configuration->batch.sequences = 7;
  CHECK(sw::sweeps_of(runs).empty());
  CHECK(sw::sweeps_of(runs, 3).size() == 1);
}
