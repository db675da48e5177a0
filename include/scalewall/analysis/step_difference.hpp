// Where the difference between a measured and a predicted step may come from.
//
// An estimate takes its inputs as they were said, or for granted. Each that may have been otherwise is taken instead as it
// may have been, and the step estimated anew; those that lead from the prediction T_0 to the measurement M make a waterfall:
//
//     M = T_0 + (T_1 - T_0) + ... + (T_n - T_{n-1}) + remainder        T_k with the first k inputs taken otherwise
//
// Each is, of all that are left, the one that comes nearest to M, in the direction of M and by no less than a hundredth of it;
// what nobody said comes before what was said and may not have been in effect. It ends where T_k is as near as half of the
// runs are that no fit saw: a model that is off by as much explains no less.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/estimate/step_evidence.hpp>
#include <scalewall/estimate/training_step.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/search/training_question.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// Inputs of a step that a run may not have had as they were taken, in the order in which they are taken otherwise.
enum class step_input {
  software,
  release,
  accelerator,  ///< the GPU, where the same is known to run slower in another machine
  network_between_domains,
  communication,  ///< what hides transfers within layers and between stages
  precision,
  recomputation,
  sharding,
  sequence_parallelism,
  context_exchange,
  attention,
  replicas,  ///< what hides gradients and weights of replicas
  graphs
};

inline constexpr std::array<std::string_view, 13> step_input_names = {
    "software",
    "release of the software",
    "GPU",
    "network between domains",
    "transfers within layers and between stages",
    "precision",
    "recomputation",
    "shared by replicas",
    "sequence parallelism",
    "exchange of context parallelism",
    "attention",
    "gradients and weights of replicas",
    "CUDA graphs"};

constexpr std::string_view name(step_input input) {
  return step_input_names[static_cast<std::size_t>(input)];
}

/// Which inputs somebody stated; the others were taken for granted.
class stated_inputs {
 public:
  constexpr void state(step_input input, bool stated = true) {
    stated_[static_cast<std::size_t>(input)] = stated;
  }
  constexpr bool operator[](step_input input) const { return stated_[static_cast<std::size_t>(input)]; }

 private:
  std::array<bool, step_input_names.size()> stated_{};
};

/// What a step is estimated of.
struct step_inputs {
  training_question question{};
  training_plan plan{};
  scalewall::recipe recipe{};
};

/// An input as it may have been instead.
struct step_alternative {
  step_input input{};

  /// Whether somebody stated the input as it was taken.
  bool stated = false;

  std::function<void(step_inputs&)> take;

  /// The step with this one alone taken otherwise.
  seconds alone{};
};

/// An alternative of the waterfall, by its place in the list, and the step once it is taken beside those before it.
struct waterfall_step {
  std::size_t alternative = 0;
  seconds step{};
};

struct step_difference {
  seconds predicted{};
  seconds measured{};
  step_evidence evidence = step_evidence::formula_only;

  /// All that change the step, by input.
  std::vector<step_alternative> alternatives{};

  std::vector<waterfall_step> waterfall{};

  /// The step that the waterfall ends at.
  seconds explained() const { return waterfall.empty() ? predicted : waterfall.back().step; }

  /// What is left of the difference.
  seconds remainder() const { return measured - explained(); }
};

/// The error of an estimate beside what was measured, estimate / measured - 1.
constexpr double error_of(seconds estimate, seconds measured) { return estimate / measured - 1; }

/// Whether nine of ten runs of the class that no fit saw are off by less than that: what the model cannot tell from its own
/// error. None where no such runs are known.
inline std::optional<bool> is_within_band(double error, step_evidence evidence) {
  const std::optional<double> band = class_of(evidence).ninetieth_error;
  if (!band) return {};
  return std::abs(error) <= *band;
}

namespace detail {

/// Rates at which networks are sold, for each accelerator: 50, 100, 200 and 400 Gbit/s.
inline constexpr std::array<bytes_per_second, 4> sold_networks = {6.25_GB_per_s, 12.5_GB_per_s, 25_GB_per_s,
                                                                  50_GB_per_s};

struct other_software {
  time_family family;
  software_class kind = software_class::ordinary;
};

/// Software that today's models are trained with.
inline constexpr std::array<other_software, 5> software_of_today = {
    {{time_family::megatron_core},
     {time_family::megatron_core, software_class::tuned},
     {time_family::torchtitan},
     {time_family::llm_foundry},
     {time_family::maxtext}}};

inline void set_software(training_question& question, time_family family,
                         std::optional<software_release> release, software_class kind) {
  question.software = catalog::training_software_of(family, question.machine.generation, release, kind);
}

/// Collects what may have been instead of the inputs of one estimate.
class alternative_collector {
 public:
  alternative_collector(const step_inputs& taken, const stated_inputs& stated)
      : taken_(taken), stated_(stated) {}

  std::vector<step_alternative> collect() {
    add_software();
    add_machines();
    add_formats();
    add_members(step_input::recomputation, &recipe::recompute,
                std::array{recomputation{}, selective_recomputation, full_recomputation});
    add_members(step_input::sharding, &recipe::shards,
                std::array{sharding::none, sharding::optimizer, sharding::gradients, sharding::weights});
    if (taken_.plan.mesh.tensor > 1)
      add_members(step_input::sequence_parallelism, &recipe::sequence_parallel, std::array{true, false});
    if (taken_.plan.mesh.context > 1)
      add_members(step_input::context_exchange, &recipe::context,
                  std::array{context_exchange::ring, context_exchange::all_to_all});
    add_members(step_input::attention, &recipe::attention,
                std::array{attention_kernel::fused, attention_kernel::flash, attention_kernel::unfused});
    for (const bool hides : {true, false})
      add(step_input::replicas, [hides](step_inputs& inputs) {
        inputs.recipe.overlaps_gradients = inputs.recipe.overlaps_parameters = hides;
      });
    add_members(step_input::graphs, &recipe::graphs,
                std::array{cuda_graphs::none, cuda_graphs::parts, cuda_graphs::whole_iteration});
    return std::move(found_);
  }

 private:
  void add(step_input input, std::function<void(step_inputs&)> take) {
    found_.push_back({.input = input, .stated = stated_[input], .take = std::move(take)});
  }

  template <class Member, std::size_t N>
  void add_members(step_input input, Member recipe::*member, const std::array<Member, N>& values) {
    for (const Member& value : values)
      add(input, [member, value](step_inputs& inputs) { inputs.recipe.*member = value; });
  }

  void add_software() {
    for (const other_software& other : software_of_today)
      add(step_input::software, [other](step_inputs& inputs) {
        set_software(inputs.question, other.family, inputs.question.software.release, other.kind);
      });
    for (const software_release& other : catalog::telling_releases)
      add(step_input::release, [other](step_inputs& inputs) {
        const training_software& software = inputs.question.software;
        set_software(inputs.question, software.family, other, software.kind);
      });
  }

  void add_machines() {
    const std::string of_this_kind = std::string(taken_.question.machine.name) + ",";
    for (const training_machine* other : catalog::training_machines)
      if (other->name.starts_with(of_this_kind))
        add(step_input::accelerator, [other](step_inputs& inputs) {
          inputs.question.machine = with_network(*other, inputs.question.machine.network);
        });
    for (const bytes_per_second& other : sold_networks)
      if (other < taken_.question.machine.network)
        add(step_input::network_between_domains,
            [other](step_inputs& inputs) { inputs.question.machine.network = other; });
    add(step_input::communication, [](step_inputs& inputs) {
      time_constants& constants = inputs.question.software.constants;
      for (fitted_constant time_constants::*share :
           {&time_constants::tensor, &time_constants::context, &time_constants::messages}) {
        fitted_constant& waited_for = constants.*share;
        waited_for.value = std::max(waited_for.value, 1.0);
      }
    });
  }

  /// Formats that the machine multiplies in. Those of 8 bits take equally long however they are scaled.
  void add_formats() {
    for (const training_format format : {training_format::bf16, training_format::fp8_current,
                                         training_format::mxfp8, training_format::nvfp4})
      if (multiplies(taken_.question.machine.formats, format))
        add(step_input::precision, [format](step_inputs& inputs) { inputs.recipe.format = format; });
  }

  const step_inputs& taken_;
  const stated_inputs& stated_;
  std::vector<step_alternative> found_;
};

/// The step; none where a rule forbids it.
inline std::optional<seconds> step_with(const step_inputs& inputs) {
  const training_question& question = inputs.question;
  try {
    return estimate_training_step(question.model, inputs.plan, question.batch, inputs.recipe,
                                  question.software, question.machine)
        .total;
  } catch (const broken_rule&) {
    return {};
  }
}

}  // namespace detail

/// A difference of less than this share of the measurement is not looked for in an input.
inline constexpr double least_share_explained = 0.01;

/// The inputs with those alternatives taken, each in its turn.
inline step_inputs with_alternatives(step_inputs inputs, const std::vector<step_alternative>& alternatives,
                                     std::vector<std::size_t> taken) {
  std::sort(taken.begin(), taken.end());
  for (const std::size_t one : taken) alternatives[one].take(inputs);
  return inputs;
}

namespace detail {

/// The alternative that comes nearest to the measurement beside those that are taken; none where none leads there.
inline std::optional<waterfall_step> next_of_waterfall(const step_difference& found,
                                                       const step_inputs& inputs,
                                                       const std::vector<std::size_t>& taken, bool stated) {
  const auto off = [&](seconds step) { return std::abs(error_of(step, found.measured)); };
  const auto is_taken = [&](step_input input) {
    return std::any_of(taken.begin(), taken.end(),
                       [&](std::size_t one) { return found.alternatives[one].input == input; });
  };
  const seconds now = found.explained();
  const bool longer = found.measured > found.predicted;
  std::optional<waterfall_step> nearest;
  for (std::size_t i = 0; i < found.alternatives.size(); ++i) {
    const step_alternative& one = found.alternatives[i];
    if (one.stated != stated || is_taken(one.input)) continue;
    std::vector<std::size_t> with = taken;
    with.push_back(i);
    const std::optional<seconds> step = step_with(with_alternatives(inputs, found.alternatives, with));
    if (!step || (*step > now) != longer || off(*step) >= off(now)) continue;
    if (std::abs((*step - now) / found.measured) < least_share_explained) continue;
    if (!nearest || off(*step) < off(nearest->step))
      nearest = waterfall_step{.alternative = i, .step = *step};
  }
  return nearest;
}

}  // namespace detail

/// What may explain a measured step. Throws `broken_rule` where the inputs have no estimate.
inline step_difference explain_step(const step_inputs& inputs, const stated_inputs& stated,
                                    seconds measured) {
  require(is_positive_and_finite(measured), "a measured step takes a positive, finite time",
          {{"seconds", measured.value()}});
  const training_question& question = inputs.question;
  const training_step predicted = estimate_training_step(question.model, inputs.plan, question.batch,
                                                         inputs.recipe, question.software, question.machine);
  step_difference found{.predicted = predicted.total, .measured = measured, .evidence = predicted.evidence};
  for (step_alternative& one : detail::alternative_collector(inputs, stated).collect()) {
    step_inputs changed = inputs;
    one.take(changed);
    const std::optional<seconds> step = detail::step_with(changed);
    if (!step || *step == found.predicted) continue;
    one.alone = *step;
    found.alternatives.push_back(std::move(one));
  }
  const double close = class_of(found.evidence).median_error.value_or(0);
  std::vector<std::size_t> taken;
  for (const bool of_stated : {false, true})
    while (std::abs(error_of(found.explained(), measured)) > close) {
      const std::optional<waterfall_step> next = detail::next_of_waterfall(found, inputs, taken, of_stated);
      if (!next) break;
      taken.push_back(next->alternative);
      found.waterfall.push_back(*next);
    }
  return found;
}

}  // namespace scalewall
