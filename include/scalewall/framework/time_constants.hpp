// What training software makes of the prices of work: constants of time, each with what is known about it.
//
//     host     a kernel waits for the thread that launches it: so long for the kernels of a dense layer, so much more for a
//              routed one and for each expert on the rank
//     exposed  shares of communication that nothing hides
//     passes   shares of the bytes that element-wise kernels are counted to pass over: less where kernels are fused
//     fixed    once an iteration: data, logging, clipping, synchronization
//
// Every one is a factor on a nominal time, or a time.

#pragma once

#include <scalewall/fitted_constant.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace scalewall {

struct time_constants {
  // Shares of counted bytes.
  fitted_constant elementwise{};
  fitted_constant permutation{};
  fitted_constant expert_activation{};

  // Seconds of the host for a forward pass.
  fitted_constant host_layer{};
  fitted_constant host_routed{};
  fitted_constant host_expert{};

  // Shares of collectives that are not hidden.
  fitted_constant tensor{};
  fitted_constant context{};
  fitted_constant exchange{};
  fitted_constant messages{};
  fitted_constant replicas{};

  /// Seconds of a message between stages beyond its bytes, where software waits for each.
  fitted_constant message_delay{};

  fitted_constant optimizer{};

  /// Seconds of an iteration.
  fitted_constant fixed{};

  friend constexpr bool operator==(const time_constants&, const time_constants&) = default;
};

/// A constant by name, to be listed, fitted and written.
struct time_constant_member {
  std::string_view name;
  fitted_constant time_constants::*place;
};

inline constexpr std::array<time_constant_member, 14> time_constant_members = {{
    {"elementwise", &time_constants::elementwise},
    {"permutation", &time_constants::permutation},
    {"expert activation", &time_constants::expert_activation},
    {"host, layer", &time_constants::host_layer},
    {"host, routed layer", &time_constants::host_routed},
    {"host, expert", &time_constants::host_expert},
    {"tensor", &time_constants::tensor},
    {"context", &time_constants::context},
    {"exchange", &time_constants::exchange},
    {"messages", &time_constants::messages},
    {"replicas", &time_constants::replicas},
    {"message delay", &time_constants::message_delay},
    {"optimizer", &time_constants::optimizer},
    {"fixed", &time_constants::fixed},
}};

}  // namespace scalewall
