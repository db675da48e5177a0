// What is asked about the training of a language model: options and, where there is one, a Megatron-LM launch line, made
// into a question, with everything that was assumed on the way.

#pragma once

#include "launch_option.hpp"
#include "training_options.hpp"
#include <scalewall/count.hpp>
#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/device_memory.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/hardware/library/machine_like.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/search/best_training_plans.hpp>
#include <scalewall/search/training_question.hpp>

#include <algorithm>
#include <cstddef>
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
  scalewall::bytes_per_second links{};  ///< of a GPU to others of its node, one way, as on its data sheet
  scalewall::training_question question{};

  /// The plan of a launch line; without one, plans are looked for in the space.
  std::optional<scalewall::training_plan> plan{};
  scalewall::training_space space{};
  scalewall::recipe recipe{};

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

inline void set_catalogued_hardware(training_request& request, const scalewall::cluster& cluster) {
  namespace sw = scalewall;
  request.gpu = std::string(cluster.name);
  sw::training_question& question = request.question;
  question.machine = sw::catalog::training_machine_of(cluster);
  question.generation = sw::generation_of(cluster.gpu);
  const std::optional<sw::bytes> seen = sw::catalog::seen_memory_of(cluster);
  request.links = domain_links_of(cluster.network).slowest;
  question.memory = seen.value_or(sw::memory_capacity(cluster.gpu));
  if (!seen) request.assumed.push_back("memory of a GPU: as on its data sheet");
}

/// The hardware of a file, with what is taken from the GPU of the catalog that it is like.
inline void set_described_hardware(training_request& request, const std::string& file) {
  namespace sw = scalewall;
  const sw::described_hardware read = described_cluster(file);
  request.gpu = read.name;
  sw::training_question& question = request.question;
  question.machine = of_file(file, [&] {
    return machine_like(read.on_data_sheet, *read.like, sw::catalog::training_machine_of(*read.like));
  });
  question.generation = sw::generation_of(read.on_data_sheet.gpu);
  request.links = domain_links_of(read.on_data_sheet.network).slowest;
  question.memory = sw::memory_capacity(read.on_data_sheet.gpu);
  for (const std::string& one : read.assumed) request.assumed.push_back("hardware, " + one);
  const std::string like(read.like->name);
  request.assumed.push_back(
      "hardware, kernels, attention and collectives: those of " + like +
      ", as much faster as peak, memory and links are; its latencies and sustained share");
}

inline void set_hardware(training_request& request, const training_options& asked) {
  namespace sw = scalewall;
  if (asked.hardware.file.empty())
    set_catalogued_hardware(request, chosen_cluster(asked.hardware.gpu));
  else
    set_described_hardware(request, asked.hardware.file);
  sw::training_question& question = request.question;
  const framework_choice& framework = asked.framework;
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
  set_accelerators(request, asked);
  set_batch(request, asked);
  scalewall::recipe& recipe = request.recipe;
  recipe = with_states_of(asked.framework.accounting, asked.recipe);
  recipe.shards = asked.shards.value_or(asked.framework.shards);
  recipe.recompute = asked.recompute.value_or(scalewall::recomputation{});
  // Packed sequences need no mask of their own.
  recipe.attention_mask = false;
  request.assumed.push_back("layers multiply in " + std::string(name(recipe.format)) + "; " +
                            std::string(name(recipe.shards)) + " shared by replicas");
  open_choices(request, asked);
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
}

/// What is asked where the model is not given but looked for. Throws `broken_rule` where options break a rule.
inline training_request request_without_model(const training_options& asked) {
  training_request request;
  set_hardware(request, asked);
  set_from_options(request, asked);
  return request;
}

/// The fastest plans of the space, each of another mesh. Throws `broken_rule` where none divides or fits.
inline scalewall::training_ranking fitting_plans(const training_request& request, std::size_t places) {
  using namespace scalewall;
  const training_question& question = request.question;
  training_ranking ranking = best_training_plans(question, request.space, request.recipe, places);
  if (ranking.plans == 0)
    throw broken_rule("no plan that the options allow divides " + std::to_string(question.accelerators) +
                      " GPUs, the model and the batch");
  if (ranking.best.empty())
    throw broken_rule(
        "none of " + std::to_string(ranking.plans) + " plans fits with its margin: the leanest, " +
        to_text(ranking.leanest.plan) + " with recomputation " + to_text(ranking.leanest.recipe.recompute) +
        ", keeps " + to_text(ranking.leanest.memory) + " on its fullest GPU, of " + to_text(question.memory));
  return ranking;
}

/// Throws `broken_rule` where options or launch line break a rule, or do not say enough.
inline training_request request_of(const training_options& asked,
                                   const std::vector<std::string>& launch_words) {
  training_request request;
  set_model(request, asked);
  set_hardware(request, asked);
  if (asked.model.empty() && launch_words.empty())
    throw scalewall::broken_rule(
        "a model is given by --model, or by the arguments of a launch line behind --");
  if (launch_words.empty())
    set_from_options(request, asked);
  else
    set_from_line(request, asked, launch_words);
  for (const auto* made : {&request.keys, &request.flags})
    for (const scalewall::assumed_key& one : made->assumed)
      request.assumed.push_back(one.key + ": " + scalewall::value_text(one.value) + ", " + one.reason);
  return request;
}
