// What a command line asks about the training of a language model: its options, and the words behind --.

#pragma once

#include "launch_option.hpp"
#include "model_option.hpp"
#include "run_file.hpp"
#include "training_request.hpp"
#include <scalewall/formats/hardware_file.hpp>
#include <scalewall/formats/launch_line.hpp>

#include <optional>
#include <string>
#include <vector>

/// The options with the hardware of their file, where they name one. Says on standard error what must be known of a GPU of the
/// catalog. Throws `broken_rule` with the name of the file where it describes none.
training_options with_hardware(training_options asked);

/// Throws `broken_rule` where options or launch line break a rule, or do not say enough.
training_request request_of(const training_options& asked, const std::optional<given_run>& given);
training_request request_of(const training_options& asked, const std::vector<std::string>& words);
