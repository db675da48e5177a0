// Which layers stand on which stage of a pipeline.
//
// A pipeline of p ranks with v chunks each has p v virtual stages; chunk j of rank i is virtual stage j p + i, as
// activations pass through them. The embedding stands before the first layer; the modules of token prediction and the head
// behind the last.
//
//     even       L / (p v) layers each; the embedding, the loss or both may count as a layer
//     ends       so many layers on the first rank, so many on the last, the rest evenly between
//     lighter    where L does not divide: L + 2 or L + 1 does, and the first and last or the last rank have one layer
//                less; else what is left over goes to the middle
//     listed     so many on every virtual stage, as a layout string says
//
// Sources: Megatron Core, core/transformer/transformer_block.py (get_num_layers_to_build) and
// pipeline_parallel_layer_layout.py, NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>

#include <cstdint>
#include <optional>

namespace scalewall {

inline constexpr std::size_t most_virtual_stages = 512;

/// Chunks of a rank whose memory is estimated.
inline constexpr std::int64_t most_chunks = 64;

struct stage_layout {
  /// Virtual stages of one rank ("virtual pipeline"). More than one is an interleaved schedule.
  std::int64_t chunks = 1;

  /// Layers of the first and the last rank, where they are said.
  std::optional<std::int64_t> first_rank{};
  std::optional<std::int64_t> last_rank{};

  /// Whether the embedding, and the head with its loss, take the place of a layer.
  bool embedding_counts = false;
  bool loss_counts = false;

  /// Whether layers that do not divide are spread, ends lighter. Otherwise they break a rule.
  bool lighter_ends = false;

  /// Whether layers, embedding and heads were placed by hand until every rank had as much to do: time then counts the mean
  /// of all ranks on each.
  bool evened = false;

  /// Layers of every virtual stage, where they are listed.
  fixed_list<std::uint8_t, most_virtual_stages> listed{};

  friend constexpr bool operator==(const stage_layout&, const stage_layout&) = default;
};

/// A stretch of the model's stack: layers [first, first + number).
struct layer_range {
  std::int64_t first = 0;
  std::int64_t number = 0;

  friend constexpr bool operator==(const layer_range&, const layer_range&) = default;
};

/// Throws `broken_rule` unless the layers can be laid out over so many ranks.
constexpr void require_valid(const stage_layout& layout, std::int64_t layers, std::int64_t ranks) {
  require(layout.chunks >= 1, "a pipeline rank holds at least one chunk of layers",
          {{"chunks", layout.chunks}});
  require(layout.chunks == 1 || ranks > 1, "only a pipeline of several ranks is interleaved",
          {{"chunks", layout.chunks}, {"pipeline", ranks}});
  require(layers >= 1, "a model has layers", {{"layers", layers}});
  if (!layout.listed.empty()) {
    require(static_cast<std::int64_t>(layout.listed.size()) % ranks == 0 &&
                static_cast<std::int64_t>(layout.listed.size()) / ranks == layout.chunks,
            "a layout lists every virtual stage",
            {{"listed", layout.listed.size()}, {"pipeline", ranks}, {"chunks", layout.chunks}});
    std::int64_t sum = 0;
    for (const std::uint8_t number : layout.listed) sum += number;
    require(sum == layers, "the layers of a layout are those of the model",
            {{"in the layout", sum}, {"layers", layers}});
    return;
  }
  if (layout.first_rank || layout.last_rank) {
    const std::int64_t ends = layout.first_rank.value_or(0) + layout.last_rank.value_or(0);
    const std::int64_t between = ranks - (layout.first_rank ? 1 : 0) - (layout.last_rank ? 1 : 0);
    require(layout.first_rank.value_or(1) >= 1 && layout.last_rank.value_or(1) >= 1 && between >= 0,
            "the first and last rank of a pipeline have layers of their own",
            {{"first", layout.first_rank.value_or(0)}, {"last", layout.last_rank.value_or(0)}});
    require(!layout.embedding_counts && !layout.loss_counts,
            "where the layers of an end are said, embedding and loss do not count as layers");
    const std::int64_t rest = layers - ends;
    require(between == 0 ? rest == 0 : rest >= between && rest % (between * layout.chunks) == 0,
            "the layers between the ends divide evenly over the other ranks",
            {{"layers between", rest}, {"ranks between", between}, {"chunks", layout.chunks}});
    require(layout.first_rank.value_or(layout.chunks) % layout.chunks == 0 &&
                layout.last_rank.value_or(layout.chunks) % layout.chunks == 0,
            "the layers of an end divide evenly over its chunks",
            {{"first", layout.first_rank.value_or(0)},
             {"last", layout.last_rank.value_or(0)},
             {"chunks", layout.chunks}});
    return;
  }
  if (layout.lighter_ends) {
    require(layers >= ranks, "every rank of a pipeline has a layer",
            {{"layers", layers}, {"pipeline", ranks}});
    return;
  }
  const std::int64_t counted = layers + (layout.embedding_counts ? 1 : 0) + (layout.loss_counts ? 1 : 0);
  require(counted % (ranks * layout.chunks) == 0,
          "the layers divide evenly over the stages of the pipeline, or a layout says how they are spread",
          {{"layers", layers}, {"pipeline", ranks}, {"chunks", layout.chunks}});
}

namespace detail {

/// Layers of a rank whose chunks are alike.
constexpr std::int64_t layers_of_rank(const stage_layout& layout, std::int64_t layers, std::int64_t ranks,
                                      std::int64_t rank) {
  if (layout.first_rank && rank == 0) return *layout.first_rank;
  if (layout.last_rank && rank == ranks - 1) return *layout.last_rank;
  if (layout.first_rank || layout.last_rank) {
    const std::int64_t between = ranks - (layout.first_rank ? 1 : 0) - (layout.last_rank ? 1 : 0);
    return (layers - layout.first_rank.value_or(0) - layout.last_rank.value_or(0)) / between;
  }
  if (layers % ranks == 0) return layers / ranks;
  if ((layers + 2) % ranks == 0)
    return (layers + 2) / ranks - (rank == 0 ? 1 : 0) - (rank == ranks - 1 ? 1 : 0);
  if ((layers + 1) % ranks == 0) return (layers + 1) / ranks - (rank == ranks - 1 ? 1 : 0);
  // The remainder in the middle.
  const std::int64_t left = layers % ranks;
  const std::int64_t begin = (ranks - left) / 2;
  return layers / ranks + (rank >= begin && rank < begin + left ? 1 : 0);
}

/// Layers of a virtual stage.
constexpr std::int64_t layers_of_chunk(const stage_layout& layout, std::int64_t layers, std::int64_t ranks,
                                       std::int64_t rank, std::int64_t chunk) {
  if (!layout.listed.empty()) return layout.listed[static_cast<std::size_t>(chunk * ranks + rank)];
  if (layout.embedding_counts || layout.loss_counts) {
    const std::int64_t counted = layers + (layout.embedding_counts ? 1 : 0) + (layout.loss_counts ? 1 : 0);
    const bool first = rank == 0 && chunk == 0;
    const bool last = rank == ranks - 1 && chunk == layout.chunks - 1;
    return counted / (ranks * layout.chunks) - (layout.embedding_counts && first ? 1 : 0) -
           (layout.loss_counts && last ? 1 : 0);
  }
  // What does not divide over the chunks goes to the first of them.
  const std::int64_t number = layers_of_rank(layout, layers, ranks, rank);
  return number / layout.chunks + (chunk < number % layout.chunks ? 1 : 0);
}

}  // namespace detail

/// The layers of chunk `chunk` of rank `rank`. Throws `broken_rule` as `require_valid` does, and where there is no such
/// chunk.
constexpr layer_range layers_of(const stage_layout& layout, std::int64_t layers, std::int64_t ranks,
                                std::int64_t rank, std::int64_t chunk) {
  require_valid(layout, layers, ranks);
  require(rank >= 0 && rank < ranks && chunk >= 0 && chunk < layout.chunks,
          "a pipeline has the rank and chunk",
          {{"rank", rank}, {"chunk", chunk}, {"pipeline", ranks}, {"chunks", layout.chunks}});
  layer_range range;
  for (std::int64_t j = 0; j <= chunk; ++j)
    for (std::int64_t i = 0; i < (j == chunk ? rank : ranks); ++i)
      range.first += detail::layers_of_chunk(layout, layers, ranks, i, j);
  range.number = detail::layers_of_chunk(layout, layers, ranks, rank, chunk);
  return range;
}

}  // namespace scalewall
