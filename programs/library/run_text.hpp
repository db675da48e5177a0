// What was asked for in words, and why there is no answer.

#pragma once

#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/search/nearest_sizes.hpp>
#include <scalewall/search/obstacle.hpp>
#include <scalewall/search/space.hpp>

#include <cstddef>
#include <string>

/// Characters of a line that a terminal of usual size shows.
inline constexpr std::size_t widest_line = 110;

/// 192 layers of 12,288 x 49,152 (2.32e11 parameters), 3,584 sequences of 2,048 tokens a batch
std::string run_text(const scalewall::training_run& wanted);

/// That no cluster keeps a deadline.
std::string no_cluster_text(const scalewall::training_run& wanted, const scalewall::cluster& machines,
                            scalewall::seconds deadline);

/// Why no plan of a run works on so many GPUs.
std::string no_plan_text(const scalewall::no_plan& missing, const scalewall::training_run& wanted,
                         const scalewall::cluster& machines, scalewall::count accelerators);

/// The nearest numbers of GPUs that have a plan, behind why there is none.
std::string nearest_text(const scalewall::step_estimator& question, scalewall::count accelerators,
                         const scalewall::plan_space& within);
