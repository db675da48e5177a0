// What of a model and a batch one accelerator gets.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/math.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan.hpp>
#include <scalewall/parallel/plan_rules.hpp>

#include <cstdint>

namespace scalewall {

struct shard {
  std::int64_t layers = 0;   ///< of all stages that the accelerator holds
  std::int64_t experts = 0;  ///< of every layer
  std::int64_t tokens = 0;   ///< that one expert meets in one microbatch

  friend constexpr bool operator==(const shard&, const shard&) = default;
};

/// By how many a dimension is cut, of the degrees along the two axes of tensors.
constexpr std::int64_t tensor_degree(tensor_axis axis, std::int64_t along_model, std::int64_t along_ff) {
  return axis == tensor_axis::model ? along_model : along_ff;
}

/// Microbatches of a pipeline that keeps all stages busy.
constexpr std::int64_t least_microbatches(std::int64_t stages, pipeline_schedule schedule) {
  return (count{row_of(schedule).least_microbatches_of_rank} * stages).as_int64();
}

/// Tokens that one expert of one replica meets in a step, rounded down.
constexpr std::int64_t tokens_per_expert(const model_shape& model, const batch& read, std::int64_t replicas) {
  return token_count(read) / replicas / model.experts;
}

/// What the degree of data parallelism divides: the sequences of the batch; in the reference its tokens.
constexpr std::int64_t parts_of_batch(const batch& read, plan_rules rules) {
  const std::int64_t all_tokens = token_count(read);
  return rules == plan_rules::practice ? read.sequences : all_tokens;
}

/// What microbatches divide: the sequences of one replica, 0 where the batch does not divide into replicas; in the
/// reference the tokens that an expert meets.
constexpr std::int64_t parts_of_replica(const model_shape& model, const batch& read, std::int64_t replicas,
                                        plan_rules rules) {
  if (rules == plan_rules::reference) return tokens_per_expert(model, read, replicas);
  return read.sequences % replicas == 0 ? read.sequences / replicas : 0;
}

/// The plan with its microbatches filled in where it leaves them open: the fewest that divide what a replica has and
/// keep the pipeline busy. Throws `broken_rule` where there are none.
constexpr plan with_microbatches(plan split, const model_shape& model, const batch& read,
                                 plan_rules rules = plan_rules::practice) {
  if (split.microbatches != 0) return split;
  const std::int64_t parts = parts_of_replica(model, read, split.data.total(), rules);
  const std::int64_t stages = split.pipeline.total();
  const std::int64_t least = least_microbatches(stages, split.schedule);
  if (rules == plan_rules::practice)
    require(parts >= least,
            "every replica has enough whole sequences for microbatches that keep the pipeline busy",
            {{"sequences", read.sequences},
             {"data", split.data.total()},
             {"stages", stages},
             {"microbatches needed", least}});
  require(parts >= least, "the batch has tokens for enough microbatches to keep the pipeline busy",
          {{"tokens per expert", parts}, {"stages", stages}, {"microbatches needed", least}});
  split.microbatches = math::least_divisor_not_below(parts, least);
  return split;
}

/// The share of one accelerator, by a plan that divides the model and the batch. Where the tokens of a microbatch do not
/// divide over the experts, it is that of the expert with the most of them; in the reference what is left over is lost.
constexpr shard shard_of(const plan& split, const model_shape& model, const batch& read,
                         plan_rules rules = plan_rules::practice) {
  const std::int64_t replicas = split.data.total();
  return {
      .layers = model.layers / split.pipeline.total(),
      .experts = model.experts / split.expert.total(),
      .tokens = rules == plan_rules::reference
                    ? tokens_per_expert(model, read, replicas) / split.microbatches
                    : math::divide_up(read.sequences / replicas / split.microbatches * read.sequence_length,
                                      model.experts)};
}

/// Throws `broken_rule` unless every microbatch of every replica has something to compute.
constexpr void require_divides_batch(const plan& split, const model_shape& model, const batch& read,
                                     plan_rules rules) {
  const std::int64_t dp = split.data.total();
  if (rules == plan_rules::practice) {
    token_count(read);
    const count parts = count{dp} * split.microbatches;
    if (count{read.sequences} % parts != count{})
      require(false, "every microbatch of every replica has as many whole sequences",
              {{"sequences", read.sequences}, {"data", dp}, {"microbatches", split.microbatches}});
    return;
  }
  require(tokens_per_expert(model, read, dp) >= split.microbatches,
          "every expert meets at least one token of every microbatch",
          {{"tokens in the batch", token_count(read)},
           {"data", dp},
           {"microbatches", split.microbatches},
           {"experts", model.experts}});
}

/// Throws `broken_rule` where a degree does not divide what it cuts, or the schedule does not work.
constexpr void require_divides(const plan& split, const model_shape& model, const batch& read,
                               plan_rules rules = plan_rules::practice) {
  const std::int64_t along_model = split.tensor_model.total();
  const std::int64_t along_ff = split.tensor_ff.total();
  for (const weight_matmul& operation : model.operations)
    for (const weight_dimension& dimension : {operation.output, operation.input}) {
      const std::int64_t tp = tensor_degree(dimension.cut_along, along_model, along_ff);
      if (dimension.size % tp != 0)
        require(false, "tensor parallelism divides the dimension that it cuts",
                {{"dimension", dimension.size}, {"degree", tp}});
    }

  const std::int64_t pp = split.pipeline.total();
  require(split.interleaving >= 1, "an accelerator holds at least one pipeline stage",
          {{"interleaving", split.interleaving}});
  require(model.layers % pp == 0 && model.layers / pp % split.interleaving == 0,
          "the layers divide evenly over the pipeline stages",
          {{"layers", model.layers},
           {"stages", static_cast<double>(pp) * static_cast<double>(split.interleaving)}});
  require(split.interleaving == 1 || pp > 1, "only a pipeline of several accelerators is interleaved",
          {{"interleaving", split.interleaving}, {"pipeline", pp}});

  const std::int64_t ep = split.expert.total();
  require(model.experts % ep == 0, "expert parallelism divides the experts of a layer",
          {{"experts", model.experts}, {"degree", ep}});

  require(split.microbatches >= 1, "a pipeline processes at least one microbatch per step",
          {{"microbatches", split.microbatches}});
  if (!row_of(split.schedule).has_bubble) {
    require(split.interleaving == 1, "a zero bubble pipeline is not interleaved",
            {{"interleaving", split.interleaving}});
    require(split.microbatches >= least_microbatches(pp, split.schedule),
            "a zero bubble pipeline needs two microbatches per stage",
            {{"microbatches", split.microbatches}, {"stages", pp}});
    require(pp > 1 || rules == plan_rules::reference,
            "a zero bubble schedule is one of several accelerators: a single stage has no bubble",
            {{"pipeline", pp}});
  }
  require_divides_batch(split, model, read, rules);
}

}  // namespace scalewall
