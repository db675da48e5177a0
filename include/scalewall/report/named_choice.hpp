// Names that a user writes: found whatever their capitals; where there is no such name the known ones are listed,
// the nearest first. Names in a file are found as they stand there.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/report/quoted_text.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace scalewall {

/// How many letters have to be inserted, removed or exchanged to make one word of the other (Levenshtein 1966);
/// capitals count as small letters.
inline std::size_t edit_distance(std::string_view from, std::string_view to) {
  const auto small = [](char letter) { return std::tolower(static_cast<unsigned char>(letter)); };
  std::vector<std::size_t> distances(to.size() + 1);  // of what is read of `from` to every beginning of `to`
  for (std::size_t j = 0; j <= to.size(); ++j) distances[j] = j;
  for (std::size_t i = 0; i < from.size(); ++i) {
    std::size_t diagonal = std::exchange(distances[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t exchanged = diagonal + (small(from[i]) == small(to[j]) ? 0 : 1);
      diagonal = distances[j + 1];
      distances[j + 1] = std::min({exchanged, diagonal + 1, distances[j] + 1});
    }
  }
  return distances.back();
}

/// The element of `known` whose member `name` is `wanted`. Throws `broken_rule` where there is none, with the
/// names that are known of this `kind`: first those that begin with what is wanted, then the least distant.
template <class Choices>
const auto& choose(const Choices& known, std::string_view kind, std::string_view wanted) {
  struct candidate {
    bool begins_otherwise;
    std::size_t distance;
    std::string_view name;
  };
  std::vector<candidate> candidates;
  for (const auto& choice : known) {
    const std::string_view name = choice.name;
    const std::size_t distance = edit_distance(wanted, name);
    if (distance == 0) return choice;
    candidates.push_back({edit_distance(wanted, name.substr(0, wanted.size())) != 0, distance, name});
  }
  std::stable_sort(candidates.begin(), candidates.end(), [](const candidate& a, const candidate& b) {
    return std::tie(a.begins_otherwise, a.distance) < std::tie(b.begins_otherwise, b.distance);
  });
  std::string names;
  for (const candidate& one : candidates) names.append(names.empty() ? " " : ", ").append(one.name);
  throw broken_rule("no " + std::string(kind) + " is called " + quoted_text(wanted) + "; the known ones are" +
                    names);
}

/// The value of an enumeration whose names are listed in its order. Throws `broken_rule` where there is no such name.
template <class Enumeration, std::size_t N>
Enumeration value_named(std::string_view written, const std::array<std::string_view, N>& names) {
  std::string known;
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == written) return static_cast<Enumeration>(i);
    known.append(i == 0 ? "" : ", ").append(names[i]);
  }
  throw broken_rule("it is one of " + known);
}

}  // namespace scalewall
