#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/curve_csv.hpp>
#include <scalewall/sweep/curve.hpp>

#include <doctest/doctest.h>

#include <sstream>

namespace sw = scalewall;

TEST_CASE("a point of a curve reads back from its row") {
  const sw::cluster machines = sw::catalog::dgx_h100;
  const sw::training_run wanted = sw::sparse_laws(12288);
  const auto run = sw::smallest_cluster(wanted, machines, sw::curve_settings{}.deadline);
  REQUIRE(run.has_value());

  std::stringstream file;
  sw::csv_writer(file, sw::curve_columns).row(sw::curve_fields("H100, as it is", machines, {wanted, *run}));
  sw::csv_reader reader(file);
  CHECK(reader.columns() == sw::curve_columns);
  const auto row = reader.next();
  REQUIRE(row.has_value());

  CHECK(row->text("setting") == "H100, as it is");
  CHECK(row->integer("d_model") == 12288);
  CHECK(row->integer("d_ff") == 49152);
  CHECK(row->integer("layers") == wanted.model.layers);
  CHECK(row->integer("sparsity") == 8);
  CHECK(row->integer("batch_tokens") == sw::token_count(wanted.batch));
  CHECK(row->text("params") == to_string(sw::parameters(wanted.model)));
  CHECK(row->number("training_flop") == wanted.compute.value());
  CHECK(row->text("n_gpu") == to_string(run->step.accelerators));

  const sw::plan& split = run->step.plan;
  CHECK(row->integer("tp_model") == split.tensor_model.total());
  CHECK(row->integer("tp_ff") == split.tensor_ff.total());
  CHECK(row->integer("pp") == split.pipeline.total());
  CHECK(row->integer("dp") == split.data.total());
  CHECK(row->integer("ep") == split.expert.total());
  CHECK(row->integer("interleave") == split.interleaving);
  CHECK(row->integer("microbatches") == split.microbatches);
  CHECK(row->as("tpm_levels", sw::read_level_degrees) == split.tensor_model);
  CHECK(row->as("tpff_levels", sw::read_level_degrees) == split.tensor_ff);
  CHECK(row->as("pp_levels", sw::read_level_degrees) == split.pipeline);
  CHECK(row->as("dp_levels", sw::read_level_degrees) == split.data);
  CHECK(row->as("ep_levels", sw::read_level_degrees) == split.expert);

  CHECK(row->number("time_s") == run->duration().value());
  CHECK(row->number("utilization") == run->step.utilization);
  CHECK(row->number("tp_comm_s") == run->tensor_communication().value());
  CHECK(row->number("dp_comm_s") == run->data_communication().value());
  CHECK(row->number("pp_ep_comm_s") == run->pipeline_communication().value());
  CHECK(row->number("latency_s") == run->network_latency().value());
}
