// What is asked about the training of a language model: options and, where there is one, a Megatron-LM launch line, made
// into a question, with everything that was assumed on the way.

#pragma once

#include "launch_option.hpp"
#include "training_options.hpp"
#include <scalewall/analysis/step_difference.hpp>
#include <scalewall/count.hpp>
#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/device_memory.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/search/training_question.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

struct training_request {
  std::string model_name;
  std::string model_source;
  std::string gpu;
  scalewall::training_question question{};

  /// The plan of a launch line; without one, plans are looked for in the space.
  std::optional<scalewall::training_plan> plan{};
  scalewall::training_space space{};
  scalewall::recipe recipe{};

  /// Inputs of the step that options or launch line state.
  scalewall::stated_inputs stated{};

  scalewall::understanding keys{};   ///< of the model's configuration
  scalewall::understanding flags{};  ///< of the launch line
  std::vector<std::string> assumed{};

  /// Keys and flags that nothing was made of though they may matter.
  std::vector<std::string> not_understood() const {
    std::vector<std::string> names;
    for (const auto* made : {&keys, &flags})
      for (const scalewall::passed_over_key& one : made->passed_over)
        if (!one.known) names.push_back(one.key);
    return names;
  }
};

/// Tokens of a global batch where none is asked for: of the size that models of today train with. Source: Llama 3 (arXiv
/// 2407.21783), table 4, whose batches grow from 4 to 16 Mi tokens.
inline constexpr std::int64_t usual_batch_tokens = 4'194'304;

/// The words behind --, or the line in the one file that they name.
inline scalewall::launch_line launch_line_of_words(const std::vector<std::string>& words) {
  std::error_code unknown;
  const bool is_file = words.size() == 1 && std::filesystem::is_regular_file(words.front(), unknown);
  return is_file ? read_launch_file(words.front()) : scalewall::launch_line_of(words);
}

inline void set_model(training_request& request, const training_options& asked) {
  if (asked.model.empty()) return;
  chosen_model chosen = choose_model(asked.model);
  request.model_name = chosen.name;
  request.model_source = chosen.source;
  request.question.model = chosen.model;
  request.keys = std::move(chosen.keys);
}

inline void set_hardware(training_request& request, const training_options& asked) {
  namespace sw = scalewall;
  const sw::cluster& cluster = chosen_cluster(asked.gpu);
  request.gpu = std::string(cluster.name);
  sw::training_question& question = request.question;
  question.machine = sw::catalog::training_machine_of(cluster);
  question.generation = sw::generation_of(cluster.gpu);
  const std::optional<sw::bytes> seen = sw::catalog::seen_memory_of(cluster);
  question.memory = seen.value_or(sw::memory_capacity(cluster.gpu));
  if (!seen) request.assumed.push_back("memory of a GPU: as on its data sheet");
  const framework_choice framework = asked.software();
  question.accounting = framework.accounting;
  question.software = sw::catalog::training_software_of(framework.family, question.machine.generation,
                                                        asked.release, framework.kind);
  request.assumed.push_back("software: " + std::string(framework.name) +
                            (asked.release ? "" : ", of a release that is not said"));
}

inline void set_accelerators(training_request& request, const training_options& asked) {
  std::int64_t& number = request.question.accelerators;
  if (asked.gpus) {
    number = *asked.gpus;
    return;
  }
  number = request.question.machine.domain;
  request.assumed.push_back("GPUs: " + std::to_string(number) + ", those of one node (--gpus says how many)");
}

inline void set_batch(training_request& request, const training_options& asked) {
  scalewall::batch& batch = request.question.batch;
  if (asked.sequence_length)
    batch.sequence_length = *asked.sequence_length;
  else
    request.assumed.push_back("sequences of " + std::to_string(batch.sequence_length = 4096) +
                              " tokens (--sequence-length)");
  if (asked.batch_sequences) {
    batch.sequences = *asked.batch_sequences;
    return;
  }
  // A multiple of the GPUs where there are fewer of them, so that any of them can be replicas.
  const std::int64_t number = request.question.accelerators;
  const std::int64_t wanted = std::max<std::int64_t>(1, usual_batch_tokens / batch.sequence_length);
  batch.sequences =
      number < wanted ? ((scalewall::count{wanted} + (number - 1)) / number * number).as_int64() : wanted;
  request.assumed.push_back("a global batch of " + std::to_string(batch.sequences) +
                            " sequences, about 4 Mi tokens (--batch-sequences)");
}

/// What plans are looked at where the options leave recomputation and sharding open.
inline void open_choices(training_request& request, const training_options& asked) {
  namespace sw = scalewall;
  request.space = asked.space;
  if (!asked.recompute)
    request.space.recomputations = {
        {},
        {.granularity = sw::recompute_granularity::selective,
         .modules = {.norms = true, .latent_projections = true, .expert_activation = true}},
        {.granularity = sw::recompute_granularity::selective,
         .modules =
             {.norms = true, .latent_projections = true, .feed_forward = true, .expert_activation = true}},
        sw::full_recomputation};
}

inline void set_from_options(training_request& request, const training_options& asked) {
  if (asked.model.empty())
    throw scalewall::broken_rule(
        "a model is given by --model, or by the arguments of a launch line behind --");
  set_accelerators(request, asked);
  set_batch(request, asked);
  scalewall::recipe& recipe = request.recipe;
  const framework_choice framework = asked.software();
  recipe = with_states_of(framework.accounting, {});
  recipe.format = asked.format.value_or(recipe.format);
  recipe.attention = asked.attention.value_or(recipe.attention);
  recipe.sequence_parallel = asked.sequence_parallel.value_or(recipe.sequence_parallel);
  recipe.shards = asked.shards.value_or(framework.shards);
  recipe.recompute = asked.recompute.value_or(scalewall::recomputation{});
  // Packed sequences need no mask of their own.
  recipe.attention_mask = false;
  request.assumed.push_back("layers multiply in " + std::string(name(recipe.format)) + "; " +
                            std::string(name(recipe.shards)) + " shared by replicas");
  open_choices(request, asked);
  using enum scalewall::step_input;
  request.stated.state(software, asked.framework.has_value());
  request.stated.state(precision, asked.format.has_value());
  request.stated.state(attention, asked.attention.has_value());
  request.stated.state(recomputation, asked.recompute.has_value());
  request.stated.state(sharding, asked.shards.has_value());
  request.stated.state(sequence_parallelism, asked.sequence_parallel.has_value());
}

/// A launch line is Megatron's, and a flag that it leaves out says that something is not done; but not which kernel of attention
/// is found on a GPU.
inline void state_inputs_of_line(training_request& request) {
  using enum scalewall::step_input;
  for (const scalewall::step_input input : {software, precision, recomputation, sharding,
                                            sequence_parallelism, context_exchange, replicas, graphs})
    request.stated.state(input);
  request.stated.state(attention, std::none_of(request.flags.assumed.begin(), request.flags.assumed.end(),
                                               [](const scalewall::assumed_key& one) {
                                                 return one.key == "--attention-backend";
                                               }));
}

inline void set_from_line(training_request& request, const training_options& asked,
                          const std::vector<std::string>& words) {
  namespace sw = scalewall;
  sw::megatron_setting setting{.gpus = asked.gpus};
  if (!asked.model.empty()) {
    setting.model = request.question.model;
    setting.vocabulary = request.question.model.vocabulary;
  }
  sw::megatron_run run = read_megatron_arguments(launch_line_of_words(words), setting);
  if (asked.model.empty()) {
    request.model_name = "the launch line's";
    request.model_source = "launch line";
    request.question.model = run.model;
    request.question.model.vocabulary = run.vocabulary;
  }
  request.question.batch = run.batch;
  request.question.accelerators = accelerators(run.plan).as_int64();
  request.plan = run.plan;
  request.recipe = run.recipe;
  request.flags = std::move(run.flags);
  state_inputs_of_line(request);
}

/// Throws `broken_rule` where options or launch line break a rule, or do not say enough.
inline training_request request_of(const training_options& asked,
                                   const std::vector<std::string>& launch_words) {
  training_request request;
  set_model(request, asked);
  set_hardware(request, asked);
  request.stated.state(scalewall::step_input::release, asked.release.has_value());
  if (launch_words.empty())
    set_from_options(request, asked);
  else
    set_from_line(request, asked, launch_words);
  for (const auto* made : {&request.keys, &request.flags})
    for (const scalewall::assumed_key& one : made->assumed)
      request.assumed.push_back(one.key + ": " + scalewall::value_text(one.value) + ", " + one.reason);
  return request;
}
