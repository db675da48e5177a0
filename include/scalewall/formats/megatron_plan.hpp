// The plan and the batch that flags of Megatron-LM ask for.
//
//     D = W / (t c p)                  replicas of W accelerators
//     t_e = t                          where no --expert-tensor-parallel-size is given
//     B = b D                          where no --global-batch-size is given: one microbatch
//     v = (L + E + L') / p / n         chunks of a rank, of --num-layers-per-virtual-pipeline-stage n
//
// A rule that is broken is Megatron's own, told as a sentence with the flag that breaks it.
//
// Sources: megatron/training/arguments.py (validate_args), megatron/core/{parallel_state,
// num_microbatches_calculator}.py, megatron/core/pipeline_parallel/schedules.py, NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_line.hpp>
#include <scalewall/formats/pipeline_layout_text.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace scalewall {

namespace detail {

inline std::string number_of(std::int64_t number) { return std::to_string(number); }

/// Degrees of Megatron without those of experts.
inline mesh read_mesh(megatron_line& flags, std::int64_t gpus) {
  mesh degrees;
  degrees.tensor = flags.size_or("tensor-model-parallel-size", "the degree of tensor parallelism", 1);
  degrees.pipeline = flags.size_or("pipeline-model-parallel-size", "the degree of pipeline parallelism", 1);
  degrees.context = flags.size_or("context-parallel-size", "the degree of context parallelism", 1);
  const count of_model = count{degrees.tensor} * degrees.pipeline * degrees.context;
  if (count{gpus} % of_model != count{})
    throw broken_rule("the world size, " + number_of(gpus) +
                      ", is a multiple of tensor x pipeline x context parallelism, " + to_string(of_model) +
                      " (" + flags.said("tensor-model-parallel-size") + " " + number_of(degrees.tensor) +
                      ", " + flags.said("pipeline-model-parallel-size") + " " + number_of(degrees.pipeline) +
                      ", " + flags.said("context-parallel-size") + " " + number_of(degrees.context) + ")");
  degrees.data = (count{gpus} / of_model).as_int64();
  flags.assume("data-parallel-size", degrees.data, "world size / (tensor x pipeline x context)");
  return degrees;
}

inline std::int64_t experts_of(const language_model& model) {
  std::int64_t experts = 0;
  for_each_run(model, [&](const transformer_layer& layer, count) {
    if (const auto* routed = std::get_if<routed_feed_forward>(&layer.feed_forward)) experts = routed->experts;
  });
  return experts;
}

/// The degrees of experts, which are folded into the ranks of a stage. A model without them has none.
inline void read_expert_degrees(megatron_line& flags, mesh& degrees, std::int64_t experts) {
  if (experts == 0) {
    const auto degree = flags.take_size("expert-model-parallel-size", "the degree of expert parallelism");
    if (degree.value_or(1) > 1)
      flags.refuse("expert-model-parallel-size", "Megatron asks for --num-experts with it");
    flags.pass_over("expert-tensor-parallel-size", "no layer has experts");
    return;
  }
  degrees.expert = flags.size_or("expert-model-parallel-size", "the degree of expert parallelism", 1);
  if (experts % degrees.expert != 0)
    flags.refuse("expert-model-parallel-size",
                 "it divides the experts, " + number_of(experts) + ", and is " + number_of(degrees.expert));
  degrees.expert_tensor =
      flags.size_or("expert-tensor-parallel-size", "the degree of tensor parallelism within experts",
                    degrees.tensor, "tensor-model-parallel-size: it is not 1 by default");
  const count of_experts = count{degrees.expert} * degrees.expert_tensor;
  if (ranks_of_stage(degrees) % of_experts != count{})
    flags.refuse("expert-model-parallel-size",
                 "expert x expert tensor parallelism, " + number_of(degrees.expert) + " x " +
                     number_of(degrees.expert_tensor) + ", divides the ranks of a pipeline stage, " +
                     to_string(ranks_of_stage(degrees)));
}

/// How the layers stand on the stages.
inline stage_layout read_stages(megatron_line& flags, const language_model& model, std::int64_t ranks) {
  const std::int64_t layers = layer_count(model).as_int64();
  const std::int64_t modules = model.prediction ? model.prediction->modules : 0;
  std::string given;
  for (const char* one : {"num-layers-per-virtual-pipeline-stage", "num-virtual-stages-per-pipeline-rank",
                          "pipeline-model-parallel-layout"}) {
    if (!flags.has(one)) continue;
    if (!given.empty())
      flags.refuse(one,
                   "Megatron takes one of --num-layers-per-virtual-pipeline-stage, "
                   "--num-virtual-stages-per-pipeline-rank and --pipeline-model-parallel-layout, and " +
                       flags.said(given) + " is given");
    given = one;
  }
  stage_layout layout;
  layout.embedding_counts =
      flags.take_switch("account-for-embedding-in-pipeline-split", "the embedding stands for a layer");
  layout.loss_counts =
      flags.take_switch("account-for-loss-in-pipeline-split", "the head and its loss stand for a layer");
  layout.first_rank =
      flags.take_size("decoder-first-pipeline-num-layers", "layers of the first rank of the pipeline");
  layout.last_rank =
      flags.take_size("decoder-last-pipeline-num-layers", "layers of the last rank of the pipeline");
  const bool ends = layout.first_rank || layout.last_rank;
  const bool counts = layout.embedding_counts || layout.loss_counts;
  const char* of_ends =
      layout.first_rank ? "decoder-first-pipeline-num-layers" : "decoder-last-pipeline-num-layers";
  if (ends && counts)
    flags.refuse(of_ends,
                 "Megatron does not take it with --account-for-embedding- or "
                 "--account-for-loss-in-pipeline-split");

  if (const auto text =
          flags.take_text("pipeline-model-parallel-layout", "the layers of every virtual stage")) {
    if (ends || counts)
      flags.refuse("pipeline-model-parallel-layout", "Megatron takes no other flag of the layout with it");
    read_layout read;
    try {
      read = read_pipeline_layout(*text, ranks);
    } catch (const broken_rule& broken) {
      flags.refuse("pipeline-model-parallel-layout", broken.what());
    }
    if (read.layers != layers)
      flags.refuse("pipeline-model-parallel-layout",
                   "it has " + number_of(read.layers) + " layers, and the model " + number_of(layers));
    if (read.prediction_modules != modules)
      flags.refuse("pipeline-model-parallel-layout", "it has " + number_of(read.prediction_modules) +
                                                         " modules of token prediction, and the model " +
                                                         number_of(modules));
    layout = read.layout;
  } else if (const auto each =
                 flags.take_size("num-layers-per-virtual-pipeline-stage", "layers of a chunk")) {
    if (ends)
      flags.refuse(of_ends,
                   "Megatron asks for --num-virtual-stages-per-pipeline-rank where the ends have layers of "
                   "their own");
    const std::int64_t counted = layers + (layout.embedding_counts ? 1 : 0) + (layout.loss_counts ? 1 : 0);
    if (counted % ranks != 0 || counted / ranks % *each != 0)
      flags.refuse("num-layers-per-virtual-pipeline-stage",
                   "the layers, " + number_of(counted) + ", divide over " + number_of(ranks) +
                       " ranks, and those of a rank by it, " + number_of(*each));
    layout.chunks = counted / ranks / *each;
  } else if (const auto chunks =
                 flags.take_size("num-virtual-stages-per-pipeline-rank", "chunks of a rank")) {
    layout.chunks = *chunks;
    const std::int64_t counted = layers + (layout.embedding_counts ? 1 : 0) + (layout.loss_counts ? 1 : 0);
    if (!ends && count{counted} % (count{ranks} * *chunks) != count{})
      flags.refuse("num-virtual-stages-per-pipeline-rank",
                   "the layers, " + number_of(counted) + ", divide over " + number_of(ranks) + " ranks of " +
                       number_of(*chunks) + " chunks each");
  }
  if (layout.chunks == 1 && !ends && !flags.has("pipeline-model-parallel-layout")) {
    const std::int64_t counted = layers + (layout.embedding_counts ? 1 : 0) + (layout.loss_counts ? 1 : 0);
    if (counted % ranks != 0)
      throw broken_rule("the layers, " + number_of(counted) + ", are a multiple of " +
                        flags.said("pipeline-model-parallel-size") + ", " + number_of(ranks) +
                        ", or --decoder-first-pipeline-num-layers, --decoder-last-pipeline-num-layers or "
                        "--pipeline-model-parallel-layout says how they are spread");
  }
  const bool overlaps =
      !flags.take_switch("no-overlap-p2p-communication", "stages wait for their neighbours");
  if (layout.chunks > 1 && ranks <= (overlaps ? 1 : 2))
    throw broken_rule("an interleaved pipeline, of " + number_of(layout.chunks) +
                      " chunks a rank, has more than " +
                      (overlaps ? "one rank" : "two ranks without overlap") + ": " +
                      flags.said("pipeline-model-parallel-size") + " is " + number_of(ranks));
  return layout;
}

/// The last number of a schedule "0:384 200B:768".
inline std::optional<std::int64_t> last_of_schedule(std::string_view text) {
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return {};
  return spelled_number<std::int64_t>(text.substr(colon + 1));
}

/// Whether a batch grows by --rampup-batch-size, which keeps Megatron's rules.
inline void read_rampup(megatron_line& flags, std::int64_t grown, count smallest, bool decreases) {
  constexpr const char* name = "rampup-batch-size";
  const auto words = flags.take_words(name, "the batch grows at first");
  if (!words) return;
  if (flags.has("train-iters"))
    flags.refuse(name, "Megatron takes it with --train-samples, not with --train-iters");
  std::vector<std::int64_t> numbers;
  for (const std::string& word : *words)
    if (const auto number = spelled_number<std::int64_t>(word); number && *number >= 1)
      numbers.push_back(*number);
  if (words->size() != 3 || numbers.size() != 3)
    flags.refuse(name, "it is the first batch, what is added and the samples until it is grown");
  const std::int64_t first = numbers[0], added = numbers[1];
  if (first > grown || (grown - first) % added != 0)
    flags.refuse(name, "from " + number_of(first) + " in steps of " + number_of(added) +
                           " it reaches --global-batch-size, " + number_of(grown));
  for (const std::int64_t size : {first, first < grown ? added : first})
    if (count{size} % smallest != count{} && !decreases)
      flags.refuse(name, "every batch is a multiple of micro-batch-size x data parallelism, " +
                             to_string(smallest) + ", and " + number_of(size) + " is not");
  flags.assume(name, "over", "the batch is taken as grown to --global-batch-size");
}

inline batch read_batch(megatron_line& flags, training_plan& plan) {
  plan.microbatch = flags.required_size("micro-batch-size", "sequences of a microbatch");
  const count smallest = count{plan.microbatch} * plan.mesh.data;
  batch read;
  if (const auto said = flags.take_size("global-batch-size", "sequences of a step")) {
    read.sequences = *said;
    flags.pass_over("step-batch-size-schedule", "--global-batch-size is given");
  } else if (const auto schedule =
                 flags.take_text("step-batch-size-schedule", "the batch grows step by step")) {
    const auto last = last_of_schedule(*schedule);
    if (!last || *last < 1) flags.refuse("step-batch-size-schedule", "its last batch is no positive number");
    read.sequences = *last;
    flags.assume("global-batch-size", *last, "the last of --step-batch-size-schedule");
  } else {
    read.sequences = smallest.as_int64();
    flags.assume("global-batch-size", read.sequences, "micro-batch-size x data parallelism: one microbatch");
  }
  const bool decreases =
      flags.take_switch("decrease-batch-size-if-needed", "a batch that does not divide is made smaller");
  read_rampup(flags, read.sequences, smallest, decreases);
  if (flags.has("train-iters") && flags.has("train-samples"))
    flags.refuse("train-samples", "Megatron takes it or --train-iters, not both");
  if (count{read.sequences} % smallest != count{}) {
    if (!decreases || count{read.sequences} < smallest)
      throw broken_rule(flags.said("global-batch-size") + ", " + number_of(read.sequences) +
                        ", is a multiple of micro-batch-size x data parallelism, " +
                        number_of(plan.microbatch) + " x " + number_of(plan.mesh.data));
    read.sequences = (count{read.sequences} / smallest * smallest).as_int64();
    flags.assume("global-batch-size", read.sequences, "made smaller by --decrease-batch-size-if-needed");
  }
  constexpr const char* meaning = "tokens of a sequence";
  if (flags.has("encoder-seq-length") && flags.has("seq-length"))
    flags.refuse("encoder-seq-length", "Megatron takes it or --seq-length, not both");
  read.sequence_length =
      flags.required_size(flags.has("encoder-seq-length") ? "encoder-seq-length" : "seq-length", meaning);
  return read;
}

/// The group of microbatches of an interleaved pipeline, and Megatron's rules of their number.
inline void read_microbatches(megatron_line& flags, training_plan& plan, const batch& batch) {
  constexpr const char* name = "microbatch-group-size-per-virtual-pipeline-stage";
  if (plan.layout.chunks == 1) {
    flags.pass_over(name, "the pipeline is not interleaved");
    return;
  }
  plan.microbatch_group = flags.take_size(name, "microbatches that pass a chunk before the next");
  const std::int64_t ranks = plan.mesh.pipeline, number = microbatches_of(plan, batch);
  const std::int64_t group = plan.microbatch_group.value_or(ranks);
  if (plan.microbatch_group && (group < ranks || group > number))
    flags.refuse(name, "it lies between pipeline-model-parallel-size, " + number_of(ranks) +
                           ", and the number of microbatches, " + number_of(number));
  if (number % group > 0 && number % group < ranks)
    throw broken_rule("the microbatches of an interleaved pipeline, " + number_of(number) +
                      ", leave over none or at least as many as its ranks, " + number_of(ranks) +
                      ", in groups of " + number_of(group) + " (" + flags.said("global-batch-size") + ")");
}

/// What the length of a sequence has to divide into.
inline void check_lengths(megatron_line& flags, const mesh& degrees, const batch& read,
                          const recipe& recipe) {
  const char* name = flags.has("encoder-seq-length") ? "encoder-seq-length" : "seq-length";
  const std::int64_t length = read.sequence_length;
  if (const auto longest = flags.seen_size("max-position-embeddings")) {
    if (*longest < length)
      flags.refuse(name, "it is at most --max-position-embeddings, " + number_of(*longest) + ", and is " +
                             number_of(length));
  } else {
    flags.assume("max-position-embeddings", length, "Megatron asks for it; it changes nothing here");
  }
  if (degrees.context > 1 && count{length} % (2 * count{degrees.context}) != count{})
    flags.refuse(name, "it is a multiple of 2 x context-parallel-size, 2 x " + number_of(degrees.context) +
                           ", and is " + number_of(length));
  if (!divides_sequences(degrees, recipe, read))
    flags.refuse(name, "with --sequence-parallel the tokens of a rank, " +
                           number_of(length / degrees.context) +
                           ", are a multiple of tensor-model-parallel-size, " + number_of(degrees.tensor));
}

}  // namespace detail

}  // namespace scalewall
