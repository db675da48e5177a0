// The flags of Megatron-LM by name: the one that is meant, and the nearest to one that is not known.

#pragma once

#include <scalewall/formats/megatron_flags.hpp>
#include <scalewall/named_choice.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
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

/// A bit for every letter of a name. An edit changes at most two of them.
constexpr std::uint64_t letters_of(std::string_view name) {
  std::uint64_t letters = 0;
  for (const char letter : name) letters |= std::uint64_t{1} << (static_cast<unsigned char>(letter) % 64);
  return letters;
}

/// The known flag that is spelt most like it, or begins most like it: at most a third of the letters differ, and at most
/// three. Empty where there is none.
inline std::string_view nearest_flag(std::string_view name) {
  constexpr std::size_t most_edits = 3;
  std::string_view nearest;
  std::size_t least = std::min(name.size() / 3, most_edits) + 1;
  const std::uint64_t letters = letters_of(name);
  const auto try_distance = [&](std::string_view flag, std::string_view compared, std::size_t worse) {
    const std::size_t longer =
        compared.size() > name.size() ? compared.size() - name.size() : name.size() - compared.size();
    if (longer + worse >= least) return;
    if (std::popcount(letters ^ letters_of(compared)) > static_cast<int>(2 * (least - 1))) return;
    if (const std::size_t distance = edit_distance(name, compared) + worse; distance < least) {
      least = distance;
      nearest = flag;
    }
  };
  for_each_flag([&](std::string_view flag, const flag_group&) {
    try_distance(flag, flag, 0);
    if (flag.size() > name.size()) try_distance(flag, flag.substr(0, name.size()), 1);
  });
  return nearest;
}

}  // namespace scalewall::megatron_flags
