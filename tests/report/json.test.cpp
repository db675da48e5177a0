#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/report/json.hpp>

#include <doctest/doctest.h>
#include <nlohmann/json.hpp>

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace sw = scalewall;
using json = nlohmann::ordered_json;

namespace {

constexpr sw::mlp_transformer model = {.layers = 192, .d_model = 12288, .d_ff = 49152};
constexpr sw::batch batch = {.sequences = 3584};
constexpr sw::plan split = {.tensor_model = {4},
                            .tensor_ff = {2, 4},
                            .pipeline = {1, 64},
                            .microbatches = 128,
                            .schedule = sw::pipeline_schedule::zero_bubble};

sw::run_estimate estimate() {
  return sw::estimate_run(model, sw::catalog::dgx_h100, split, batch, sw::tokens::from_value(4.6e12));
}

std::vector<std::string> keys_of(const json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

}  // namespace

TEST_CASE("a plan has its degrees and where they are") {
  CHECK(json(split).dump() ==
        R"({"accelerators":2048,"tp_model":4,"tp_ff":8,"pp":64,"dp":1,"ep":1,)"
        R"("interleave":1,"zero_bubble":true,"microbatches":128,)"
        R"("tp_model_levels":[4,1],"tp_ff_levels":[2,4],"pp_levels":[1,64],"dp_levels":[1,1],)"
        R"("ep_levels":[1,1]})");
  CHECK(json(sw::plan{})["dp_levels"] == json::array({1}));
  CHECK(json(sw::plan{.data = {1, 1, 1, 2}})["ep_levels"] == json::array({1, 1, 1, 1}));
}

TEST_CASE("a cluster is its name, a bottleneck too, a count a number") {
  CHECK(json(sw::catalog::dgx_h100) == "H100 SXM");
  CHECK(json(sw::bottleneck::global_memory) == "global memory");
  CHECK(json(sw::count{INT64_MAX}).dump() == "9223372036854775807");
  CHECK(json(sw::count{std::int64_t{1} << 59} * 4096).get<double>() == 2361183241434822606848.0);
}

TEST_CASE("a step has its parts, whose units are in the keys") {
  const sw::step_estimate step = estimate().step;
  const json written = step;
  CHECK(keys_of(written) == std::vector<std::string>{"step_time_s", "utilization", "bound_by", "waits",
                                                     "matmul_s", "tp_comm_s", "dp_comm_s", "pp_ep_comm_s",
                                                     "latency_s", "hidden_comm_s", "bubble_fraction",
                                                     "recompute", "memory", "plan"});
  CHECK(written["step_time_s"] == step.total.value());
  CHECK(written["utilization"] == step.utilization);
  CHECK(written["bound_by"] == "arithmetic");
  CHECK(written["matmul_s"] == step.matmul.total().value());
  CHECK(written["tp_comm_s"] == step.tensor_communication.bandwidth.value());
  CHECK(written["dp_comm_s"] == 0);
  CHECK(written["pp_ep_comm_s"] == step.pipeline_communication.bandwidth.value());
  CHECK(written["latency_s"] == step.network_latency().value());
  CHECK(written["memory"]["total_bytes"] == step.memory.total().value());
  CHECK(written["memory"]["weights_bytes"] == step.memory.weights.value());
  CHECK(written["memory"]["optimizer_bytes"] == step.memory.optimizer.value());
  CHECK(written["memory"]["gradients_bytes"] == step.memory.gradients.value());
  CHECK(written["memory"]["activations_bytes"] == step.memory.activations.value());
  CHECK(written["hidden_comm_s"] == step.hidden_communication().value());
  CHECK(written["recompute"] == false);
  CHECK(written["plan"] == json(split));

  CHECK(written["waits"].size() == sw::bottleneck_names.size());
  CHECK(written["waits"]["global_memory_s"] == step.waits[sw::bottleneck::global_memory].value());
  double sum = 0;
  for (const json& part : written["waits"]) sum += part.get<double>();
  CHECK(sum == doctest::Approx(step.total.value()).epsilon(1e-12));
}

TEST_CASE("a run has the times of the whole of it") {
  const sw::run_estimate run = estimate();
  const json written = run;
  CHECK(keys_of(written) == std::vector<std::string>{"run_time_s", "utilization", "tokens_per_s_per_gpu",
                                                     "bound_by", "tp_comm_s", "dp_comm_s", "pp_ep_comm_s",
                                                     "latency_s", "memory_bytes", "training_flop",
                                                     "training_tokens", "steps", "step"});
  CHECK(written["run_time_s"] == run.duration().value());
  CHECK(written["tp_comm_s"] == run.tensor_communication().value());
  CHECK(written["pp_ep_comm_s"] == run.pipeline_communication().value());
  CHECK(written["latency_s"] == run.network_latency().value());
  CHECK(written["memory_bytes"] == run.step.memory.total().value());
  CHECK(written["training_flop"] == run.compute.value());
  CHECK(written["training_tokens"] == 4.6e12);
  CHECK(written["steps"] == run.steps);
  CHECK(written["tokens_per_s_per_gpu"] == run.throughput().value());
  CHECK(written["step"] == json(run.step));
}

TEST_CASE("numbers keep all their digits") {
  const sw::run_estimate run = estimate();
  CHECK(json::parse(json(run).dump())["run_time_s"].get<double>() == run.duration().value());
}

TEST_CASE("what JSON has no number for is not written") {
  sw::step_estimate step;
  step.total = sw::seconds::from_value(sw::math::infinity);
  CHECK_THROWS_WITH_AS(json(step).dump(), "a number in JSON is finite (value = inf)", sw::broken_rule);
  step = {};
  step.utilization = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(json(step).dump(), sw::broken_rule);
}
