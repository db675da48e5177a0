// The peak of an accelerator's memory in training, by kind of stage and by what takes it.
//
//     peak = weights + gradients + optimizer + workspaces + communication + other + the largest moment of
//
//         forward     what the microbatches in flight keep, and the mask of one
//         loss        the same, 4 S h of the last norm and C bytes of every logit, on the rank that has the head
//         backward    the same with a layer's transient and with what it recomputes; gathered weights where they are shards
//         update      copies in 32 bit of gradients, and of the moments of dense parameters or of experts, whose optimizers
//                     update one after the other
//
// Of what replicas share, dense parameters are cut in D c / I shards, those of experts in t c D / (e t_e I), for I
// instances of the optimizer. Fully sharded weights are gathered in 16 bit: two layers in a forward pass; a layer and the
// vocabulary at the loss; two layers in a backward pass, with 6 bytes of one for its gradient and that gradient's copy in
// fp32. Modules of token prediction keep what their layer does and 10 S h each, of one microbatch, wherever the last norm's
// 4 S h are. Weight gradients of the head that wait are 2 T V / t + 2 T h each at the loss. Dropout behind the embedding
// keeps S h more of a microbatch on the first rank. Stages of torch's pipelines have buffers for what they receive of every
// microbatch, 2 S h each way, and the last keeps the logits of all.
//
// Of frozen weights beside low-rank adapters a rank keeps the weights alone, and gathers them without gradients; gradients and the
// optimizer's state are those of adapters, and the head's product, frozen too, keeps no input (2 S h behind the last norm).
//
// Assumed throughout: tokens spread evenly over experts; an optimizer keeps here what of it does not stand on the host; layers
// of a folded stack are counted as if they stood one after the other.
//
// Sources: Korthikanti 2022 (arXiv 2205.05198); Rajbhandari 2020 (arXiv 1910.02054); NVIDIA/Megatron-LM,
// core/distributed/ and core/optimizer/distrib_optimizer.py; pytorch/pytorch, torch/distributed/fsdp.

#pragma once

#include <scalewall/estimate/layer_memory.hpp>
#include <scalewall/estimate/memory_by_stage.hpp>
#include <scalewall/estimate/stage_layers.hpp>
#include <scalewall/framework/memory_accounting.hpp>
#include <scalewall/math.hpp>
#include <scalewall/parallel/in_flight.hpp>
#include <scalewall/parallel/sharded_states.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>

namespace scalewall {

/// One question about memory, of which everything that is the same for all ranks is computed once. Model,
/// plan and accounting outlive it.
class memory_estimator {
 public:
  /// Throws `broken_rule` where the plan is none for the model, and for what is not modelled.
  constexpr memory_estimator(const language_model& model, const training_plan& plan, const batch& batch,
                             const recipe& how, const memory_accounting& framework,
                             workspace_generation generation)
      : model_(model),
        plan_(plan),
        how_(as_kept(how, framework)),
        framework_(framework),
        schedule_(row_of(plan.schedule)),
        layers_(model, plan),
        part_(microbatch_of_rank(plan, batch, how)),
        microbatches_(microbatches_of(plan, batch)),
        vocabulary_(padded_vocabulary(model, how.vocabulary_multiple, plan.mesh.tensor)),
        dense_(sharded_states(how, dense_replicas(plan.mesh))),
        routed_(sharded_states(how, expert_replicas(plan.mesh))) {
    require_valid(plan, model, batch);
    require(plan.layout.chunks <= most_chunks, "a rank holds at most 64 chunks of layers",
            {{"chunks", plan.layout.chunks}});
    std::size_t run = 0;
    for (const layer_pattern& pattern : model.layers)
      for (const layer_run& each : pattern.runs) {
        kinds_[run++] = memory_of(each.layer);
        routed_blocks_ = routed_blocks_ || is_routed(each.layer);
      }
    kept_in_16_bit_more_ = kept_in_16_bit_more(model);
    if (model.prediction) {
      const layer_memory kind = memory_of(model.prediction->layer);
      predicted_ = static_cast<double>(model.prediction->modules) *
                   (kind.saved_exactly - kind.offloaded + 10 * stream());
      predicted_adapters_ = kind.adapters;
    }
    keep_always(generation);
  }

  /// The peak of one rank of the pipeline.
  constexpr stage_memory of_rank(std::int64_t rank) const {
    require(rank >= 0 && rank < plan_.mesh.pipeline, "a pipeline has the rank",
            {{"rank", rank}, {"pipeline", plan_.mesh.pipeline}});
    return peak_of(contents_of(rank), rank);
  }

  /// The peak of every kind of stage.
  constexpr training_memory of_all() const {
    training_memory all;
    all.routed = routed_blocks_;
    all.adapters = how_.adapter_rank.has_value();
    all.fragments = plan_.layout.chunks > 1 && how_.expandable_segments == false;
    for (std::int64_t rank = 0; rank < plan_.mesh.pipeline; ++rank) {
      if (is_like_the_one_before(rank)) {
        all.stages[all.stages.size() - 1].last_rank = rank;
        continue;
      }
      const stage_memory stage = peak_of(contents_of(rank), rank);
      if (all.stages.size() < all.stages.capacity())
        all.stages.push_back(stage);
      else if (stage.peak() > all.stages.back().peak())
        all.stages[all.stages.size() - 1] = stage;
    }
    for (std::size_t stage = 1; stage < all.stages.size(); ++stage)
      if (all.stages[stage].peak() > all.peak()) all.fullest = stage;
    return all;
  }

 private:
  /// What a rank holds: bytes of a microbatch by chunk, layers by run, and what stands around them.
  struct stage_contents {
    std::array<bytes, most_chunks> saved{};
    layers_by_run layers{};
    std::int64_t most_layers = 0;  ///< of a chunk
    rank_parameters around;
    bool head = false;
  };

  static constexpr recipe as_kept(recipe how, const memory_accounting& framework) {
    const bool told_apart = how.format == training_format::nvfp4 && how.recompute.every_second_product;
    if (is_quantized(how.format) && !framework.keeps_quantized_inputs && !told_apart)
      how.format = training_format::bf16;
    return how;
  }

  /// What the last layers keep more of a microbatch, which stay in 16 bit.
  constexpr bytes kept_in_16_bit_more(const language_model& model) const {
    if (how_.last_layers_in_16_bit == 0 || !is_quantized(how_.format)) return {};
    const layer_run& last = model.layers.back().runs.back();
    require(plan_.mesh.pipeline == 1 && how_.last_layers_in_16_bit <= last.layers,
            "layers that stay in 16 bit are told apart on one stage alone, in the last run of equal ones",
            {{"pipeline", plan_.mesh.pipeline}, {"layers", how_.last_layers_in_16_bit}});
    recipe wider = how_;
    wider.format = training_format::bf16;
    const layer_memory kind = memory_of_layer(last.layer, model_.width, *model_.norm, part_, plan_.mesh,
                                              wider, framework_.rounding);
    return static_cast<double>(how_.last_layers_in_16_bit) * (kind.saved - memory_of(last.layer).saved);
  }

  /// A tensor of the residual stream, at one byte a word.
  constexpr bytes stream() const {
    return bytes::from_value(part_.residual_tokens * static_cast<double>(model_.width));
  }

  constexpr layer_memory memory_of(const transformer_layer& layer) const {
    return memory_of_layer(layer, model_.width, *model_.norm, part_, plan_.mesh, how_, framework_.rounding);
  }

  constexpr double words_of_logits() const {
    return detail::rounded_down(
        part_.tokens * static_cast<double>(vocabulary_) /
        static_cast<double>(schedule_.vocabulary_over_ranks ? plan_.mesh.pipeline : plan_.mesh.tensor));
  }

  constexpr void keep_always(workspace_generation generation) {
    const bytes product =
        how_.repeatable_products ? framework_.repeatable_products : framework_.products.of(generation);
    const bytes engine = framework_.engine.of(generation);
    const bool overlaps = how_.overlaps_tensor && plan_.mesh.tensor > 1;
    always_.workspaces = static_cast<double>(framework_.product_threads) * product +
                         static_cast<double>(overlaps ? framework_.overlapped_workspaces : 1) * engine;
    if (routed_blocks_ && how_.grouped_experts)
      always_.workspaces += static_cast<double>(framework_.grouped_products) * engine;
    if (framework_.keeps_buffer_of_scores && how_.attention == attention_kernel::unfused)
      always_.workspaces += scores();
    if (framework_.gathers_into_buffer && how_.sequence_parallel && plan_.mesh.tensor > 1)
      always_.communication = bytes::from_value(2 * part_.tokens * static_cast<double>(model_.width));
    if (overlaps)
      always_.communication += static_cast<double>(framework_.overlapped_buffers) *
                               bytes::from_value(2 * part_.tokens * static_cast<double>(model_.width));
    if (plan_.mesh.pipeline > 1) always_.communication += framework_.pipeline_buffers * (2 * stream());
    if (how_.attention_mask)
      mask_ = bytes::from_value(part_.sequences * part_.sequence_length * part_.sequence_length);
    logits_ = framework_.bytes_of_logit(how_.loss, generation, plan_.mesh.tensor) *
              bytes::from_value(words_of_logits());
    if (!how_.adapter_rank)
      deferred_ =
          static_cast<double>(how_.deferred_head_gradients) *
          bytes::from_value(2 * words_of_logits() + 2 * part_.tokens * static_cast<double>(model_.width));
  }

  /// The buffer of unfused scores.
  constexpr bytes scores() const {
    const auto& layer = model_.layers[0].runs[0].layer;
    const double heads = static_cast<double>(
        std::visit([](const auto& attention) { return attention.heads; }, layer.attention) /
        plan_.mesh.tensor);
    return bytes::from_value(2 * part_.sequences * heads * part_.sequence_length * part_.sequence_length);
  }

  /// Whether a rank between the ends holds layers as the rank before it does, which is none of the ends either.
  constexpr bool is_like_the_one_before(std::int64_t rank) const {
    if (const auto stage = plan_.layout.prediction_stage)
      if (const std::int64_t from = *stage % plan_.mesh.pipeline; rank == from || rank == from + 1)
        return false;
    return rank >= 2 && rank < plan_.mesh.pipeline - 1 && !schedule_.weights_twice &&
           layers_.alike(rank, rank - 1);
  }

  constexpr stage_contents contents_of(std::int64_t rank) const {
    const std::int64_t ranks = plan_.mesh.pipeline;
    const std::int64_t predicting = rank_of_prediction(plan_.layout, ranks);
    stage_contents contents;
    const auto take = [&](std::int64_t from, double share) {
      for (std::int64_t chunk = 0; chunk < plan_.layout.chunks; ++chunk) {
        const std::size_t at = static_cast<std::size_t>(chunk);
        const layers_by_run layers = layers_.of(from, chunk);
        contents.saved[at] += share * (saved_by(layers) + kept_in_16_bit_more_);
        std::int64_t number = 0;
        for (std::size_t run = 0; run < layers_.runs(); ++run) {
          contents.layers[run] += layers[run];
          number += layers[run];
        }
        contents.most_layers = std::max(contents.most_layers, number);
      }
      if (from == 0 && how_.hidden_dropout) contents.saved[0] += share * stream();
      if (framework_.keeps_stage_outputs && ranks > 1)
        for (std::int64_t chunk = 0; chunk < plan_.layout.chunks; ++chunk)
          if (!framework_.buffers_every_microbatch || !ends_at_head(from, chunk))
            contents.saved[static_cast<std::size_t>(chunk)] += share * (2 * stream());
      contents.around = contents.around + parameters_around_layers(model_, plan_.mesh, schedule_, vocabulary_,
                                                                   from, predicting);
      // Of modules on a stage of their own every microbatch in flight keeps what they save; beside the head none waits.
      if (const auto stage = plan_.layout.prediction_stage; stage && from == predicting)
        contents.saved[static_cast<std::size_t>(*stage / ranks)] += share * predicted_;
      contents.head = contents.head || from == (schedule_.folded ? 0 : ranks - 1);
    };
    // Of two mirror images a rank takes every microbatch through one.
    take(rank, schedule_.weights_twice ? 0.5 : 1);
    if (schedule_.weights_twice) take(ranks - 1 - rank, 0.5);
    return contents;
  }

  /// Whether what a chunk gives are logits.
  constexpr bool ends_at_head(std::int64_t rank, std::int64_t chunk) const {
    return rank == (schedule_.folded ? 0 : plan_.mesh.pipeline - 1) && chunk == plan_.layout.chunks - 1;
  }

  /// What stands on a rank of microbatches that are not in flight: buffers for activations that it receives, of which those in
  /// flight are inputs of its layers, for gradients that it receives, and logits but the current ones.
  constexpr bytes buffered_of_every_microbatch(std::int64_t rank) const {
    if (!framework_.buffers_every_microbatch || plan_.mesh.pipeline == 1) return {};
    const std::int64_t ranks = plan_.mesh.pipeline, chunks = plan_.layout.chunks;
    const auto every = static_cast<double>(microbatches_);
    bytes buffers{};
    if (chunks == 1 && rank > 0)
      buffers =
          static_cast<double>(microbatches_ - microbatches_in_flight(schedule_, ranks, rank, microbatches_)) *
          (2 * stream());
    for (std::int64_t chunk = 0; chunk < chunks; ++chunk)
      buffers += ends_at_head(rank, chunk) ? (every - 1) * bytes::from_value(2 * words_of_logits())
                                           : every * (2 * stream());
    return buffers;
  }

  /// Layers of a chunk that full recomputation takes at once.
  constexpr std::int64_t unit_of(std::int64_t layers) const {
    if (how_.recompute.granularity != recompute_granularity::full) return 1;
    return std::clamp(how_.recompute.unit, std::int64_t{1}, std::max<std::int64_t>(1, layers));
  }

  /// Bytes of one microbatch that the layers of a chunk keep: those of every unit's first, where units are recomputed.
  /// Method `block` recomputes the first layers.
  constexpr bytes saved_by(const layers_by_run& layers) const {
    const std::int64_t unit = unit_of(INT64_MAX), recomputed = how_.recompute.layers.value_or(INT64_MAX);
    bytes sum{};
    std::int64_t before = 0;
    for (std::size_t run = 0; run < layers_.runs(); ++run) {
      const std::int64_t after = before + layers[run];
      const std::int64_t first = std::min(before, recomputed), last = std::min(after, recomputed);
      const std::int64_t units = math::divide_up(last, unit) - math::divide_up(first, unit);
      sum += static_cast<double>(units) * kinds_[run].saved +
             static_cast<double>(layers[run] - (last - first)) * kinds_[run].saved_without_recomputation;
      before = after;
    }
    return sum;
  }

  constexpr most_held<bytes> held_by(const stage_contents& contents, std::int64_t rank) const {
    const std::int64_t ranks = plan_.mesh.pipeline;
    if (plan_.layout.chunks > 1)
      return most_held_by(interleaved_schedule{.ranks = ranks,
                                               .chunks = plan_.layout.chunks,
                                               .group = plan_.microbatch_group.value_or(ranks),
                                               .microbatches = microbatches_},
                          rank, contents.saved.data());
    const bytes held = static_cast<double>(microbatches_in_flight(schedule_, ranks, rank, microbatches_)) *
                       contents.saved[0];
    return {held, held, held, held};
  }

  constexpr stage_memory peak_of(const stage_contents& contents, std::int64_t rank) const {
    rank_parameters words = contents.around;
    bytes of_a_layer{}, fetched{};
    const auto unit = static_cast<double>(unit_of(contents.most_layers));
    count largest, cached;
    count trained_dense, trained_routed;
    const bool frozen = how_.adapter_rank.has_value();
    for (std::size_t run = 0; run < layers_.runs(); ++run) {
      if (contents.layers[run] == 0) continue;
      const layer_memory& kind = kinds_[run];
      words = words + times(kind.words, contents.layers[run]);
      trained_dense += contents.layers[run] * kind.adapters.dense;
      trained_routed += contents.layers[run] * kind.adapters.experts;
      of_a_layer =
          std::max(of_a_layer, kind.transient + unit * kind.recomputed +
                                   (how_.fused_gradient_accumulation ? bytes{} : kind.unfused_gradient));
      fetched = std::max(fetched, kind.offloaded);
      largest = std::max(largest, kind.words.total());
      cached += cached_by(contents, run);
    }
    if (model_.prediction && contents.around.prediction > count{}) {
      trained_dense += model_.prediction->modules * predicted_adapters_.dense;
      trained_routed += model_.prediction->modules * predicted_adapters_.experts;
    }
    const count table = vocabulary_ * model_.width / plan_.mesh.tensor;
    if (contents.head && !schedule_.vocabulary_over_ranks && !frozen) cached += table;

    stage_memory stage{.first_rank = rank, .last_rank = rank, .modules = always_, .moment = {}};
    memory_by_module& modules = stage.modules;
    modules.communication += buffered_of_every_microbatch(rank);
    const double adapters = static_cast<double>(trained_dense),
                 expert_adapters = static_cast<double>(trained_routed);
    const double dense = static_cast<double>(words.dense()) + adapters,
                 routed = static_cast<double>(words.routed()) + expert_adapters;
    const double learning = frozen ? adapters : dense, learning_routed = frozen ? expert_adapters : routed;
    modules.weights = bytes::from_value(dense * dense_.weight + routed * routed_.weight);
    modules.gradients = bytes::from_value(learning * dense_.gradient + learning_routed * routed_.gradient);
    modules.optimizer = bytes::from_value(learning * dense_.optimizer + learning_routed * routed_.optimizer);
    if (how_.fused_gradient_accumulation && framework_.dummy_weight_gradients)
      modules.other = bytes::from_value(2 * static_cast<double>(cached));

    // Gathered in 16 bit where weights are shards; in a backward pass with gradients and their fp32 copy.
    const bool shards = how_.shards == sharding::weights;
    const bool stays = shards && how_.stays_gathered_in_pipeline && plan_.mesh.pipeline > 1;
    const bytes layer = bytes::from_value(shards && !stays ? static_cast<double>(largest) : 0.0);
    const bytes vocabulary = bytes::from_value(shards && !stays ? static_cast<double>(table) : 0.0);
    const bytes always_gathered =
        bytes::from_value(stays ? 2 * (dense + routed) + 4 * (learning + learning_routed) : 0.0);
    const double gathered_backward = frozen ? 4 : 10;

    const most_held<bytes> held = held_by(contents, rank);
    const bytes behind = contents.head ? (frozen ? 2.0 : 4.0) * stream() + predicted_beside_head() : bytes{};
    modules.activations = held.forward + mask_ + fetched;
    modules.gathered = always_gathered + 4 * layer;
    stage.moment = peak_moment::forward;
    bytes most = modules.activations + modules.gathered;
    const auto consider = [&](peak_moment moment, bytes activations, bytes logits, bytes gathered) {
      gathered += always_gathered;
      if (activations + logits + gathered <= most) return;
      most = activations + logits + gathered;
      stage.moment = moment;
      modules.activations = activations;
      modules.logits = logits;
      modules.gathered = gathered;
    };
    if (contents.head || schedule_.vocabulary_over_ranks)
      consider(peak_moment::loss, held.last_forward + mask_ + behind + fetched,
               logits_ + (contents.head ? deferred_ : bytes{}), 2 * layer + 2 * vocabulary);
    of_a_layer += 2 * fetched;
    consider(peak_moment::backward, held.backward + mask_ + of_a_layer, bytes{}, gathered_backward * layer);
    if (contents.head)
      consider(peak_moment::backward, held.last_backward + mask_ + of_a_layer + behind, bytes{},
               gathered_backward * layer);
    const bytes copies =
        bytes::from_value(learning * dense_.gradient_copy + learning_routed * routed_.gradient_copy +
                          std::max(learning * dense_.moment_copies, learning_routed * routed_.moment_copies));
    if (copies > most) {
      stage.moment = peak_moment::update;
      modules.optimizer += copies;
      modules.activations = modules.logits = modules.gathered = {};
    }
    return stage;
  }

  constexpr bytes predicted_beside_head() const {
    return plan_.layout.prediction_stage ? bytes{} : predicted_;
  }

  /// Words of the shapes of weights that no earlier run of the rank has.
  constexpr count cached_by(const stage_contents& contents, std::size_t run) const {
    bool attention = true, other = true;
    for (std::size_t before = 0; before < run; ++before) {
      if (contents.layers[before] == 0) continue;
      attention = attention && kinds_[before].attention_products != kinds_[run].attention_products;
      other = other && kinds_[before].other_products != kinds_[run].other_products;
    }
    return (attention ? kinds_[run].attention_products : count{}) +
           (other ? kinds_[run].other_products : count{});
  }

  const language_model& model_;
  const training_plan& plan_;
  recipe how_;
  const memory_accounting& framework_;
  const schedule_row& schedule_;
  stage_layers layers_;
  rank_microbatch part_;
  std::int64_t microbatches_;
  count vocabulary_;
  state_bytes dense_;
  state_bytes routed_;
  std::array<layer_memory, most_runs> kinds_{};
  bool routed_blocks_ = false;
  bytes kept_in_16_bit_more_{};
  bytes predicted_{};
  adapter_parameters predicted_adapters_{};
  memory_by_module always_{};
  bytes mask_{};
  bytes logits_{};
  bytes deferred_{};
};

}  // namespace scalewall
