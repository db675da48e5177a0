// A strategy of parallelism as a type, composed of its parts in any order:
//
//     using mine = sw::strategy<sw::tensor<4, 8>, sw::pipeline<64, sw::zero_bubble>, sw::data<2>>;
//
// The order is that of placement: the first degree fills the innermost network level, and what does not fit
// spills to the next. A degree can instead say how much of it goes where: `data<over_levels(2, 16)>`.

#pragma once

#include <scalewall/parallel/parallelism.hpp>
#include <scalewall/parallel/plan.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace scalewall {

enum class strategy_subject { tensor, pipeline, data, expert, microbatches };

/// A part of a strategy says what it is about and writes itself into the whole.
template <class Part>
concept strategy_part = requires(parallelism& whole) {
  { Part::subject } -> std::convertible_to<strategy_subject>;
  Part::join(whole);
};

/// Tensor parallelism over both dimensions of a weight: `Model` along d_model, `FeedForward` along d_ff.
template <degree Model, degree FeedForward = 1>
struct tensor {
  static constexpr auto subject = strategy_subject::tensor;
  static constexpr void join(parallelism& whole) {
    whole.degrees.push_back({&plan::tensor_model, Model});
    whole.degrees.push_back({&plan::tensor_ff, FeedForward});
  }
};

/// How a pipeline is worked through. Writes itself into the whole, too, but only as said by `pipeline`.
template <class Schedule>
concept schedule_of_pipeline =
    !strategy_part<Schedule> && requires(parallelism& whole) { Schedule::join(whole); };

struct one_forward_one_backward {
  static constexpr void join(parallelism&) {}
};

struct zero_bubble {
  static constexpr void join(parallelism& whole) { whole.schedule = pipeline_schedule::zero_bubble; }
};

template <std::int64_t StagesPerAccelerator>
struct interleaved {
  static_assert(StagesPerAccelerator >= 1, "an accelerator holds at least one pipeline stage");
  static constexpr void join(parallelism& whole) { whole.interleaving = StagesPerAccelerator; }
};

/// Pipeline parallelism. `Schedule` is one_forward_one_backward, interleaved<v> or zero_bubble.
template <degree Accelerators, schedule_of_pipeline Schedule = one_forward_one_backward>
struct pipeline {
  static constexpr auto subject = strategy_subject::pipeline;
  static constexpr void join(parallelism& whole) {
    whole.degrees.push_back({&plan::pipeline, Accelerators});
    Schedule::join(whole);
  }
};

template <degree Replicas>
struct data {
  static constexpr auto subject = strategy_subject::data;
  static constexpr void join(parallelism& whole) { whole.degrees.push_back({&plan::data, Replicas}); }
};

template <degree Groups>
struct expert {
  static constexpr auto subject = strategy_subject::expert;
  static constexpr void join(parallelism& whole) { whole.degrees.push_back({&plan::expert, Groups}); }
};

/// How many microbatches a pipeline processes per step; left out, the fewest that its schedule works with.
template <std::int64_t PerPipeline>
struct microbatches {
  static_assert(PerPipeline >= 1, "a pipeline processes at least one microbatch per step");
  static constexpr auto subject = strategy_subject::microbatches;
  static constexpr void join(parallelism& whole) { whole.microbatches = PerPipeline; }
};

namespace detail {

template <strategy_part... Parts>
constexpr bool subjects_differ() {
  constexpr std::size_t number = sizeof...(Parts);
  constexpr strategy_subject subjects[number + 1] = {Parts::subject...};
  for (std::size_t i = 0; i < number; ++i)
    for (std::size_t j = i + 1; j < number; ++j)
      if (subjects[i] == subjects[j]) return false;
  return true;
}

}  // namespace detail

template <strategy_part... Parts>
struct strategy {
  static_assert(detail::subjects_differ<Parts...>(), "a strategy says each of its parts once");

  static constexpr parallelism value() {
    parallelism whole;
    (..., Parts::join(whole));
    return whole;
  }
};

/// A strategy, or a part of one, which is a strategy of that part alone.
template <class Strategy>
concept parallel_strategy = strategy_part<Strategy> || requires {
  { Strategy::value() } -> std::same_as<parallelism>;
};

/// What the strategy makes parallel.
template <parallel_strategy Strategy>
constexpr parallelism parallelism_of() {
  if constexpr (strategy_part<Strategy>)
    return strategy<Strategy>::value();
  else
    return Strategy::value();
}

}  // namespace scalewall
