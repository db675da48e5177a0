// Which stages of a pipeline have the same to do.
//
// A rank has layers of several kinds, so many of each; the first has the embedding, the last the head. Where a schedule
// folds the stack the first has both, where it cuts the vocabulary every rank has a part of the head, and where a plan was
// evened by hand every rank has the mean of all. Modules of token prediction are a layer and a head more each, the head on
// the last rank, the layer there or where a layout lists it. DualPipe gives a rank half of the microbatches of its own stage and half of those of its mirror image.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <array>
#include <cstddef>
#include <cstdint>

namespace scalewall {

inline constexpr std::size_t most_layer_kinds = 8;
inline constexpr std::size_t most_stage_kinds = 16;

/// Layers that differ, each once.
using layer_kinds = fixed_list<const transformer_layer*, most_layer_kinds>;

/// Ranks that have the same to do.
struct stage_kind {
  std::int64_t first = 0;  ///< the first of them
  std::int64_t ranks = 1;

  /// Layers of each kind: where a plan is evened, parts of one.
  std::array<double, most_layer_kinds> layers{};
  double embeddings = 0;
  double heads = 0;

  constexpr double layer_sum() const {
    double sum = 0;
    for (const double number : layers) sum += number;
    return sum;
  }
  constexpr bool works_like(const stage_kind& other) const {
    return layers == other.layers && embeddings == other.embeddings && heads == other.heads;
  }
  friend constexpr bool operator==(const stage_kind&, const stage_kind&) = default;
};

using stage_kinds = fixed_list<stage_kind, most_stage_kinds>;

/// The kinds of layer of a model, those of token prediction too.
constexpr layer_kinds layer_kinds_of(const language_model& model) {
  layer_kinds kinds;
  const auto add = [&](const transformer_layer& layer) {
    for (const transformer_layer* known : kinds)
      if (*known == layer) return;
    require(kinds.size() < most_layer_kinds, "a model has at most 8 kinds of layer");
    kinds.push_back(&layer);
  };
  for (const layer_pattern& pattern : model.layers)
    for (const layer_run& run : pattern.runs) add(run.layer);
  if (model.prediction) add(model.prediction->layer);
  return kinds;
}

namespace detail {

constexpr std::size_t place_of(const layer_kinds& kinds, const transformer_layer& layer) {
  for (std::size_t k = 0; k < kinds.size(); ++k)
    if (kinds[k] == &layer || *kinds[k] == layer) return k;
  require(false, "a layer is of one of the model's kinds");
  return 0;
}

constexpr void add_kind(stage_kinds& kinds, const stage_kind& stage) {
  for (stage_kind& known : kinds)
    if (known.works_like(stage)) {
      known.ranks += stage.ranks;
      return;
    }
  require(kinds.size() < most_stage_kinds, "a pipeline has at most 16 kinds of stage",
          {{"rank", stage.first}, {"kinds before it", kinds.size()}});
  kinds.push_back(stage);
}

/// The mean of the whole model on every rank.
constexpr stage_kind evened_stage(const language_model& model, const training_plan& plan,
                                  const layer_kinds& layers) {
  const double share = 1 / double(plan.mesh.pipeline);
  stage_kind mean{.ranks = plan.mesh.pipeline, .embeddings = share, .heads = share};
  for (const layer_pattern& pattern : model.layers)
    for (const layer_run& run : pattern.runs)
      mean.layers[place_of(layers, run.layer)] += share * double(run.layers * pattern.repeats);
  if (row_of(plan.schedule).vocabulary_over_ranks) mean.heads = 1;
  if (model.prediction) {
    mean.layers[place_of(layers, model.prediction->layer)] += share * double(model.prediction->modules);
    mean.heads += share * double(model.prediction->modules);
  }
  return mean;
}

constexpr stage_kind mean_of(stage_kind a, const stage_kind& b) {
  for (std::size_t k = 0; k < most_layer_kinds; ++k) a.layers[k] = (a.layers[k] + b.layers[k]) / 2;
  a.embeddings = (a.embeddings + b.embeddings) / 2;
  a.heads = (a.heads + b.heads) / 2;
  return a;
}

}  // namespace detail

/// The stage of every rank in turn, by what its layers are: calls `visitor(stage)` for rank 0, 1, ...
template <class Visitor>
constexpr void for_each_stage(const language_model& model, const training_plan& plan,
                              const layer_kinds& layers, const Visitor& visitor) {
  const stage_layout& layout = plan.layout;
  const std::int64_t ranks = plan.mesh.pipeline;
  const schedule_row& row = row_of(plan.schedule);
  const std::int64_t last = row.folded ? 0 : ranks - 1;
  const std::int64_t predicting = row.folded ? 0 : rank_of_prediction(layout, ranks);
  std::int64_t whole = 0;
  for (const layer_pattern& pattern : model.layers)
    for (const layer_run& run : pattern.runs) whole += run.layers * pattern.repeats;

  // The next layer of every chunk, as ranks are passed: what stands in it matters where layers differ.
  const bool alike = layers.size() == 1;
  std::array<std::int64_t, most_virtual_stages> next{};
  if (!alike)
    for (std::int64_t chunk = 1; chunk < layout.chunks; ++chunk) {
      next[std::size_t(chunk)] = next[std::size_t(chunk - 1)];
      for (std::int64_t rank = 0; rank < ranks; ++rank)
        next[std::size_t(chunk)] += detail::layers_of_chunk(layout, whole, ranks, rank, chunk - 1);
    }
  for (std::int64_t rank = 0; rank < ranks; ++rank) {
    stage_kind stage{.first = rank};
    for (std::int64_t chunk = 0; chunk < layout.chunks; ++chunk) {
      const std::int64_t number = detail::layers_of_chunk(layout, whole, ranks, rank, chunk);
      if (alike) {
        stage.layers[0] += double(number);
        continue;
      }
      for_each_run(model, layer_range{next[std::size_t(chunk)], number},
                   [&](const transformer_layer& layer, std::int64_t layers_of_run) {
                     stage.layers[detail::place_of(layers, layer)] += double(layers_of_run);
                   });
      next[std::size_t(chunk)] += number;
    }
    if (rank == 0) stage.embeddings = 1;
    if (rank == last || row.vocabulary_over_ranks) stage.heads = 1;
    if (rank == predicting && model.prediction)
      stage.layers[detail::place_of(layers, model.prediction->layer)] += double(model.prediction->modules);
    if (rank == last && model.prediction) stage.heads += double(model.prediction->modules);
    visitor(stage);
  }
}

/// The kinds of stage of a valid plan, in the order of their first ranks.
constexpr stage_kinds stage_kinds_of(const language_model& model, const training_plan& plan,
                                     const layer_kinds& layers) {
  require(plan.layout.chunks <= static_cast<std::int64_t>(most_virtual_stages),
          "a rank of a pipeline has at most 512 chunks", {{"chunks", plan.layout.chunks}});
  stage_kinds kinds;
  if (plan.layout.evened) {
    kinds.push_back(detail::evened_stage(model, plan, layers));
    return kinds;
  }
  if (!row_of(plan.schedule).weights_twice) {
    for_each_stage(model, plan, layers, [&](const stage_kind& stage) { detail::add_kind(kinds, stage); });
    return kinds;
  }
  const std::int64_t ranks = plan.mesh.pipeline;
  for_each_stage(model, plan, layers, [&](const stage_kind& stage) {
    for_each_stage(model, plan, layers, [&](const stage_kind& mirrored) {
      if (mirrored.first == ranks - 1 - stage.first)
        detail::add_kind(kinds, detail::mean_of(stage, mirrored));
    });
  });
  return kinds;
}

}  // namespace scalewall
