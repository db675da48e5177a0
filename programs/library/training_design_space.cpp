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
#include <string>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(What do all plans of a language model come to?

Looks, on every number of GPUs, at every plan that divides GPUs, model and batch, and tells of those that fit in memory with
the allocator's margin: of every mesh the fastest, the fastest mesh first, or why no plan fits. What is said of a degree
holds for all: --tp 8, --pp 4..16. With --tokens there is the time of the run, with --days or --months whether that is in
time. predict_plans --model reads the rows back.)";

/// Plans on a number of GPUs, at most.
constexpr std::int64_t most_plans = 1000;

struct question {
  training_options training;
  std::vector<std::int64_t> numbers;
  run_goal goal;
  std::int64_t plans = most_plans;
  output_format format = output_format::table;
};

training_plan_rows find(const question& asked) {
  training_plan_rows found{.request = request_of_any_number(asked.training)};
  training_request& request = found.request;
  found.goal = goal_of(request, asked.goal);
  std::vector<std::int64_t> numbers = asked.numbers;
  if (numbers.empty()) numbers.push_back(assumed_node(request));
  tell_usual_batches(request, asked.training);
  const std::size_t places = static_cast<std::size_t>(std::min(asked.plans, most_plans));
  found.looked_at = 0;
  for (const std::int64_t gpus : numbers) {
    sw::training_question on = request.question;
    on.accelerators = gpus;
    on.batch.sequences = sequences_on(gpus, asked.training, request);
    sw::training_ranking ranking = best_training_plans(on, request.space, request.recipe, places);
    *found.looked_at += ranking.plans;
    if (ranking.best.empty())
      found.rows.push_back(
          {.gpus = gpus, .batch = on.batch, .why_not = why_no_plan_text(ranking, on.memory)});
    std::int64_t place = 0;
    for (sw::training_answer& answer : ranking.best)
      found.rows.push_back({.place = ++place, .gpus = gpus, .batch = on.batch, .answer = std::move(answer)});
  }
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

int explore_training_plans(int argc, char** argv) {
  question asked;
  CLI::App app(description, "explore_design_space");
  add_example(app, "explore_design_space --model Llama-3.1-70B --gpus 64..512 --tp 8 --format csv");
  add_training_options(app, asked.training, asked.numbers);
  add_run_goal_options(app, asked.goal);
  add_whole_number_option(
      app, "--plans", asked.plans,
      "How many plans on every number of GPUs, each of another mesh (default: all, up to 1000)");
  add_format_option(app, asked.format);
  return answer_question(app, argc, argv, [&] { return write_findings(find(asked), asked.format); });
}
