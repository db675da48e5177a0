// By which numbers the work of a step is priced, and where they are from: for a line above an answer and for a program that
// reads it.

#pragma once

#include <scalewall/cost/prices.hpp>
#include <scalewall/hardware/cluster.hpp>

#include <nlohmann/json.hpp>

#include <string>
#include <vector>

namespace scalewall {

/// Work and the numbers that price it.
struct price_source {
  std::string work;
  std::string numbers;
  std::string from;
};

/// Multiplications, all-reduces within a node, and the rest.
inline std::vector<price_source> price_sources(const cluster& machines) {
  const std::string rates =
      "rates of " + std::string(machines.rates_from) + " (" + std::string(name(machines.gpu.evidence)) + ")";
  const prices priced(machines);
  std::vector<price_source> sources;
  if (priced.kernels() != nullptr)
    sources.push_back({"multiplications", "kernels '" + std::string(priced.kernels()->name) + "'",
                       std::string(machines.library->matmuls_from)});
  if (priced.protocols() != nullptr)
    sources.push_back({"all-reduces of up to " + std::to_string(priced.protocols()->participants) +
                           " accelerators of a node",
                       "protocols '" + std::string(priced.protocols()->name) + "'",
                       std::string(machines.library->collectives_from)});
  sources.push_back({sources.empty() ? "all work" : "the rest", rates,
                     "the descriptor of the accelerator and its network"});
  return sources;
}

/// `rates of the catalog (measured)`, or what of them a library's numbers stand for, one item each.
inline std::vector<std::string> price_text(const cluster& machines) {
  std::vector<price_source> sources = price_sources(machines);
  if (sources.size() == 1) return {sources.front().numbers};
  std::vector<std::string> items;
  items.reserve(sources.size());
  for (const price_source& one : sources)
    items.push_back(one.work + " by " + one.numbers +
                    (&one == &sources.back() ? std::string() : " from " + one.from));
  return items;
}

inline void to_json(nlohmann::ordered_json& json, const price_source& source) {
  json = {{"work", source.work}, {"numbers", source.numbers}, {"from", source.from}};
}

}  // namespace scalewall
