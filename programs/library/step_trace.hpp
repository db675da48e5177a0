// The step of an answer as a trace in a file.

#pragma once

#include "training_request.hpp"
#include <scalewall/search/training_question.hpp>

#include <string>

/// Writes the timeline of the step with what it assumes. Throws `broken_rule` where it has more passes than a viewer would show,
/// std::runtime_error where the file cannot be written.
void write_step_trace(const std::string& file, const training_request& request,
                      const scalewall::training_answer& answer);
