// How would these plans run? Reads a table of plans, writes it with what a training run takes by each of them.

#include "answer.hpp"
#include <scalewall/named_choice.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/plan_text.hpp>
#include <scalewall/scalewall.hpp>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <iostream>
#include <istream>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(Predicts how plans run that a CSV file lists, one a row.

Columns are found by their names, in any order; others are passed over, results of an earlier run too. Needed:
  gpu, layers, d_model, d_ff, batch_sequences, microbatches,
  dp_levels, tp_model_levels, tp_ff_levels, pp_levels     a degree per network level, the inner one first: 4x8
Taken where a column or a field is missing:
  sparsity 1, seq_len 2048, ep_levels 1, interleave 1, zero_bubble 0, recompute 0,
  overlap_tp 1, overlap_pp 1, overlap_dp 0
A run sees 20 tokens for every parameter. Activations count as memory where they are recomputed.

Every row is written with all of these columns and
  run_time_s, utilization, tp_comm_s, dp_comm_s, pp_ep_comm_s, latency_s, memory_bytes, bound_by
in full precision: for the whole run, memory for the whole cluster. A row that breaks a rule is named on standard
error and left out; the exit status is then 1.)";

constexpr const char* needed_columns[] = {
    "gpu",          "layers",    "d_model",         "d_ff",         "batch_sequences",
    "microbatches", "dp_levels", "tp_model_levels", "tp_ff_levels", "pp_levels"};

const std::vector<std::string> written_columns = {
    "gpu",         "layers",          "d_model",      "d_ff",
    "sparsity",    "batch_sequences", "seq_len",      "microbatches",
    "dp_levels",   "tp_model_levels", "tp_ff_levels", "pp_levels",
    "ep_levels",   "interleave",      "zero_bubble",  "recompute",
    "overlap_tp",  "overlap_pp",      "overlap_dp",   "run_time_s",
    "utilization", "tp_comm_s",       "dp_comm_s",    "pp_ep_comm_s",
    "latency_s",   "memory_bytes",    "bound_by"};

struct planned_run {
  const sw::cluster* machines = nullptr;
  sw::mlp_transformer model;
  sw::batch batch;
  sw::plan split;
  sw::execution how;
};

bool is_given(const sw::csv_row& row, std::string_view column) {
  return row.has(column) && !row.text(column).empty();
}

std::int64_t positive(const sw::csv_row& row, std::string_view column,
                      std::optional<std::int64_t> otherwise = {}) {
  if (otherwise && !is_given(row, column)) return *otherwise;
  const std::int64_t value = row.integer(column);
  if (value < 1) row.reject(column, "the number is at least 1");
  return value;
}

bool flag(const sw::csv_row& row, std::string_view column, bool otherwise) {
  return is_given(row, column) ? row.flag(column) : otherwise;
}

planned_run read_plan(const sw::csv_row& row) {
  const auto degrees = [&](std::string_view column) { return row.as(column, sw::read_level_degrees); };
  planned_run asked;
  asked.machines =
      row.as("gpu", [](std::string_view name) { return &scalewall::choose(sw::catalog::all, "GPU", name); });
  asked.model = {.layers = positive(row, "layers"),
                 .d_model = positive(row, "d_model"),
                 .d_ff = positive(row, "d_ff"),
                 .experts = positive(row, "sparsity", 1)};
  asked.batch = {.sequences = positive(row, "batch_sequences"),
                 .sequence_length = positive(row, "seq_len", 2048)};
  asked.split = {.tensor_model = degrees("tp_model_levels"),
                 .tensor_ff = degrees("tp_ff_levels"),
                 .pipeline = degrees("pp_levels"),
                 .data = degrees("dp_levels"),
                 .expert = is_given(row, "ep_levels") ? degrees("ep_levels") : sw::level_degrees{},
                 .microbatches = positive(row, "microbatches"),
                 .interleaving = positive(row, "interleave", 1),
                 .schedule = flag(row, "zero_bubble", false)
                                 ? sw::pipeline_schedule::zero_bubble
                                 : sw::pipeline_schedule::one_forward_one_backward};
  const bool recompute = flag(row, "recompute", false);
  asked.how = {.recompute = recompute,
               .overlap_tensor = flag(row, "overlap_tp", true),
               .overlap_pipeline = flag(row, "overlap_pp", true),
               .overlap_data = flag(row, "overlap_dp", false),
               .track_activations = recompute};
  return asked;
}

sw::run_estimate estimate(const planned_run& asked) {
  const sw::tokens data = sw::tokens_per_parameter{}(double(sw::parameters(asked.model)));
  return sw::estimate_run(asked.model, *asked.machines, asked.split, asked.batch, data, asked.how);
}

/// What has to be let go of for a plan to keep the rules, by the column that asks for it.
struct demand {
  const char* column;
  void (*drop)(planned_run&);
};

constexpr demand demands[] = {
    {"interleave", [](planned_run& asked) { asked.split.interleaving = 1; }},
    {"zero_bubble", [](planned_run& asked) { asked.split.schedule = sw::plan{}.schedule; }},
    {"microbatches",
     [](planned_run& asked) { asked.split.microbatches = 1, asked.split.schedule = sw::plan{}.schedule; }},
    {"tp_model_levels", [](planned_run& asked) { asked.split.tensor_model = {}; }},
    {"tp_ff_levels", [](planned_run& asked) { asked.split.tensor_ff = {}; }},
    {"pp_levels", [](planned_run& asked) { asked.split.pipeline = {}, asked.split.interleaving = 1; }},
    {"dp_levels", [](planned_run& asked) { asked.split.data = {}; }},
    {"ep_levels", [](planned_run& asked) { asked.split.expert = {}; }},
};

/// The estimate. A rule that a single demand of the row breaks is reported with its column, another with the line.
sw::run_estimate estimate(const sw::csv_row& row, const planned_run& asked) try {
  return estimate(asked);
} catch (const sw::broken_rule& broken) {
  for (const demand& one : demands) {
    if (!is_given(row, one.column)) continue;
    planned_run without = asked;
    one.drop(without);
    try {
      estimate(without);
    } catch (const sw::broken_rule&) {
      continue;
    }
    row.reject(one.column, broken.what());
  }
  throw sw::broken_rule("line " + std::to_string(row.line()) + ": " + broken.what());
}

std::vector<sw::csv_field> predict(const sw::csv_row& row) {
  const planned_run asked = read_plan(row);
  const sw::run_estimate run = estimate(row, asked);
  const auto degrees = [&](const sw::level_degrees& placed) {
    return sw::to_text(placed, asked.machines->network.size());
  };
  const sw::plan& split = asked.split;
  return {asked.machines->name,
          asked.model.layers,
          asked.model.d_model,
          asked.model.d_ff,
          asked.model.experts,
          asked.batch.sequences,
          asked.batch.sequence_length,
          split.microbatches,
          degrees(split.data),
          degrees(split.tensor_model),
          degrees(split.tensor_ff),
          degrees(split.pipeline),
          degrees(split.expert),
          split.interleaving,
          split.schedule == sw::pipeline_schedule::zero_bubble,
          asked.how.recompute,
          asked.how.overlap_tensor,
          asked.how.overlap_pipeline,
          asked.how.overlap_data,
          run.duration(),
          run.step.utilization,
          run.tensor_communication(),
          run.data_communication(),
          run.pipeline_communication(),
          run.network_latency(),
          run.step.memory.total(),
          sw::name(run.step.bound_by)};
}

void require_columns(const sw::csv_reader& rows) {
  std::string missing;
  for (const char* column : needed_columns)
    if (std::find(rows.columns().begin(), rows.columns().end(), column) == rows.columns().end())
      missing.append(missing.empty() ? "" : ", ").append(column);
  if (!missing.empty()) throw sw::broken_rule("columns are missing: " + missing);
}

/// Whether all rows could be predicted. What is wrong with one goes to `report`.
template <class Report>
bool predict_all(std::istream& in, std::ostream& out, Report&& report) {
  sw::csv_reader rows(in);
  require_columns(rows);
  sw::csv_writer written(out, written_columns);
  for (bool all = true;;) {
    std::optional<sw::csv_row> row;
    std::vector<sw::csv_field> fields;
    try {
      row = rows.next();
      if (!row) return all;
      fields = predict(*row);
    } catch (const sw::broken_rule& why) {
      if (in.bad()) throw;
      report(why);
      all = false;
      continue;
    }
    written.row(fields);
  }
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app(description, "predict_plans");
  std::string file;
  app.add_option("FILE", file, "A CSV file; standard input without it");

  return answer_question(app, argc, argv, [&] {
    std::ifstream opened;
    if (!file.empty()) {
      opened.open(file);
      if (!opened) throw std::runtime_error("'" + file + "' cannot be read: " + std::strerror(errno));
    }
    return predict_all(file.empty() ? std::cin : opened, std::cout,
                       [&](const sw::broken_rule& why) { complain(app, why); })
               ? answered
               : not_answered;
  });
}
