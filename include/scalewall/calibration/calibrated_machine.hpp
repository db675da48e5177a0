// What was found of one machine, its descriptors with how every number was found; and the formulas that predict with them.

#pragma once

#include <scalewall/calibration/fit_collectives.hpp>
#include <scalewall/calibration/fit_formats.hpp>
#include <scalewall/calibration/fitted.hpp>
#include <scalewall/calibration/predictor.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/hardware/message_protocols.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace scalewall {

/// The messages of one operation, within a node or between nodes.
struct found_messages {
  transfer_operation operation = transfer_operation::all_reduce;
  bool between_nodes = false;
  message_protocols messages;
  fit_evidence evidence{};
};

/// Protocols of collectives within a node.
struct found_collectives {
  collective_fit fit;
  collective_protocols start;  ///< from which the fit started
  fit_evidence evidence{};

  /// Whether they are nearer than any other formula to transfers that were held out from all fits. If not, they are
  /// left out of the descriptor.
  bool kept = false;
};

struct calibrated_machine {
  std::string name;
  device_description device;
  fitted_descriptor<accelerator> gpu;
  fitted_descriptor<scalewall::network> network{};  ///< without levels where no transfer was measured
  std::vector<found_kernels> kernels{};             ///< one a format
  std::vector<found_messages> messages{};
  std::optional<found_collectives> collectives{};  ///< where those that are known are near
};

/// The reference formulas with the numbers that were found.
inline predictor calibrated_predictor(const calibrated_machine& machine) {
  return reference_predictor("calibrated", machine.gpu.descriptor, machine.network.descriptor);
}

/// Transfers by regimes of messages, where these were fitted.
inline predictor messages_predictor(const calibrated_machine& machine) {
  std::vector<predictor> formulas;
  formulas.reserve(machine.messages.size());
  for (const found_messages& one : machine.messages)
    formulas.push_back(message_predictor("messages", one.operation, one.between_nodes, one.messages));
  return first_of("messages", std::move(formulas));
}

/// Transfers in a node by protocols, where these were fitted, kept or not.
inline predictor protocols_predictor(const calibrated_machine& machine) {
  std::vector<predictor> formulas;
  if (machine.collectives)
    formulas.push_back(protocol_predictor("protocols", machine.collectives->fit.descriptor));
  return first_of("protocols", std::move(formulas));
}

/// The refined formulas where there are numbers for them, and nothing else.
inline predictor refined_predictor(const calibrated_machine& machine) {
  std::vector<matmul_kernels> kernels;
  kernels.reserve(machine.kernels.size());
  for (const found_kernels& one : machine.kernels) kernels.push_back(one.fit.descriptor);
  std::vector<predictor> formulas = {tiled_predictor("refined", std::move(kernels))};
  if (machine.collectives && machine.collectives->kept) formulas.push_back(protocols_predictor(machine));
  formulas.push_back(messages_predictor(machine));
  return first_of("refined", std::move(formulas));
}

/// The predictor by protocols or messages, both about transfers in a node, that the refined formulas do not use.
inline predictor other_predictor(const calibrated_machine& machine) {
  return machine.collectives && machine.collectives->kept ? messages_predictor(machine)
                                                          : protocols_predictor(machine);
}

}  // namespace scalewall
