// A strategy of parallelism of a language model as a type, composed of its parts in any order:
//
//     using mine = sw::training_strategy<sw::tensor<8>, sw::context<2>, sw::pipeline<4, sw::interleaved<5>>, sw::data<16>>;
//     constexpr sw::training_plan plan = sw::training_plan_of<mine>();
//
// Ranks lie as those of a mesh do (parallel/mesh.hpp), whatever the order of the parts. The parts of the paper's strategies
// (parallel/strategy.hpp) are parts here too, but for what only that model has: degrees that say their level of the network,
// tensor parallelism along two widths, its zero bubble, and a number of microbatches. What replicas share is the recipe's.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/parallel/schedules.hpp>
#include <scalewall/parallel/strategy.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>

namespace scalewall {

/// Context parallelism.
template <std::int64_t Ranks>
struct context {};

/// Tensor parallelism of experts.
template <std::int64_t Ranks>
struct expert_tensor {};

/// Sequences of a microbatch.
template <std::int64_t Sequences>
struct microbatch_of {};

/// A schedule of the table, instead of 1F1B (parallel/schedules.hpp).
template <schedule Schedule>
struct scheduled_as {};

namespace detail {

/// What a part says of a plan: `subject`, by which two parts are seen to say the same, and `join`, which writes it.
template <class Part>
struct training_part {};

constexpr std::int64_t ranks_of(const degree& size) {
  require(!size.placed,
          "a degree of a language model's plan says no level of the network: ranks lie as its mesh says");
  return size.levels.total();
}

template <std::int64_t mesh::*Degree, std::int64_t Ranks>
struct mesh_part {
  static constexpr auto subject = Degree;
  static constexpr void join(training_plan& whole) { whole.mesh.*Degree = Ranks; }
};

template <degree Ranks>
struct training_part<tensor<Ranks, 1>> : mesh_part<&mesh::tensor, ranks_of(Ranks)> {};

template <std::int64_t Ranks>
struct training_part<context<Ranks>> : mesh_part<&mesh::context, Ranks> {};

template <degree Ranks>
struct training_part<data<Ranks>> : mesh_part<&mesh::data, ranks_of(Ranks)> {};

template <degree Ranks>
struct training_part<expert<Ranks>> : mesh_part<&mesh::expert, ranks_of(Ranks)> {};

template <std::int64_t Ranks>
struct training_part<expert_tensor<Ranks>> : mesh_part<&mesh::expert_tensor, Ranks> {};

template <degree Ranks>
struct training_part<pipeline<Ranks, one_forward_one_backward>>
    : mesh_part<&mesh::pipeline, ranks_of(Ranks)> {};

template <degree Ranks, std::int64_t Chunks>
struct training_part<pipeline<Ranks, interleaved<Chunks>>> : mesh_part<&mesh::pipeline, ranks_of(Ranks)> {
  static constexpr void join(training_plan& whole) {
    mesh_part<&mesh::pipeline, ranks_of(Ranks)>::join(whole);
    whole.layout.chunks = Chunks;
  }
};

template <std::int64_t Sequences>
struct training_part<microbatch_of<Sequences>> {
  static constexpr auto subject = &training_plan::microbatch;
  static constexpr void join(training_plan& whole) { whole.microbatch = Sequences; }
};

template <schedule Schedule>
struct training_part<scheduled_as<Schedule>> {
  static constexpr auto subject = &training_plan::schedule;
  static constexpr void join(training_plan& whole) { whole.schedule = Schedule; }
};

/// Whether two parts write the same member of a plan.
template <class One, class Other>
constexpr bool is_same_subject(const One& one, const Other& other) {
  if constexpr (std::same_as<One, Other>)
    return one == other;
  else
    return false;
}

template <class Part, class... Others>
constexpr bool is_said_once =
    (... + std::size_t{is_same_subject(training_part<Part>::subject, training_part<Others>::subject)}) == 1;

}  // namespace detail

/// A part of a strategy of a language model.
template <class Part>
concept training_strategy_part = requires(training_plan& whole) { detail::training_part<Part>::join(whole); };

template <training_strategy_part... Parts>
struct training_strategy {
  static_assert((... && detail::is_said_once<Parts, Parts...>), "a strategy says each of its parts once");

  static constexpr training_plan value() {
    training_plan whole;
    (..., detail::training_part<Parts>::join(whole));
    return whole;
  }
};

/// The plan that a strategy is. Its layers lie on stages as a plan's do unless told otherwise; `layout` of the value tells it.
template <class Strategy>
  requires requires {
    { Strategy::value() } -> std::same_as<training_plan>;
  }
constexpr training_plan training_plan_of() {
  return Strategy::value();
}

}  // namespace scalewall
