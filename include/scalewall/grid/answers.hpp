// The answers to a design space as comma-separated values: one row a question, whether it has an answer or not.

#pragma once

#include <scalewall/analysis/frontier.hpp>
#include <scalewall/error.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/grid/design_space.hpp>
#include <scalewall/grid/factor_columns.hpp>
#include <scalewall/grid/question_block.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/plan_csv.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/obstacle.hpp>
#include <scalewall/search/smallest_cluster.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace scalewall {

/// The best run, or nothing. Throws `broken_rule` where the model cannot be estimated.
inline std::optional<run_estimate> answer(const question& asked, const training_run& wanted) {
  const cluster& machines = asked.hardware.machines;
  const stack_recipe how{.rules = asked.within.rules};
  if (const seconds* deadline = std::get_if<seconds>(&asked.aim))
    return smallest_cluster(wanted, machines, *deadline, how, asked.within.space);
  const step_estimator estimator(wanted.model, machines, wanted.batch, how);
  for (const step_estimate& step : best_plans(estimator, std::get<count>(asked.aim), 1, asked.within.space))
    return repeat_step(step, wanted.model, wanted.batch, wanted.data);
  return std::nullopt;
}

/// Why there is no best run.
inline std::string_view why_none(const question& asked, const training_run& wanted) {
  const count* gpus = std::get_if<count>(&asked.aim);
  if (gpus == nullptr) return "no cluster is in time";
  const step_estimator estimator(wanted.model, asked.hardware.machines, wanted.batch,
                                 {.rules = asked.within.rules});
  return name(why_no_plan(estimator, *gpus, asked.within.space).what);
}

/// Makes the rows of one design space, which outlives it.
class answer_table {
 public:
  explicit answer_table(const design_space& space) : space_(&space) {
    for (const cluster_family& family : space.clusters)
      for (const varied_parameter& one : family.varied)
        if (std::find(factors_.begin(), factors_.end(), one.what.name) == factors_.end())
          factors_.push_back(one.what.name);
    columns_ = {"question"};
    for (const std::string& name : factors_) columns_.push_back(factor_column(name));
    columns_.insert(columns_.end(), {"depth_law", "sparsity_law", "batch_law", "tokens_per_parameter",
                                     "deadline_s", "asked_gpus", "plans", "answer"});
    for (std::string& name : plan_column_names()) columns_.push_back(std::move(name));
    columns_.insert(columns_.end(), {"energy_j", "cost_dollars"});
  }

  /// First what is asked, then `answer`, which is `found` or says why there is none, then what is found: the columns
  /// of plans, and energy and cost where the cluster says what it draws and costs. The GPU of a plan is that of the
  /// catalog, whose parameters are multiplied by the factors of the row.
  const std::vector<std::string>& columns() const { return columns_; }

  std::vector<csv_field> row(std::int64_t number) const {
    const question asked = space_->at(number);
    std::vector<csv_field> fields = asked_fields(number, asked);
    std::string verdict;
    std::vector<csv_field> found = fields_without_model(asked);
    try {
      const training_run wanted = asked.model.wanted();
      found = fields_without_plan(asked.hardware.machines, wanted);
      if (const auto run = answer(asked, wanted)) {
        found = run_fields(asked.hardware.machines, wanted, *run);
        verdict = "found";
      } else {
        verdict = why_none(asked, wanted);
      }
    } catch (const broken_rule& broken) {
      verdict = broken.what();
    }
    fields.emplace_back(verdict);
    std::move(found.begin(), found.end(), std::back_inserter(fields));
    fields.resize(columns_.size(), "");
    return fields;
  }

  /// The row of the names, without its end.
  std::string header() const {
    std::ostringstream out;
    csv_writer(out, columns_);
    std::string line = out.str();
    line.pop_back();
    return line;
  }

  /// The rows of a block, each with the LF that ends it.
  std::string lines(const question_block& block) const {
    std::ostringstream out;
    csv_writer writer(out, columns_);
    out.str("");
    for (std::int64_t number = block.first; number < block.last; ++number) writer.row(row(number));
    return out.str();
  }

 private:
  std::vector<csv_field> asked_fields(std::int64_t number, const question& asked) const {
    std::vector<csv_field> fields = {number};
    for (const std::string& name : factors_) {
      fields.emplace_back("");
      for (const auto& [varied, factor] : asked.hardware.factors)
        if (varied == name) fields.back() = factor;
    }
    const chosen_laws& laws = asked.model.laws;
    const seconds* deadline = std::get_if<seconds>(&asked.aim);
    const count* gpus = std::get_if<count>(&asked.aim);
    fields.insert(fields.end(),
                  {laws.depth.name, laws.sparsity.name, laws.batch.name, laws.data.ratio,
                   deadline ? csv_field(*deadline) : "", gpus ? csv_field(*gpus) : "", asked.within.name});
    return fields;
  }

  static std::vector<csv_field> run_fields(const cluster& machines, const training_run& wanted,
                                           const run_estimate& run) {
    std::vector<csv_field> fields = plan_fields(planned(machines, wanted, run), run);
    const frontier_point paid = priced(run, machines);
    fields.insert(fields.end(),
                  {paid.energy ? csv_field(*paid.energy) : "", paid.cost ? csv_field(*paid.cost) : ""});
    return fields;
  }

  /// What is known of a run that the laws may not prescribe.
  static std::vector<csv_field> fields_without_model(const question& asked) {
    std::vector<csv_field> fields;
    for (const plan_column& column : plan_columns) {
      if (column.name == "gpu")
        fields.emplace_back(asked.hardware.machines.name);
      else if (column.name == "d_model")
        fields.emplace_back(asked.model.d_model);
      else if (column.name == "seq_len")
        fields.emplace_back(asked.model.sequence_length);
      else
        fields.emplace_back("");
    }
    return fields;
  }

  const design_space* space_;
  std::vector<std::string> factors_;
  std::vector<std::string> columns_;
};

}  // namespace scalewall
