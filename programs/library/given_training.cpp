#include "given_training.hpp"

#include "chosen_cluster.hpp"
#include "training_options.hpp"
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/hardware/library/machine_like.hpp>

#include <optional>
#include <utility>

training_options with_hardware(training_options asked) {
  if (asked.hardware_file.empty()) {
    scalewall::choose(scalewall::catalog::all, "GPU", asked.gpu);
    return asked;
  }
  described_training_hardware described{.read = described_cluster(asked.hardware_file)};
  const scalewall::described_hardware& read = described.read;
  described.machine = of_file(asked.hardware_file, [&] {
    return machine_like(read.on_data_sheet, *read.like, scalewall::catalog::training_machine_of(*read.like));
  });
  asked.described = std::move(described);
  return asked;
}

training_request request_of(const training_options& asked, const std::optional<given_run>& given) {
  std::optional<chosen_model> model;
  if (!asked.model.empty()) model = choose_model(asked.model);
  return request_of(with_hardware(asked), model, given);
}

training_request request_of(const CLI::App& app, const training_options& asked,
                            const std::vector<std::string>& words) {
  if (words.empty()) return request_of(asked);
  const given_run given = run_of_words(words);
  require_left_to_the_line(app, options_left_open(given.framework));
  return request_of(asked, given);
}

training_request request_of_any_number(const training_options& asked) {
  training_options whole = asked;
  whole.gpus = 1;
  whole.batch_sequences = asked.batch_sequences.value_or(1);
  return request_of(whole);
}

std::int64_t sequences_on(std::int64_t gpus, const training_options& asked, const training_request& request) {
  return asked.batch_sequences ? *asked.batch_sequences
                               : usual_sequences(gpus, request.question.batch.sequence_length);
}

scalewall::tokens tokens_of(training_request& request, const std::optional<scalewall::tokens>& said) {
  namespace sw = scalewall;
  if (said) return *said;
  request.assumed.push_back("20 tokens for every parameter that a token meets (--tokens)");
  return sw::tokens::from_value(
      20 * double(active_parameters(request.question.model, sw::input_embedding::counted)));
}

void tell_usual_batches(training_request& request, const training_options& asked) {
  if (!asked.batch_sequences)
    request.assumed.push_back(usual_batches_text() +
                              " on every number of GPUs, which it divides among (--batch-sequences)");
}

void require_a_step(scalewall::tokens data, const scalewall::batch& batch) {
  if (data < size(batch))
    throw scalewall::broken_rule("a run has at least one step: " + to_text(data) + " are fewer than the " +
                                 to_text(size(batch)) + " of a global batch (--tokens, --batch-sequences)");
}
