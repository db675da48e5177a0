#include <scalewall/runs/nearest_runs.hpp>

#include <doctest/doctest.h>

#include <vector>

namespace sw = scalewall;

TEST_CASE("The nearest runs are those that are most alike") {
  sw::run_configuration what{.model = {.width = 4096, .layers = sw::equal_layers(32, {})},
                             .batch = {.sequences = 64},
                             .hardware = {.gpu = "H100 SXM", .gpus = 64}};
  CHECK(sw::distance(what, what) == 0);
  const auto run_like = [](const char* id, const sw::run_configuration& configuration) {
    sw::measured_run run;
    run.id = id;
    run.configuration = configuration;
    run.step = sw::measured_step{.time = sw::seconds::from_value(1)};
    return run;
  };
  sw::run_configuration other_gpu = what, twice_as_many = what;
  other_gpu.hardware.gpu = "A100 SXM";
  twice_as_many.hardware.gpus = 128;
  CHECK(sw::distance(what, twice_as_many) == doctest::Approx(1));
  CHECK(sw::distance(what, other_gpu) == doctest::Approx(4));
  std::vector<sw::measured_run> runs = {run_like("other GPU", other_gpu),
                                        run_like("twice as many", twice_as_many), run_like("the same", what)};
  runs[2].doubt = "it is doubtful";
  const auto near = sw::nearest_runs(what, runs, 5);
  REQUIRE(near.size() == 2);
  CHECK(near[0].run->id == "twice as many");
  CHECK(near[1].run->id == "other GPU");
  CHECK(sw::nearest_runs(what, runs, 1).size() == 1);
}
