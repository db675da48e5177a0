#include "training_plans_file.hpp"

#include "answer.hpp"
#include "given_training.hpp"
#include "missing_plan.hpp"
#include "table_input.hpp"
#include "training_options.hpp"
#include "training_plan_rows.hpp"
#include "training_plans_report.hpp"
#include "written_findings.hpp"
#include <scalewall/error.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/search/best_training_plans.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <istream>
#include <iterator>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(What do these plans of a language model come to?

Predicts memory, time and verdict of plans that a CSV file lists, one a row. Columns are found by their names, in any
order, also by usual other ones (mbs, tensor_parallel, seq_len). What which_plan, time_or_gpus and explore_design_space
write of a language model comes to the same numbers:
  gpus, or dp          the GPUs, or the replicas of the batch; both where they agree; --gpus where there is neither
  tp cp pp vpp ep etp  degrees, 1 where one is missing
  microbatch           sequences, 1 where it is missing
  recompute            as --recompute takes it, with commas between modules; none where it is missing
  sharded              what replicas share, by --zero's numbers or as which_plan writes it
  batch_sequences sequence_length
  gpu precision attention sequence_parallel framework release
                       as their options take them, the same in every row; taken where no option says them
  model schedule       that of --model, and 1F1B, interleaved or not; any other is named
Columns that nothing is made of are named, but for what those programs write of results.
Layers lie on stages as which_plan lays them, in the fastest way that fits. Options say what holds for every row, where
the file does not, and a row that says otherwise is named. Rows that break a rule are named on standard error and left out;
the exit status is then 1. Rows without any degree are left out, and it is said how many.)";

constexpr auto example =
    R"(printf '%s\n' gpus,tp,pp,microbatch 64,8,1,1 64,4,2,1 | predict_plans --model Llama-3.1-70B --recompute full)";

struct question {
  training_options training;
  run_goal goal;
  output_format format = output_format::csv;
  std::string file;
};

constexpr std::array other_columns_read = {
    "gpus",      "recompute", "sharded",           "batch_sequences", "sequence_length", "model",   "gpu",
    "precision", "attention", "sequence_parallel", "framework",       "release",         "schedule"};

/// What the programs write of a plan's place and of its run, beside what they write of the plan.
constexpr std::array columns_of_results = {"place",   "line",      "answer",   "tokens",       "run_time_s",
                                           "in_time", "gpu_hours", "energy_j", "cost_dollars", "looked_at"};

constexpr other_column_name other_names[] = {{"tensor", "tp"},
                                             {"tensor_parallel", "tp"},
                                             {"tensor_parallel_size", "tp"},
                                             {"tensor_model_parallel_size", "tp"},
                                             {"context", "cp"},
                                             {"context_parallel", "cp"},
                                             {"context_parallel_size", "cp"},
                                             {"pipeline", "pp"},
                                             {"pipeline_parallel", "pp"},
                                             {"pipeline_parallel_size", "pp"},
                                             {"pipeline_model_parallel_size", "pp"},
                                             {"chunks", "vpp"},
                                             {"virtual_pipeline", "vpp"},
                                             {"data", "dp"},
                                             {"data_parallel", "dp"},
                                             {"data_parallel_size", "dp"},
                                             {"expert", "ep"},
                                             {"expert_parallel", "ep"},
                                             {"expert_model_parallel_size", "ep"},
                                             {"expert_tensor", "etp"},
                                             {"expert_tensor_parallel_size", "etp"},
                                             {"mbs", "microbatch"},
                                             {"micro_batch", "microbatch"},
                                             {"micro_batch_size", "microbatch"},
                                             {"microbatch_size", "microbatch"},
                                             {"n_gpu", "gpus"},
                                             {"num_gpus", "gpus"},
                                             {"world_size", "gpus"},
                                             {"zero", "sharded"},
                                             {"zero_stage", "sharded"},
                                             {"seq_len", "sequence_length"},
                                             {"seq_length", "sequence_length"},
                                             {"batch", "batch_sequences"},
                                             {"gbs", "batch_sequences"},
                                             {"global_batch", "batch_sequences"},
                                             {"global_batch_size", "batch_sequences"},
                                             {"recomputation", "recompute"},
                                             {"dtype", "precision"},
                                             {"seq_parallel", "sequence_parallel"}};

/// Whether a column goes by a name, spelt in some way, or by another of it.
bool is_column(std::string_view column, std::string_view name) {
  return sw::is_same_name(column, name) ||
         std::any_of(std::begin(other_names), std::end(other_names), [&](const other_column_name& one) {
           return one.read == name && sw::is_same_name(one.other, column);
         });
}

/// The column of that name or, where there is none, the first that goes by another of it; empty where there is none.
std::string_view column_of(const std::vector<std::string>& columns, std::string_view name) {
  if (std::find(columns.begin(), columns.end(), name) != columns.end()) return name;
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const std::string& column) { return is_column(column, name); });
  return found == columns.end() ? std::string_view{} : std::string_view(*found);
}

std::string_view column_of(const sw::csv_row& row, std::string_view name) {
  return column_of(row.columns(), name);
}

/// Columns of the file that nothing is made of, results of an earlier run left aside.
std::vector<std::string> columns_left_out(const std::vector<std::string>& columns) {
  std::vector<std::string> left_out;
  for (const std::string& column : columns) {
    const auto reads = [&](std::string_view name) { return column_of(columns, name) == column; };
    const bool is_read =
        std::any_of(other_columns_read.begin(), other_columns_read.end(), reads) ||
        std::any_of(std::begin(known_degrees), std::end(known_degrees),
                    [&](const degree_choice& one) { return reads(one.name); }) ||
        std::find(columns_of_results.begin(), columns_of_results.end(), column) != columns_of_results.end() ||
        std::find(estimate_columns.begin(), estimate_columns.end(), column) != estimate_columns.end() ||
        (column.starts_with("on_") && column.ends_with("_front"));
    if (!is_read) left_out.push_back(column);
  }
  return left_out;
}

bool is_given(const sw::csv_row& row, std::string_view name) {
  const std::string_view column = column_of(row, name);
  return !column.empty() && !row.text(column).empty();
}

bool has_no_plan(const sw::csv_row& row) {
  return std::none_of(std::begin(known_degrees), std::end(known_degrees),
                      [&](const degree_choice& one) { return is_given(row, one.name); });
}

/// A whole number from 1 on, where the row has one. Throws `broken_rule` with the place.
std::optional<std::int64_t> number_of(const sw::csv_row& row, const char* name) {
  if (!is_given(row, name)) return {};
  const std::string_view column = column_of(row, name);
  const std::int64_t number = row.integer(column);
  if (number < 1) row.reject(column, "the number is at least 1");
  return number;
}

/// What the row says or, where it does not, the option. Throws `broken_rule` where they differ.
std::optional<std::int64_t> number_of(const sw::csv_row& row, const char* column, const char* option,
                                      const std::optional<std::int64_t>& said) {
  const std::optional<std::int64_t> number = number_of(row, column);
  if (number && said && *number != *said)
    row.reject(column_of(row, column),
               std::string(option) + " says " + std::to_string(*said) + " for every row");
  return number ? number : said;
}

/// Modules with commas between, with or without blanks.
sw::recomputation recomputation_of(const sw::csv_row& row) {
  return row.as(column_of(row, "recompute"), [](std::string_view text) {
    std::string names(text);
    std::erase(names, ' ');
    return recomputation_named(names);
  });
}

sw::sharding sharding_of(const sw::csv_row& row) {
  return row.as(column_of(row, "sharded"), [](std::string_view text) {
    for (const sharding_choice& one : known_shardings)
      if (text == one.name || text == name(one.shards)) return one.shards;
    throw sw::broken_rule(
        "what replicas share is 0, 1, 2 or 3, as ZeRO numbers it, or named as which_plan does");
  });
}

bool is_yes(std::string_view text) {
  for (const std::string_view yes : {"1", "yes", "y", "true"})
    if (sw::is_same_name(text, yes)) return true;
  for (const std::string_view no : {"0", "no", "n", "false"})
    if (sw::is_same_name(text, no)) return false;
  throw sw::broken_rule("it is yes, true or 1, or no, false or 0");
}

/// What holds for every row of a file: an option and the column that says it where the option does not.
struct setting_column {
  const char* name;
  const char* option;

  /// Throws `broken_rule` where the text is no value of the option.
  void (*take)(training_options& asked, std::string_view text);

  /// Whether a cell says what is asked; the same may be spelt in several ways.
  bool (*is)(const training_options& asked, const training_request& request, std::string_view text);
};

constexpr setting_column setting_columns[] = {
    {"gpu", "--gpu",
     [](training_options& asked, std::string_view text) {
       asked.gpu = sw::choose(sw::catalog::all, "GPU", text).name;
     },
     [](const training_options& asked, const training_request& request, std::string_view text) {
       return sw::is_same_name(text, request.gpu) || (!asked.described && sw::is_same_name(text, asked.gpu));
     }},
    {"precision", "--precision",
     [](training_options& asked, std::string_view text) {
       asked.format = sw::choose(known_training_formats, "precision", text).format;
     },
     [](const training_options&, const training_request& request, std::string_view text) {
       return sw::choose(known_training_formats, "precision", text).format == request.recipe.format;
     }},
    {"attention", "--attention",
     [](training_options& asked, std::string_view text) {
       asked.attention = sw::choose(known_attention_kernels, "attention kernel", text).kernel;
     },
     [](const training_options&, const training_request& request, std::string_view text) {
       return sw::choose(known_attention_kernels, "attention kernel", text).kernel ==
              request.recipe.attention;
     }},
    {"sequence_parallel", "--no-sequence-parallel",
     [](training_options& asked, std::string_view text) { asked.recipe.sequence_parallel = is_yes(text); },
     [](const training_options& asked, const training_request&, std::string_view text) {
       return is_yes(text) == asked.recipe.sequence_parallel;
     }},
    {"framework", "--framework",
     [](training_options& asked, std::string_view text) {
       asked.framework = sw::choose(known_frameworks, "framework", text);
     },
     [](const training_options& asked, const training_request&, std::string_view text) {
       return sw::choose(known_frameworks, "framework", text).name == asked.software_choice().name;
     }},
    {"release", "--release",
     [](training_options& asked, std::string_view text) { asked.release = release_named(std::string(text)); },
     [](const training_options& asked, const training_request&, std::string_view text) {
       return asked.release == release_named(std::string(text));
     }},
};

/// The options with what a row says and they do not. Throws `broken_rule` with the place.
training_options with_setting_of(const sw::csv_row& row, const CLI::App& app, training_options asked) {
  for (const setting_column& one : setting_columns) {
    const bool said =
        app.count(one.option) > 0 || (std::string_view(one.name) == "gpu" && !asked.hardware_file.empty());
    if (!said && is_given(row, one.name))
      row.as(column_of(row, one.name), [&](std::string_view text) {
        one.take(asked, text);
        return true;
      });
  }
  return asked;
}

/// Throws `broken_rule` with the place where a row is of another setting than what is asked.
void require_setting(const sw::csv_row& row, const training_options& asked, const training_request& request) {
  for (const setting_column& one : setting_columns) {
    if (!is_given(row, one.name)) continue;
    const std::string_view column = column_of(row, one.name);
    if (!row.as(column, [&](std::string_view text) { return one.is(asked, request, text); }))
      row.reject(column, std::string("one answer is of one ") + one.name + ", and " + one.option +
                             " or the first row says another");
  }
  if (is_given(row, "model") && !sw::is_same_name(row.text(column_of(row, "model")), request.model_name))
    row.reject(column_of(row, "model"), "--model says " + request.model_name + " for every row");
  if (is_given(row, "schedule"))
    row.as(column_of(row, "schedule"), [](std::string_view text) {
      for (const std::string_view known : {"1F1B", "interleaved 1F1B", "1F1B interleaved", "1F1B-I", "none"})
        if (sw::is_same_name(text, known)) return true;
      throw sw::broken_rule("plans here run 1F1B, interleaved where vpp is above 1");
    });
}

/// Degrees that an option fixes stand for those that rows do not have.
class rows_reader {
 public:
  rows_reader(const CLI::App& app, const question& asked, const training_request& request)
      : app_(app), asked_(asked), request_(request) {}

  /// The plan of a row with what it comes to. Throws `broken_rule` with the place.
  training_plan_row read(const sw::csv_row& row) const {
    require_setting(row, asked_.training, request_);
    const sw::training_space space = space_of(row);
    sw::training_question question = request_.question;
    question.accelerators = gpus_of(row, space);
    question.batch.sequence_length =
        number_of(row, "sequence_length", "--sequence-length", asked_.training.sequence_length)
            .value_or(request_.question.batch.sequence_length);
    question.batch.sequences =
        number_of(row, "batch_sequences", "--batch-sequences", asked_.training.batch_sequences)
            .value_or(usual_sequences(question.accelerators, question.batch.sequence_length));
    training_plan_row read{.place = static_cast<std::int64_t>(row.line()),
                           .gpus = question.accelerators,
                           .batch = question.batch};
    const sw::recipe recipe = recipe_of(row);
    try {
      read.answer = answer_to(question, space, recipe);
    } catch (const sw::broken_rule& broken) {
      throw sw::broken_rule("line " + std::to_string(row.line()) + ": " + broken.what());
    }
    return read;
  }

 private:
  bool is_said(const char* column) const { return app_.count("--" + std::string(column)) > 0; }

  /// One degree for every column but dp, which may be left to the GPUs.
  sw::training_space space_of(const sw::csv_row& row) const {
    sw::training_space space = request_.space;
    space.recomputations = {};
    space.shards = {};
    const bool has_rules = asked_.training.software_choice().has_replicas_alone;
    for (const degree_choice& one : known_degrees) {
      const sw::allowed& allowed = request_.space.*one.allowed;
      const bool is_bounded = is_said(one.name) || (has_rules && allowed.most == 1);
      const std::optional<std::int64_t> number = number_of(row, one.name);
      const bool is_data = std::string_view(one.name) == "dp";
      if (number && is_bounded && !allowed(*number))
        row.reject(column_of(row, one.name),
                   is_said(one.name) ? "--" + std::string(one.name) + " allows another for every row"
                                     : "the software has no other parallelism than FSDP");
      if (!number && is_said(one.name) && allowed.least != allowed.most)
        throw sw::broken_rule("line " + std::to_string(row.line()) + ": the row says no " + one.name +
                              ", and --" + one.name + " says more than one");
      if (!number && is_data && !is_said(one.name))
        space.*one.allowed = {};
      else if (number || !is_said(one.name))
        space.*one.allowed = sw::exactly(number.value_or(1));
    }
    return space;
  }

  std::int64_t gpus_of(const sw::csv_row& row, const sw::training_space& space) const {
    const std::optional<std::int64_t> said = number_of(row, "gpus", "--gpus", asked_.training.gpus);
    const sw::count ranks = sw::count{space.tensor.least} * space.context.least * space.pipeline.least;
    const bool has_data = space.data.least == space.data.most;
    if (!said && !has_data)
      throw sw::broken_rule(
          "line " + std::to_string(row.line()) +
          ": neither gpus nor dp says how many GPUs the plan is for (--gpus does for every row)");
    const sw::count all = has_data ? ranks * space.data.least : sw::count{*said};
    if ((said && sw::count{*said} != all) || all % ranks != sw::count{})
      throw sw::broken_rule(
          "line " + std::to_string(row.line()) + ": " + std::to_string(*said) +
          " GPUs are not tp x cp x pp x dp" +
          (has_data ? ", " + to_text(all) : ", which " + to_text(ranks) + " does not divide"));
    return all.as_int64();
  }

  sw::recipe recipe_of(const sw::csv_row& row) const {
    sw::recipe recipe = request_.recipe;
    if (is_given(row, "recompute")) {
      const sw::recomputation read = recomputation_of(row);
      if (asked_.training.recompute && read != *asked_.training.recompute)
        row.reject(column_of(row, "recompute"), "--recompute says otherwise for every row");
      recipe.recompute = read;
    }
    if (is_given(row, "sharded")) {
      recipe.shards = sharding_of(row);
      if (asked_.training.shards && recipe.shards != *asked_.training.shards)
        row.reject(column_of(row, "sharded"), "--zero says otherwise for every row");
    }
    return recipe;
  }

  /// The fastest plan of that space that fits with its margin or, where none does, the leanest. Throws `broken_rule` where the
  /// software has none.
  sw::training_answer answer_to(const sw::training_question& question, const sw::training_space& space,
                                const sw::recipe& recipe) const {
    const sw::mesh degrees{
        .tensor = space.tensor.least,
        .context = space.context.least,
        .pipeline = space.pipeline.least,
        .data = question.accelerators / (space.tensor.least * space.context.least * space.pipeline.least),
        .expert = space.expert.least,
        .expert_tensor = space.expert_tensor.least};
    const sw::layer_features layers = features_of(question.model);
    if (!layers.routed && (degrees.expert > 1 || degrees.expert_tensor > 1))
      throw sw::broken_rule("ep and etp ask for experts, and " + request_.model_name + " has none");
    const sw::time_family software = question.software.family;
    for (const auto& broken :
         {broken_rule_of(software, layers, recipe), broken_rule_of(software, layers, recipe, degrees)})
      if (broken) throw sw::broken_rule(std::string(broken->sentence));
    const sw::training_ranking fitting = best_training_plans(question, space, recipe, 1);
    if (!fitting.best.empty()) return fitting.best.front();
    if (fitting.plans > 0) return answer_of(question, fitting.leanest.plan, recipe);
    const sw::training_plan plan{
        .mesh = degrees, .layout = {.chunks = space.chunks.least}, .microbatch = space.microbatch.least};
    require_valid(plan, question.model, question.batch);
    training_request of_row = request_;
    of_row.question = question;
    of_row.space = space;
    of_row.recipe = recipe;
    throw sw::broken_rule(reason_of_no_plan(of_row));
  }

  const CLI::App& app_;
  const question& asked_;
  const training_request& request_;
};

struct predicted_rows {
  training_plan_rows found;
  bool all = true;  ///< no row breaks a rule
  std::int64_t without_plan = 0;
};

/// A row of the file, or why there is none.
struct row_read {
  std::optional<sw::csv_row> row{};
  std::string why_not{};
};

std::vector<row_read> rows_read_of(std::istream& in, sw::csv_reader& reader) {
  std::vector<row_read> rows;
  for (;;) {
    try {
      std::optional<sw::csv_row> row = reader.next();
      if (!row) return rows;
      rows.push_back({.row = std::move(row)});
    } catch (const sw::broken_rule& why) {
      if (in.bad()) throw;
      rows.push_back({.why_not = why.what()});
    }
  }
}

template <class Report>
predicted_rows predict_all(std::istream& in, const CLI::App& app, question asked, const Report& report) {
  sw::csv_reader reader(in);
  if (std::none_of(std::begin(known_degrees), std::end(known_degrees),
                   [&](const degree_choice& one) { return !column_of(reader.columns(), one.name).empty(); }))
    throw sw::broken_rule("no column is a degree of a plan: tp, cp, pp, vpp, dp, ep, etp or microbatch");
  const std::vector<row_read> rows = rows_read_of(in, reader);
  const auto first = std::find_if(rows.begin(), rows.end(),
                                  [](const row_read& one) { return one.row && !has_no_plan(*one.row); });
  if (first != rows.end()) asked.training = with_setting_of(*first->row, app, asked.training);
  predicted_rows predicted{.found = {.request = request_of_any_number(asked.training), .place = "line"}};
  training_request& request = predicted.found.request;
  predicted.found.goal = goal_of(request, asked.goal);
  for (const std::string& column : columns_left_out(reader.columns())) {
    report("the column " + sw::quoted_text(column) + " is left out: nothing is made of it");
    request.keys.passed_over.push_back(
        {.key = "column " + sw::quoted_text(column), .reason = "it is no column of plans", .known = false});
  }
  const rows_reader plans(app, asked, request);
  bool has_usual_batch = false;
  for (const row_read& one : rows) {
    try {
      if (!one.row) throw sw::broken_rule(one.why_not);
      if (has_no_plan(*one.row)) {
        ++predicted.without_plan;
        continue;
      }
      has_usual_batch =
          has_usual_batch || (!asked.training.batch_sequences && !is_given(*one.row, "batch_sequences"));
      predicted.found.rows.push_back(plans.read(*one.row));
    } catch (const sw::broken_rule& why) {
      report(why.what());
      predicted.all = false;
    }
  }
  if (has_usual_batch)
    request.assumed.push_back(usual_batches_text() +
                              " where none is said, which GPUs divide among (--batch-sequences)");
  return predicted;
}

}  // namespace

int predict_training_plans(int argc, char** argv) {
  question asked;
  CLI::App app(description, "predict_plans");
  add_example(app, example);
  app.add_option("FILE", asked.file, "A CSV file; standard input without it");
  add_training_options(app, asked.training);
  add_run_goal_options(app, asked.goal);
  add_format_option(app, asked.format);
  return answer_question(app, argc, argv, [&] {
    table_input input(asked.file, app.get_name());
    const auto report = [&](const std::string& sentence) { complain(app.get_name(), sentence); };
    const predicted_rows predicted = predict_all(input.stream(), app, asked, report);
    if (predicted.without_plan > 0)
      report("rows without a plan that are left out: " + std::to_string(predicted.without_plan));
    if (predicted.found.rows.empty()) {
      if (predicted.all) report("there is nothing to predict: no row has a plan");
      return not_answered;
    }
    write_findings(predicted.found, asked.format);
    return predicted.all ? answered : not_answered;
  });
}
