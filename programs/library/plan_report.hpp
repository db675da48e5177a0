// The best plans for a run side by side, as a document and as JSON.

#pragma once

#include "run_text.hpp"
#include <scalewall/estimate/memory.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/loss_text.hpp>
#include <scalewall/report/price_sources.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/obstacle.hpp>
#include <scalewall/search/plans_in_space.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

/// The best plan for a run on a cluster, and the best of other kinds: with other degrees of pipeline, data or expert
/// parallelism, or another schedule.
struct ranked_plans {
  scalewall::training_run wanted;
  scalewall::cluster machines;
  scalewall::stack_recipe how;
  std::vector<scalewall::run_estimate> runs;  ///< the best first
  scalewall::count in_space;                  ///< of plans that there are
  scalewall::search_certificate proof;
  scalewall::search_record record;  ///< of the search, where one was asked for

  const scalewall::run_estimate& best() const { return runs.front(); }
};

/// The best plans, at most `places`. Throws what says why there is no plan, and the nearest numbers of GPUs that have one.
ranked_plans rank_plans(const scalewall::training_run& wanted, const scalewall::cluster& machines,
                        scalewall::count accelerators, std::size_t places, const scalewall::stack_recipe& how,
                        const scalewall::plan_space& within, bool recorded = false);

/// What a plan is called that has so many before it: best plan, runner-up, 3rd, 4th ...
std::string rank_text(std::size_t before);

/// By how much a plan lost, why, and what binds it.
std::string loss_text(const ranked_plans& found, std::size_t before);

/// What must be said of a plan that training software refuses or reorders; empty where there is nothing.
std::string lenient_text(const scalewall::plan& plan);

/// What keeps pipelines short where layers and accelerators have few factors in common; empty where they have more.
std::string stages_text(const ranked_plans& found);

/// How many plans there are, and how few of them had to be looked at.
std::string proof_text(const ranked_plans& found);

/// The plans side by side, as many as a line holds, the others below them.
scalewall::document document_of(const ranked_plans& found);

nlohmann::ordered_json json_of(const ranked_plans& found);

void write_json(std::ostream& out, const ranked_plans& found);
