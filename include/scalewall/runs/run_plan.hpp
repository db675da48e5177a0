// The plan and the batch of a measured run, with defaults for what its row does not state:
//
//     data degree               N / (t c p), whatever the row calls its replicas
//     chunks of a rank          1; 2 where the schedule is interleaved, a layer each in Megatron-LM's table of H100,
//                               12 in NVIDIA's rows of Nemotron-4 340B
//     microbatch                1 sequence; without a pipeline all of a replica's in JAX, elsewhere up to 16
//     layers of stages          evenly, or with embedding and loss as layers, or lighter at the ends
//     more replicas than B      context parallelism takes the rest
//     a mesh of a TPU           all chips share the weights
//     expert tensor degree      1; that of all tensors in NeMo before it had one of its own

#pragma once

#include <scalewall/math.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/runs/measured_run.hpp>
#include <scalewall/runs/row_fields.hpp>
#include <scalewall/runs/run_hardware.hpp>
#include <scalewall/runs/run_model.hpp>
#include <scalewall/runs/run_software.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// A schedule as tables name it.
struct written_schedule {
  std::string_view words;
  schedule meant;
  bool interleaved = false;
};

/// Words of sources, in the order in which they are looked for.
inline constexpr std::array<written_schedule, 17> written_schedules = {{
    {"ZB-1p", schedule::zb_h1},
    {"ZB-2p", schedule::zb_h2},
    {"ZB-H1", schedule::zb_h1},
    {"ZB-H2", schedule::zb_h2},
    {"ZB-V", schedule::zb_v},
    {"V-half", schedule::v_half},
    {"V-min", schedule::v_min},
    {"zero-bubble", schedule::zb_h1},
    {"zero bubble", schedule::zb_h1},
    {"zbb", schedule::zb_h1},
    {"GPipe", schedule::gpipe},
    {"DualPipe", schedule::dual_pipe},
    {"vocab-1", schedule::vocabulary_1},
    {"vocab-2", schedule::vocabulary_2},
    {"interlaced", schedule::interlaced},
    {"interleaved", schedule::one_f_one_b, true},
    {"1F1B-I", schedule::one_f_one_b, true},
}};

namespace detail {

inline written_schedule schedule_of(const csv_row& row) {
  const std::string_view written = field_text(row, "schedule");
  for (const written_schedule& candidate : written_schedules)
    if (mentions(written, candidate.words)) return candidate;
  if (!written.empty() && !mentions(written, "1F1B") && !is_one_of(written, {"none", "no", "-"})) {
    std::string known = "known are 1F1B, none";
    for (const written_schedule& candidate : written_schedules) known.append(", ").append(candidate.words);
    row.reject("schedule", known);
  }
  return {.words = "", .meant = schedule::one_f_one_b};
}

inline std::int64_t chunks_of(const csv_row& row, const written_schedule& written, std::int64_t layers,
                              std::int64_t pipeline, std::vector<std::string>& assumed) {
  if (pipeline == 1) return 1;
  if (const auto stated = whole_field(row, "vpp")) return *stated;
  const std::string_view source = field_text(row, "source_key");
  if (source == "DGXC" && mentions(field_text(row, "model"), "340b")) {
    assumed.emplace_back("the chunks of a rank are not stated: 12, as in other rows of this model");
    return std::min<std::int64_t>(12, layers / pipeline);
  }
  if (!written.interleaved) return 1;
  // Qi 2023 (arXiv 2401.10241) interleaves as finely as it goes.
  if (source == "ZB") {
    assumed.emplace_back("the chunks of a rank are not stated, and the source, ZB, says: of one layer each");
    return math::divide_up(layers, pipeline);
  }
  if (source == "MLM-H100") {
    assumed.emplace_back("the chunks of a rank are not stated: of one layer each");
    return layers / pipeline;
  }
  if (source == "SEQSEL-T5") {
    assumed.emplace_back("the chunks of a rank are not stated, and the source, SEQSEL-T5, says: 1");
    return 1;
  }
  assumed.emplace_back("the chunks of a rank are not stated: 2");
  return std::min<std::int64_t>(2, std::max<std::int64_t>(1, layers / pipeline));
}

/// VocabularyParallelism's "redis": whole layers as heavy as the head leave the last rank, as many as fit into its
/// weight, for the ranks before it. Source: Yeung 2024 (arXiv 2411.05288).
inline stage_layout redistributed(const language_model& model, std::int64_t sequence_length,
                                  std::int64_t pipeline) {
  const std::int64_t layers = layer_count(model).as_int64();
  const auto h = static_cast<double>(model.width), s = static_cast<double>(sequence_length);
  const double head_in_layers = static_cast<double>(model.vocabulary) / (12 * h * (1 + s / (6 * h)));
  const std::int64_t each = layers / pipeline;
  const std::int64_t leave = std::min<std::int64_t>(static_cast<std::int64_t>(head_in_layers), each - 1);
  stage_layout layout;
  for (std::int64_t rank = 0; rank < pipeline; ++rank) {
    const std::int64_t more =
        rank + 1 == pipeline ? -leave : leave / (pipeline - 1) + (rank < leave % (pipeline - 1) ? 1 : 0);
    layout.listed.push_back(static_cast<std::uint8_t>(each + more));
  }
  return layout;
}

/// Megatron-Bridge's layouts by hand of DeepSeek-V3 and Kimi K2: stages are filled one after the other, the last has what
/// is left, the modules of token prediction and the head.
inline stage_layout filled_in_order(std::int64_t layers, std::int64_t pipeline, std::int64_t chunks) {
  stage_layout layout{.chunks = chunks, .evened = true};
  const std::int64_t stages = pipeline * chunks, each = (layers + stages - 1) / stages;
  // Et|(tt|)*30mL: of 32 stages the first has one layer and the last none.
  std::int64_t left = layers;
  for (std::int64_t stage = 0; stage < stages; ++stage) {
    const std::int64_t wanted =
        stage == 0 && each * (stages - 1) > layers ? each - (each * (stages - 1) - layers) : each;
    const std::int64_t here = std::min(left, std::max<std::int64_t>(wanted, 0));
    layout.listed.push_back(static_cast<std::uint8_t>(here));
    left -= here;
  }
  return layout;
}

inline stage_layout layout_of(const csv_row& row, const language_model& model, std::int64_t sequence_length,
                              std::int64_t pipeline, std::int64_t chunks) {
  const std::int64_t layers = layer_count(model).as_int64(), stages = pipeline * chunks;
  if (pipeline == 1) return {};
  if (mentions(field_text(row, "schedule"), "redis")) return redistributed(model, sequence_length, pipeline);
  const named_traits* traits = find_traits(field_text(row, "model"));
  if (mentions(field_text(row, "framework"), "Megatron-Bridge") && traits != nullptr &&
      traits->leading_dense > 0 && layers == 61)
    return filled_in_order(layers, pipeline, chunks);
  if (layers % stages == 0) return {.chunks = chunks};
  if ((layers + 2) % stages == 0) return {.chunks = chunks, .embedding_counts = true, .loss_counts = true};
  return {.chunks = chunks, .lighter_ends = true};
}

/// Makes a batch that is stated in round tokens one of whole microbatches, `group` sequences of all replicas together.
/// Throws `broken_rule` where it is stated in sequences, or far from that.
inline void round_batch(batch& stated, const csv_row& row, std::int64_t group,
                        std::vector<std::string>& assumed) {
  if (stated.sequences % group == 0) return;
  const std::int64_t rounded = (stated.sequences + group / 2) / group * group;
  const bool in_tokens = field_text(row, "gbs_seqs").empty();
  if (!in_tokens || rounded == 0 || std::abs(rounded - stated.sequences) > rounded / 20)
    throw broken_rule(
        "the global batch of the row does not divide into microbatches of every replica (sequences = " +
        std::to_string(stated.sequences) + ", microbatch x data = " + std::to_string(group) + ")");
  stated.sequences = rounded;
  assumed.push_back("a batch in round tokens is one of whole microbatches: " + std::to_string(rounded) +
                    " sequences");
}

/// The microbatch of a row that states none: a replica's share of the batch where there is no pipeline to fill, all of it in
/// JAX and else as much as 16 sequences; in a pipeline one sequence.
inline std::int64_t likely_microbatch(std::int64_t sequences, std::int64_t pipeline, std::int64_t data,
                                      time_family family) {
  const std::int64_t share = sequences / data;
  const std::int64_t few = family == time_family::maxtext ? share : 16;
  if (pipeline > 1 || share < 1 || sequences % data != 0) return 1;
  std::int64_t largest = 1;
  for (std::int64_t divisor = 2; divisor <= few; ++divisor)
    if (share % divisor == 0) largest = divisor;
  return largest;
}

/// The sequences and their length.
inline batch batch_of(const csv_row& row, std::vector<std::string>& assumed) {
  std::optional<std::int64_t> length = whole_field(row, "seq_len");
  const std::optional<std::int64_t> sequences = whole_field(row, "gbs_seqs");
  const std::optional<std::int64_t> tokens = whole_field(row, "gbs_tokens");
  if (!length && sequences && tokens && *tokens % *sequences == 0) length = *tokens / *sequences;
  if (!length) {
    const named_traits* traits = find_traits(field_text(row, "model"));
    if (traits == nullptr || traits->sequence == 0)
      throw broken_rule("the row does not say how long its sequences are");
    length = traits->sequence;
    assumed.push_back("the length of sequences is not stated: " + std::to_string(*length) +
                      ", as in the model's pre-training");
  }
  std::optional<double> all;
  if (tokens) all = static_cast<double>(*tokens);
  if (const auto time = positive_field(row, "iter_s"), rate = positive_field(row, "tokens_s_gpu"),
      gpus = positive_field(row, "n_gpu");
      !sequences && !all && time && rate && gpus) {
    all = *time * *rate * *gpus;
    assumed.emplace_back("the batch is not stated: what the rate and the seconds imply");
  }
  if (!sequences && !all) throw broken_rule("the row gives no global batch");
  const auto differ = [](double one, double other) { return std::abs(one - other) > other / 20; };
  if (sequences && tokens &&
      differ(static_cast<double>(*tokens), static_cast<double>(*sequences) * static_cast<double>(*length)))
    assumed.emplace_back("gbs_tokens are not gbs_seqs x seq_len: the sequences are taken");
  const double of_tokens = std::round(all.value_or(0) / static_cast<double>(*length));
  return {
      .sequences = sequences ? *sequences : std::max<std::int64_t>(1, static_cast<std::int64_t>(of_tokens)),
      .sequence_length = *length};
}

/// Degrees of a mesh that the row states in part.
inline mesh mesh_of(const csv_row& row, const run_hardware& hardware, const language_model& model,
                    std::int64_t sequences, time_family family, std::vector<std::string>& assumed) {
  const auto tensor = whole_field(row, "tp"), pipeline = whole_field(row, "pp"),
             context = whole_field(row, "cp");
  const auto data = whole_field(row, "dp");
  mesh found{.tensor = tensor.value_or(1), .context = context.value_or(1), .pipeline = pipeline.value_or(1)};
  if (!tensor && !pipeline && !data) {
    if (family != time_family::maxtext && !mentions_any(field_text(row, "zero_fsdp"), {"FSDP", "ZeRO-3"}))
      throw broken_rule("the row does not say how the model was split over its GPUs");
    assumed.emplace_back("the mesh is not stated: all share the weights");
  }
  const std::int64_t ranks = found.tensor * found.context * found.pipeline;
  if (hardware.gpus % ranks != 0)
    throw broken_rule("the degrees of the row do not divide its GPUs (tensor x context x pipeline = " +
                      std::to_string(ranks) + ", GPUs = " + std::to_string(hardware.gpus) + ")");
  found.data = hardware.gpus / ranks;
  if (data && *data != found.data)
    assumed.push_back("the data degree is what is left of the GPUs: " + std::to_string(found.data) +
                      ", not " + std::to_string(*data));
  if (sequences < found.data && found.data % sequences == 0) {
    found.context *= found.data / sequences;
    found.data = sequences;
    assumed.push_back("there are more replicas than sequences: context parallelism takes the rest, " +
                      std::to_string(found.context));
  }
  if (!is_routed(model)) return found;

  const std::string_view notes = field_text(row, "notes"), name = field_text(row, "model");
  const auto stated = number_after(notes, "ETP=");
  const auto named = number_after(name, "etp");
  found.expert = whole_field(row, "ep").value_or(1);
  found.expert_tensor = stated ? *stated : named.value_or(1);
  if (!stated && !named && family == time_family::megatron_core && found.tensor > 1 &&
      field_text(row, "source_key") == "DGXC") {
    found.expert_tensor = found.tensor;
    assumed.emplace_back("the expert tensor degree is not stated: that of all tensors");
  }
  if (found.expert * found.expert_tensor > 0 &&
      (ranks_of_stage(found) % (count{found.expert} * found.expert_tensor)) != count{})
    found.expert_tensor = 1;
  if (!whole_field(row, "ep") && family == time_family::maxtext)
    assumed.emplace_back("the expert degree is not stated: 1, experts are gathered like all weights");
  return found;
}

}  // namespace detail

/// A batch and the plan that works through it.
struct planned_batch {
  scalewall::batch batch{};
  training_plan plan{};
};

/// Throws `broken_rule` with what the row leaves open, or with the rule that its plan breaks.
inline planned_batch plan_of(const csv_row& row, const language_model& model, const run_hardware& hardware,
                             const run_software& software, std::vector<std::string>& assumed) {
  planned_batch found{.batch = detail::batch_of(row, assumed)};
  const written_schedule written = detail::schedule_of(row);
  found.plan.mesh = detail::mesh_of(row, hardware, model, found.batch.sequences, software.family, assumed);
  const std::int64_t pipeline = found.plan.mesh.pipeline;
  if (pipeline > 1 && field_text(row, "schedule").empty())
    assumed.emplace_back("the schedule of the pipeline is not stated: 1F1B");
  found.plan.schedule = pipeline == 1 ? schedule::one_f_one_b : written.meant;
  const std::int64_t layers = layer_count(model).as_int64();
  const std::int64_t chunks = detail::chunks_of(row, written, layers, pipeline, assumed);
  found.plan.layout = detail::layout_of(row, model, found.batch.sequence_length, pipeline, chunks);

  const auto stated = whole_field(row, "mbs");
  const std::int64_t data = found.plan.mesh.data;
  detail::round_batch(found.batch, row, stated.value_or(1) * data, assumed);
  found.plan.microbatch =
      stated.value_or(detail::likely_microbatch(found.batch.sequences, pipeline, data, software.family));
  if (mentions(field_text(row, "notes"), "pipeline micro-batch not stated")) found.plan.microbatch = 1;
  if (!stated || found.plan.microbatch != *stated)
    assumed.push_back("the microbatch is not stated: " + std::to_string(found.plan.microbatch));
  const std::int64_t group = found.plan.microbatch * data;
  if (chunks > 1 && (found.batch.sequences / group) % pipeline != 0) {
    found.plan.microbatch_group = pipeline;
    assumed.emplace_back(
        "microbatches that are no multiple of the pipeline's ranks pass through it in groups as many");
  }
  require_valid(found.plan, model, found.batch);
  return found;
}

}  // namespace scalewall
