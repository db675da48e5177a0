#include "plan_report.hpp"

#include "counted_text.hpp"
#include <scalewall/report/assumptions.hpp>
#include <scalewall/report/plan_text.hpp>
#include <scalewall/report/shares_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/report/training_json.hpp>
#include <scalewall/search/loss.hpp>

#include <algorithm>
#include <numeric>
#include <stdexcept>
#include <string_view>
#include <utility>

ranked_plans rank_plans(const scalewall::training_run& wanted, const scalewall::cluster& machines,
                        scalewall::count accelerators, std::size_t places, const scalewall::stack_recipe& how,
                        const scalewall::plan_space& within, bool recorded) {
  const scalewall::step_estimator question(wanted.model, machines, wanted.batch, how);
  scalewall::search_record record;
  const scalewall::plan_search search = scalewall::search_plans(
      question, accelerators, within, places, scalewall::seconds::from_value(scalewall::math::infinity),
      recorded ? &record : nullptr);
  if (search.best().empty())
    throw std::runtime_error(
        no_plan_text(why_no_plan(question, accelerators, within), wanted, machines, accelerators) +
        nearest_text(question, accelerators, within));
  ranked_plans found{wanted,
                     machines,
                     how,
                     {},
                     plans_in_space(question, accelerators, within),
                     search.certificate(),
                     std::move(record)};
  for (const scalewall::step_estimate& step : search.best())
    found.runs.push_back(scalewall::repeat_step(step, wanted.model, wanted.batch, wanted.data));
  return found;
}

std::string rank_text(std::size_t before) {
  if (before < 2) return before == 0 ? "best plan" : "runner-up";
  const std::size_t rank = before + 1;
  const bool teen = rank % 100 / 10 == 1;
  const char* ending = teen || rank % 10 > 3 || rank % 10 == 0 ? "th"
                       : rank % 10 == 1                        ? "st"
                       : rank % 10 == 2                        ? "nd"
                                                               : "rd";
  return std::to_string(rank) + ending;
}

std::string loss_text(const ranked_plans& found, std::size_t before) {
  using namespace scalewall;
  const step_estimate& best = found.best().step;
  const step_estimate& other = found.runs[before].step;
  const plan_loss lost = loss_against(best, other);
  const std::string loss =
      clearly_more(other.total, best.total)
          ? "takes " + percent_text(other.total / best.total - 1) + " longer: it " + loss_text(lost)
          : "takes as long, and communicates no less";
  return "The " + rank_text(before) + " " + loss + "; it is bound by " + std::string(name(other.bound_by)) +
         ".";
}

std::string lenient_text(const scalewall::plan& plan) {
  const std::int64_t stages = plan.pipeline.total();
  if (plan.interleaving == 1 || plan.microbatches % stages == 0) return {};
  return std::to_string(plan.microbatches) + " microbatches are no multiple of " + std::to_string(stages) +
         " stages: Megatron refuses that of an interleaved pipeline, and its bubble is a lower bound";
}

std::string stages_text(const ranked_plans& found) {
  using namespace scalewall;
  const step_estimate& best = found.best().step;
  const std::int64_t layers = found.wanted.model.layers;
  const std::int64_t most = std::gcd(layers, best.accelerators.as_int64());
  constexpr std::int64_t few = 8;
  if (most >= few || layers < few || best.working < best.accelerators) return {};
  return "Stages have as many layers each, so that " + ::counted(layers, "layer") + " on " +
         ::counted(best.accelerators, "GPU") + " make pipelines of at most " + ::counted(most, "stage") +
         ": with --every-plan GPUs may stand idle, and layers of a --model are spread unevenly.";
}

std::string proof_text(const ranked_plans& found) {
  using namespace scalewall;
  std::string text = "Of " + ::counted(found.in_space, "plan") + " in the space, the multiplications of " +
                     to_text(count{found.proof.computed}) + " were timed and " +
                     to_text(count{found.proof.placed}) + " were placed";
  if (is_positive_and_finite(found.proof.nothing_below))
    text += "; splits of the work that were left out take at least " + to_text(found.proof.nothing_below) +
            " per step";
  return text + ".";
}

namespace {

/// The plans from the one that has `first` before it to the one that has `last`, without that, side by side.
scalewall::table plans_table(const ranked_plans& found, std::size_t first, std::size_t last) {
  using namespace scalewall;
  std::vector<table_column> columns = {text_column("")};
  for (std::size_t i = first; i < last; ++i) columns.push_back(text_column(rank_text(i)));
  table shown(columns, widest_line - std::string_view("time of the run  ").size());
  const auto row = [&](const char* what, auto&& text) {
    std::vector<std::string> cells = {what};
    for (std::size_t i = first; i < last; ++i) cells.push_back(text(found.runs[i]));
    shown.add_row(cells);
  };
  row("plan", [](const run_estimate& run) { return to_text(run.step.plan); });
  row("placement", [](const run_estimate& run) { return placement_text(run.step.plan); });
  if (std::any_of(found.runs.begin(), found.runs.end(),
                  [](const run_estimate& run) { return run.step.working != run.step.accelerators; }))
    row("at work", [](const run_estimate& run) { return ::counted(run.step.working, "GPU"); });
  row("time per step", [](const run_estimate& run) { return to_text(run.step.total); });
  row("time of the run", [](const run_estimate& run) { return to_text(run.duration()); });
  row("utilization", [](const run_estimate& run) { return percent_text(run.step.utilization); });
  row("tokens/s/GPU", [](const run_estimate& run) { return number_text(run.throughput().value()); });
  row("bound by", [](const run_estimate& run) { return std::string(name(run.step.bound_by)); });
  row("waits for", [](const run_estimate& run) { return shares_text(run.step); });
  row("hidden behind that", [](const run_estimate& run) {
    const double hidden = run.step.hidden_communication() / run.step.total;
    return hidden > 0 ? "communication of " + percent_text(hidden) + " of the step" : std::string("nothing");
  });
  row("memory per GPU", [&](const run_estimate& run) {
    return to_text(run.step.memory.total() / double(run.step.working)) + " of " +
           to_text(memory_capacity(found.machines.gpu));
  });
  row("of that activations", [&](const run_estimate& run) {
    return activations_in_memory(run.step.how) == activation_memory::untracked
               ? "not counted"
               : to_text(run.step.memory.activations / double(run.step.working)) +
                     (run.step.how.recompute ? ", recomputed" : ", kept");
  });
  return shown;
}

}  // namespace

scalewall::document document_of(const ranked_plans& found) {
  scalewall::document told;
  for (std::size_t first = 0, last = 0; first < found.runs.size(); first = last) {
    last = first + 1;
    while (last < found.runs.size() && plans_table(found, first, last + 1).width() <= widest_line) ++last;
    told.rows(plans_table(found, first, last));
  }
  std::string text;
  for (std::size_t i = 1; i < found.runs.size(); ++i) text += loss_text(found, i) + "\n";
  if (found.runs.size() == 1) text += "There is no runner-up: no plan of another kind works.\n";
  text += proof_text(found);
  if (const std::string lenient = lenient_text(found.best().step.plan); !lenient.empty())
    text += "\n" + lenient + ".";
  if (const std::string stages = stages_text(found); !stages.empty()) text += "\n" + stages;
  told.paragraph(text, widest_line);
  return told;
}

nlohmann::ordered_json json_of(const ranked_plans& found) {
  using namespace scalewall;
  const assumptions made = assumptions_of(found.wanted, found.machines, found.how);
  nlohmann::ordered_json answer = {{"assumed", made.assumed},
                                   {"left_out", made.left_out},
                                   {"gpu", found.machines},
                                   {"prices", price_sources(found.machines)},
                                   {"gpus", found.best().step.accelerators},
                                   {"wanted", found.wanted},
                                   {"best", found.best()},
                                   {"runners_up", nlohmann::ordered_json::array()},
                                   {"plans_in_space", found.in_space},
                                   {"proof", found.proof}};
  for (std::size_t i = 1; i < found.runs.size(); ++i) {
    nlohmann::ordered_json other = found.runs[i];
    other["lost"] = loss_against(found.best().step, found.runs[i].step);
    answer["runners_up"].push_back(other);
  }
  return answer;
}

void write_json(std::ostream& out, const ranked_plans& found) { out << json_of(found).dump(2) << '\n'; }
