// A stack that is listed layer by layer, as the few patterns that a description holds.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/model/language_model.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace scalewall {

namespace detail {

/// Equal layers in a row, by the number of their kind.
struct run_of_kind {
  std::size_t kind = 0;
  std::int64_t layers = 0;

  friend bool operator==(const run_of_kind&, const run_of_kind&) = default;
};

/// How often the runs [first, first + length) stand one after the other.
inline std::size_t repeats_of(const std::vector<run_of_kind>& runs, std::size_t first, std::size_t length) {
  std::size_t next = first + length;
  while (next < runs.size() && runs[next] == runs[next - length]) ++next;
  return (next - first) / length;
}

/// The runs from `first` on as at most so many patterns, or none. Every pattern is repeated as often as it
/// stands there.
inline std::optional<layer_patterns> patterns_from(const std::vector<run_of_kind>& runs, std::size_t first,
                                                   std::size_t most,
                                                   const std::vector<transformer_layer>& kinds) {
  if (first == runs.size()) return layer_patterns{};
  if (most == 0) return {};
  constexpr std::size_t longest = decltype(layer_pattern::runs)::capacity();
  for (std::size_t length = 1; length <= longest && first + length <= runs.size(); ++length) {
    const std::size_t repeats = repeats_of(runs, first, length);
    const auto rest = patterns_from(runs, first + repeats * length, most - 1, kinds);
    if (!rest) continue;
    layer_pattern pattern{.repeats = static_cast<std::int64_t>(repeats)};
    for (std::size_t i = first; i < first + length; ++i)
      pattern.runs.push_back({kinds[runs[i].kind], runs[i].layers});
    layer_patterns whole{pattern};
    for (const layer_pattern& one : *rest) whole.push_back(one);
    return whole;
  }
  return {};
}

}  // namespace detail

/// The stack of the layers `kinds[sequence[0]]`, `kinds[sequence[1]]` ... in as few patterns as these can be.
/// Throws `broken_rule` where layers alternate without a pattern that a description holds.
inline layer_patterns patterns_of(const std::vector<std::size_t>& sequence,
                                  const std::vector<transformer_layer>& kinds) {
  std::vector<detail::run_of_kind> runs;
  for (const std::size_t kind : sequence) {
    if (runs.empty() || runs.back().kind != kind) runs.push_back({kind, 0});
    ++runs.back().layers;
  }
  for (std::size_t most = 1; most <= layer_patterns::capacity(); ++most)
    if (const auto patterns = detail::patterns_from(runs, 0, most, kinds)) return *patterns;
  throw broken_rule("layers alternate without a pattern that a description of a model holds");
}

}  // namespace scalewall
