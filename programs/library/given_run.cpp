#include "given_run.hpp"

#include <scalewall/error.hpp>
#include <scalewall/formats/deepspeed_config.hpp>
#include <scalewall/formats/shell_text.hpp>
#ifdef SCALEWALL_YAML
#include <scalewall/formats/model_config_yaml.hpp>
#include <scalewall/formats/run_config_yaml.hpp>
#endif
#ifdef SCALEWALL_TOML
#include <scalewall/formats/torchtitan_toml.hpp>
#endif

namespace {

using scalewall::broken_rule;

scalewall::launch_line with_flags(scalewall::launch_line line) {
  if (line.flags.empty()) throw broken_rule("no command in it has flags");
  return line;
}

given_run run_in_yaml(const std::string& text) {
#ifdef SCALEWALL_YAML
  if (is_run_config(scalewall::read_yaml(text))) return {.framework = run_framework::bridge, .text = text};
  return {.line = with_flags(scalewall::read_model_config(text))};
#else
  static_cast<void>(text);
  throw broken_rule("this program was built without yaml-cpp, and reads no YAML");
#endif
}

/// Whether a text begins as an object of JSON does.
bool begins_as_object(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first != std::string::npos && text[first] == '{' &&
         text.find_first_of("\"}", first) == text.find_first_not_of(" \t\r\n", first + 1);
}

}  // namespace

given_run run_in(const std::string& text, const std::string& name) {
  if (name.ends_with(".yaml") || name.ends_with(".yml")) return run_in_yaml(text);
  if (name.ends_with(".toml")) return {.framework = run_framework::torchtitan, .text = text};
  if (name.ends_with(".json") || begins_as_object(text)) {
    if (!scalewall::is_deepspeed_config(text))
      throw broken_rule(
          "this JSON is no configuration of DeepSpeed, which has one of the keys zero_optimization, "
          "train_batch_size, train_micro_batch_size_per_gpu and gradient_accumulation_steps; a model is "
          "given by "
          "--model");
    return {.framework = run_framework::deepspeed, .text = text};
  }
  return {.line = with_flags(scalewall::read_launch_text(text))};
}

scalewall::configured_run read_configuration(const given_run& given,
                                             const scalewall::configuration_setting& setting) {
  try {
    switch (given.framework) {
      case run_framework::deepspeed:
        return scalewall::read_deepspeed_config(given.text, setting);
      case run_framework::bridge:
#ifdef SCALEWALL_YAML
        return scalewall::read_run_config(
            given.text, {.gpus = setting.gpus, .model = setting.model, .generation = setting.generation});
#else
        break;
#endif
      case run_framework::torchtitan:
#ifdef SCALEWALL_TOML
        return scalewall::read_torchtitan_toml(given.text, setting);
#else
        throw broken_rule("this program was built without toml++, and reads no TOML");
#endif
      case run_framework::megatron:
        break;
    }
    throw broken_rule("no configuration of another framework than Megatron-LM is given");
  } catch (const broken_rule& broken) {
    throw broken_rule(given.name + ": " + broken.what());
  }
}

std::vector<std::string> options_left_open(run_framework framework) {
  if (framework != run_framework::deepspeed) return {};
  return {"--batch-sequences", "--sequence-length", "--microbatch", "--precision", "--recompute"};
}
