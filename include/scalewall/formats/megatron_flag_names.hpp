// The flags of Megatron-LM by name: the one that is meant, and the nearest to one that is not known.

#pragma once

#include <scalewall/formats/megatron_flags.hpp>
#include <scalewall/formats/nearest_name.hpp>

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_map>

namespace scalewall::megatron_flags {

struct known_flag {
  std::string_view name;
  const flag_group* group = nullptr;
};

/// Calls `visitor(name, group)` for every flag, each by its own name.
template <class Visitor>
constexpr void for_each_flag(const Visitor& visitor) {
  for (const flag_group& group : flag_groups)
    for (std::string_view rest = group.names; !rest.empty();) {
      const std::size_t end = rest.find(' ') == std::string_view::npos ? rest.size() : rest.find(' ');
      visitor(rest.substr(0, end), group);
      rest.remove_prefix(end == rest.size() ? end : end + 1);
    }
}

/// The flag of that name, by whatever of its names, or none.
inline known_flag find_flag(std::string_view name) {
  static const auto all = [] {
    std::unordered_map<std::string_view, known_flag> table;
    for_each_flag([&](std::string_view one, const flag_group& group) { table[one] = {one, &group}; });
    for (const flag_alias& alias : flag_aliases) table[alias.other] = table.at(alias.name);
    return table;
  }();
  const auto found = all.find(name);
  return found == all.end() ? known_flag{} : found->second;
}

/// The known flag that is spelt most like it, or begins most like it: at most a third of the letters differ, and at most
/// three. Empty where there is none.
inline std::string_view nearest_flag(std::string_view name) {
  constexpr std::size_t most_edits = 3;
  std::string_view nearest;
  std::size_t least = std::min(name.size() / 3, most_edits) + 1;
  const auto try_distance = [&](std::string_view flag, std::string_view compared, std::size_t worse) {
    if (worse >= least) return;
    const std::size_t edits = edits_between(name, compared, least - worse);
    if (edits + worse >= least) return;
    least = edits + worse;
    nearest = flag;
  };
  for_each_flag([&](std::string_view flag, const flag_group&) {
    try_distance(flag, flag, 0);
    if (flag.size() > name.size()) try_distance(flag, flag.substr(0, name.size()), 1);
  });
  return nearest;
}

}  // namespace scalewall::megatron_flags
