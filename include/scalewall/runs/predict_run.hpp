// What is predicted of a measured run: seconds of a step and bytes of the fullest GPU.
//
// The machine is that of the catalogue, in the network of the run's cluster; the software is that of the run's family and
// release. What the estimates assume is added to what the reader assumed.

#pragma once

#include <scalewall/estimate/training_memory.hpp>
#include <scalewall/estimate/training_step.hpp>
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/runs/memory_prediction.hpp>
#include <scalewall/runs/prediction_errors.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace scalewall {

/// The machine that a run was on. Throws `broken_rule` where the catalogue has none.
inline training_machine machine_of(const run_hardware& hardware) {
  if (const training_machine* listed = catalog::find_training_machine(hardware.gpu))
    return with_network(*listed, hardware.network);
  const cluster* known = catalog::find(hardware.gpu);
  if (known == nullptr)
    throw broken_rule("the catalogue has no such accelerator: " + std::string(hardware.gpu));
  return with_network(catalog::training_machine_of(*known), hardware.network);
}

/// The software that a run had, on the machine.
inline training_software software_of(const run_software& software, const training_machine& machine) {
  return catalog::training_software_of(software.family, machine.generation, software.release,
                                       software.tuning);
}

/// How long a step of a configuration takes.
inline training_step step_of(const run_configuration& what) {
  const training_machine machine = machine_of(what.hardware);
  return estimate_training_step(what.model, what.plan, what.batch, what.recipe,
                                software_of(what.software, machine), machine);
}

/// The peak of the fullest GPU.
inline training_memory memory_of(const run_configuration& what) {
  const memory_accounting& software = *what.software.memory;
  return estimate_memory(what.model, what.plan, what.batch, with_states_of(software, what.recipe), software,
                         generation_of(machine_of(what.hardware).generation));
}

/// Whether a run is unlike those that were fitted in what no column says: real data, padded and routed as they come.
inline bool has_real_data(const measured_run& run) {
  return run.configuration->purpose == run_purpose::fine_tuning || mentions(run.quality, "functional");
}

/// The run with what is predicted of it, memory in the kind that was measured.
inline predicted_run predict(measured_run run) {
  predicted_run found{.run = std::move(run)};
  if (!found.run.configuration) return found;
  const run_configuration& what = *found.run.configuration;
  try {
    const training_step step = step_of(what);
    found.time = step.total;
    const bool inside =
        what.software.known && what.purpose == run_purpose::pre_training && !has_real_data(found.run);
    found.evidence = class_of(inside || step.evidence == step_evidence::formula_only ? step.evidence
                                                                                     : step_evidence::nearest)
                         .name;
    found.run.assumed.insert(found.run.assumed.end(), step.assumptions.begin(), step.assumptions.end());
    if (has_real_data(found.run))
      found.run.assumed.emplace_back(
          "data are packed and tokens spread evenly; such runs took up to 2.5 times as long");
  } catch (const broken_rule& broken) {
    found.run.obstacle = broken.what();
    return found;
  }
  try {
    found.memory = figure_of(memory_of(what).peak(), found.run.memory_kind);
  } catch (const broken_rule& broken) {
    found.run.assumed.push_back(std::string("memory is not predicted: ") + broken.what());
  }
  return found;
}

}  // namespace scalewall
