// What an analysis varies: a question, and the parameters of it that can be scaled.
//
// What a kernel library reaches was measured on hardware as it is. Where hardware is varied, before and after are both at
// the reference's prices: `at_reference_prices`.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/scaling/round_numbers.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/space.hpp>
#include <scalewall/sweep/curve.hpp>

#include <cmath>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace scalewall {

/// One model on one cluster, within the family of models that the laws prescribe.
struct study {
  cluster machines;
  std::function<training_run(std::int64_t d_model)> prescribe = dense_laws;
  std::int64_t d_model = 12288;
  count accelerators = 4096;
  curve_settings settings{};
  plan_space space = scalewall::space::reference;

  training_run wanted() const { return prescribe(d_model); }
};

/// Something of a study that can be multiplied by a factor.
struct parameter {
  std::string name;

  /// The study with the parameter multiplied. Throws `broken_rule` where it cannot be.
  std::function<study(study, double factor)> scaled;

  /// The factor by which its effect is measured. Whole numbers that must divide are doubled.
  double step = 1.01;
};

/// The study on the cluster as its data sheets have it.
inline study at_reference_prices(study priced) {
  priced.machines.library = nullptr;
  return priced;
}

namespace detail {

/// The study whose runs are those of the original, changed.
template <class Change>
study with_runs(study original, Change change) {
  original.prescribe = [prescribe = original.prescribe, change](std::int64_t d_model) {
    training_run run = prescribe(d_model);
    change(run);
    run.compute = training_flop_per_token(run.model) * run.data;
    return run;
  };
  return original;
}

/// Where the product is not whole, the nearest of the round numbers that laws give: it has to be split.
inline std::int64_t scaled_count(std::int64_t number, double factor) {
  const double scaled = static_cast<double>(number) * factor;
  require(scaled >= 1 && scaled < 9e18, "a scaled number stays between 1 and 2^63",
          {{"number", number}, {"factor", factor}});
  return scaled == std::floor(scaled) ? static_cast<std::int64_t>(scaled) : nearest_round_number(scaled);
}

}  // namespace detail

/// Every parameter of the study: bandwidth and latency of each network level, bandwidth of each memory level,
/// arithmetic, latency of a multiplication, memory capacity, batch, depth and duration. Where hardware is multiplied, the
/// study is at the reference's prices.
inline std::vector<parameter> parameters_of(const study& subject) {
  std::vector<parameter> parameters;
  const auto on_machines = [&](std::string name, auto change) {
    parameters.push_back({std::move(name), [change](study changed, double factor) {
                            changed = at_reference_prices(std::move(changed));
                            change(changed.machines, factor);
                            return changed;
                          }});
  };

  on_machines("arithmetic rate", [](cluster& machines, double factor) {
    for (arithmetic_rate& rate : machines.gpu.rates) rate.per_clock_and_thread *= factor;
  });
  on_machines("matmul latency",
              [](cluster& machines, double factor) { machines.gpu.matmul_latency *= factor; });
  on_machines("memory capacity",
              [](cluster& machines, double factor) { machines.gpu.memory[0].capacity *= factor; });
  for (std::size_t k = 0; k < subject.machines.gpu.memory.size(); ++k) {
    const memory_level& level = subject.machines.gpu.memory[k];
    if (bandwidth(subject.machines.gpu, level).value() == 0) continue;
    on_machines(std::string(name(bandwidth_bottleneck(level.kind))) + " bandwidth",
                [k](cluster& machines, double factor) {
                  machines.gpu.memory[k].bandwidth *= factor;
                  machines.gpu.memory[k].unit_bytes_per_clock *= factor;
                });
  }
  for (std::size_t k = 0; k < subject.machines.network.size(); ++k) {
    const std::string level(subject.machines.network[k].name);
    on_machines(level + " bandwidth",
                [k](cluster& machines, double factor) { machines.network[k].bandwidth *= factor; });
    on_machines(level + " latency",
                [k](cluster& machines, double factor) { machines.network[k].latency *= factor; });
  }

  parameters.push_back({"batch",
                        [](const study& original, double factor) {
                          return detail::with_runs(original, [factor](training_run& run) {
                            // As many sequences for one expert as for another, where there were.
                            const std::int64_t shared = std::gcd(run.batch.sequences, run.model.experts);
                            const count scaled = detail::scaled_count(run.batch.sequences / shared, factor);
                            run.batch.sequences = (scaled * shared).as_int64();
                          });
                        },
                        2});
  // With as many parameters: a deeper model is a thinner one. The width is kept, the feed-forward width gives way.
  parameters.push_back({"depth",
                        [](const study& original, double factor) {
                          return detail::with_runs(original, [factor](training_run& run) {
                            run.model.layers = detail::scaled_count(run.model.layers, factor);
                            run.model.d_ff = detail::scaled_count(run.model.d_ff, 1 / factor);
                          });
                        },
                        2});
  // What may take twice as long is done on half as many accelerators.
  parameters.push_back({"duration",
                        [](study original, double factor) {
                          original.settings.deadline *= factor;
                          original.accelerators =
                              detail::scaled_count(original.accelerators.as_int64(), 1 / factor);
                          return original;
                        },
                        2});
  return parameters;
}

}  // namespace scalewall
