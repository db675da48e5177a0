// A question about the training of a language model: what is trained, on what, with which software. Its answer for a plan
// and a recipe is the time of a step, the memory of the fullest rank, and whether that fits.

#pragma once

#include <scalewall/estimate/fit_verdict.hpp>
#include <scalewall/estimate/training_memory.hpp>
#include <scalewall/estimate/training_step.hpp>
#include <scalewall/estimate/training_step_estimator.hpp>
#include <scalewall/framework/memory_accounting.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quantities.hpp>

#include <cstdint>

namespace scalewall {

struct training_question {
  language_model model{};
  scalewall::batch batch{};
  std::int64_t accelerators = 0;
  training_machine machine{};
  training_software software{};
  memory_accounting accounting{};
  workspace_generation generation{};

  /// Memory of one accelerator.
  bytes memory{};
};

/// A plan with its recipe, and what they come to.
struct training_answer {
  training_plan plan{};
  scalewall::recipe recipe{};
  training_memory memory{};
  fit_verdict verdict{};
  training_step step{};
};

/// The memory that a plan and a recipe take. Throws `broken_rule` with the rule that they break.
constexpr training_memory memory_of(const training_question& question, const training_plan& plan,
                                    const recipe& recipe) {
  return estimate_memory(question.model, plan, question.batch, recipe, question.accounting,
                         question.generation);
}

/// The whole answer; `steps` says how long a step takes, say a `training_step_estimator`, which remembers prices between
/// answers to the same question.
template <class Steps>
constexpr training_answer answer_of(const training_question& question, const training_plan& plan,
                                    const recipe& recipe, const Steps& steps) {
  training_answer answer;
  answer.plan = plan;
  answer.recipe = recipe;
  answer.memory = memory_of(question, plan, recipe);
  answer.verdict = judge_fit(answer.memory, question.memory);
  answer.step = steps(question.model, plan, question.batch, recipe);
  return answer;
}

/// The answer about a single plan, also in a constant expression.
constexpr training_answer answer_of(const training_question& question, const training_plan& plan,
                                    const recipe& recipe) {
  return answer_of(
      question, plan, recipe,
      [&](const language_model& model, const training_plan& one, const batch& batch, const auto& how) {
        return estimate_training_step(model, one, batch, how, question.software, question.machine);
      });
}

}  // namespace scalewall
