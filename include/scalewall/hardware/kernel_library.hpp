// What software reaches on a machine: the kernels of a library for matrix multiplication, one for each format, and the
// protocols of its collectives between the accelerators of a node, each with where its numbers are from.
//
//     constexpr cluster machine = catalog::dgx_h100 | running(catalog::trtllm_and_nccl_on_h100_sxm);
//
// A data sheet says what a machine could do. Where a cluster has a library, cost/prices.hpp prices work by what the library
// has numbers for, and by the data sheet whatever it has none for.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>

#include <cstddef>
#include <optional>
#include <string_view>

namespace scalewall {

struct kernel_library {
  std::string_view name;

  /// Kernels of one format each.
  fixed_list<matmul_kernels, precision_names.size()> matmuls{};

  /// Where the numbers of the kernels are from; said wherever they are used.
  std::string_view matmuls_from{};

  /// Protocols of the innermost network level.
  std::optional<collective_protocols> collectives{};
  std::string_view collectives_from{};

  friend constexpr bool operator==(const kernel_library&, const kernel_library&) = default;
};

/// The kernels of a format, or nullptr.
constexpr const matmul_kernels* find_kernels(const kernel_library& library, precision format) {
  for (const matmul_kernels& kernels : library.matmuls)
    if (kernels.format == format) return &kernels;
  return nullptr;
}

/// Throws `broken_rule` unless all that it has is valid, says where it is from, and is there once.
constexpr void require_valid(const kernel_library& library) {
  require(!library.matmuls.empty() || library.collectives,
          "a kernel library has kernels, or protocols of collectives");
  for (const matmul_kernels& kernels : library.matmuls) {
    require_valid(kernels);
    require(find_kernels(library, kernels.format) == &kernels,
            "a kernel library has kernels of every format once");
  }
  require(library.matmuls.empty() || !library.matmuls_from.empty(),
          "a kernel library says where the numbers of its kernels are from");
  if (library.collectives) require_valid(*library.collectives);
  require(!library.collectives || !library.collectives_from.empty(),
          "a kernel library says where the numbers of its collectives are from");
}

}  // namespace scalewall
