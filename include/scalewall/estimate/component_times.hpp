// The time of a list of work on a machine, component by component and part by part of a microbatch.
//
// Nominal: what kernels and protocols take by themselves. A component's constant, of the machine or the software, is
// multiplied with it later, so that a fit sees what it fits.

#pragma once

#include <scalewall/cost/attention_time.hpp>
#include <scalewall/cost/group_transfer.hpp>
#include <scalewall/cost/product_time.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/work/work_list.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace scalewall {

/// Kinds of time that an accelerator spends, each with a constant of its own.
enum class time_component {
  products_16,
  products_8,
  grouped_products,
  attention,  ///< fused
  unfused_attention,
  odd_heads,  ///< three times the products of unfused attention with heads of no multiple of 8
  elementwise,
  quantization,
  permutation,
  expert_activation,
  tensor,
  tensor_of_backward,
  context,
  exchange
};

inline constexpr std::size_t time_component_number = 14;
inline constexpr std::array<std::string_view, time_component_number> time_component_names = {
    "products, 16 bit",      "products, fewer bits",
    "grouped products",      "attention",
    "unfused attention",     "odd heads",
    "element-wise",          "quantization",
    "permutation",           "expert activation",
    "tensor communication",  "tensor communication, backward",
    "context communication", "expert exchange"};

constexpr std::string_view name(time_component component) {
  return time_component_names[static_cast<std::size_t>(component)];
}

/// Seconds forward, for inputs (what is recomputed with them) and for weights.
struct phase_times {
  seconds forward{};
  seconds inputs{};
  seconds weights{};

  constexpr seconds total() const { return forward + inputs + weights; }
  friend constexpr bool operator==(const phase_times&, const phase_times&) = default;
};

/// Units of launches, forward and backward.
struct launch_units {
  double forward = 0;
  double backward = 0;

  friend constexpr bool operator==(const launch_units&, const launch_units&) = default;
};

struct component_times {
  std::array<phase_times, time_component_number> times{};
  std::array<launch_units, 3> launches{};  ///< by `work::launch_kind`

  constexpr phase_times& operator[](time_component component) {
    return times[static_cast<std::size_t>(component)];
  }
  constexpr const phase_times& operator[](time_component component) const {
    return times[static_cast<std::size_t>(component)];
  }
  friend constexpr bool operator==(const component_times&, const component_times&) = default;
};

/// Adds so many times what another list takes.
constexpr void add(component_times& sum, const component_times& other, double times) {
  if (times == 0) return;
  for (std::size_t k = 0; k < time_component_number; ++k) {
    sum.times[k].forward += times * other.times[k].forward;
    sum.times[k].inputs += times * other.times[k].inputs;
    sum.times[k].weights += times * other.times[k].weights;
  }
  for (std::size_t k = 0; k < sum.launches.size(); ++k) {
    sum.launches[k].forward += times * other.launches[k].forward;
    sum.launches[k].backward += times * other.launches[k].backward;
  }
}

namespace detail {

/// Adds a pass forward that takes `forward`, and a backward one, as often as said.
constexpr void add_passes(phase_times& sum, const work::passes& often, seconds forward, seconds inputs,
                          seconds weights = {}) {
  sum.forward += often.forward * forward;
  sum.inputs += often.again * forward + often.inputs * inputs;
  sum.weights += often.weights * weights;
}

/// The same, of parts that are priced only where they happen.
template <class Time>
constexpr void add_parts(phase_times& sum, const work::passes& often, const Time& time) {
  const auto happens = [&](work::phase part, double times) { return times > 0 ? time(part) : seconds{}; };
  add_passes(sum, often, happens(work::phase::forward, often.forward + often.again),
             happens(work::phase::inputs, often.inputs), happens(work::phase::weights, often.weights));
}

constexpr time_component component_of(work::stream_kind kind) {
  switch (kind) {
    case work::stream_kind::elementwise:
      return time_component::elementwise;
    case work::stream_kind::quantization:
      return time_component::quantization;
    case work::stream_kind::permutation:
      return time_component::permutation;
    case work::stream_kind::expert_activation:
      return time_component::expert_activation;
  }
  require(false, "a stream is of one of the kinds that there are");
  return {};
}

constexpr time_component component_of(work::collective_kind kind) {
  switch (kind) {
    case work::collective_kind::tensor:
      return time_component::tensor;
    case work::collective_kind::tensor_of_backward:
      return time_component::tensor_of_backward;
    case work::collective_kind::context:
      return time_component::context;
  }
  require(false, "a collective is of one of the kinds that there are");
  return {};
}

constexpr void add_attention(component_times& sum, const training_machine& machine,
                             const work::attention& kernel, bool falls_back) {
  if (kernel.fused) {
    const attention_time time = time_fused_attention(machine, kernel);
    add_passes(sum[time_component::attention], kernel.often, time.forward, time.backward);
    return;
  }
  const auto [products, scores] = time_unfused_attention(machine, kernel, falls_back);
  add_passes(sum[time_component::unfused_attention], kernel.often, products.forward + scores.forward,
             products.backward + scores.backward);
  if (kernel.score_size % 8 != 0)
    add_passes(sum[time_component::odd_heads], kernel.often, 3.0 * products.forward, 3.0 * products.backward);
}

}  // namespace detail

/// The nominal time of a list, by the prices of single multiplications.
template <class Prices>
constexpr component_times time_components(const work::work_list& list, const training_machine& machine,
                                          const training_software& software, const Prices& prices) {
  component_times sum;
  const work::matmul* grouped = nullptr;
  for (const work::matmul& product : list.matmuls) {
    if (product.groups > 0) {
      grouped = &product;
      continue;
    }
    detail::add_parts(sum[product.format == work::product_format::bits_16 ? time_component::products_16
                                                                          : time_component::products_8],
                      product.often,
                      [&](work::phase part) { return time_product(machine, product, part, prices); });
  }
  if (grouped != nullptr)
    detail::add_parts(sum[time_component::grouped_products], grouped->often, [&](work::phase part) {
      return time_grouped_products(machine, list.matmuls, part, prices);
    });
  for (const work::attention& kernel : list.attentions)
    detail::add_attention(sum, machine, kernel, softmax_falls_back(kernel));
  const bytes_per_second streams = stream_bandwidth(machine);
  for (const work::stream& passed : list.streams)
    detail::add_passes(sum[detail::component_of(passed.kind)], passed.often, passed.forward / streams,
                       passed.backward / streams);
  for (const work::collective& made : list.collectives) {
    const seconds time = time_collective_of_group(machine, made.operation, made.group, made.size);
    detail::add_passes(sum[detail::component_of(made.kind)], made.often, time, time);
  }
  for (const work::exchange& made : list.exchanges) {
    const seconds time =
        time_exchange_of_group(machine, made.group, made.size, made.copies, software.one_copy_per_domain);
    detail::add_passes(sum[time_component::exchange], made.often, time, time);
  }
  for (const work::launches& launched : list.launched) {
    launch_units& units = sum.launches[static_cast<std::size_t>(launched.kind)];
    units.forward += launched.forward;
    units.backward += launched.backward + launched.again;
  }
  return sum;
}

}  // namespace scalewall
