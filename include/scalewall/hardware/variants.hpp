// Variants of a cluster in one expression:
//
//     constexpr auto fast = catalog::dgx_h100 | latencies_divided_by(10) | named("H100 SXM Low Latency");
//     constexpr auto tuned = catalog::dgx_h100 | running(catalog::trtllm_and_nccl_on_h100_sxm);
//
// A variant is anything that takes a cluster and returns one, so a lambda will do. What a library reaches was measured on
// hardware as it is: variants with other latencies, links or levels within a node leave it behind.

#pragma once

#include <scalewall/hardware/cluster.hpp>
#include <scalewall/hardware/kernel_library.hpp>

#include <concepts>
#include <cstddef>
#include <limits>
#include <string_view>

namespace scalewall {

template <class Variant>
concept cluster_variant = requires(Variant variant, cluster machines) {
  { variant(machines) } -> std::same_as<cluster>;
};

template <cluster_variant Variant>
constexpr cluster operator|(const cluster& machines, Variant variant) {
  return variant(machines);
}

constexpr cluster_variant auto named(std::string_view name) {
  return [name](cluster machines) {
    machines.name = name;
    return machines;
  };
}

/// The cluster with a library, whose numbers price its work. The library outlives the cluster, which keeps its address.
constexpr cluster_variant auto running(const kernel_library& library) {
  return [&library](cluster machines) {
    require_valid(library);
    machines.library = &library;
    return machines;
  };
}
void running(const kernel_library&&) = delete;  // of a library that ends with the expression

/// The cluster as its data sheets have it, whatever software it runs.
constexpr cluster_variant auto without_library() {
  return [](cluster machines) {
    machines.library = nullptr;
    return machines;
  };
}

/// Of a matrix multiplication and of every network level alike.
constexpr cluster_variant auto latencies_divided_by(double factor) {
  require(factor > 0, "latencies are divided by a positive factor", {{"factor", factor}});
  return [factor](cluster machines) {
    machines.library = nullptr;
    machines.gpu.matmul_latency /= factor;
    for (network_level& level : machines.network) level.latency /= factor;
    return machines;
  };
}

/// The innermost level alone, for as many accelerators as there are: "NVLink everywhere".
constexpr cluster_variant auto innermost_network_everywhere() {
  return [](cluster machines) {
    machines.library = nullptr;
    network_level innermost = machines.network[0];
    innermost.size = unbounded;
    machines.network = {innermost};
    return machines;
  };
}

constexpr cluster_variant auto infinite_network_bandwidth() {
  return [](cluster machines) {
    machines.library = nullptr;
    for (network_level& level : machines.network)
      level.bandwidth = one_direction(bytes_per_second::from_value(std::numeric_limits<double>::infinity()));
    return machines;
  };
}

/// One more level, below the outermost: a superpod.
constexpr cluster_variant auto with_level_below_outermost(network_level added) {
  return [added](cluster machines) {
    require(!machines.network.empty() && machines.network.size() < max_network_levels,
            "a level is added to a network of one to three levels", {{"levels", machines.network.size()}});
    if (machines.network.size() == 1) machines.library = nullptr;
    const network_level outermost = machines.network.back();
    machines.network[machines.network.size() - 1] = added;
    machines.network.push_back(outermost);
    return machines;
  };
}

/// Nodes of another size. Protocols of a library hold for as many participants as before.
constexpr cluster_variant auto with_level_size(std::size_t level, std::int64_t size) {
  return [level, size](cluster machines) {
    require(level + 1 < machines.network.size(), "a network level below the outermost has a size",
            {{"level", level}, {"levels", machines.network.size()}});
    machines.network[level].size = size;
    return machines;
  };
}

/// Nodes, or racks, of which so many accelerators are there. Throws `broken_rule` where a node has fewer, or there are none.
constexpr cluster_variant auto with_accelerators_per_node(std::int64_t number) {
  return [number](cluster machines) {
    require(machines.network.size() >= 2, "a cluster of several network levels has nodes",
            {{"levels", machines.network.size()}});
    require(number >= 1 && number <= machines.network[0].size,
            "at least one accelerator of a node is there, and at most all of them",
            {{"accelerators per node", number}, {"in a whole node", machines.network[0].size}});
    machines.network[0].size = number;
    return machines;
  };
}

/// Computing in another format; the accelerator must have a rate for it.
constexpr cluster_variant auto computing_in(precision format) {
  return [format](cluster machines) {
    machines.gpu.format = format;
    return machines;
  };
}

/// Per accelerator, with its share of the machine around it.
constexpr cluster_variant auto drawing(watts power) {
  return [power](cluster machines) {
    machines.gpu.power = power;
    return machines;
  };
}

/// Per accelerator and hour, say `costing(2.5_dollars_per_h)`.
constexpr cluster_variant auto costing(money_per_second price) {
  return [price](cluster machines) {
    machines.gpu.price = price;
    return machines;
  };
}

}  // namespace scalewall
