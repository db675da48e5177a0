// Which layers every rank of a pipeline holds, chunk by chunk, as numbers of equal layers.

#pragma once

#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/stage_layout.hpp>
#include <scalewall/parallel/training_plan.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace scalewall {

/// How many layers of each run stand in a stretch of the model's stack.
inline constexpr std::size_t most_runs = 12;
using layers_by_run = std::array<std::int64_t, most_runs>;

/// The runs of a model's stack, and where its layers lie in them.
class stack_of_runs {
 public:
  constexpr explicit stack_of_runs(const language_model& model) : model_(&model) {
    for (const layer_pattern& pattern : model.layers) runs_ += pattern.runs.size();
    require(runs_ <= most_runs, "a stack has at most twelve runs of layers",
            {{"runs", static_cast<std::int64_t>(runs_)}});
  }

  constexpr std::size_t size() const { return runs_; }

  /// Layers of every run among the first `number` of the stack.
  constexpr layers_by_run among_first(std::int64_t number) const {
    layers_by_run found{};
    std::size_t index = 0;
    for (const layer_pattern& pattern : model_->layers) {
      std::int64_t length = 0;
      for (const layer_run& run : pattern.runs) length += run.layers;
      const std::int64_t here = std::min(number, length * pattern.repeats);
      const std::int64_t whole = here / length;
      std::int64_t rest = here % length;
      for (const layer_run& run : pattern.runs) {
        const std::int64_t part = std::min(rest, run.layers);
        found[index++] = whole * run.layers + part;
        rest -= part;
      }
      number -= here;
    }
    return found;
  }

  /// Layers of every run in a stretch.
  constexpr layers_by_run among(std::int64_t first, std::int64_t number) const {
    if (runs_ == 1) return {number};
    layers_by_run found = among_first(first + number);
    const layers_by_run before = among_first(first);
    for (std::size_t run = 0; run < runs_; ++run) found[run] -= before[run];
    return found;
  }

 private:
  const language_model* model_;
  std::size_t runs_ = 0;
};

/// The stack laid out over the ranks of a pipeline. Model and plan outlive it, and go together.
class stage_layers {
 public:
  constexpr stage_layers(const language_model& model, const training_plan& plan)
      : runs_(model), ranks_(plan.mesh.pipeline), chunks_(plan.layout.chunks) {
    const std::int64_t layers = layer_count(model).as_int64();
    require(ranks_ * chunks_ <= static_cast<std::int64_t>(most_virtual_stages),
            "a pipeline has at most 512 virtual stages", {{"pipeline", ranks_}, {"chunks", chunks_}});
    std::int64_t first = 0;
    for (std::int64_t chunk = 0; chunk < chunks_; ++chunk)
      for (std::int64_t rank = 0; rank < ranks_; ++rank) {
        layer_range& range = ranges_[place(rank, chunk)];
        range = {first, detail::layers_of_chunk(plan.layout, layers, ranks_, rank, chunk)};
        first += range.number;
      }
  }

  constexpr std::size_t runs() const { return runs_.size(); }

  constexpr layers_by_run of(std::int64_t rank, std::int64_t chunk) const {
    const layer_range& range = ranges_[place(rank, chunk)];
    return runs_.among(range.first, range.number);
  }

  /// Whether two ranks hold the same layers in every chunk.
  constexpr bool alike(std::int64_t rank, std::int64_t other) const {
    for (std::int64_t chunk = 0; chunk < chunks_; ++chunk) {
      if (ranges_[place(rank, chunk)].number != ranges_[place(other, chunk)].number) return false;
      if (runs_.size() > 1 && of(rank, chunk) != of(other, chunk)) return false;
    }
    return true;
  }

 private:
  constexpr std::size_t place(std::int64_t rank, std::int64_t chunk) const {
    return static_cast<std::size_t>(chunk * ranks_ + rank);
  }

  stack_of_runs runs_;
  std::int64_t ranks_;
  std::int64_t chunks_;
  std::array<layer_range, most_virtual_stages> ranges_{};
};

}  // namespace scalewall
