// What is asked about the training of a language model: choices, a model and, where there is one, a Megatron-LM launch line,
// made into a question, with everything that was assumed on the way.

#pragma once

#include "chosen_model.hpp"
#include "counted_text.hpp"
#include "training_choices.hpp"
#include <scalewall/analysis/step_difference.hpp>
#include <scalewall/count.hpp>
#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/device_memory.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/hardware/library/derived_machine.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/search/training_question.hpp>
#include <scalewall/search/training_space.hpp>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
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

  /// Inputs of the step that options or launch line state.
  scalewall::stated_inputs stated{};

  /// The launch line and what it was read with, where there is one.
  std::optional<scalewall::launch_line> line{};
  scalewall::megatron_setting setting{};

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

  /// Flags of the launch line that change nothing here, each with the reason, where one might think otherwise.
  std::vector<std::string> passed_over() const {
    std::vector<std::string> notes;
    for (const scalewall::passed_over_key& one : flags.passed_over)
      if (one.known && one.expects_more) notes.push_back(one.key + ": " + one.reason);
    return notes;
  }
};

/// Tokens of a global batch where none is asked for: of the size that models of today train with. Source: Llama 3 (arXiv
/// 2407.21783), table 4, whose batches grow from 4 to 16 Mi tokens.
inline constexpr std::int64_t usual_batch_tokens = 4'194'304;

inline void set_model(training_request& request, const std::optional<chosen_model>& chosen) {
  if (!chosen) return;
  request.model_name = chosen->name;
  request.model_source = chosen->source;
  request.question.model = chosen->model;
  request.keys = chosen->keys;
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
inline void set_described_hardware(training_request& request, const described_training_hardware& described) {
  namespace sw = scalewall;
  const sw::described_hardware& read = described.read;
  request.gpu = read.name;
  sw::training_question& question = request.question;
  question.machine = described.machine;
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
  if (asked.described)
    set_described_hardware(request, *asked.described);
  else
    set_catalogued_hardware(request, sw::choose(sw::catalog::all, "GPU", asked.gpu));
  sw::training_question& question = request.question;
  const framework_choice framework = asked.software_choice();
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

/// Sequences of a global batch of about the usual tokens: where there are fewer accelerators than that, the nearest multiple
/// of them, so that any of them can be replicas.
inline std::int64_t usual_sequences(std::int64_t accelerators, std::int64_t sequence_length) {
  const std::int64_t wanted = std::max<std::int64_t>(1, usual_batch_tokens / sequence_length);
  return accelerators < wanted ? (wanted + accelerators / 2) / accelerators * accelerators : wanted;
}

inline std::string usual_batch_text(const scalewall::batch& batch) {
  return "a global batch of " + std::to_string(batch.sequences) + " sequences, " +
         scalewall::number_text(size(batch).value() / (1 << 20)) + " Mi tokens (--batch-sequences)";
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
  batch.sequences = usual_sequences(request.question.accelerators, batch.sequence_length);
  request.assumed.push_back(usual_batch_text(batch));
}

/// The recipe that options ask for, with what the GPU and the model imply of the rest.
inline void set_recipe(training_request& request, const training_options& asked) {
  using namespace scalewall;
  const training_machine& machine = request.question.machine;
  recipe wanted = asked.recipe;
  wanted.format = asked.format.value_or(machine.formats.bf16 ? training_format::bf16 : training_format::fp16);
  const framework_choice framework = asked.software_choice();
  recipe& recipe = request.recipe = with_states_of(framework.accounting, wanted);
  recipe.attention = asked.attention.value_or(has_fused_attention(machine) ? attention_kernel::fused
                                                                           : attention_kernel::unfused);
  if (!asked.attention && !has_fused_attention(machine))
    request.assumed.push_back("unfused attention: " + std::string(machine.name) +
                              " has no kernel of another");
  recipe.shards = asked.shards.value_or(framework.shards);
  recipe.recompute = asked.recompute.value_or(recomputation{});
  // Packed sequences need no mask of their own.
  recipe.attention_mask = false;
  request.assumed.push_back("layers multiply in " + std::string(name(recipe.format)) + "; " +
                            std::string(name(recipe.shards)) + " shared by replicas");
  if (features_of(request.question.model).windows) {
    recipe.context = context_exchange::all_gather;
    request.assumed.push_back("context parallelism by all-gather: p2p does not take sliding windows");
  }
}

/// Throws `broken_rule` where options ask for what the software refuses; says what a search leaves out.
inline void keep_rules(training_request& request) {
  using namespace scalewall;
  const layer_features layers = features_of(request.question.model);
  if (const auto broken = broken_rule_of(layers, request.recipe))
    throw broken_rule(std::string(broken->sentence));
  const training_space& space = request.space;
  const auto keep = [&](const allowed& degrees, std::int64_t mesh::*degree) {
    mesh least;
    least.*degree = std::max<std::int64_t>(2, degrees.least);
    const auto broken = broken_rule_of(layers, request.recipe, least);
    if (!broken || degrees.most == 1) return;
    if (degrees.least > 1) throw broken_rule(std::string(broken->sentence));
    request.assumed.push_back("left out: " + std::string(broken->sentence));
  };
  keep(space.tensor, &mesh::tensor);
  keep(space.context, &mesh::context);
  if (layers.routed) keep(space.expert, &mesh::expert);
}

inline void set_from_options(training_request& request, const training_options& asked) {
  set_accelerators(request, asked);
  set_batch(request, asked);
  set_recipe(request, asked);
  request.space = asked.space;
  if (!asked.recompute)
    request.space.recomputations = usual_recomputations_of(request.question.model, request.recipe);
  keep_rules(request);
  using enum scalewall::step_input;
  request.stated.state(software, asked.framework.has_value());
  request.stated.state(precision, asked.format.has_value());
  request.stated.state(attention, asked.attention.has_value());
  request.stated.state(recomputation, asked.recompute.has_value());
  request.stated.state(sharding, asked.shards.has_value());
  request.stated.state(sequence_parallelism, !asked.recipe.sequence_parallel);
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

/// A launch line that says nothing of the kernel takes what the GPU has.
inline void set_attention_of_line(training_request& request) {
  using namespace scalewall;
  const training_machine& machine = request.question.machine;
  for (assumed_key& one : request.flags.assumed) {
    if (one.key != "--attention-backend" || one.value != "fused" || has_fused_attention(machine)) continue;
    request.recipe.attention = attention_kernel::unfused;
    one.value = "unfused";
    one.reason = std::string(machine.name) + " has no kernel of fused attention";
  }
}

/// The most accelerators that a node joins; more are a rack, whose nodes are parts of a domain.
inline constexpr std::int64_t most_accelerators_of_node = 16;

/// Nodes as the launcher fills them.
inline void set_nodes(training_request& request, std::optional<std::int64_t> accelerators_of_node) {
  scalewall::training_machine& machine = request.question.machine;
  if (!accelerators_of_node || *accelerators_of_node >= machine.domain ||
      machine.domain > most_accelerators_of_node || *accelerators_of_node == request.question.accelerators)
    return;
  request.assumed.push_back("nodes of " + ::counted(*accelerators_of_node, "GPU") +
                            ", as the launcher fills them (the catalog's have " +
                            std::to_string(machine.domain) + ")");
  machine = with_domain(machine, *accelerators_of_node);
}

inline void set_from_line(training_request& request, const training_options& asked,
                          const scalewall::launch_line& line) {
  namespace sw = scalewall;
  const bool has_model = !request.model_name.empty();
  sw::megatron_setting setting{.gpus = asked.gpus};
  if (has_model) {
    setting.model = request.question.model;
    setting.vocabulary = request.question.model.vocabulary;
  }
  sw::megatron_run run = read_megatron_arguments(line, setting);
  if (!has_model) {
    request.model_name = "the launch line's";
    request.model_source = "launch line";
    request.question.model = run.model;
    request.question.model.vocabulary = run.vocabulary;
  }
  request.question.batch = run.batch;
  request.question.accelerators = accelerators(run.plan).as_int64();
  request.plan = run.plan;
  request.recipe = run.recipe;
  set_nodes(request, run.accelerators_of_node);
  request.line = line;
  request.setting = setting;
  request.flags = std::move(run.flags);
  set_attention_of_line(request);
  state_inputs_of_line(request);
}

/// What is asked where models like this one are looked at, and none is given. Throws `broken_rule` where choices break a rule.
inline training_request request_like(const training_options& asked, const scalewall::language_model& model) {
  training_request request;
  request.question.model = model;
  set_hardware(request, asked);
  set_from_options(request, asked);
  if (const auto missing = missing_of(request.question.machine, request.recipe))
    throw scalewall::broken_rule(*missing);
  return request;
}

/// Throws `broken_rule` where choices or launch line break a rule, or do not say enough.
inline training_request request_of(const training_options& asked, const std::optional<chosen_model>& model,
                                   const std::optional<scalewall::launch_line>& line) {
  training_request request;
  set_model(request, model);
  set_hardware(request, asked);
  request.stated.state(scalewall::step_input::release, asked.release.has_value());
  if (!model && !line)
    throw scalewall::broken_rule(
        "a model is given by --model, or by the arguments of a launch line behind --");
  if (line)
    set_from_line(request, asked, *line);
  else
    set_from_options(request, asked);
  if (const auto missing = missing_of(request.question.machine, request.recipe))
    throw scalewall::broken_rule(*missing);
  for (const auto* made : {&request.keys, &request.flags})
    for (const scalewall::assumed_key& one : made->assumed)
      request.assumed.push_back(one.key + ": " + scalewall::value_text(one.value) + ", " + one.reason);
  return request;
}
