#include <scalewall/grid/design_space_json.hpp>

#include <doctest/doctest.h>

#include <cstddef>
#include <string>
#include <variant>
#include <vector>

namespace sw = scalewall;
using namespace sw::literals;

namespace {

sw::design_space read(const std::string& text) { return sw::read_design_space(sw::parse_json(text)); }

/// What is said of a design space.
std::string sentence(const std::string& text) {
  try {
    read(text);
  } catch (const sw::broken_rule& broken) {
    return broken.what();
  }
  return "this is a design space";
}

/// A design space but for one of its axes.
std::string with_clusters(const std::string& json) {
  return "{\"clusters\": " + json + ", \"models\": {\"d_model\": 12288}, \"gpus\": 64}";
}
std::string with_model(const std::string& json) {
  return "{\"clusters\": \"H100 SXM\", \"models\": " + json + ", \"gpus\": 64}";
}
std::string with_gpus(const std::string& json) {
  return "{\"clusters\": \"H100 SXM\", \"models\": {\"d_model\": 12288}, \"gpus\": " + json + "}";
}

}  // namespace

TEST_CASE("a single question") {
  const sw::design_space space = read(with_gpus("64"));
  REQUIRE(space.size() == 1);
  const sw::question asked = space.at(0);
  CHECK(asked.hardware.machines == sw::catalog::dgx_h100);
  CHECK(asked.model.wanted().model == sw::dense_laws(12288).model);
  CHECK(std::get<sw::count>(asked.aim) == sw::count{64});
  CHECK(asked.within.name == "rules of thumb");
}

TEST_CASE("hardware that is described beside the clusters is one of them") {
  const std::string rest = R"(, "models": {"d_model": 12288}, "gpus": 64})";
  const std::string ours = R"({"name": "ours", "like": "H100 SXM", "gpus_per_node": 16})";
  const sw::design_space space =
      read(R"({"clusters": ["Ours", {"name": "ours", "factors": {"NVLink bandwidth": 2}}],
                                          "hardware": )" +
           ours + rest);
  REQUIRE(space.size() == 2);
  const sw::cluster machines = space.at(0).hardware.machines;
  CHECK(machines.name == "ours");
  CHECK(machines.network[0].size == 16);
  CHECK(machines.gpu.memory == sw::catalog::h100_sxm.memory);
  const std::string known = R"({"clusters": "H100 SXM", "hardware": )";
  CHECK(sentence(known + "[" + ours + ", " + ours + "]" + rest) ==
        "$.hardware[1]: hardware of that name is described twice");
  CHECK(sentence(known + R"({"name": "ours"})" + rest) ==
        "$.hardware: $: one of the keys 'peak_flop_per_s' and 'like', a GPU of the catalog, is there");
}

TEST_CASE("all axes") {
  const sw::design_space space = read(R"({
    "clusters": ["a100 sxm", {"name": "H100 SXM", "watts_per_gpu": 1400, "price_per_gpu_hour": 2.5,
                              "factors": {"nvlink BANDWIDTH": [1, {"from": 2, "to": 8, "times": 2}]}}],
    "models": [{"d_model": {"from": 12288, "to": 20480, "by": "curve"},
                "experts": ["dense", "with width", 16], "batch_sequences": ["critical", "deepseek", "fixed", 4096],
                "tokens_per_parameter": {"from": 20, "to": 40, "by": 10}, "sequence_length": [2048, 8192]},
               {"d_model": 8192, "d_ff": 28672, "layers": 80, "tokens_per_parameter": 200}],
    "deadlines_in_months": [1, 0.5],
    "gpus": {"from": 1024, "to": 1e6, "times": 4},
    "plans": ["full", "reference"]
  })");
  REQUIRE(space.clusters.size() == 2);
  CHECK(space.clusters[0].machines == sw::catalog::dgx_a100);
  CHECK(space.clusters[1].size() == 4);
  CHECK(space.clusters[1].varied[0].what.name == "NVLink bandwidth");
  CHECK(space.clusters[1].machines.gpu.power == 1400_W);
  CHECK(space.clusters[1].machines.gpu.price == 2.5_dollars_per_h);
  REQUIRE(space.models.size() == 2);
  CHECK(space.models[0].d_model == sw::model_widths(12288, 20480));
  CHECK(space.models[0].size() == static_cast<std::int64_t>(space.models[0].d_model.size()) * 3 * 4 * 3 * 2);
  const sw::mlp_transformer model = space.models[1].at(0).wanted().model;
  CHECK(model == sw::mlp_transformer{.layers = 80, .d_model = 8192, .d_ff = 28672});
  CHECK(space.goals == std::vector<sw::goal>{1_months, 0.5_months, sw::count{1024}, sw::count{4096},
                                             sw::count{16384}, sw::count{65536}, sw::count{262144}});
  CHECK(space.plans[0].space == sw::space::full);
}

TEST_CASE("keys that are not known, or missing") {
  CHECK(sentence("{\"cluster\": \"H100 SXM\"}") ==
        "$.cluster: no key is called 'cluster'; the known ones are clusters, gpus, plans, models, "
        "hardware, deadlines_in_months");
  CHECK(sentence(with_model("[{\"d_model\": 12288}, {\"dmodel\": 12288}]"))
            .starts_with("$.models[1].dmodel: no key is called 'dmodel'; the known ones are d_model, "));
  CHECK(sentence(with_gpus("{\"from\": 1, \"upto\": 4}"))
            .starts_with("$.gpus.upto: no key is called 'upto'; the known ones are to, "));
  CHECK(sentence(with_clusters("{\"Name\": \"H100 SXM\"}")) ==
        "$.clusters.Name: a key is written in small letters");
  CHECK(sentence("{\"models\": {\"d_model\": 12288}}") == "$: the key 'clusters' is missing");
  CHECK(sentence(with_clusters("{}")) == "$.clusters: the key 'name' is missing");
  CHECK(sentence(with_gpus("{\"from\": 1}")) == "$.gpus: the key 'to' is missing");
  CHECK(sentence("{\"clusters\": \"H100 SXM\", \"models\": {\"d_model\": 12288}}") ==
        "$: one of the keys 'deadlines_in_months' and 'gpus' is there");
}

TEST_CASE("names that are not known") {
  CHECK(sentence(with_clusters("[\"H100 SXM\", \"H100 SMX\"]"))
            .starts_with("$.clusters[1]: no GPU is called 'H100 SMX'; the known ones are H100 SXM, "));
  CHECK(sentence(with_clusters("{\"name\": \"B100\"}"))
            .starts_with("$.clusters.name: no GPU is called 'B100'"));
  CHECK(sentence(with_clusters("{\"name\": \"H100 SXM\", \"factors\": {\"InfiniBnd bandwidth\": 2}}"))
            .starts_with("$.clusters.factors[\"InfiniBnd bandwidth\"]: no parameter of H100 SXM is called "
                         "'InfiniBnd bandwidth'; the known ones are InfiniBand bandwidth, "));
  CHECK(sentence(with_model("{\"d_model\": 12288, \"experts\": [\"dense\", \"with widht\"]}")) ==
        "$.models.experts[1]: no sparsity law is called 'with widht'; the known ones are with width, dense");
  CHECK(sentence(with_model("{\"d_model\": 12288, \"batch_sequences\": \"deepsek\"}"))
            .starts_with("$.models.batch_sequences: no batch law is called 'deepsek'; the known ones are "
                         "deepseek, "));
  CHECK(sentence("{\"clusters\": \"H100 SXM\", \"models\": {\"d_model\": 12288}, \"gpus\": 64, "
                 "\"plans\": \"fool\"}") ==
        "$.plans: no plan space is called 'fool'; the known ones are full, reference, rules of thumb");
}

TEST_CASE("values of the wrong type") {
  CHECK(sentence("[1, 2]") == "$: a design space is an object, not [1,2]");
  CHECK(sentence(with_clusters("5")) == "$.clusters: a cluster is an object, not 5");
  CHECK(sentence(with_clusters("{\"name\": 5}")) == "$.clusters.name: the name of a GPU is a text, not 5");
  CHECK(sentence(with_clusters("{\"name\": \"H100 SXM\", \"factors\": 5}")) ==
        "$.clusters.factors: an object stands here, not 5");
  CHECK(sentence(with_model("{\"d_model\": \"wide\"}")) ==
        "$.models.d_model: a width is a whole number from 1 on, not \"wide\"");
  for (const char* number : {"0", "-5", "1.5", "true", "null", "[[1]]", "9223372036854775808", "1e19"})
    CHECK(sentence(with_gpus(number)).find("a number of GPUs is a whole number from 1 on, not ") !=
          std::string::npos);
  CHECK(sentence("{\"clusters\": \"H100 SXM\", \"models\": {\"d_model\": 12288}, \"deadlines_in_months\": "
                 "[1, -3]}") == "$.deadlines_in_months[1]: a deadline is a positive number, not -3");
  CHECK(sentence(with_clusters("{\"name\": \"H100 SXM\", \"factors\": {\"latencies\": [1, 0]}}")) ==
        "$.clusters.factors.latencies[1]: a factor is a positive number, not 0");
  CHECK(sentence(with_model("{\"d_model\": \"" + std::string(1000, 'x') + "\"}")).size() < 150);
}

TEST_CASE("ranges that are empty, too long or unclear") {
  CHECK(sentence(with_gpus("[]")) == "$.gpus: a list of choices is not empty");
  CHECK(sentence(with_gpus("{\"from\": 8, \"to\": 4}")) == "$.gpus: a range is not empty (from = 8, to = 4)");
  CHECK(sentence(with_gpus("[64, {\"from\": 1, \"to\": 1000000000}]")) ==
        "$.gpus[1]: an axis has at most a million values (values = 1000000000)");
  CHECK(sentence(with_gpus("[{\"from\": 1, \"to\": 1000000}, 5]")) ==
        "$.gpus: an axis has at most a million values");
  CHECK(sentence(with_gpus("{\"from\": 1, \"to\": 8, \"by\": 1, \"times\": 2}")) ==
        "$.gpus: a range goes by steps or by factors, not both");
  CHECK(sentence(with_gpus("{\"from\": 1, \"to\": 8, \"times\": 1}")) ==
        "$.gpus: the factor of a range is larger than 1 (times = 1)");
  CHECK(sentence(with_gpus("{\"from\": 1, \"to\": 8, \"by\": \"curves\"}")) ==
        "$.gpus.by: a bound or a step of a range is a whole number from 1 on, not \"curves\"");
  CHECK(sentence(with_model("{\"d_model\": {\"from\": 1, \"to\": 2, \"by\": \"curve\"}}")) ==
        "$.models.d_model: the curves of the paper have no width from 1 to 2");
  CHECK(sentence("{\"clusters\": \"H100 SXM\", \"models\": {\"d_model\": {\"from\": 1, \"to\": 1000000}}, "
                 "\"gpus\": {\"from\": 1, \"to\": 1000000}}") ==
        "$: a design space has at most a billion questions (questions = 1000000000000)");
  CHECK(sentence(
            with_clusters("{\"name\": \"H100 SXM\", \"factors\": {\"latencies\": 2, \"Latencies\": 3}}")) ==
        "$.clusters.factors.latencies: a parameter is varied once");
}
