// What a program is given of a run: a launch line of Megatron-LM, or the configuration of another framework.

#pragma once

#include <scalewall/formats/configured_run.hpp>
#include <scalewall/formats/launch_line.hpp>

#include <optional>
#include <string>
#include <vector>

enum class run_framework { megatron, bridge, deepspeed, torchtitan };

struct given_run {
  run_framework framework = run_framework::megatron;

  /// Of Megatron-LM.
  std::optional<scalewall::launch_line> line{};

  /// The configuration of another framework, and the name of its file as sentences have it.
  std::string text{};
  std::string name{};
};

/// A text by its name and its content: YAML (a run_config.yaml of Megatron-Bridge, or a launch line), TOML of torchtitan, JSON of
/// DeepSpeed, or a text with a launch line. Throws `broken_rule` where it is none of them.
given_run run_in(const std::string& text, const std::string& name);

/// The run of a configuration of another framework than Megatron-LM. Throws `broken_rule` with the name of its file where it is not
/// understood.
scalewall::configured_run read_configuration(const given_run& given,
                                             const scalewall::configuration_setting& setting);

/// Options that say what a file of that framework leaves open.
std::vector<std::string> options_left_open(run_framework framework);
