// The options that say which language model is trained, on which GPUs, by which plans and recipe: one set for every
// program that asks about language models.

#pragma once

#include "checked_options.hpp"
#include "model_option.hpp"
#include "training_choices.hpp"
#include <scalewall/named_choice.hpp>
#include <scalewall/quantities.hpp>

#include <CLI/CLI.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

template <class Choices, class Target, class Member>
void add_choice_option(CLI::App& app, const std::string& name, const Choices& choices,
                       const std::string& kind, Target& target, Member member, const std::string& meaning) {
  std::string names;
  for (const auto& choice : choices) names.append(names.empty() ? "" : ", ").append(choice.name);
  app.add_option_function<std::string>(
         name,
         [&, kind, member](const std::string& text) {
           target = scalewall::choose(choices, kind, text).*member;
         },
         meaning + ": " + names)
      ->type_name("NAME");
}

/// Whether the question is about a language model, and not about the paper's.
bool names_a_model(int argc, const char* const* argv);

/// What a launch line says by itself.
inline constexpr std::array options_of_the_run = {"--batch-sequences",
                                                  "--sequence-length",
                                                  "--tp",
                                                  "--cp",
                                                  "--pp",
                                                  "--vpp",
                                                  "--dp",
                                                  "--ep",
                                                  "--etp",
                                                  "--microbatch",
                                                  "--recompute",
                                                  "--zero",
                                                  "--precision",
                                                  "--attention",
                                                  "--no-sequence-parallel"};

/// GPUs, batch, degrees and recipe.
void add_setting_options(CLI::App& app, training_options& asked);

/// Throws `broken_rule` where an option says what a launch line or configuration says too; `left_open`: those that it leaves to
/// others.
void require_left_to_the_line(const CLI::App& app, const std::vector<std::string>& left_open = {});

/// Model, GPUs, batch, degrees and recipe.
void add_training_options(CLI::App& app, training_options& asked);

/// The same where the question is about several numbers of GPUs, which are added to the list as they are given.
void add_training_options(CLI::App& app, training_options& asked, std::vector<std::int64_t>& numbers);

/// --tokens: of the run.
void add_tokens_option(CLI::App& app, std::optional<scalewall::tokens>& data);
