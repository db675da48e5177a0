// The question that tests of searches over plans of language models ask: training on nodes of H100 by Megatron Core.

#pragma once

#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/search/training_question.hpp>

#include <cstdint>

inline scalewall::training_question training_on_h100(const scalewall::language_model& model,
                                                     const scalewall::batch& batch,
                                                     std::int64_t accelerators) {
  namespace sw = scalewall;
  using namespace sw::literals;
  sw::training_question question;
  question.model = model;
  question.batch = batch;
  question.accelerators = accelerators;
  question.machine = sw::catalog::training_machine_of(sw::catalog::dgx_h100);
  question.software =
      sw::catalog::training_software_of(sw::time_family::megatron_core, question.machine.generation);
  question.accounting = sw::catalog::megatron_core;
  question.generation = generation_of(sw::catalog::dgx_h100.gpu);
  question.memory = 85_GB;
  return question;
}

/// What Megatron Core keeps, with packed sequences.
inline const scalewall::recipe usual_recipe =
    with_states_of(scalewall::catalog::megatron_core, scalewall::recipe{.attention_mask = false});
