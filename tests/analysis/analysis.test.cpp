// Mirrors include/scalewall/analysis/.

#include <scalewall/analysis/analysis.hpp>
#include <scalewall/hardware/catalog/measured_accelerators.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/hardware/variants.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace {

using namespace scalewall;

study small_study() { return {.machines = catalog::dgx_h100, .d_model = 12288, .accelerators = 2048}; }

parameter named_parameter(const study& asked, const std::string& name) {
  for (const parameter& one : parameters_of(asked))
    if (one.name == name) return one;
  FAIL("there is no parameter ", name);
  return {};
}

TEST_CASE("every level of memory and network is a parameter") {
  std::vector<std::string> names;
  for (const parameter& one : parameters_of(small_study())) names.push_back(one.name);
  for (const char* expected :
       {"arithmetic rate", "matmul latency", "memory capacity", "global memory bandwidth",
        "L2 cache bandwidth", "shared memory bandwidth", "NVLink bandwidth", "NVLink latency",
        "InfiniBand bandwidth", "InfiniBand latency", "batch", "depth", "duration"})
    CHECK(std::count(names.begin(), names.end(), expected) == 1);
  CHECK(names.size() == 13);
}

TEST_CASE("a power law has its exponent as elasticity, on both sides") {
  const study asked = small_study();
  const auto cube_of_latency = [](const study& changed) -> std::optional<double> {
    const double latency = changed.machines.gpu.matmul_latency.value();
    return latency * latency * latency;
  };
  const auto effects = sensitivity(asked, {named_parameter(asked, "matmul latency")}, cube_of_latency);
  REQUIRE(effects.size() == 1);
  CHECK(*effects[0].up == doctest::Approx(3));
  CHECK(*effects[0].down == doctest::Approx(3));
}

TEST_CASE("where arithmetic binds, time falls with its rate and with nothing else as much") {
  auto effects = sensitivity(small_study(), parameters_of(small_study()), best_run_time);
  std::erase_if(effects, [](const effect& one) { return one.parameter == "duration"; });
  std::map<std::string, effect> by_name;
  for (const effect& one : effects) by_name[one.parameter] = one;
  CHECK(effects.front().parameter == "arithmetic rate");
  CHECK(*by_name["arithmetic rate"].up == doctest::Approx(-1).epsilon(0.02));
  CHECK(*by_name["memory capacity"].up == 0);
  CHECK(*by_name["matmul latency"].up > 0);
  for (std::size_t i = 1; i < effects.size(); ++i)
    CHECK(effects[i - 1].strongest() >= effects[i].strongest());
}

TEST_CASE("a question without an answer has no sensitivities, a side without one none there") {
  study asked = small_study();
  asked.accelerators = 3;
  CHECK_THROWS_AS(sensitivity(asked, parameters_of(asked), best_utilization), broken_rule);

  // Half a sequence is none.
  study single = small_study();
  single.prescribe = [](std::int64_t d_model) {
    training_run run = dense_laws(d_model);
    run.batch.sequences = 1;
    return run;
  };
  single.accelerators = 2048;
  const auto effects = sensitivity(single, {named_parameter(single, "batch")}, best_utilization);
  CHECK(effects[0].up.has_value());
  CHECK(!effects[0].down.has_value());
}

TEST_CASE("whole numbers stay numbers that can be split, and so does the batch of every expert") {
  study sparse = small_study();
  sparse.prescribe = sparse_laws;
  const auto scaled = [&](const char* name, double factor) {
    return named_parameter(sparse, name).scaled(sparse, factor).wanted();
  };
  const training_run as_it_is = sparse.wanted();
  CHECK(scaled("batch", 1).batch == as_it_is.batch);
  CHECK(scaled("batch", 2).batch.sequences == 2 * as_it_is.batch.sequences);
  const std::int64_t other = scaled("batch", 1.37).batch.sequences;
  CHECK(other % as_it_is.model.experts == 0);
  CHECK(double(other) / double(as_it_is.batch.sequences) == doctest::Approx(1.37).epsilon(0.1));

  const mlp_transformer deep = scaled("depth", 2).model;
  CHECK(deep.layers == 2 * as_it_is.model.layers);
  CHECK(parameters(deep) == parameters(as_it_is.model));
  const training_run deeper = scaled("depth", 1.3);
  CHECK(deeper.compute == training_flop_per_token(deeper.model) * deeper.data);
}

TEST_CASE("what may take twice as long is done on half as many accelerators") {
  const study asked = small_study();
  const study patient = named_parameter(asked, "duration").scaled(asked, 2);
  CHECK(patient.settings.deadline == 2 * asked.settings.deadline);
  CHECK(patient.accelerators == count{1024});
  const auto effects = sensitivity(asked, {named_parameter(asked, "duration")}, best_run_time);
  CHECK(*effects[0].up == doctest::Approx(1).epsilon(0.01));
}

TEST_CASE("where the best plan switches, the sides differ, and each is exact for its step") {
  study asked = small_study();
  asked.d_model = 65536;
  asked.accelerators = 16777216;
  const parameter network = named_parameter(asked, "InfiniBand bandwidth");
  parameter doubled = network;
  doubled.step = 2;
  const auto effects = sensitivity(asked, {doubled}, best_run_time);
  const double here = *best_run_time(asked);
  const double faster = *best_run_time(network.scaled(asked, 2));
  const double slower = *best_run_time(network.scaled(asked, 0.5));
  CHECK(best_run(network.scaled(asked, 0.5))->step.plan != best_run(asked)->step.plan);
  CHECK(*effects[0].up == doctest::Approx(std::log2(faster / here)));
  CHECK(*effects[0].down == doctest::Approx(std::log2(here / slower)));
  CHECK(*effects[0].up != doctest::Approx(*effects[0].down).epsilon(0.1));
}

TEST_CASE("linear scaling ends between the points around four fifths of the sustained share") {
  const auto end = end_of_linear_scaling(small_study());
  REQUIRE(end.has_value());
  flop before{};
  flop after{};
  for (const curve_point& point : curve(catalog::dgx_h100, dense_laws)) {
    after = point.wanted.compute;
    if (point.run.step.utilization <= 0.8 * 0.7) break;
    before = after;
  }
  CHECK(*end >= before.value());
  CHECK(*end <= after.value());
}

TEST_CASE("a front is what nothing dominates") {
  struct point {
    int a, b;
    bool operator==(const point&) const = default;
  };
  const std::vector<point> all{{1, 9}, {2, 7}, {2, 8}, {3, 7}, {4, 1}, {5, 1}, {4, 1}};
  const auto front = pareto_front(
      all, [](const point& p) { return p.a; }, [](const point& p) { return p.b; });
  CHECK(front == std::vector<point>{{1, 9}, {2, 7}, {4, 1}, {4, 1}});
}

TEST_CASE("what is not known counts for nothing on a front, what is known does") {
  constexpr stack_recipe by_reference{.rules = plan_rules::reference};
  const auto sizes = doubled_sizes(catalog::dgx_h100.network, 1);
  const auto points = compare_clusters(dense_laws(12288), catalog::dgx_h100, sizes, by_reference).points;
  REQUIRE(points.size() > 10);
  CHECK(pareto_front(points, aim::time).size() == 1);
  CHECK(pareto_front(points, aim::time, aim::energy, aim::cost).size() == 1);
  const auto by_energy =
      compare_clusters(dense_laws(12288), catalog::dgx_h100 | drawing(700_W), sizes, by_reference).points;
  CHECK(pareto_front(by_energy, aim::time, aim::energy).size() > 1);

  // Energy is paid for idle arithmetic, so less of either is the same.
  const auto thrifty = pareto_front(by_energy, aim::energy);
  REQUIRE(thrifty.size() == 1);
  CHECK(thrifty[0].accelerators() == pareto_front(points, aim::idle_share)[0].accelerators());
  // The least cluster is used best here; how large one may get at which utilization is another question.
  CHECK(pareto_front(points, aim::idle_share, aim::few_accelerators).size() == 1);
  const auto by_size = pareto_front(points, aim::idle_share, aim::many_accelerators);
  CHECK(by_size.size() > 10);
  for (std::size_t i = 1; i < by_size.size(); ++i)
    CHECK(by_size[i].run.step.utilization < by_size[i - 1].run.step.utilization);
}

TEST_CASE("a cluster without a plan is told with the reason") {
  const clusters_compared compared =
      compare_clusters(dense_laws(12288), catalog::gb200_nvl72, {1, 576, 700, 792});
  REQUIRE(compared.points.size() == 1);
  CHECK(compared.points[0].accelerators() == count{576});
  REQUIRE(compared.without_plan.size() == 3);
  CHECK(compared.without_plan[0].accelerators == count{1});
  CHECK(compared.without_plan[0].why.what == obstacle::memory);
  CHECK(compared.without_plan[0].why.least_memory > 231'928'233'984 * 16_B);
  CHECK(compared.without_plan[1].why.what == obstacle::network_levels);
  CHECK(compared.without_plan[2].why.what == obstacle::division);  // eleven racks
}

TEST_CASE("energy and cost are those of all accelerators for the whole run, where the descriptor says") {
  const training_run wanted = dense_laws(12288);
  const auto silent = compare_clusters(wanted, catalog::dgx_h100, {1024, 2048}).points;
  REQUIRE(silent.size() == 2);
  CHECK(!silent[0].energy);
  CHECK(!silent[0].cost);

  const cluster priced = catalog::dgx_h100 | drawing(700_W) | costing(2_dollars_per_h);
  const auto points = compare_clusters(wanted, priced, {1024, 2048}).points;
  REQUIRE(points.size() == 2);
  CHECK(points[1].duration() < points[0].duration());
  CHECK(*points[0].energy == 1024 * (points[0].duration() * 700_W));
  CHECK(points[0].cost->value() == doctest::Approx(1024 * 2 * double(points[0].duration() / 1_h)));
}

TEST_CASE("bands are the same for the same seed, widen with the range, and hold the nominal curve") {
  study asked = small_study();
  asked.settings.widths = {12288, 65536};
  const auto with_range = [&](double low, double high, std::uint64_t seed) {
    return draw_curve(asked, {{named_parameter(asked, "InfiniBand bandwidth"), low, high}},
                      {.draws = 40, .seed = seed})
        .runs;
  };
  const drawn_values narrow = with_range(0.99, 1.01, 1)[1].utilization;
  const auto runs = with_range(0.5, 2, 1);
  REQUIRE(runs.size() == 2);
  const drawn_values wide = runs[1].utilization;
  CHECK(with_range(0.5, 2, 1)[1].utilization.sorted == wide.sorted);
  CHECK(with_range(0.5, 2, 2)[1].utilization.sorted != wide.sorted);
  CHECK(wide.sorted.size() == 40);
  CHECK(runs[1].in_time == 40);
  CHECK(*wide.quantile(1) - *wide.quantile(0) > *narrow.quantile(1) - *narrow.quantile(0));
  const double nominal =
      *best_utilization({.machines = asked.machines, .d_model = 65536, .accelerators = 16777216});
  CHECK(*wide.quantile(0) < nominal);
  CHECK(*wide.quantile(1) > nominal);

  CHECK_THROWS_AS(with_range(2, 1, 1), broken_rule);
  CHECK_THROWS_AS(with_range(0, 1, 1), broken_rule);
  CHECK_THROWS_AS(wide.quantile(1.5), broken_rule);
  CHECK_THROWS_AS(draw_curve(asked, {}, {.draws = 0}), broken_rule);
}

TEST_CASE("a range of nothing but one gives the landmarks of the curve itself in every draw") {
  const study asked = small_study();
  std::vector<std::size_t> told;
  const drawn_curve still = draw_curve(asked, {{named_parameter(asked, "arithmetic rate"), 1, 1}},
                                       {.draws = 2}, [&](std::size_t drawn) { told.push_back(drawn); });
  CHECK(told == std::vector<std::size_t>{1, 2});
  CHECK(still.linear_scaling_ends.sorted == std::vector<double>(2, *end_of_linear_scaling(asked)));
  const auto found = landmarks(curve(asked.machines, asked.prescribe, asked.settings), 0.7);
  CHECK(still.largest_feasible.sorted == std::vector<double>(2, found.largest_feasible->value()));
  CHECK(still.runs.front().in_time == 2);
  CHECK(still.runs.back().in_time == 0);
  CHECK(still.runs.back().utilization.quantile(0.5) == 0);
}

TEST_CASE("where some draws are too late their utilization is none") {
  study asked = small_study();
  asked.settings.widths = {393216};
  const auto drawn = draw_curve(asked, {{named_parameter(asked, "duration"), 0.1, 100}}, {.draws = 20});
  const drawn_run& run = drawn.runs.front();
  CHECK(run.in_time > 0);
  CHECK(run.in_time < 20);
  CHECK(std::count(run.utilization.sorted.begin(), run.utilization.sorted.end(), 0) ==
        20 - static_cast<std::ptrdiff_t>(run.in_time));
  CHECK(drawn.largest_feasible.sorted.size() == run.in_time);
}

TEST_CASE("numbers of draws have their quantiles between them") {
  const drawn_values values{{1, 2, 4}};
  CHECK(values.quantile(0) == 1);
  CHECK(values.quantile(0.25) == 1.5);
  CHECK(values.quantile(0.5) == 2);
  CHECK(values.quantile(1) == 4);
  CHECK(!drawn_values{}.quantile(0.5));
}

TEST_CASE("a log-normal factor has its percentiles where it says") {
  std::mt19937_64 random(7);
  const uncertain input{{}, 0.5, 2, uncertain::shape::log_normal};
  int below = 0;
  int above = 0;
  for (int i = 0; i < 20000; ++i) {
    const double factor = detail::draw_factor(input, random);
    below += factor < 0.5;
    above += factor > 2;
  }
  CHECK(below == doctest::Approx(1000).epsilon(0.1));
  CHECK(above == doctest::Approx(1000).epsilon(0.1));
}

}  // namespace
