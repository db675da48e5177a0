// A cluster: one kind of accelerator and the network between them. How many there are is a question.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/network.hpp>

#include <string_view>

namespace scalewall {

struct cluster {
  std::string_view name;
  accelerator gpu;
  scalewall::network network;

  friend constexpr bool operator==(const cluster&, const cluster&) = default;
};

constexpr void require_valid(const cluster& machines) {
  require_valid(machines.gpu);
  require_valid(machines.network);
}

}  // namespace scalewall
