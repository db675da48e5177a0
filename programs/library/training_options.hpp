// The options that say which language model is trained, on which GPUs, by which plans and recipe: one set for every
// program that asks about language models.

#pragma once

#include "checked_options.hpp"
#include "model_option.hpp"
#include "training_choices.hpp"
#include <scalewall/quantities.hpp>

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// Whether the question is about a language model, and not about the paper's.
bool names_a_model(int argc, const char* const* argv);

/// GPUs, batch, degrees and recipe.
void add_setting_options(CLI::App& app, training_options& asked);

/// Throws `broken_rule` where an option says what a launch line or configuration says too; `left_open`: those that it leaves to
/// others.
void require_left_to_the_line(const CLI::App& app, const std::vector<std::string>& left_open);

/// Model, GPUs, batch, degrees and recipe.
void add_training_options(CLI::App& app, training_options& asked);

/// The same where the question is about several numbers of GPUs: the list has each of them once, in order.
void add_training_options(CLI::App& app, training_options& asked, std::vector<std::int64_t>& numbers);

/// --tokens: of the run.
void add_tokens_option(CLI::App& app, std::optional<scalewall::tokens>& data);

/// What a run trains on, and the time that it may take, where they are said.
struct run_goal {
  std::optional<scalewall::tokens> data{};
  std::optional<scalewall::seconds> deadline{};
};

/// --tokens, and --months or --days.
void add_run_goal_options(CLI::App& app, run_goal& asked);
