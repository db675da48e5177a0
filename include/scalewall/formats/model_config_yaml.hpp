// A launch line of Megatron-LM that is kept as YAML, as its own tests keep them (model_config.yaml): flags and
// their values under MODEL_ARGS, or by themselves.
//
//     MODEL_ARGS:
//       --num-layers: 12
//       --bf16: true                 a switch; false: it is not given
//       --recompute-modules: [moe_act layernorm]
//     ENV_VARS:
//       NVTE_FLASH_ATTN: 0           of the environment, what Transformer Engine and Megatron read
//
// Source: tests/functional_tests/test_cases/*/model_config.yaml, NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/foreign_yaml.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/yaml_values.hpp>
#include <scalewall/quoted_text.hpp>

#include <algorithm>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// Throws `broken_rule` with the line where the text is no YAML, or a flag has a map for its value.
inline launch_line read_model_config(std::string_view text) {
  constexpr std::string_view root = "MODEL_ARGS";
  const std::vector<yaml_value> values = read_yaml(text);
  refuse_foreign_yaml(values);
  const bool has_root = std::any_of(values.begin(), values.end(), [&](const yaml_value& one) {
    return one.path == root || one.path.starts_with("MODEL_ARGS.");
  });
  launch_line line;
  for (const yaml_value& value : values) {
    std::string_view name = value.path;
    if (has_root) {
      constexpr std::string_view variables = "ENV_VARS.";
      if (name.starts_with(variables) && is_read_of_environment(name.substr(variables.size())) &&
          value.scalars.size() == 1)
        line.environment.insert_or_assign(std::string(name.substr(variables.size())), value.scalars.front());
      if (!name.starts_with("MODEL_ARGS.")) continue;
      name.remove_prefix(root.size() + 1);
    }
    const std::string place = "line " + std::to_string(value.line);
    if (name.find('.') != std::string_view::npos)
      throw broken_rule(place + ": " + quoted_text(name) +
                        " is no flag: a flag has a text or a list for its value");
    launch_flag flag{.name = flag_name(name.starts_with("-") ? name : "--" + std::string(name)),
                     .spelled = std::string(name),
                     .place = place};
    const bool is_switch = !value.is_list && value.scalars.size() == 1 &&
                           (value.scalars.front() == "true" || value.scalars.front() == "false" ||
                            value.scalars.front() == "True" || value.scalars.front() == "False");
    if (is_switch && (value.scalars.front() == "false" || value.scalars.front() == "False")) {
      line.assumed.push_back({excerpt_of(name).shown, "not given", "its value is false"});
      continue;
    }
    if (!value.is_list && value.scalars.empty()) {
      line.assumed.push_back({excerpt_of(name).shown, "not given", "it has no value: a switch has true"});
      continue;
    }
    if (!is_switch)
      for (const std::string& scalar : value.scalars) {
        std::istringstream words(scalar);
        if (!value.is_list)
          flag.values.push_back(scalar);
        else
          for (std::string word; words >> word;) flag.values.push_back(word);
      }
    line.flags.push_back(std::move(flag));
  }
  return line;
}

}  // namespace scalewall
