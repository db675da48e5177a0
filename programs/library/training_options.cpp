#include "training_options.hpp"

#include "chosen_cluster.hpp"
#include <scalewall/named_choice.hpp>

#include <algorithm>
#include <array>
#include <string_view>

namespace {

/// What a launch line says by itself.
constexpr std::array options_of_the_run = {"--batch-sequences",
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

void add_degree_option(CLI::App& app, const std::string& name, scalewall::allowed& degrees,
                       const std::string& meaning) {
  app.add_option_function<std::string>(
         name, [name, &degrees](const std::string& text) { degrees = allowed_degrees(name, text); },
         meaning + ": a number, or as in 4..16")
      ->type_name("N");
}

}  // namespace

bool names_a_model(int argc, const char* const* argv) {
  return std::any_of(argv + 1, argv + argc, [](std::string_view argument) {
    return argument == "--model" || argument.starts_with("--model=");
  });
}

namespace {

/// Batch, degrees and recipe.
void add_choice_options(CLI::App& app, training_options& asked) {
  add_whole_number_option(app, "--batch-sequences", asked.batch_sequences, "Sequences of the global batch");
  add_whole_number_option(app, "--sequence-length", asked.sequence_length,
                          "Tokens of a sequence (default: 4096)");
  for (const degree_choice& one : known_degrees)
    add_degree_option(app, "--" + std::string(one.name), asked.space.*one.allowed, one.meaning);
  app.add_option_function<std::string>(
         "--recompute", [&asked](const std::string& text) { asked.recompute = recomputation_named(text); },
         "What is computed anew in the backward pass: none, selective, full, op (torchtitan: every second "
         "product), or modules of Megatron with commas between: core_attn, layernorm, mla_up_proj, mlp, "
         "moe_act, moe, shared_experts")
      ->type_name("NAME");
  add_choice_option(app, "--zero", known_shardings, "sharding stage", asked.shards, &sharding_choice::shards,
                    "What replicas share (ZeRO; 1 is Megatron's distributed optimizer, 3 is FSDP)");
  add_choice_option(app, "--precision", known_training_formats, "precision", asked.format,
                    &training_format_choice::format,
                    "The format in which layers multiply (default: bf16, or fp16 where a GPU has no bf16)");
  add_choice_option(app, "--attention", known_attention_kernels, "attention kernel", asked.attention,
                    &attention_kernel_choice::kernel,
                    "The kernel of attention (default: fused, or unfused where a GPU has no other)");
  app.add_option_function<std::string>(
         "--framework",
         [&asked](const std::string& text) {
           asked.framework = scalewall::choose(known_frameworks, "framework", text);
         },
         "Training software: Megatron Core, torchtitan, LLM Foundry (default: Megatron Core)")
      ->type_name("NAME");
  app.add_option_function<std::string>(
         "--release", [&asked](const std::string& text) { asked.release = release_named(text); },
         "Its release, by year and month of NVIDIA's containers, as in 25.04; routed models depend on it")
      ->type_name("YY.MM");
  app.add_flag_callback(
      "--no-sequence-parallel", [&asked] { asked.recipe.sequence_parallel = false; },
      "Tensor parallelism without sequence parallelism");
  for (const char* option : options_of_the_run) app.get_option(option)->group("Batch, plan and recipe");
}

/// --gpus: numbers, and ranges of them that are doubled.
void add_numbers_of_gpus_option(CLI::App& app, std::vector<std::int64_t>& numbers) {
  app.add_option_function<std::vector<std::string>>(
         "--gpus",
         [&numbers](const std::vector<std::string>& texts) {
           for (const std::string& text : texts) {
             const scalewall::allowed range = allowed_degrees("--gpus", text);
             for (std::int64_t number = range.least;; number *= 2) {
               numbers.push_back(number);
               if (number > range.most / 2) break;
             }
           }
           std::sort(numbers.begin(), numbers.end());
           numbers.erase(std::unique(numbers.begin(), numbers.end()), numbers.end());
         },
         "A number of GPUs, or as in 64..4096, doubled from the first on; repeatable (default: a node halved "
         "and doubled, while that is of use)")
      ->type_name("N")
      ->allow_extra_args(false);
}

}  // namespace

void add_setting_options(CLI::App& app, training_options& asked) {
  add_hardware_options(app, asked.gpu, asked.hardware_file);
  add_whole_number_option(app, "--gpus", asked.gpus, "How many of them");
  add_choice_options(app, asked);
}

void require_left_to_the_line(const CLI::App& app, const std::vector<std::string>& left_open) {
  for (const char* option : options_of_the_run)
    if (app.count(option) > 0 && std::find(left_open.begin(), left_open.end(), option) == left_open.end())
      throw scalewall::broken_rule(
          std::string(option) +
          " stands beside a launch line, which says that by itself: change the line, or "
          "leave it out");
}

void add_training_options(CLI::App& app, training_options& asked) {
  add_model_option(app, asked.model);
  add_setting_options(app, asked);
}

void add_training_options(CLI::App& app, training_options& asked, std::vector<std::int64_t>& numbers) {
  add_model_option(app, asked.model);
  add_hardware_options(app, asked.gpu, asked.hardware_file);
  add_numbers_of_gpus_option(app, numbers);
  add_choice_options(app, asked);
}

void add_run_goal_options(CLI::App& app, run_goal& asked) {
  add_tokens_option(app, asked.data);
  add_months_option(app, asked.deadline, "The time that the training run may take");
}

void add_tokens_option(CLI::App& app, std::optional<scalewall::tokens>& data) {
  add_quantity_option(app, "--tokens", data, scalewall::tokens::from_value(1),
                      "Tokens that the run trains on (default: 20 for every parameter that a token meets)");
}
