#include "fit_report.hpp"

#include "missing_plan.hpp"
#include <scalewall/error.hpp>
#include <scalewall/estimate/fit_verdict.hpp>

namespace {

/// The number of GPUs beyond which more are no answer.
constexpr std::int64_t most_gpus_doubled = 65'536;

/// The fastest plan on the fewest GPUs, doubled from those asked for, on which one fits; none within 1,024 times as many.
std::optional<scalewall::training_answer> on_enough_gpus(const training_request& request) {
  scalewall::training_question question = request.question;
  for (int doubled = 0; doubled < 10; ++doubled) {
    question.accelerators *= 2;
    const scalewall::training_ranking ranking =
        best_training_plans(question, request.space, request.recipe, 1);
    if (!ranking.best.empty()) return ranking.best.front();
  }
  return {};
}

}  // namespace

scalewall::training_ranking allowed_plans_of(const training_request& request, std::size_t places) {
  scalewall::training_ranking ranking =
      best_training_plans(request.question, request.space, request.recipe, places);
  if (ranking.plans == 0) throw scalewall::broken_rule(reason_of_no_plan(request));
  return ranking;
}

fit_report chosen_plan(const training_request& request) {
  fit_report report;
  if (request.plan) {
    report.answer = answer_of(request.question, *request.plan, request.recipe);
    return report;
  }
  const scalewall::training_ranking ranking = allowed_plans_of(request, 1);
  report.plans = ranking.plans;
  report.fitting = ranking.fitting;
  report.answer = ranking.best.empty()
                      ? answer_of(request.question, ranking.leanest.plan, ranking.leanest.recipe)
                      : ranking.best.front();
  return report;
}

fit_report report_of(const training_request& request) {
  namespace sw = scalewall;
  fit_report report = chosen_plan(request);
  if (report.answer.verdict.found != sw::fit::fits)
    report.changes = fitting_changes(request.question, report.answer.plan, report.answer.recipe);
  if (report.answer.verdict.found == sw::fit::does_not_fit && report.changes.empty() &&
      request.question.accelerators <= most_gpus_doubled)
    report.on_more_gpus = on_enough_gpus(request);
  return report;
}
