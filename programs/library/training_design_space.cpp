#include "training_design_space.hpp"

#include "answer.hpp"
#include "counted_text.hpp"
#include "given_training.hpp"
#include "training_options.hpp"
#include "training_plan_rows.hpp"
#include "training_plans_report.hpp"
#include "written_findings.hpp"
#include <scalewall/error.hpp>
#include <scalewall/search/best_training_plans.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <sstream>
#include <string>
#include <utility>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(What do all plans of a language model come to?

Looks, on every number of GPUs, at every plan that divides GPUs, model and batch, and tells of those that fit in memory with
the allocator's margin: of every mesh the fastest, the fastest mesh first, or why no plan fits. What is said of a degree
holds for all: --tp 8, --pp 4..16. With --tokens there is the time of the run, with --days or --months whether that is in
time. predict_plans --model reads the rows back.)";

training_plan_rows find(const training_design& asked) {
  const training_design_answers answers(asked);
  training_plan_rows found = answers.question();
  for (const std::int64_t gpus : answers.numbers()) answers.add_rows(found, gpus);
  if (std::all_of(found.rows.begin(), found.rows.end(),
                  [](const training_plan_row& row) { return !row.answer; })) {
    std::string why = "no number of GPUs has a plan";
    for (const training_plan_row& row : found.rows)
      why += "; on " + counted(row.gpus, "GPU") + " " + row.why_not;
    throw sw::broken_rule(why);
  }
  return found;
}

}  // namespace

void add_training_design_options(CLI::App& app, training_design& asked) {
  add_training_options(app, asked.training, asked.numbers);
  add_run_goal_options(app, asked.goal);
  add_whole_number_option(
      app, "--plans", asked.plans,
      "How many plans on every number of GPUs, each of another mesh (default: all, up to 1000)");
}

training_design_answers::training_design_answers(training_design asked)
    : asked_(std::move(asked)), question_{.request = request_of_any_number(asked_.training)} {
  training_request& request = question_.request;
  question_.goal = goal_of(request, asked_.goal);
  if (asked_.numbers.empty()) asked_.numbers.push_back(assumed_node(request));
  tell_usual_batches(request, asked_.training);
  question_.looked_at = 0;
}

void training_design_answers::add_rows(training_plan_rows& found, std::int64_t gpus) const {
  const training_request& request = question_.request;
  sw::training_question on = request.question;
  on.accelerators = gpus;
  on.batch.sequences = sequences_on(gpus, asked_.training, request);
  const std::size_t places = static_cast<std::size_t>(std::min(asked_.plans, most_training_plans));
  sw::training_ranking ranking = best_training_plans(on, request.space, request.recipe, places);
  *found.looked_at += ranking.plans;
  if (ranking.best.empty())
    found.rows.push_back(
        {.gpus = gpus, .batch = on.batch, .why_not = why_no_plan_text(request, gpus, on.batch, ranking)});
  std::int64_t place = 0;
  for (sw::training_answer& answer : ranking.best)
    found.rows.push_back({.place = ++place, .gpus = gpus, .batch = on.batch, .answer = std::move(answer)});
}

std::string training_design_answers::header() const {
  std::ostringstream text;
  write_csv(text, question_);
  const std::string line = text.str();
  return line.substr(0, line.find('\n'));
}

std::string training_design_answers::lines(const sw::question_block& places) const {
  training_plan_rows found = question_;
  for (std::int64_t place = places.first; place < places.last; ++place)
    add_rows(found, asked_.numbers[static_cast<std::size_t>(place)]);
  std::ostringstream text;
  write_csv(text, found);
  const std::string all = text.str();
  return all.substr(all.find('\n') + 1);
}

int explore_training_plans(int argc, char** argv) {
  training_design asked;
  output_format format = output_format::table;
  CLI::App app(description, "explore_design_space");
  add_example(app, "explore_design_space --model Llama-3.1-70B --gpus 64..512 --tp 8 --format csv");
  add_training_design_options(app, asked);
  add_format_option(app, format);
  return answer_question(app, argc, argv, [&] { return write_findings(find(asked), format); });
}
