// That no price is below what bounds are taken from, on every library of the catalog.

#include "arbitrary.hpp"
#include "property.hpp"
#include <scalewall/cost/optimistic.hpp>
#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/estimate/floor.hpp>
#include <scalewall/hardware/catalog/kernel_libraries.hpp>
#include <scalewall/parallel/placement.hpp>

#include <cstddef>
#include <cstdint>

using namespace properties;
using namespace scalewall;

namespace {

matmul_kind any_kind() { return flag() ? matmul_kind::weight_gradient : matmul_kind::activation; }

matmul_shape any_shape() {
  const auto any_size = [] { return 1 + static_cast<std::int64_t>(bits(18)); };
  return {.rows = any_size(), .columns = any_size(), .tokens = any_size()};
}

constexpr bool at_most_in_all(const transfer_time& a, const transfer_time& b) {
  return properties::at_most(a.bandwidth.value(), b.bandwidth.value()) &&
         properties::at_most(a.latency.value(), b.latency.value());
}

training_step any_refined_step() {
  training_step step = any_training_step(flag() ? batches::any : batches::even);
  step.machines = with_any_library(step.machines);
  return step;
}

/// What of a plan is decided before it is placed.
split split_of(const plan& placed) {
  const std::int64_t along_model = placed.tensor_model.total();
  return {.tensor = along_model * placed.tensor_ff.total(),
          .pipeline = placed.pipeline.total(),
          .data = placed.data.total(),
          .expert = placed.expert.total(),
          .schedule = placed.schedule,
          .microbatches = placed.microbatches,
          .interleaving = placed.interleaving,
          .along_model = along_model};
}

}  // namespace

TEST_CASE("no multiplication is faster than the fastest rate of its kernels, or than their launch") {
  check([] {
    const matmul_shape shape = any_shape();
    const matmul_kind kind = any_kind();
    for (const catalog::measured_on& one : catalog::kernel_libraries)
      for (const matmul_kernels& kernels : one.library->matmuls) {
        const matmul_time time = time_tiled_matmul(kernels, shape, kind);
        RC_ASSERT(properties::at_most((flop_of(shape) / fastest_rate(kernels)).value(), time.busy.value()));
        RC_ASSERT(kernels.launch <= time.latency);
      }
  });
}

TEST_CASE("no all-reduce is faster than on the optimistic cluster") {
  check([] {
    cluster machines{.name = "any", .gpu = any_accelerator(), .network = {}};
    machines.network.push_back(
        {.size = 8,
         .bandwidth = one_direction(bytes_per_second::from_value(real(1e9, 1e13))),
         .latency = seconds::from_value(1e-8 * static_cast<double>(whole(0, 10'000)))});
    machines.network.push_back({.bandwidth = machines.network[0].bandwidth});
    const std::int64_t participants = whole(1, 16);
    const repetition often{.in_sequence = static_cast<double>(whole(1, 100)),
                           .side_by_side = static_cast<double>(whole(1, 100)),
                           .accelerators = static_cast<double>(participants * whole(1, 100)),
                           .parts = static_cast<double>(whole(1, 10'000))};
    const bytes payload = bytes::from_value(static_cast<double>(1 + bits(40)));
    for (const catalog::measured_on& one : catalog::kernel_libraries) {
      machines.library = one.library;
      const prices real_ones(machines), least(optimistic(machines));
      for (const std::size_t level : {0U, 1U}) {
        RC_ASSERT(at_most_in_all(least.all_reduce(level, participants, payload, often),
                                 real_ones.all_reduce(level, participants, payload, often)));
        RC_ASSERT(at_most_in_all(least.point_to_point(level, payload, often),
                                 real_ones.point_to_point(level, payload, often)));
      }
    }
  });
}

TEST_CASE("no step communicates less than on the optimistic cluster") {
  check([] {
    const training_step step = any_refined_step();
    const step_estimator question(step.model, step.machines, step.read, step.how);
    const prices least(optimistic(step.machines));
    const step_estimate priced = step.estimate();
    communication_tally bounded(least, question.demand(), double(priced.working), step.split.interleaving, 1);
    for (std::size_t k = step.machines.network.size(); k-- > 0;) bounded.add_level(step.split, k);
    const double repeated = step.how.recompute ? 1.5 : 1;
    RC_ASSERT(at_most_in_all(repeated * bounded.times().tensor, priced.tensor_communication));
    RC_ASSERT(at_most_in_all(repeated * bounded.times().pipeline, priced.pipeline_communication));
    RC_ASSERT(at_most_in_all(bounded.times().data, priced.data_communication));
  });
}

TEST_CASE("no step is below its floor, whatever of it is decided") {
  check([] {
    // By the rules of practice no token is lost: searches look at no plan that loses any.
    training_step step = any_training_step();
    if (flag()) step.machines = with_any_library(step.machines);
    const step_estimate priced = step.estimate();
    const step_estimator question(step.model, step.machines, step.read, step.how);
    const floor_basis basis(question);
    const step_floor least(basis, priced.working, members_of(step.split));

    split part = split_of(step.split);
    RC_ASSERT(
        properties::at_most((basis.arithmetic() / double(priced.working)).value(), priced.total.value()));
    RC_ASSERT(properties::at_most(least.time(part, priced.matmul.total()).value(), priced.total.value()));
    RC_ASSERT(properties::at_most(least.time(part).value(), priced.total.value()));
    part.along_model = split::undecided;
    RC_ASSERT(properties::at_most(least.time(part).value(), priced.total.value()));

    const open_schedule open{.fewest_microbatches = 1,
                             .microbatch_counts = 1000,
                             .coarsest = 1,
                             .finest = part.schedule == pipeline_schedule::zero_bubble || part.pipeline == 1
                                           ? 1
                                           : step.model.layers / part.pipeline};
    const seconds multiplying = least.matmul(part, open);
    RC_ASSERT(properties::at_most(multiplying.value(), priced.total.value()));
    RC_ASSERT(properties::at_most(least.time(part, open, multiplying).value(), priced.total.value()));
  });
}
