// Names that a user writes: found whatever their capitals and whatever joins their words; where there is no such name the known ones are listed,
// the nearest first. Names in a file are found as they stand there.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

namespace scalewall {

namespace detail {

constexpr char small_letter(char letter) {
  return 'A' <= letter && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

/// Whatever joins words in a name: `Llama-3.1 70B` is written `llama-3.1-70b` as well.
constexpr char joining_letter(char letter) {
  return letter == '-' || letter == '_' ? ' ' : small_letter(letter);
}

}  // namespace detail

/// Whether two names are the same, whatever their capitals and whatever joins their words.
constexpr bool is_same_name(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char one, char other) {
    return detail::joining_letter(one) == detail::joining_letter(other);
  });
}

/// How many letters have to be inserted, removed or exchanged to make one word of the other (Levenshtein 1966);
/// capitals count as small letters.
constexpr std::size_t edit_distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> distances;  // of what is read of `from` to every beginning of `to`
  for (std::size_t j = 0; j <= to.size(); ++j) distances.push_back(j);
  for (std::size_t i = 0; i < from.size(); ++i) {
    const char letter = detail::small_letter(from[i]);
    std::size_t diagonal = std::exchange(distances[0], i + 1);
    for (std::size_t j = 0; j < to.size(); ++j) {
      const std::size_t exchanged = diagonal + (letter == detail::small_letter(to[j]) ? 0 : 1);
      diagonal = distances[j + 1];
      distances[j + 1] = std::min({exchanged, diagonal + 1, distances[j] + 1});
    }
  }
  return distances.back();
}

namespace detail {

struct known_name {
  bool begins_otherwise;
  std::size_t distance;  ///< to the name that is wanted
  std::size_t position;
  std::string_view name;
};

/// First those that begin with what is wanted, then the least distant.
template <class Choices>
constexpr std::vector<known_name> nearest_first(const Choices& known, std::string_view wanted) {
  std::vector<known_name> names;
  for (const auto& choice : known) {
    const std::string_view name = choice.name;
    names.push_back({!is_same_name(name.substr(0, wanted.size()), wanted), edit_distance(wanted, name),
                     names.size(), name});
  }
  std::sort(names.begin(), names.end(), [](const known_name& a, const known_name& b) {
    return std::tie(a.begins_otherwise, a.distance, a.position) <
           std::tie(b.begins_otherwise, b.distance, b.position);
  });
  return names;
}

[[noreturn]] inline void report_unknown_name(std::string_view kind, std::string_view wanted,
                                             const std::vector<known_name>& nearest_first) {
  std::string names;
  for (const known_name& one : nearest_first) names.append(names.empty() ? " " : ", ").append(one.name);
  throw broken_rule("no " + std::string(kind) + " is called " + quoted_text(wanted) + "; the known ones are" +
                    names);
}

}  // namespace detail

/// The element of `known` whose member `name` is `wanted`. Throws `broken_rule` where there is none, with the
/// names that are known of this `kind`, the nearest first; in a constant expression the compiler shows three of them.
template <class Choices>
constexpr const auto& choose(const Choices& known, std::string_view kind, std::string_view wanted) {
  for (const auto& choice : known)
    if (is_same_name(choice.name, wanted)) return choice;
  const std::vector<detail::known_name> names = detail::nearest_first(known, wanted);
  if (std::is_constant_evaluated()) {
    const auto name = [&](std::size_t k) { return k < names.size() ? names[k].name.data() : ""; };
    detail::this_rule_is_broken("a name is a known one; the nearest to this one follow it", wanted.data(),
                                name(0), name(1), name(2));
  }
  detail::report_unknown_name(kind, wanted, names);
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
