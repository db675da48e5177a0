// Files of YAML that configure training by software whose files are not read.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/foreign_keys.hpp>
#include <scalewall/formats/yaml_values.hpp>
#include <scalewall/quoted_text.hpp>

#include <string>
#include <vector>

namespace scalewall {

/// Throws `broken_rule` with the software and the key where the values are of a file that is not read.
inline void refuse_foreign_yaml(const std::vector<yaml_value>& values) {
  for (const foreign_key& one : foreign_keys)
    for (const yaml_value& value : values)
      if (one.is(value.path))
        throw broken_rule(excerpt_of(value.path).shown + " (line " + std::to_string(value.line) +
                          "): this is a configuration of " + std::string(one.file) +
                          ", which is not read; of YAML, a run_config.yaml of Megatron-Bridge and a "
                          "model_config.yaml of Megatron-LM are");
}

}  // namespace scalewall
