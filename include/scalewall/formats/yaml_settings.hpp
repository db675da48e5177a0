// The settings of a file of YAML: texts that spell a number or true and false are such, lists are lists, and a list of lists
// is one too. Needs yaml-cpp.
//
// An object of Python that was dumped (`_target_`, with `_name_` where it is one of a few) stands for its last name:
//
//     params_dtype: {_target_: torch.bfloat16, _call_: false}        params_dtype = "bfloat16"
//     backend: {_target_: AttnBackend, _args_: [1], _name_: flash}   backend = "flash"
//
// Source: NVIDIA-NeMo/Megatron-Bridge, src/megatron/bridge/utils/yaml_utils.py (safe_yaml_representers).

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/named_settings.hpp>
#include <scalewall/formats/yaml_values.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

namespace detail {

/// The scalar as YAML's core schema has it, quoted or not.
inline nlohmann::json value_of_scalar(const std::string& text) {
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (const auto whole = spelled_number<std::int64_t>(text)) return *whole;
  if (const auto number = spelled_number<double>(text)) return *number;
  return text;
}

inline nlohmann::json list_of_scalars(const std::vector<std::string>& scalars) {
  nlohmann::json list = nlohmann::json::array();
  for (const std::string& scalar : scalars) list.push_back(value_of_scalar(scalar));
  return list;
}

/// "bfloat16" of "torch.bfloat16"
inline std::string last_name(std::string_view name) { return std::string(name.substr(name.rfind('.') + 1)); }

}  // namespace detail

/// Throws `broken_rule` with the line where a path stands there twice, or there are too many.
inline std::vector<setting> settings_of(const std::vector<yaml_value>& values) {
  if (values.size() > 8 * most_settings)
    throw broken_rule("a configuration has at most " + digits_text(8 * most_settings) + " values");
  std::vector<setting> all;
  std::map<std::string, std::size_t, std::less<>> by_path;
  // The last name of a dumped object, by its path.
  std::map<std::string, setting, std::less<>> objects;
  for (const yaml_value& value : values) {
    const std::string place = "line " + std::to_string(value.line);
    const std::string_view path = value.path;
    if (const std::size_t in_list = path.find("[]"); in_list != std::string_view::npos) {
      const std::string_view list = path.substr(0, in_list == 0 ? 0 : in_list - 1);
      const auto outer = by_path.find(list);
      if (outer != by_path.end() && path.size() == in_list + 2)
        all[outer->second].value.push_back(detail::list_of_scalars(value.scalars));
      else if (outer != by_path.end())
        all[outer->second].value.push_back(nlohmann::json::object());  // maps in lists are not read
      continue;
    }
    if (const std::size_t dot = path.rfind('.'); dot != std::string_view::npos) {
      const std::string_view key = path.substr(dot + 1);
      const std::string object(path.substr(0, dot));
      if (key == "_target_" || key == "_name_") {
        if (value.scalars.size() == 1 && (key == "_name_" || !objects.contains(object)))
          objects[object] = {object, detail::last_name(value.scalars.front()), place};
        continue;
      }
      if (key == "_call_" || key == "_args_" || key == "_partial_") continue;
    }
    if (all.size() == most_settings)
      throw broken_rule(place + ": a configuration has at most " + digits_text(most_settings) + " settings");
    if (!by_path.emplace(value.path, all.size()).second)
      throw broken_rule(place + ": a key stands there once, unlike " + excerpt_of(path).shown);
    setting one{.path = value.path, .value = nullptr, .place = place};
    if (value.is_list)
      one.value = detail::list_of_scalars(value.scalars);
    else if (!value.scalars.empty())
      one.value = detail::value_of_scalar(value.scalars.front());
    all.push_back(std::move(one));
  }
  // An object with keys of its own is a table, as every section of a dump is; whose it is matters of the first level alone.
  for (auto& [path, object] : objects) {
    const auto below = by_path.lower_bound(path + ".");
    const bool is_table = below != by_path.end() && below->first.starts_with(path + ".");
    if (is_table && path.find('.') != std::string::npos) continue;
    if (is_table)
      object.path += "._target_";
    else if (by_path.contains(path))
      throw broken_rule(object.place + ": a key stands there once, unlike " + excerpt_of(path).shown);
    all.push_back(std::move(object));
  }
  return all;
}

}  // namespace scalewall
