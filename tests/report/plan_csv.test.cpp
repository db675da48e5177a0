#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/report/plan_csv.hpp>

#include <doctest/doctest.h>

#include <set>
#include <sstream>
#include <string>
#include <vector>

namespace sw = scalewall;

namespace {

sw::csv_row read_back(const std::vector<std::string>& columns, const std::vector<sw::csv_field>& fields) {
  std::stringstream file;
  sw::csv_writer(file, columns).row(fields);
  return sw::csv_reader(file).next().value();
}

sw::csv_row row_of(const sw::planned_run& asked, const sw::run_estimate& run) {
  return read_back(sw::plan_column_names(), sw::plan_fields(asked, run));
}

sw::csv_row row_of_text(const std::string& columns, const std::string& fields) {
  std::istringstream file(columns + "\n" + fields + "\n");
  return sw::csv_reader(file).next().value();
}

const std::string needed =
    "gpu,layers,d_model,d_ff,batch_sequences,microbatches,dp_levels,tp_model_levels,tp_ff_levels,pp_levels";
const std::string a_plan = "h100 sxm,192,12288,49152,3584,128,1,4,2x4,1x64";

/// Nothing in it, but the interleaving, is what is taken where it is missing.
sw::planned_run unusual() {
  sw::planned_run asked{.machines = sw::catalog::dgx_a100};
  asked.wanted.model = {.layers = 64, .d_model = 8192, .d_ff = 16384, .experts = 8};
  asked.wanted.batch = {.sequences = 512, .sequence_length = 4096};
  asked.wanted.data = sw::tokens::from_value(1e12 / 3);
  asked.wanted.compute = training_flop_per_token(asked.wanted.model) * asked.wanted.data;
  asked.plan = {.tensor_model = {2, 1},
                .tensor_ff = {2, 2},
                .pipeline = {1, 4},
                .data = {1, 8},
                .expert = {1, 2},
                .microbatches = 16,
                .schedule = sw::pipeline_schedule::zero_bubble};
  asked.how = {.recompute = true,
               .overlap_tensor = false,
               .overlap_pipeline = false,
               .overlap_data = true,
               .rules = sw::plan_rules::reference,
               .latency_reading = sw::zero_bubble_latency::larger_of_both};
  asked.idle = 3;
  return asked;
}

sw::run_estimate estimate(const sw::planned_run& asked) {
  const sw::step_estimator steps(asked.wanted.model, asked.machines, asked.wanted.batch, asked.how);
  return repeat_step(steps.estimate(asked.plan, accelerators(asked.plan) + asked.idle), asked.wanted.model,
                     asked.wanted.batch, asked.wanted.data);
}

void check_same(const sw::planned_run& a, const sw::planned_run& b) {
  CHECK(a.machines == b.machines);
  CHECK(a.wanted.model == b.wanted.model);
  CHECK(a.wanted.batch == b.wanted.batch);
  CHECK(a.wanted.data == b.wanted.data);
  CHECK(a.wanted.compute == b.wanted.compute);
  CHECK(a.plan == b.plan);
  CHECK(a.how == b.how);
  CHECK(a.idle == b.idle);
}

}  // namespace

TEST_CASE("all that a run depends on is read as it was written") {
  const sw::planned_run asked = unusual();
  const sw::run_estimate run = estimate(asked);
  check_same(sw::read_planned_run(row_of(asked, run)), asked);
  check_same(sw::planned(asked.machines, asked.wanted, run), asked);

  sw::planned_run interleaved = asked;
  interleaved.plan.interleaving = 2;
  interleaved.plan.schedule = sw::pipeline_schedule::one_forward_one_backward;
  check_same(sw::read_planned_run(row_of(interleaved, estimate(interleaved))), interleaved);
}

TEST_CASE("a row says what a run comes to") {
  const sw::planned_run asked = unusual();
  const sw::run_estimate run = estimate(asked);
  const sw::csv_row row = row_of(asked, run);
  CHECK(row.text("parameters") == to_string(sw::parameters(asked.wanted.model)));
  CHECK(row.integer("batch_tokens") == sw::token_count(asked.wanted.batch));
  CHECK(row.number("training_flop") == run.compute.value());
  CHECK(row.integer("gpus") == 515);
  CHECK(row.integer("dp") == 8);
  CHECK(row.integer("tp_model") == 2);
  CHECK(row.integer("tp_ff") == 4);
  CHECK(row.integer("pp") == 4);
  CHECK(row.integer("ep") == 2);
  CHECK(row.text("tp_ff_levels") == "2x2");
  CHECK(row.number("run_time_s") == run.duration().value());
  CHECK(row.number("utilization") == run.step.utilization);
  CHECK(row.number("tp_comm_s") == run.tensor_communication().value());
  CHECK(row.number("dp_comm_s") == run.data_communication().value());
  CHECK(row.number("pp_ep_comm_s") == run.pipeline_communication().value());
  CHECK(row.number("latency_s") == run.network_latency().value());
  CHECK(row.number("memory_bytes") == run.step.memory.total().value());
  CHECK(row.text("bound_by") == sw::name(run.step.bound_by));
}

TEST_CASE("whether a plan fits is said whatever rules it is estimated by") {
  sw::planned_run asked = unusual();
  CHECK(!sw::fills_levels(asked));  // four of the eight in a node
  CHECK(sw::fits_memory(asked));
  asked.idle = 512;
  CHECK(sw::fills_levels(asked));
  asked.wanted.model.d_ff *= 1024;
  CHECK(!sw::fits_memory(asked));
  CHECK(row_of(asked, estimate(asked)).text("fits") == "0");
  CHECK(row_of(asked, estimate(asked)).text("levels_filled") == "1");
}

TEST_CASE("part of a node is read as it was written, and no more than the whole") {
  sw::planned_run asked = unusual();
  asked.machines.network[0].size = 4;
  check_same(sw::read_planned_run(row_of(asked, estimate(asked))), asked);
  CHECK_THROWS_WITH_AS(
      sw::read_planned_run(row_of_text(needed + ",gpus_per_node", a_plan + ",9")),
      doctest::Contains("column gpus_per_node, value \"9\": at least one accelerator of a node is there"),
      sw::broken_rule);
}

TEST_CASE("what is missing or empty is what a run begins with") {
  const sw::planned_run asked =
      sw::read_planned_run(row_of_text(needed + ",recompute,ep_levels", a_plan + ",1,"));
  CHECK(asked.machines == sw::catalog::dgx_h100);
  CHECK(asked.wanted.model == sw::mlp_transformer{.layers = 192, .d_model = 12288, .d_ff = 49152});
  CHECK(asked.wanted.batch == sw::batch{.sequences = 3584});
  CHECK(asked.wanted.data == sw::dense_laws(12288).data);
  CHECK(asked.wanted.compute == sw::dense_laws(12288).compute);
  CHECK(asked.plan.expert == sw::level_degrees{});
  CHECK(asked.plan.interleaving == 1);
  CHECK(asked.plan.schedule == sw::pipeline_schedule::one_forward_one_backward);
  CHECK(asked.how == sw::stack_recipe{.recompute = true});
  CHECK(sw::read_planned_run(row_of_text(needed, a_plan), sw::plan_rules::reference).how.rules ==
        sw::plan_rules::reference);
  CHECK(asked.idle == 0);
}

TEST_CASE("what is needed is asked for, and what breaks a rule is named with its place") {
  CHECK_THROWS_WITH_AS(sw::read_planned_run(row_of_text("gpu", "H100 SXM")),
                       "line 2, column layers: the file has no such column", sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::read_planned_run(row_of_text(needed + ",interleave", a_plan + ",0")),
                       "line 2, column interleave, value \"0\": the number is at least 1", sw::broken_rule);
  CHECK_THROWS_WITH_AS(sw::read_planned_run(row_of_text(needed + ",training_tokens", a_plan + ",0")),
                       "line 2, column training_tokens, value \"0\": the number is positive",
                       sw::broken_rule);
}

TEST_CASE("a row without a plan says what is trained on what, and is known by it") {
  const sw::csv_row row = read_back(sw::plan_column_names(),
                                    sw::fields_without_plan(sw::catalog::dgx_h100, sw::dense_laws(12288)));
  CHECK(row.text("gpu") == "H100 SXM");
  CHECK(row.integer("batch_sequences") == 3584);
  CHECK(row.number("training_flop") == sw::dense_laws(12288).compute.value());
  for (const char* column : {"microbatches", "pp_levels", "pp", "recompute", "gpus", "utilization"})
    CHECK(row.text(column).empty());
  CHECK(sw::has_no_plan(row));
  CHECK_FALSE(sw::has_no_plan(row_of_text(needed, a_plan)));
  CHECK_FALSE(sw::has_no_plan(row_of_text("microbatches,dp_levels", "128,")));
}

TEST_CASE("a name stands for one column") {
  const std::vector<std::string> names = sw::plan_column_names();
  CHECK(std::set<std::string>(names.begin(), names.end()).size() == names.size());
  CHECK(names.size() == sw::plan_fields(unusual(), estimate(unusual())).size());
}
