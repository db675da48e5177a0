// What is asked about the training of a language model: choices, a model and, where there is one, a Megatron-LM launch line,
// made into a question, with everything that was assumed on the way.

#pragma once

#include "chosen_model.hpp"
#include "given_run.hpp"
#include "training_choices.hpp"
#include <scalewall/analysis/step_difference.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/hardware/library/derived_machine.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/search/training_question.hpp>
#include <scalewall/search/training_space.hpp>

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

  /// The plan of a launch line or of a configuration; without one, plans are looked for in the space.
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
    std::vector<std::string> names = keys.not_understood();
    for (std::string& name : flags.not_understood()) names.push_back(std::move(name));
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

void set_model(training_request& request, const std::optional<chosen_model>& chosen);

void set_hardware(training_request& request, const training_options& asked);

/// Sequences of a global batch of about the usual tokens: where there are fewer accelerators than that, the nearest multiple
/// of them, so that any of them can be replicas; otherwise what shares most with their number, within an eighth.
std::int64_t usual_sequences(std::int64_t accelerators, std::int64_t sequence_length);

std::string usual_batch_text(const scalewall::batch& batch);

/// The same of several numbers of accelerators, each of which has a batch of its own.
std::string usual_batches_text();

/// GPUs of one node, where nothing says how many there are; told as assumed.
std::int64_t assumed_node(training_request& request);

/// What is asked where models like this one are looked at, and none is given. Throws `broken_rule` where choices break a rule.
training_request request_like(const training_options& asked, const scalewall::language_model& model);

/// Throws `broken_rule` where choices, launch line or configuration break a rule, or do not say enough.
training_request request_of(const training_options& asked, const std::optional<chosen_model>& model,
                            const std::optional<given_run>& given);
