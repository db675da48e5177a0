#include "arbitrary.hpp"

#include "property.hpp"
#include <scalewall/hardware/catalog/kernel_libraries.hpp>

#include <rapidcheck/Gen.h>
#include <rapidcheck/gen/Exec.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <limits>
#include <ostream>

namespace sw = scalewall;

// How input is shown where a property fails.
namespace scalewall {

static void show_flag(bool value, const char* name, std::ostream& out) {
  if (value) out << ", " << name;
}

static void showValue(const accelerator& gpu, std::ostream& out) {
  out.precision(17);
  out << "accelerator of " << gpu.threads << " threads at " << gpu.clock.value() << " Hz, sustained share "
      << gpu.sustained_share << ", tile share " << gpu.tile_share << ", words of " << word_size(gpu).value()
      << " bytes, " << flop_per_clock_and_thread(gpu, gpu.format).value()
      << " FLOP per clock and thread, matmul latency " << gpu.matmul_latency.value() << " s";
  for (const memory_level& level : gpu.memory) {
    out << "\n  memory of kind " << static_cast<int>(level.kind) << ": " << level.units << " x "
        << level.capacity.value() << " bytes, " << level.bandwidth.value() << " B/s, "
        << level.unit_bytes_per_clock.value() << " bytes per clock and unit";
    show_flag(level.units_exchange_data, "units exchange data", out);
  }
}

static void showValue(const network& levels, std::ostream& out) {
  out.precision(17);
  for (const network_level& level : levels)
    out << "\n  network level of " << level.size << ": one way " << level.bandwidth.one_way().value()
        << " B/s, latency " << level.latency.value() << " s";
}

static void showValue(const plan& split, std::ostream& out) {
  constexpr const char* names[] = {"tensor_model", "tensor_ff", "pipeline", "data", "expert"};
  out << "plan";
  for (std::size_t i = 0; i < parallel_axes.size(); ++i) {
    out << ' ' << names[i];
    for (std::size_t k = 0; k < max_network_levels; ++k)
      out << (k == 0 ? ' ' : 'x') << (split.*parallel_axes[i])[k];
  }
  out << ", microbatches " << split.microbatches << ", interleaving " << split.interleaving;
  show_flag(split.schedule == pipeline_schedule::zero_bubble, "zero bubble", out);
}

static void showValue(const stack_recipe& how, std::ostream& out) {
  out << "stack_recipe";
  show_flag(how.recompute, "recompute", out);
  show_flag(how.overlap_tensor, "overlap_tensor", out);
  show_flag(how.overlap_pipeline, "overlap_pipeline", out);
  show_flag(how.overlap_data, "overlap_data", out);
  show_flag(how.rules == plan_rules::reference, "rules of the reference", out);
  show_flag(how.latency_reading == zero_bubble_latency::larger_of_both, "larger_of_both", out);
}

}  // namespace scalewall

namespace properties {

static void show(const sw::mlp_transformer& model, const sw::batch& read, std::ostream& out) {
  out << "model of " << model.layers << " layers, d_model " << model.d_model << ", d_ff " << model.d_ff
      << ", experts " << model.experts << "; batch of " << read.sequences << " x " << read.sequence_length
      << " tokens\n";
}

static void show(const sw::cluster& machines, const sw::stack_recipe& how, std::ostream& out) {
  showValue(how, out);
  out << '\n';
  showValue(machines.gpu, out);
  showValue(machines.network, out);
  if (machines.library != nullptr) out << "\nrunning " << machines.library->name;
}

static void showValue(const training_step& step, std::ostream& out) {
  show(step.model, step.read, out);
  showValue(step.split, out);
  out << '\n';
  show(step.machines, step.how, out);
}

static void showValue(const search_problem& problem, std::ostream& out) {
  show(problem.model, problem.read, out);
  out << "on " << problem.gpus << " accelerators, ";
  show(problem.machines, problem.how, out);
}

namespace {

sw::seconds any_latency() { return sw::seconds::from_value(1e-8 * static_cast<double>(whole(0, 10'000))); }

sw::bytes_per_second any_bandwidth() { return sw::bytes_per_second::from_value(real(1e9, 1e14)); }

sw::link_bandwidth any_link() {
  const sw::bytes_per_second rate = any_bandwidth();
  return flag() ? sw::both_directions(rate) : sw::one_direction(rate);
}

sw::accelerator draw_accelerator() {
  using enum sw::memory_kind;
  using enum sw::precision;
  sw::accelerator gpu;
  gpu.format = std::array{fp32, fp16, bf16, fp8, int8}[static_cast<std::size_t>(whole(0, 4))];
  gpu.threads = whole(1, 100'000);
  gpu.clock = sw::hertz::from_value(real(1e7, 1e10));
  gpu.sustained_share = 1 / real(1, 100);
  gpu.tile_share = 1 / real(1, 100);
  gpu.matmul_latency = any_latency();
  for (const auto format : {fp32, fp16, bf16, fp8, int8})
    gpu.rates.push_back({format, sw::flop::from_value(real(1, 1024))});

  gpu.memory.push_back(
      {.kind = global, .capacity = sw::bytes::from_value(real(1e6, 1e13)), .bandwidth = any_bandwidth()});
  for (const auto kind : {l2, shared, registers}) {
    const bool needed = kind == registers && gpu.memory.size() == 1;
    if (!needed && flag()) continue;
    sw::memory_level level{.kind = kind,
                           .capacity = sw::bytes::from_value(real(256, 1e9)),
                           .units = whole(1, 1024),
                           .units_exchange_data = flag()};
    if (flag())
      level.bandwidth = any_bandwidth();
    else if (flag())
      level.unit_bytes_per_clock = sw::bytes::from_value(real(1, 1024));
    gpu.memory.push_back(level);
  }
  return gpu;
}

sw::network draw_network(const std::vector<std::int64_t>& inner_sizes) {
  sw::network levels;
  for (std::size_t k = 0; k <= inner_sizes.size(); ++k) {
    sw::network_level level{.bandwidth = any_link(), .latency = any_latency()};
    if (k < inner_sizes.size()) level.size = inner_sizes[k];
    if (whole(0, 15) == 15)
      level.bandwidth =
          sw::one_direction(sw::bytes_per_second::from_value(std::numeric_limits<double>::infinity()));
    levels.push_back(level);
  }
  return levels;
}

sw::stack_recipe draw_recipe() {
  return {
      .recompute = flag(),
      .overlap_tensor = !flag(),
      .overlap_pipeline = !flag(),
      .overlap_data = flag(),
      .rules = flag() ? sw::plan_rules::reference : sw::plan_rules::practice,
      .latency_reading = flag() ? sw::zero_bubble_latency::larger_of_both : sw::zero_bubble_latency::hidden};
}

search_problem draw_search_problem(std::int64_t most_gpus) {
  search_problem problem;
  problem.model = {.layers = any_of({1, 2, 3, 4, 6, 8, 12}),
                   .d_model = 4 * whole(1, 64),
                   .d_ff = 4 * whole(1, 256),
                   .experts = any_of({1, 1, 2, 3, 4, 6})};
  problem.read = {.sequences = any_of({1, 6, 16, 24, 25, 48, 60, 64}),
                  .sequence_length = any_of({1, 2, 12, 16, 17})};
  problem.how = draw_recipe();
  problem.gpus = std::min(most_gpus, any_of({1, 2, 3, 4, 6, 8, 10, 12, 16, 24, 32, 36, 48}));
  std::vector<std::int64_t> inner(static_cast<std::size_t>(whole(0, 2)));
  for (std::int64_t& size : inner) size = any_of({1, 2, 2, 3, 4, 8});
  problem.machines = {.name = "any", .gpu = draw_accelerator(), .network = draw_network(inner)};
  const sw::bytes states = 5 * double(sw::parameters(problem.model)) * sw::word_size(problem.machines.gpu);
  problem.machines.gpu.memory[0].capacity = real(0.5, 500) / static_cast<double>(problem.gpus) * states;
  return problem;
}

training_step draw_training_step(batches read) {
  training_step step;
  step.machines.gpu = draw_accelerator();
  step.how = draw_recipe();

  std::vector<std::int64_t> sizes;
  const std::int64_t levels = whole(1, 4);
  for (std::int64_t k = 0; k < levels; ++k) {
    std::int64_t size = 1;
    for (const auto axis : sw::parallel_axes)
      size *= (step.split.*axis)[static_cast<std::size_t>(k)] = flag() ? whole(1, 4) : 1;
    sizes.push_back(size);
  }
  sizes.pop_back();  // the outermost level has as many members as there are
  step.machines.network = draw_network(sizes);

  const std::int64_t stages = step.split.pipeline.total();
  if (read == batches::any) step.how.rules = sw::plan_rules::reference;
  if ((stages > 1 || step.how.rules == sw::plan_rules::reference) && flag()) {
    step.split.schedule = sw::pipeline_schedule::zero_bubble;
    step.split.microbatches = 2 * stages + whole(0, 16);
  } else {
    step.split.microbatches = whole(1, 16);
    if (stages > 1) step.split.interleaving = whole(1, 4);
  }

  step.model = {.layers = stages * step.split.interleaving * whole(1, 8),
                .d_model = step.split.tensor_model.total() * whole(1, 4096),
                .d_ff = step.split.tensor_ff.total() * whole(1, 16'384),
                .experts = step.split.expert.total() * whole(1, 4)};
  step.read = {.sequences = step.split.data.total() * step.model.experts * step.split.microbatches,
               .sequence_length = whole(1, 2048)};
  if (read == batches::any) step.read.sequences += whole(0, step.read.sequences);
  return step;
}

}  // namespace

std::int64_t any_of(std::initializer_list<std::int64_t> values) {
  return values.begin()[whole(0, static_cast<std::int64_t>(values.size()) - 1)];
}

sw::cluster with_any_library(sw::cluster machines) {
  const auto any_below = [](std::size_t size) {
    return static_cast<std::size_t>(whole(0, static_cast<std::int64_t>(size) - 1));
  };
  const sw::kernel_library& library =
      *sw::catalog::kernel_libraries[any_below(std::size(sw::catalog::kernel_libraries))].library;
  machines.library = &library;
  if (library.matmuls.empty()) return machines;
  machines.gpu.format = library.matmuls[any_below(library.matmuls.size())].format;
  if (sw::flop_per_clock_and_thread(machines.gpu, machines.gpu.format).value() == 0)
    machines.gpu.rates.push_back({machines.gpu.format, sw::flop::from_value(real(1, 1024))});
  return machines;
}

sw::accelerator any_accelerator() { return *rc::gen::exec(draw_accelerator); }

search_problem any_search_problem(std::int64_t most_gpus) {
  return *rc::gen::exec([=] { return draw_search_problem(most_gpus); });
}

training_step any_training_step(batches read) {
  return *rc::gen::exec([=] { return draw_training_step(read); });
}

sw::step_estimate training_step::estimate() const {
  return sw::estimate_step(model, machines, split, read, how);
}

}  // namespace properties
