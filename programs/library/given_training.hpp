// What a command line asks about the training of a language model: its options, and the words behind --.

#pragma once

#include "launch_option.hpp"
#include "model_option.hpp"
#include "run_file.hpp"
#include "training_request.hpp"
#include <scalewall/formats/hardware_file.hpp>
#include <scalewall/formats/launch_line.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The options with the hardware of their file, where they name one. Throws `broken_rule` where the catalog has no such GPU, and
/// with the name of the file where it describes none.
training_options with_hardware(training_options asked);

/// Throws `broken_rule` where options or launch line break a rule, or do not say enough.
training_request request_of(const training_options& asked, const std::optional<given_run>& given = {});

/// The same of the words behind --. Throws `broken_rule` also where an option of `app` says what they say.
training_request request_of(const CLI::App& app, const training_options& asked,
                            const std::vector<std::string>& words);

/// What is asked of any number of GPUs: their number is left open, and the batch where none is said.
training_request request_of_any_number(const training_options& asked);

/// Sequences of the global batch on so many GPUs: as said, or the usual ones.
std::int64_t sequences_on(std::int64_t gpus, const training_options& asked, const training_request& request);

/// Tokens of a run: as said, or 20 for every parameter that a token meets, which is assumed.
scalewall::tokens tokens_of(training_request& request, const std::optional<scalewall::tokens>& said);

/// What is assumed of batches on several numbers of GPUs, unless it is said.
void tell_usual_batches(training_request& request, const training_options& asked);

/// Throws `broken_rule` where a run is shorter than a step.
void require_a_step(scalewall::tokens data, const scalewall::batch& batch);
