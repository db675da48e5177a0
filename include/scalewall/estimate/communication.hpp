// How long the accelerators of a plan tell each other what parallel/communication_by_level.hpp counts.
//
//     TP       the slowest level counts
//     DP       the slowest level counts
//     PP, EP   all levels add up
//
// Latencies add up over levels.
// Source: Erdil & Schneider-Joseph 2024 (arXiv 2411.01137).

#pragma once

#include <scalewall/cost/interface.hpp>
#include <scalewall/cost/prices.hpp>
#include <scalewall/cost/transfer.hpp>
#include <scalewall/parallel/communication_by_level.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/quantities.hpp>

#include <cstddef>
#include <cstdint>

namespace scalewall {

struct communication_times {
  transfer_time tensor{};
  transfer_time pipeline{};  ///< with the experts
  transfer_time data{};

  constexpr seconds bandwidth() const { return tensor.bandwidth + pipeline.bandwidth + data.bandwidth; }
  constexpr seconds latency() const { return tensor.latency + pipeline.latency + data.latency; }

  friend constexpr communication_times operator*(double factor, communication_times times) {
    return {factor * times.tensor, factor * times.pipeline, factor * times.data};
  }
  friend constexpr bool operator==(const communication_times&, const communication_times&) = default;
};

/// The sum of what is communicated at the levels of a network, each taken from the outermost inwards, at the prices of a
/// machine. What is known at any level is a lower bound of the whole.
template <prices_work Prices = prices>
class communication_sum {
 public:
  /// Prices outlive it.
  constexpr explicit communication_sum(const Prices& prices) : prices_(&prices) {}

  [[gnu::always_inline]] constexpr void add_tensor(const tensor_all_reduces& made) {
    keep_slowest(times_.tensor, price(made.along_model) + price(made.along_ff));
  }

  [[gnu::always_inline]] constexpr void add_data(const level_all_reduces& made) {
    keep_slowest(times_.data, price(made));
  }

  /// Crossings at level `k` that each move the payload of a token.
  [[gnu::always_inline]] constexpr void add_interfaces(const interface_crossings& made, std::size_t k,
                                                       bytes payload) {
    const auto price_of = [&](bytes moved, const repetition& often) {
      return prices_->point_to_point(k, moved, often);
    };
    times_.pipeline = times_.pipeline + time_crossings(price_of, made, payload);
  }

  constexpr const communication_times& times() const { return times_; }

 private:
  [[gnu::always_inline]] constexpr transfer_time price(const level_all_reduces& made) const {
    return prices_->all_reduce(made.level, made.participants, made.payload, made.often);
  }

  static constexpr void keep_slowest(transfer_time& slowest, const transfer_time& at_level) {
    if (at_level.bandwidth > slowest.bandwidth) slowest.bandwidth = at_level.bandwidth;
    slowest.latency += at_level.latency;
  }

  const Prices* prices_;
  communication_times times_;
};

/// What a plan communicates, summed up level by level from the outermost inwards.
template <prices_work Prices = prices>
class communication_tally {
 public:
  /// The tally of a plan for so many accelerators, through each of which microbatches pass so many layers, those of every expert
  /// counted by themselves. Prices and demand outlive it.
  constexpr communication_tally(const Prices& prices, const communication_demand& demand, double accelerators,
                                std::int64_t interleaving, double passes)
      : made_(demand, accelerators, interleaving, passes), sum_(prices) {}

  /// Adds the level on which `split` places the degrees with index `k`; the levels above have been added.
  constexpr void add_level(const plan& split, std::size_t k) {
    add_tensor(split, k);
    add_data(split, k);
    add_interfaces(split, k);
  }

  // The same, in parts.
  constexpr void add_tensor(const plan& split, std::size_t k) {
    sum_.add_tensor(made_.take_tensor(split, k));
  }
  constexpr void add_data(const plan& split, std::size_t k) { sum_.add_data(made_.take_data(split, k)); }
  constexpr void add_interfaces(const plan& split, std::size_t k) {
    sum_.add_interfaces(made_.take_interfaces(split, k), k, made_.demand().activations());
  }

  constexpr const communication_times& times() const { return sum_.times(); }

 private:
  communication_by_level made_;
  communication_sum<Prices> sum_;
};

}  // namespace scalewall
