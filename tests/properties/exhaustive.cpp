#include "exhaustive.hpp"

#include <scalewall/estimate/memory.hpp>

#include <cmath>
#include <cstddef>
#include <numeric>

namespace sw = scalewall;

namespace properties {

namespace {

/// Places the degrees from `axis` on in `room`, what the other degrees have left of the levels.
void place_axes(sw::plan placed, std::size_t axis, const sw::members_by_level& room,
                std::vector<sw::plan>& all) {
  if (axis == sw::parallel_axes.size()) {
    if (room == sw::members_by_level{1, 1, 1, 1}) all.push_back(placed);
    return;
  }
  const auto degree = sw::parallel_axes[axis];
  const std::int64_t whole = (placed.*degree).total();
  for (const std::int64_t a : divisors_one_by_one(whole))
    for (const std::int64_t b : divisors_one_by_one(whole / a))
      for (const std::int64_t c : divisors_one_by_one(whole / a / b)) {
        const sw::level_degrees levels{a, b, c, whole / a / b / c};
        sw::members_by_level left = room;
        bool divides = true;
        for (std::size_t k = 0; k < left.size(); ++k) {
          divides = divides && left[k] % levels[k] == sw::count{};
          left[k] = left[k] / levels[k];
        }
        placed.*degree = levels;
        if (divides) place_axes(placed, axis + 1, left, all);
      }
}

struct total_degrees {
  std::int64_t tensor_model = 1, tensor_ff = 1, pipeline = 1, data = 1, expert = 1;
};

/// Whether tensor parallelism divides the weights, and whether it and the degree of experts are in the space.
bool allows(const sw::plan_space& within, const total_degrees& degrees, const sw::model_shape& model,
            std::int64_t most_experts) {
  using enum sw::choices;
  for (const sw::weight_matmul& operation : model.operations)
    for (const sw::weight_dimension& cut : {operation.output, operation.input})
      if (cut.size % (cut.cut_along == sw::tensor_axis::model ? degrees.tensor_model : degrees.tensor_ff) !=
          0)
        return false;
  const std::int64_t tensor = degrees.tensor_model * degrees.tensor_ff;
  const auto root = static_cast<std::int64_t>(std::sqrt(static_cast<double>(tensor)));
  if (within.tensor_shapes == by_rule_of_thumb && (degrees.tensor_ff < root || degrees.tensor_ff > 4 * root))
    return false;
  if (within.expert_degrees == by_rule_of_thumb && degrees.expert != most_experts) return false;
  return within.tensor(tensor) && within.pipeline(degrees.pipeline) && within.data(degrees.data) &&
         within.expert(degrees.expert);
}

/// Whether it is one to choose from: by the rules of practice only what fits in memory is.
bool is_choice(const sw::plan& split, const sw::step_estimator& question) {
  if (question.how().rules == sw::plan_rules::reference) return true;
  const sw::shard held = sw::shard_of(split, question.model(), question.read());
  return question.footprint(split, held).total() <=
         double(sw::accelerators(split)) * sw::memory_capacity(question.machines().gpu);
}

/// Whether a schedule is in the space, of a plan with so many pipeline stages and layers in each. Microbatches divide
/// `parts` of the batch.
bool allows(const sw::plan_space& within, const sw::plan& split, std::int64_t stages, std::int64_t layers,
            std::int64_t parts, const sw::step_estimator& question) {
  using enum sw::choices;
  const bool bubble = split.schedule == sw::pipeline_schedule::one_forward_one_backward;
  if (!(bubble ? within.bubble : within.zero_bubble)) return false;
  if (stages == 1 && (!bubble || split.interleaving > 1)) return false;
  if (split.interleaving > 1 && !bubble) return false;
  const bool finest = split.interleaving == layers || !bubble || stages == 1;
  if (within.interleavings == by_rule_of_thumb && !finest) return false;

  const std::int64_t least = bubble ? stages : 2 * stages;
  if (split.microbatches < least && !(bubble && within.microbatch_counts == every)) return false;
  if (!is_choice(split, question)) return false;
  std::int64_t fewer = 0;
  sw::plan with_fewer = split;
  for (std::int64_t& m = with_fewer.microbatches = least; m < split.microbatches; ++m)
    fewer += parts % m == 0 && is_choice(with_fewer, question);
  if (within.microbatch_counts == by_rule_of_thumb && fewer >= (bubble ? 4 : 1)) return false;
  return within.microbatches(split.microbatches) && within.interleaving(split.interleaving);
}

/// The sequences or tokens that microbatches divide; 0 where the replicas do not divide the batch.
std::int64_t parts_for_microbatches(const sw::step_estimator& question, std::int64_t replicas) {
  const sw::batch& read = question.read();
  if (question.how().rules == sw::plan_rules::practice)
    return read.sequences % replicas == 0 ? read.sequences / replicas : 0;
  const std::int64_t all = read.sequences * read.sequence_length;
  return all % replicas == 0 ? all / (question.model().experts * replicas) : 0;
}

/// All plans of the space before placement.
std::vector<sw::plan> plans_one_by_one(const sw::step_estimator& question, std::int64_t accelerators,
                                       const sw::plan_space& within) {
  using enum sw::pipeline_schedule;
  const sw::model_shape& model = question.model();
  std::vector<sw::plan> all;
  for (const std::int64_t ep : divisors_one_by_one(std::gcd(accelerators, model.experts)))
    for (const std::int64_t dp : divisors_one_by_one(accelerators / ep))
      for (const std::int64_t pp : divisors_one_by_one(accelerators / ep / dp))
        for (const std::int64_t tp_ff : divisors_one_by_one(accelerators / ep / dp / pp)) {
          const std::int64_t tp_model = accelerators / ep / dp / pp / tp_ff;
          const std::int64_t parts = parts_for_microbatches(question, dp);
          if (parts == 0 || model.layers % pp != 0 ||
              !allows(within, {tp_model, tp_ff, pp, dp, ep}, model, std::gcd(accelerators, model.experts)))
            continue;
          for (const std::int64_t m : divisors_one_by_one(parts))
            for (const std::int64_t v : divisors_one_by_one(model.layers / pp))
              for (const auto schedule : {one_forward_one_backward, zero_bubble}) {
                const sw::plan split{.tensor_model = {tp_model},
                                     .tensor_ff = {tp_ff},
                                     .pipeline = {pp},
                                     .data = {dp},
                                     .expert = {ep},
                                     .microbatches = m,
                                     .interleaving = v,
                                     .schedule = schedule};
                if (allows(within, split, pp, model.layers / pp, parts, question)) all.push_back(split);
              }
        }
  return all;
}

bool allows(const sw::plan_space& within, const sw::plan& placed) {
  for (std::size_t k = within.tensor_levels; k < sw::max_network_levels; ++k)
    if (placed.tensor_model[k] > 1 || placed.tensor_ff[k] > 1) return false;
  return true;
}

}  // namespace

std::vector<std::int64_t> divisors_one_by_one(std::int64_t n) {
  std::vector<std::int64_t> all;
  for (std::int64_t d = 1; d <= n; ++d)
    if (n % d == 0) all.push_back(d);
  return all;
}

std::vector<sw::plan> placements_one_by_one(const sw::plan& whole, const sw::members_by_level& sizes) {
  std::vector<sw::plan> all;
  place_axes(whole, 0, sizes, all);
  return all;
}

std::int64_t for_each_step_one_by_one(const sw::step_estimator& question, std::int64_t accelerators,
                                      const sw::plan_space& within,
                                      const std::function<void(const sw::step_estimate&)>& visit) {
  using enum sw::choices;
  std::int64_t number = 0;
  for (const bool recompute : {false, true}) {
    if (recompute != question.how().recompute && within.recomputation != every) continue;
    sw::stack_recipe how = question.how();
    how.recompute = recompute;
    const sw::step_estimator asked(question.model(), question.machines(), question.read(), how);
    for (std::int64_t working = within.idle == every ? 1 : accelerators; working <= accelerators; ++working) {
      if (!within.working(working)) continue;
      const std::vector<sw::plan> plans = plans_one_by_one(asked, working, within);
      sw::for_each_filling(question.machines().network, working, accelerators,
                           [&](const sw::members_by_level& sizes) {
                             for (const sw::plan& unplaced : plans)
                               for (const sw::plan& placed : placements_one_by_one(unplaced, sizes)) {
                                 if (!allows(within, placed)) continue;
                                 ++number;
                                 const sw::step_estimate step = asked.estimate(placed, accelerators);
                                 if (sw::balance_memory(step, question.machines()).fits()) visit(step);
                               }
                           });
    }
  }
  return number;
}

}  // namespace properties
