// The measured runs that are most like what was asked, with what is predicted of them: as a table and as JSON.

#pragma once

#include "training_request.hpp"
#include <scalewall/report/document.hpp>
#include <scalewall/runs/nearest_runs.hpp>
#include <scalewall/runs/predict_run.hpp>
#include <scalewall/search/training_question.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <span>
#include <vector>

/// A measured run that is like what was asked, with what is predicted of it.
struct nearby_run {
  scalewall::predicted_run run{};

  /// How unlike what was asked it is, see runs/nearest_runs.hpp.
  double distance = 0;
};

/// What was answered, as runs are described.
scalewall::run_configuration configuration_of(const scalewall::training_question& question,
                                              const scalewall::training_answer& answer);

/// The runs that are most like what was answered, the most alike first.
std::vector<nearby_run> runs_near(const scalewall::training_question& question,
                                  const scalewall::training_answer& answer,
                                  std::span<const scalewall::measured_run> runs);

/// The runs with their sources; nothing where there are none.
scalewall::document document_of(std::span<const nearby_run> near);

nlohmann::ordered_json json_of(std::span<const nearby_run> near);
