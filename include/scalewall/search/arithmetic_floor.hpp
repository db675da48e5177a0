// How long a run takes by a step, and how long it takes at least, whatever the plan.
//
//     T = D / (tokens a second)     T >= F D / (N k P)
//
// F is the FLOP of a token under a causal mask, P the dense 16 bit peak of each of N accelerators, and k how much faster
// narrower formats multiply: twice in 8 bits, four times in 4.

#pragma once

#include <scalewall/estimate/training_step.hpp>
#include <scalewall/model/flop_conventions.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/search/training_question.hpp>

namespace scalewall {

/// Time of a run on so many tokens, by its step.
constexpr seconds duration_of(const training_step& step, tokens data) { return data / step.throughput(); }

/// Time of a run on so many tokens at the full rate of the arithmetic of all accelerators, which no plan undercuts.
constexpr seconds arithmetic_floor(const training_question& question, const recipe& recipe, tokens data) {
  const double faster = recipe.format == training_format::nvfp4 ? 4 : is_quantized(recipe.format) ? 2 : 1;
  return flop_conventions::causal(question.model, question.batch.sequence_length) * data /
         (static_cast<double>(question.accelerators) * faster * question.machine.peak);
}

}  // namespace scalewall
