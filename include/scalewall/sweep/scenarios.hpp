// The comparisons that the paper draws, by name.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137) and the public simulation behind it.

#pragma once

#include <scalewall/hardware/catalog/hypothetical.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/sweep/curve.hpp>

#include <cstdint>
#include <string_view>
#include <vector>

namespace scalewall {

using run_prescription = training_run (*)(std::int64_t d_model);

/// One curve of a scenario and what tells it from the others.
struct scenario_curve {
  std::string_view setting;
  cluster machines;
  run_prescription prescribe = nullptr;

  scalewall::curve<run_prescription> points(const curve_settings& settings = {}) const {
    return {machines, prescribe, settings};
  }
};

struct scenario {
  std::string_view name;
  std::vector<scenario_curve> curves;
};

namespace prescriptions {

/// Laws as a plain function.
template <const auto& Laws>
constexpr training_run by(std::int64_t d_model) {
  return Laws(d_model);
}

inline constexpr auto fixed_batch_laws = dense_laws.with_batch(fixed_batch{});
inline constexpr auto deepseek_batch_laws = dense_laws.with_batch(deepseek_batch{});

}  // namespace prescriptions

/// All of them, in the order of the paper.
inline std::vector<scenario> scenarios() {
  using namespace catalog;
  using namespace prescriptions;
  const auto compare = [](std::string_view name, std::vector<cluster> machines, run_prescription prescribe) {
    scenario compared{name, {}};
    for (const cluster& one : machines) compared.curves.push_back({one.name, one, prescribe});
    return compared;
  };
  const std::vector<cluster> shipped{dgx_v100, dgx_a100, dgx_h100};
  const std::vector<cluster> imagined{dgx_h100, h100_low_latency, h100_global_nvlink,
                                      h100_global_nvlink_low_latency, h100_infinite_network_low_latency};
  return {compare("base-dense", shipped, by<dense_laws>),
          compare("base-sparse", shipped, by<sparse_laws>),
          {"batch",
           {{"No scaling", dgx_h100, by<fixed_batch_laws>},
            {"Default scaling", dgx_h100, by<dense_laws>},
            {"DeepSeek scaling", dgx_h100, by<deepseek_batch_laws>}}},
          compare("grand-dense", imagined, by<dense_laws>),
          compare("grand-sparse", imagined, by<sparse_laws>),
          compare("superpod-dense", {h100_superpod}, by<dense_laws>),
          compare("superpod-sparse", {h100_superpod}, by<sparse_laws>)};
}

}  // namespace scalewall
