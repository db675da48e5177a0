// What a row of measured memory says that is no model and no recipe: the figure, the ranks and the device that it is of, and
// the plan.
//
// A figure in "GB as printed" is 10^9 bytes in the tables of zero bubble and of adapters and 2^30 elsewhere, by what agrees: what
// adapters spare that gather again is 2 T h a layer and an input, of which the figures are 0.96 to 0.98 in 10^9 bytes. Where no world
// size is stated, a functional test ran on a node of eight.

#pragma once

#include <scalewall/quantities.hpp>
#include <scalewall/runs/memory_row.hpp>
#include <scalewall/runs/row_model.hpp>
#include <scalewall/runs/row_words.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace scalewall::detail {

inline std::optional<bytes> measured_of(const row_words& row) {
  if (const auto exact = row.number("measured_bytes")) return bytes::from_value(*exact);
  const auto number = row.number("measured");
  if (!number) return std::nullopt;
  const bool decimal = row.says("framework", "zero-bubble") || row.says("source_key", "BRIDGE-LORA");
  if (row.text("unit") == "B") return bytes::from_value(*number);
  if (row.text("unit") == "MiB") return *number * 1_MiB;
  return *number * (decimal ? 1_GB : 1_GiB);
}

inline measured_memory kind_of(const row_words& row) {
  if (row.says("what_measured", "nvidia-smi") || row.says("what_measured", "device level"))
    return measured_memory::device;
  if (row.says("what_measured", "reserved") || row.says("framework", "torchtitan"))
    return measured_memory::reserved;
  return measured_memory::allocated;
}

inline measured_ranks ranks_of(const row_words& row, std::int64_t pipeline) {
  const std::string_view said = row.text("rank_or_stage");
  if (said.starts_with("last rank")) return {pipeline - 1};
  if (said.starts_with("rank 0")) return {0};
  if (said.starts_with("stage ")) return {row_words::behind(said, "stage ")};
  return {};
}

/// What PyTorch finds on a device, which is less than its name says: as its messages have it.
inline std::optional<bytes> device_bytes(const row_words& row) {
  struct device {
    std::string_view part;
    bytes capacity;
  };
  // "180GB" holds "80GB", and "GB200" "B200": the longer name is looked for first.
  constexpr device devices[] = {{"180GB", 178.3_GiB}, {"80GB", 79.1_GiB},   {"96GB", 95_GiB},
                                {"141GB", 139.8_GiB}, {"192GB", 191.5_GiB}, {"288GB", 287.9_GiB},
                                {"GB200", 184_GiB},   {"B200", 178.3_GiB}};
  for (const device& known : devices)
    if (row.says("gpu", known.part)) return known.capacity;
  return std::nullopt;
}

inline schedule schedule_of(const row_words& row) {
  const std::string_view said = row.text("schedule");
  const auto has = [&](std::string_view word) { return said.find(word) != std::string_view::npos; };
  if (has("ZB-2p")) return schedule::zb_h2;
  if (has("ZB-1p")) return schedule::zb_h1;
  if (has("zbv") || has("ZB-V")) return schedule::zb_v;
  if (has("v-half")) return schedule::v_half;
  if (has("v-min")) return schedule::v_min;
  if (has("vocab-1")) return schedule::vocabulary_1;
  if (has("vocab-2")) return schedule::vocabulary_2;
  if (has("interlaced")) return schedule::interlaced;
  if (has("zbb")) throw broken_rule("which zero bubble schedule it is, the row does not say");
  return schedule::one_f_one_b;
}

/// Layers of ranks when those near a head as heavy as `head` layers have fewer, so that the heaviest is as light as can be.
inline std::vector<std::int64_t> balanced_layers(std::int64_t layers, std::int64_t ranks, double head) {
  for (std::int64_t most = layers / ranks;; ++most) {
    const std::int64_t last = std::max<std::int64_t>(0, std::llround(static_cast<double>(most) - head));
    if (most * (ranks - 1) + std::min(last, most) < layers) continue;
    // The first ranks, which have more in flight, are not given what does not divide.
    std::vector<std::int64_t> of_rank(static_cast<std::size_t>(ranks), 0);
    of_rank.back() = std::min(last, most);
    std::int64_t left = layers - of_rank.back();
    for (std::int64_t rank = 0; rank < ranks - 1; ++rank) {
      const std::int64_t here = left / (ranks - 1 - rank);
      of_rank[static_cast<std::size_t>(rank)] = here;
      left -= here;
    }
    return of_rank;
  }
}

inline void list_layers(stage_layout& layout, const std::vector<std::int64_t>& layers) {
  for (const std::int64_t number : layers)
    require(number <= 255, "a layout lists at most 255 layers of a virtual stage", {{"layers", number}});
  for (const std::int64_t number : layers) layout.listed.push_back(static_cast<std::uint8_t>(number));
}

/// The layout that a string of Megatron Core gives so many ranks.
inline stage_layout written_layout(std::string_view written, std::int64_t ranks) {
  const std::vector<std::int64_t> stages = layers_in_layout(written);
  require(static_cast<std::int64_t>(stages.size()) % ranks == 0, "a layout lists every virtual stage",
          {{"listed", stages.size()}, {"pipeline", ranks}});
  stage_layout layout{.chunks = static_cast<std::int64_t>(stages.size()) / ranks};
  list_layers(layout, stages);
  return layout;
}

inline void read_plan(const row_words& row, memory_row& into) {
  training_plan& plan = into.plan;
  mesh& degrees = plan.mesh;
  degrees.tensor = row.whole("tp").value_or(1);
  degrees.context = row.whole("cp").value_or(1);
  degrees.pipeline = row.whole("pp").value_or(1);
  degrees.expert = row.whole("ep").value_or(1);
  const bool test = !row.text("flags").empty();
  degrees.expert_tensor =
      row.whole("etp").value_or(test && !row.text("experts_total").empty() ? degrees.tensor : 1);
  require(degrees.tensor >= 1 && degrees.context >= 1 && degrees.pipeline >= 1,
          "a degree of parallelism is at least 1",
          {{"tp", degrees.tensor}, {"cp", degrees.context}, {"pp", degrees.pipeline}});
  const std::int64_t model_ranks = (count{degrees.tensor} * degrees.context * degrees.pipeline).as_int64();
  // The table of Megatron-Bridge's adapters gives degrees alone; replicas share nothing there.
  const bool of_adapters = row.says("source_key", "BRIDGE-LORA");
  if (const auto data = row.whole("dp")) {
    degrees.data = *data;
  } else if (const auto gpus = row.whole("n_gpu")) {
    degrees.data = *gpus / model_ranks;
  } else if (of_adapters) {
    degrees.data = degrees.expert;
    into.assumed = "as many replicas as experts are divided over";
  } else {
    // The machines of the project's tests are nodes of eight.
    if (!row.whole("gbs_seqs") || row.needed("d_model") > 1024 || 8 % model_ranks != 0)
      throw broken_rule("the row does not say on how many GPUs it ran");
    degrees.data = 8 / model_ranks;
    into.assumed = "a node of eight GPUs";
  }
  if (of_adapters && !row.whole("mbs"))
    into.assumed += std::string(into.assumed.empty() ? "" : "; ") + "a microbatch of one sequence";
  plan.microbatch = of_adapters ? row.whole("mbs").value_or(1) : row.needed("mbs");
  require(plan.microbatch >= 1 && degrees.data >= 1, "a replica has a microbatch of one sequence at least",
          {{"mbs", plan.microbatch}, {"dp", degrees.data}});
  // A global batch that has no microbatch for every replica was not trained by so many.
  if (const auto sequences = row.whole("gbs_seqs");
      sequences && *sequences < plan.microbatch * degrees.data) {
    degrees.data = std::max<std::int64_t>(1, *sequences / plan.microbatch);
    into.assumed = "as many replicas as the global batch has microbatches for";
  }
  plan.layout.chunks = degrees.pipeline == 1 ? 1 : row.whole("vpp").value_or(1);
  plan.microbatch_group = row.whole_flag("microbatch-group-size-per-virtual-pipeline-stage");
  plan.schedule = schedule_of(row);
  into.batch.sequence_length = row.needed("seq_len");
  std::int64_t number = row.whole("n_microbatches").value_or(0);
  if (number == 0) {
    const auto sequences = row.whole("gbs_seqs");
    if (sequences) number = std::max<std::int64_t>(1, *sequences / (plan.microbatch * degrees.data));
  }
  if (number == 0 && degrees.pipeline == 1) number = 1;
  if (number == 0) throw broken_rule("the row does not say its microbatches, which a pipeline has in flight");
  into.batch.sequences = number * plan.microbatch * degrees.data;

  const std::int64_t layers =
      row.text("layers").empty() ? layer_count(model_by_name(row)).as_int64() : row.needed("layers");
  require(
      layers >= 1 && layers <= 100'000 && degrees.pipeline <= static_cast<std::int64_t>(most_virtual_stages),
      "a row has at most 100,000 layers on 512 stages", {{"layers", layers}, {"pp", degrees.pipeline}});
  std::string_view written = row.flag("pipeline-model-parallel-layout").value_or("");
  if (const std::size_t at = row.text("notes").find("layout E");
      written.empty() && at != std::string_view::npos) {
    written = row.text("notes").substr(at + 7);
    written = written.substr(0, written.find(';'));
  }
  if (!written.empty()) {
    plan.layout = written_layout(written, degrees.pipeline);
  } else if (row.has_flag("decoder-first-pipeline-num-layers") ||
             row.has_flag("decoder-last-pipeline-num-layers")) {
    plan.layout.first_rank = row.whole_flag("decoder-first-pipeline-num-layers");
    plan.layout.last_rank = row.whole_flag("decoder-last-pipeline-num-layers");
  } else if (row.says("schedule", "redis")) {
    // Head and layer by their words: V h against 12 h^2.
    list_layers(plan.layout, balanced_layers(layers, degrees.pipeline,
                                             static_cast<double>(row.needed("vocab")) /
                                                 (12 * static_cast<double>(row.needed("d_model")))));
  } else {
    plan.layout.lighter_ends = layers % (degrees.pipeline * plan.layout.chunks) != 0;
  }
}

}  // namespace scalewall::detail
