#include <scalewall/grid/design_space.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <variant>
#include <vector>

namespace sw = scalewall;
using namespace sw::literals;

namespace {

sw::parameter hardware_parameter(const sw::cluster& machines, const std::string& name) {
  for (const sw::parameter& one : sw::hardware_parameters(machines))
    if (one.name == name) return one;
  FAIL("no parameter is called " << name);
  return {};
}

/// 1 + 2 * 3 clusters, 2 * 2 + 1 models, 3 goals, 2 plan spaces.
sw::design_space small_space() {
  const sw::cluster& h100 = sw::catalog::dgx_h100;
  sw::design_space space;
  space.clusters = {{sw::catalog::dgx_a100},
                    {h100,
                     {{hardware_parameter(h100, "InfiniBand bandwidth"), {1, 2}},
                      {hardware_parameter(h100, "latencies"), {1, 0.5, 0.1}}}}};
  space.models = {{.d_model = {4096, 8192}, .sequence_length = {2048, 4096}},
                  {.d_model = {12288}, .d_ff = {40'960}}};
  space.goals = {3_months, 6_months, sw::count{1024}};
  space.plans = {sw::known_plan_spaces[0], sw::known_plan_spaces[2]};
  return space;
}

}  // namespace

TEST_CASE("every combination is one question") {
  const sw::design_space space = small_space();
  REQUIRE(space.size() == 7 * 5 * 3 * 2);
  std::set<std::tuple<std::string, double, double, std::int64_t, std::int64_t, double, std::string>> asked;
  for (std::int64_t number = 0; number < space.size(); ++number) {
    const sw::question one = space.at(number);
    const sw::cluster& machines = one.hardware.machines;
    const auto* deadline = std::get_if<sw::seconds>(&one.aim);
    asked.insert({std::string(machines.name), machines.network[1].bandwidth.one_way().value(),
                  machines.gpu.matmul_latency.value(), one.model.d_model, one.model.sequence_length,
                  deadline ? deadline->value() : -double(std::get<sw::count>(one.aim)),
                  std::string(one.within.name)});
  }
  CHECK(static_cast<std::int64_t>(asked.size()) == space.size());
}

TEST_CASE("the last axis runs fastest") {
  const sw::design_space space = small_space();
  CHECK(space.at(0).within.name == "reference");
  CHECK(space.at(1).within.name == "full");
  CHECK(std::get<sw::seconds>(space.at(1).aim) == 3_months);
  CHECK(std::get<sw::seconds>(space.at(2).aim) == 6_months);
  CHECK(std::get<sw::count>(space.at(4).aim) == sw::count{1024});
  CHECK(space.at(5).model.sequence_length == 2048);
  CHECK(space.at(6).model.sequence_length == 4096);
  CHECK(space.at(6).model.d_model == 4096);
  CHECK(space.at(12).model.d_model == 8192);
  CHECK(space.at(24).model.d_ff == 40'960);
  CHECK(space.at(29).hardware.machines == sw::catalog::dgx_a100);
  CHECK(space.at(30).hardware.machines == sw::catalog::dgx_h100);
  CHECK(space.at(60).hardware.factors ==
        std::vector<std::pair<std::string, double>>{{"InfiniBand bandwidth", 1}, {"latencies", 0.5}});
  CHECK(space.at(209).hardware.factors ==
        std::vector<std::pair<std::string, double>>{{"InfiniBand bandwidth", 2}, {"latencies", 0.1}});
}

TEST_CASE("factors multiply what they say and nothing else") {
  const sw::cluster& h100 = sw::catalog::dgx_h100;
  const sw::cluster_family family{h100,
                                  {{hardware_parameter(h100, "InfiniBand bandwidth"), {4}},
                                   {hardware_parameter(h100, "latencies"), {0.1}}}};
  sw::cluster expected = h100 | sw::latencies_divided_by(10);
  expected.network[1].bandwidth *= 4.0;
  CHECK(family.at(0).machines == expected);
}

TEST_CASE("factors come to the same in whatever order they are given") {
  const sw::cluster& v100 = sw::catalog::dgx_v100;
  const std::vector<sw::parameter_factor> factors = {{hardware_parameter(v100, "latencies"), 0.3},
                                                     {hardware_parameter(v100, "NVLink latency"), 0.7},
                                                     {hardware_parameter(v100, "matmul latency"), 1.3}};
  const std::vector<sw::parameter_factor> reversed(factors.rbegin(), factors.rend());
  CHECK(sw::multiplied(v100, factors) == sw::multiplied(v100, reversed));
  CHECK(sw::multiplied(v100, {}) == v100);
}

TEST_CASE("what can be multiplied is hardware") {
  std::vector<std::string> names;
  for (const sw::parameter& one : sw::hardware_parameters(sw::catalog::dgx_h100)) names.push_back(one.name);
  const auto known = [&](const char* name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  CHECK(known("latencies"));
  CHECK(known("NVLink bandwidth"));
  CHECK(known("matmul latency"));
  CHECK(known("memory capacity"));
  CHECK_FALSE(known("batch"));
  CHECK_FALSE(known("duration"));
}

TEST_CASE("a model is what its laws say, or what is given") {
  sw::model_choice chosen = small_space().at(0).model;
  const sw::training_run expected = sw::dense_laws(4096);
  CHECK(chosen.wanted().model == expected.model);
  CHECK(chosen.wanted().batch == expected.batch);
  CHECK(chosen.wanted().compute == expected.compute);

  chosen.d_ff = 14'336;
  chosen.laws.depth = {"given", [](auto...) { return std::int64_t{32}; }};
  chosen.laws.sparsity = {"given", [](auto...) { return std::int64_t{8}; }};
  chosen.laws.batch = {"given", [](auto...) { return std::int64_t{1024}; }};
  const sw::training_run given = chosen.wanted();
  CHECK(given.model == sw::mlp_transformer{.layers = 32, .d_model = 4096, .d_ff = 14'336, .experts = 8});
  CHECK(given.batch == sw::batch{.sequences = 1024});
  CHECK(given.data == sw::tokens::from_value(20.0 * double(parameters(given.model))));
}

TEST_CASE("a design space of more than a billion questions is refused, whatever its factors") {
  sw::design_space space = small_space();
  space.goals.assign(1'000'000, 3_months);
  CHECK(space.size() == 70'000'000);
  CHECK(space.at(69'999'999).model.d_ff == 40'960);
  space.models[0].d_model.assign(1000, 4096);
  CHECK_THROWS_WITH_AS(space.size(),
                       "a design space has at most a billion questions (questions = 28014000000)",
                       sw::broken_rule);
  space.models[0].sequence_length.assign(1'000'000, 2048);
  space.models[0].d_model.assign(1'000'000, 4096);
  CHECK_THROWS_AS(space.size(), sw::broken_rule);
}
