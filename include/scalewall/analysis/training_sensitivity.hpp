// What would help the training of a language model: everything that the estimate of a step reads of hardware and software,
// each as something that can be multiplied by a factor (analysis/sensitivity.hpp has the elasticities).
//
// The estimate reads a machine as training meets it (hardware/library/training_machine.hpp), not a data sheet: rates of
// kernels, rings and networks, and the constants that were fitted. Latencies across domains are constants of
// cost/group_transfer.hpp, the same for every network, and are none of these.

#pragma once

#include <scalewall/analysis/sensitivity.hpp>
#include <scalewall/analysis/study.hpp>
#include <scalewall/error.hpp>
#include <scalewall/framework/time_constants.hpp>
#include <scalewall/hardware/library/derived_machine.hpp>
#include <scalewall/hardware/library/machine_like.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/training_question.hpp>
#include <scalewall/search/training_space.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// Something of a question that can be multiplied by a factor.
struct training_parameter {
  std::string name;

  /// The question with the parameter multiplied. Throws `broken_rule` where it cannot be.
  std::function<training_question(training_question, double factor)> scaled;

  /// The factor by which its effect is measured.
  double step = 1.01;
};

namespace detail {

/// Kernels whose launches, ramps, steps and splits take so many times as long.
constexpr matmul_kernels with_latencies(matmul_kernels kernels, double longer) {
  kernels.launch *= longer;
  kernels.ramp *= longer;
  kernels.step *= longer;
  kernels.split *= longer;
  return kernels;
}

/// What products of both widths are made of, changed.
template <class Change>
void change_kernels(training_machine& machine, const Change& change) {
  machine.products_16 = change(machine.products_16);
  if (machine.products_8) machine.products_8 = change(*machine.products_8);
}

}  // namespace detail

/// Calls `visitor(name, constant)` for each constant of a question: `kernels: products, 16 bit`, `software: fixed`.
template <class Question, class Visitor>
void for_each_training_constant(Question& asked, const Visitor& visitor) {
  for_each_machine_constant(asked.machine.constants, [&](std::string_view name, auto& constant) {
    visitor("kernels: " + std::string(name), constant);
  });
  for (const time_constant_member& member : time_constant_members)
    visitor("software: " + std::string(member.name), asked.software.constants.*member.place);
}

/// The parameters of hardware, as a GPU and its links have them, then the constants of kernels in training and of software, by
/// the names of their lists. A number of GPUs is doubled and halved. Memory changes no step, but which plans fit.
inline std::vector<training_parameter> training_parameters() {
  std::vector<training_parameter> parameters;
  const auto add = [&](std::string name, auto change, double step = training_parameter{}.step) {
    parameters.push_back({std::move(name),
                          [change](training_question changed, double factor) {
                            change(changed, factor);
                            return changed;
                          },
                          step});
  };
  const auto on_machine = [&](std::string name, auto change) {
    add(std::move(name),
        [change](training_question& asked, double factor) { change(asked.machine, factor); });
  };

  on_machine("arithmetic rate", [](training_machine& machine, double factor) {
    machine.peak *= factor;
    machine.attention.forward *= factor;
    machine.attention.backward *= factor;
    detail::change_kernels(
        machine, [factor](const matmul_kernels& kernels) { return detail::scaled(kernels, factor, 1); });
  });
  on_machine("rate of products", [](training_machine& machine, double factor) {
    detail::change_kernels(
        machine, [factor](const matmul_kernels& kernels) { return detail::scaled(kernels, factor, 1); });
  });
  on_machine("rate of fused attention", [](training_machine& machine, double factor) {
    machine.attention.forward *= factor;
    machine.attention.backward *= factor;
  });
  on_machine("memory bandwidth", [](training_machine& machine, double factor) {
    machine.memory *= factor;
    detail::change_kernels(
        machine, [factor](const matmul_kernels& kernels) { return detail::scaled(kernels, 1, factor); });
  });
  on_machine("last cache bandwidth", [](training_machine& machine, double factor) {
    detail::change_kernels(machine, [factor](matmul_kernels kernels) {
      kernels.l2 *= factor;
      return kernels;
    });
  });
  on_machine("last cache capacity", [](training_machine& machine, double factor) {
    detail::change_kernels(machine, [factor](matmul_kernels kernels) {
      kernels.cached *= factor;
      kernels.cached_activations *= factor;
      return kernels;
    });
  });
  on_machine("latencies of products", [](training_machine& machine, double factor) {
    detail::change_kernels(
        machine, [factor](const matmul_kernels& kernels) { return detail::with_latencies(kernels, factor); });
  });
  add("memory capacity", [](training_question& asked, double factor) { asked.memory *= factor; });
  on_machine("NVLink bandwidth",
             [](training_machine& machine, double factor) { machine = with_links(machine, factor); });
  on_machine("NVLink latencies", [](training_machine& machine, double factor) {
    for (seconds scale_up_ring::*latency :
         {&scale_up_ring::launch, &scale_up_ring::setup, &scale_up_ring::hop, &scale_up_ring::short_hop})
      machine.ring.*latency *= factor;
  });
  on_machine("network bandwidth",
             [](training_machine& machine, double factor) { machine.network *= factor; });
  on_machine("host link bandwidth", [](training_machine& machine, double factor) {
    if (machine.host) machine.host->link *= factor;
  });
  on_machine("host memory bandwidth", [](training_machine& machine, double factor) {
    if (machine.host) machine.host->bandwidth *= factor;
  });
  add(
      "GPUs of a domain",
      [](training_question& asked, double factor) {
        asked.machine.domain = detail::scaled_count(asked.machine.domain, factor);
      },
      2);

  training_question any;
  std::size_t place = 0;
  for_each_training_constant(any, [&](const std::string& name, const fitted_constant&) {
    add(name, [place](training_question& asked, double factor) {
      std::size_t at = 0;
      for_each_training_constant(asked, [&](const std::string&, fitted_constant& constant) {
        if (at++ == place) constant = with_value(constant, factor * constant.value);
      });
    });
    ++place;
  });
  return parameters;
}

/// How the step of a plan depends on a parameter.
enum class step_dependence {
  seen,    ///< it changes where the parameter changes by its step
  hidden,  ///< only where it changes a thousandfold: something else takes longer, or a plan fits by far
  none     ///< not even then: the estimate of this plan does not read it
};

inline constexpr std::array<std::string_view, 3> step_dependence_names = {"seen", "hidden", "none"};

constexpr std::string_view name(step_dependence dependence) {
  return step_dependence_names[static_cast<std::size_t>(dependence)];
}

/// The dependence of an answer, its step and whether it fits, with plan and recipe as they are.
inline step_dependence dependence_of(const training_question& asked, const training_answer& answer,
                                     const training_parameter& which) {
  const auto changes = [&](double factor) {
    try {
      const training_answer other = answer_of(which.scaled(asked, factor), answer.plan, answer.recipe);
      return other.step.total != answer.step.total || other.verdict.found != answer.verdict.found;
    } catch (const broken_rule&) {
      return false;  // what cannot be changed so says nothing
    }
  };
  if (changes(which.step) || changes(1 / which.step)) return step_dependence::seen;
  return changes(1000) || changes(1e-3) ? step_dependence::hidden : step_dependence::none;
}

/// An effect on the time of a step, with how the step that it is of depends on the parameter.
struct training_effect {
  effect elasticities{};
  step_dependence dependence = step_dependence::seen;
};

/// The effects of all parameters on the time of a step, the strongest first. `answer_to(question)` is the answer to a question
/// that is changed, of the plan that is kept or of the best one; `answer` is that to the question itself. Throws what the
/// question itself throws.
template <class Answer>
std::vector<training_effect> training_sensitivity(const training_question& asked,
                                                  const training_answer& answer, const Answer& answer_to) {
  const std::vector<training_parameter> parameters = training_parameters();
  std::vector<training_effect> effects;
  effects.reserve(parameters.size());
  for (effect& one : effects_of(asked, parameters, [&](const training_question& changed) {
         const std::optional<training_answer> found = answer_to(changed);
         return found ? std::optional(found->step.total.value()) : std::nullopt;
       })) {
    step_dependence dependence = step_dependence::seen;
    if (one.up == 0.0 && one.down == 0.0)
      for (const training_parameter& which : parameters)
        if (which.name == one.parameter) dependence = dependence_of(asked, answer, which);
    effects.push_back({std::move(one), dependence});
  }
  return effects;
}

}  // namespace scalewall
