// The best plans for a run, or why there are none, told at the number of GPUs.

#pragma once

#include "page_question.hpp"
#include "plan_report.hpp"

#include <cstddef>
#include <stdexcept>

namespace page {

/// The best plans; throws with the path to the GPUs where there is none.
inline ranked_plans ranked(const question& asked, const scalewall::placed_json& json_question,
                           std::size_t places) {
  const auto place = json_question.find("gpus").value_or(json_question);
  try {
    return rank_plans(asked.run.wanted(), asked.run.machines, asked.gpus, places, asked.how, asked.plans());
  } catch (const std::runtime_error& missing) {
    place.reject(missing.what());
  }
}

}  // namespace page
