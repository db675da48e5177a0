// What can be timed on a machine. A probe is the question; its answer is a `timing`.

#pragma once

#include <scalewall/cost/matmul.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hash.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>

namespace scalewall {

/// One matrix multiplication with factors of the format.
struct matmul_probe {
  matmul_shape shape;
  matmul_kind kind = matmul_kind::activation;
  precision format = precision::bf16;
  friend constexpr bool operator==(const matmul_probe&, const matmul_probe&) = default;
};

/// Where a copy runs.
enum class copy_path {
  global,          ///< from main memory to main memory
  l2,              ///< within the last cache that all units share
  shared,          ///< within what a unit has for itself, all units at once
  host_to_device,  ///< over the link of an accelerator to its host
  device_to_host
};

inline constexpr std::array<std::string_view, 5> copy_path_names = {"global", "l2", "shared",
                                                                    "host to device", "device to host"};

constexpr std::string_view name(copy_path path) { return copy_path_names[static_cast<std::size_t>(path)]; }

/// `size` bytes are read and as many are written.
struct copy_probe {
  copy_path path = copy_path::global;
  bytes size{};
  friend constexpr bool operator==(const copy_probe&, const copy_probe&) = default;
};

/// How work without work is started.
enum class launch_kind {
  empty,      ///< until its end is seen by who started it
  dependent,  ///< from the end of one to the start of the next, when both are queued
  captured    ///< the same within a captured graph
};

inline constexpr std::array<std::string_view, 3> launch_kind_names = {"empty", "dependent", "captured"};

constexpr std::string_view name(launch_kind kind) {
  return launch_kind_names[static_cast<std::size_t>(kind)];
}

struct launch_probe {
  launch_kind kind = launch_kind::empty;
  friend constexpr bool operator==(const launch_probe&, const launch_probe&) = default;
};

struct transfer_probe {
  transfer_operation operation = transfer_operation::all_reduce;
  std::int64_t participants = 2;
  std::int64_t nodes = 1;  ///< over which the participants are spread
  bytes size{};            ///< as `transfer_operation` counts it
  friend constexpr bool operator==(const transfer_probe&, const transfer_probe&) = default;
};

using probe = std::variant<matmul_probe, copy_probe, launch_probe, transfer_probe>;

/// Its whole bytes, however many.
inline std::string whole_text(bytes size) {
  const std::string text = std::to_string(size.value());
  return text.substr(0, text.find('.'));
}

/// In a sentence: `a multiplication of a 4096 x 1024 weight with 512 tokens in bf16`.
inline std::string to_text(const probe& what) {
  struct text {
    std::string operator()(const matmul_probe& one) const {
      return std::string(one.kind == matmul_kind::activation ? "a multiplication" : "the gradient") +
             " of a " + std::to_string(one.shape.rows) + " x " + std::to_string(one.shape.columns) +
             " weight with " + std::to_string(one.shape.tokens) + " tokens in " +
             std::string(name(one.format));
    }
    std::string operator()(const copy_probe& one) const {
      return "a copy of " + whole_text(one.size) + " bytes, " + std::string(name(one.path));
    }
    std::string operator()(const launch_probe& one) const {
      return "a launch, " + std::string(name(one.kind));
    }
    std::string operator()(const transfer_probe& one) const {
      return std::string(name(one.operation)) + " of " + whole_text(one.size) + " bytes by " +
             std::to_string(one.participants) + " on " + std::to_string(one.nodes) +
             (one.nodes == 1 ? " node" : " nodes");
    }
  };
  return std::visit(text{}, what);
}

/// Throws `broken_rule` with the rule that the probe breaks.
inline void require_valid(const probe& what) {
  struct check {
    void operator()(const matmul_probe& one) const { require_valid(one.shape); }
    void operator()(const copy_probe& one) const {
      require(is_positive_and_finite(one.size), "what is copied has a size", {{"bytes", one.size.value()}});
    }
    void operator()(const launch_probe&) const {}
    void operator()(const transfer_probe& one) const {
      require(is_positive_and_finite(one.size), "what is transferred has a size",
              {{"bytes", one.size.value()}});
      require(one.participants >= 2, "a transfer has at least two participants",
              {{"participants", one.participants}});
      require(one.nodes >= 1 && one.participants % one.nodes == 0,
              "the participants are spread evenly over the nodes",
              {{"participants", one.participants}, {"nodes", one.nodes}});
    }
  };
  std::visit(check{}, what);
}

/// Whether a probe is kept from every fit, so that predictions can be held against it: half of all sizes, the same in
/// every format and on every machine.
inline bool is_held_out(const probe& what) {
  struct key {
    std::string operator()(const matmul_probe& one) const {
      return std::to_string(one.shape.tokens) + " x " + std::to_string(one.shape.rows) + " x " +
             std::to_string(one.shape.columns);
    }
    std::string operator()(const copy_probe& one) const {
      return std::string(name(one.path)) + " " + whole_text(one.size);
    }
    std::string operator()(const launch_probe&) const { return ""; }
    std::string operator()(const transfer_probe& one) const {
      return std::string(name(one.operation)) + std::to_string(one.participants) + " " +
             std::to_string(one.size.value());
    }
  };
  if (std::holds_alternative<launch_probe>(what)) return false;
  return (fnv_1a(std::visit(key{}, what)) >> 32) % 2 == 0;
}

}  // namespace scalewall
