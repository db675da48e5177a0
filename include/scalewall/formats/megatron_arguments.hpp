// A launch line of Megatron-LM, read as what Megatron would run: model, plan, batch and recipe.
//
//     read_megatron_arguments(launch_line_of(words))           the words of a command line
//     read_megatron_arguments(read_launch_text(text))          a line, a shell script, a file of arguments
//     read_megatron_arguments(read_model_config(text))         model_config.yaml (formats/model_config_yaml.hpp)
//
// Every flag is accounted for: understood, assumed by Megatron's own default, passed over, or not known, with
// the nearest that is. What contradicts itself is refused by Megatron's rule. Nothing is run or fetched.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/configured_run.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/launched_gpus.hpp>
#include <scalewall/formats/megatron_conflicts.hpp>
#include <scalewall/formats/megatron_line.hpp>
#include <scalewall/formats/megatron_model.hpp>
#include <scalewall/formats/megatron_plan.hpp>
#include <scalewall/formats/megatron_recipe.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quoted_text.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace scalewall {

/// What is known beside the line.
struct megatron_setting {
  /// Accelerators; they win over what a launcher says.
  std::optional<std::int64_t> gpus{};

  /// Words of the tokenizer, where no flag says them.
  std::optional<std::int64_t> vocabulary{};

  /// The model, its vocabulary not padded. Flags that describe one then mean nothing.
  std::optional<language_model> model{};

  /// The generation of the accelerators, by which Transformer Engine chooses kernels. Without it that is Hopper, and what
  /// Blackwell alone takes is taken.
  std::optional<gpu_generation> generation{};
};

using megatron_run = configured_run;

namespace detail {

/// A script of Megatron-LM that trains, or runs, what is no stack of decoder layers.
struct other_script {
  std::string_view name;
  std::string_view what;
};

inline constexpr other_script other_scripts[] = {
    {"pretrain_bert.py", "trains an encoder"},
    {"pretrain_t5.py", "trains an encoder with a decoder"},
    {"pretrain_ict.py", "trains encoders for retrieval"},
    {"pretrain_retro.py", "trains a decoder beside an encoder of what it retrieves"},
    {"pretrain_vlm.py", "trains a model of images and text"},
    {"pretrain_vision_classify.py", "trains a model of images"},
    {"pretrain_vision_dino.py", "trains a model of images"},
    {"pretrain_vision_inpaint.py", "trains a model of images"},
    {"pretrain_mamba.py", "trains layers of Mamba"},
    {"pretrain_hybrid.py", "trains layers of Mamba"},
    {"train_rl.py", "generates as well as it trains"},
    {"run_text_generation_server.py", "serves a model, and trains none"}};

/// Throws `broken_rule` with the script where it is none that trains a decoder.
inline void check_script(std::string_view script) {
  script = without_folder(script);
  for (const other_script& one : other_scripts)
    if (script == one.name)
      throw broken_rule(std::string(one.name) + " " + std::string(one.what) +
                        ", which flags of a decoder do not describe");
}

/// How many accelerators there are, and of a node where the launcher says that of as many.
inline launched_number read_world(const launch_line& line, const megatron_setting& setting,
                                  understanding& notes) {
  launched_number launched = launched_gpus(line, notes);
  if (setting.gpus) {
    require(*setting.gpus >= 1 && *setting.gpus <= largest_size, "a run takes at least one accelerator",
            {{"gpus", *setting.gpus}});
    if (launched.number && *launched.number != *setting.gpus)
      notes.assumed.push_back(
          {"world size", *setting.gpus,
           "said apart from the line, whose launcher starts " + std::to_string(*launched.number)});
    const bool is_same = launched.number == setting.gpus;
    return {.number = setting.gpus, .of_node = is_same ? launched.of_node : std::nullopt};
  }
  if (!launched.number && !launched.reason.empty())
    throw broken_rule("the number of accelerators is not known: " + launched.reason +
                      "; it can be said apart from the line, by --gpus");
  if (!launched.number)
    throw broken_rule(
        "the number of accelerators is not known: the line has no --nproc_per_node and --nnodes of "
        "torchrun, and none are said beside it");
  if (*launched.number > largest_size)
    throw broken_rule("a launcher starts at most " + digits_text(largest_size) + " processes, not " +
                      digits_text(*launched.number));
  notes.assumed.push_back({"world size", *launched.number, launched.reason});
  return launched;
}

/// The model that is given apart, or the one that flags describe; padded.
inline void read_model(megatron_line& flags, const megatron_setting& setting, std::int64_t tensor,
                       megatron_run& run) {
  run.recipe.vocabulary_multiple = flags.size_or(
      "make-vocab-size-divisible-by", "x tensor parallelism: the vocabulary is padded to a multiple", 128);
  bool is_padded = false;
  if (setting.model) {
    run.model = *setting.model;
    run.vocabulary = run.model.vocabulary;
    flags.pass_over_model("the model is given apart from the line");
  } else {
    run.model = megatron_model_reader(flags).read();
    const megatron_vocabulary vocabulary = read_vocabulary(flags, setting.vocabulary);
    run.vocabulary = vocabulary.words;
    is_padded = vocabulary.is_padded;
  }
  run.model.vocabulary = run.vocabulary;
  if (is_padded && run.vocabulary % tensor != 0)
    flags.refuse("padded-vocab-size", "tensor parallelism divides it, " + std::to_string(run.vocabulary) +
                                          " over " + std::to_string(tensor) + " ranks");
  if (is_padded) return;
  run.model = with_padded_vocabulary(run.model, (count{run.recipe.vocabulary_multiple} * tensor).as_int64());
  if (run.model.vocabulary != run.vocabulary)
    flags.assume("padded-vocab-size", run.model.vocabulary,
                 "vocab-size up to a multiple of " + std::to_string(run.recipe.vocabulary_multiple) +
                     " x tensor-model-parallel-size");
}

/// Connections of CUDA as tensor and context parallelism need them, where the text sets their number. Source:
/// megatron/training/arguments.py: before Blackwell one, but with FSDP or overlapped experts.
inline void check_connections(const megatron_line& flags, const megatron_setting& setting,
                              const mesh& degrees) {
  const auto number = flags.variable(connections_variable);
  if (!number || *number == "1" || (degrees.tensor == 1 && degrees.context == 1)) return;
  if (!setting.generation || *setting.generation == gpu_generation::blackwell ||
      *setting.generation == gpu_generation::other)
    return;
  for (const char* several : {"use-megatron-fsdp", "use-torch-fsdp2", "overlap-moe-expert-parallel-comm"})
    if (flags.has(several)) return;
  flags.refuse(degrees.tensor > 1 ? "tensor-model-parallel-size" : "context-parallel-size",
               std::string("before Blackwell Megatron asks for ") + connections_variable +
                   "=1 with tensor and context parallelism, and it is " + quoted_text(*number));
}

}  // namespace detail

/// Throws `broken_rule` with the flag, its place and the rule where Megatron would refuse the line, or where it asks for
/// what is not described.
inline megatron_run read_megatron_arguments(const launch_line& line, const megatron_setting& setting = {}) {
  detail::check_script(line.script);
  megatron_run run;
  megatron_line flags(line, run.flags);
  const launched_number world = detail::read_world(line, setting, run.flags);
  run.accelerators_of_node = world.of_node;
  run.plan.mesh = detail::read_mesh(flags, *world.number);
  detail::read_model(flags, setting, run.plan.mesh.tensor, run);
  const std::int64_t multiple = run.recipe.vocabulary_multiple;
  detail::read_expert_degrees(flags, run.plan.mesh, detail::experts_of(run.model));
  run.plan.layout = detail::read_stages(flags, run.model, run.plan.mesh.pipeline);
  run.batch = detail::read_batch(flags, run.plan);
  detail::read_microbatches(flags, run.plan, run.batch);
  run.recipe = detail::megatron_recipe_reader(flags, run.plan, run.model,
                                              setting.generation.value_or(gpu_generation::hopper))
                   .read();
  run.recipe.vocabulary_multiple = multiple;
  detail::check_lengths(flags, run.plan.mesh, run.batch, run.recipe);
  detail::check_connections(flags, setting, run.plan.mesh);
  detail::megatron_conflicts(flags, run.plan, run.model, run.batch, run.recipe).check();
  flags.pass_over_rest();
  require_valid(run.plan, run.model, run.batch);
  return run;
}

}  // namespace scalewall
