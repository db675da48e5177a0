// How far the participants of a collective lie apart, and what holds for the numbers of all of its protocols.
//
// A span is a struct of bandwidths with a member `participants`, up to which it reaches: behind a switch there is one
// span, as all lie equally near; behind PCIe there is one for every distance.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/fixed_list.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/math.hpp>

#include <cstddef>
#include <cstdint>

namespace scalewall {

inline constexpr std::size_t max_collective_spans = 4;

/// The first of the spans, that reaches as many participants, else the last.
template <class Span, std::size_t Capacity>
constexpr const Span& span_of(const fixed_list<Span, Capacity>& spans, std::int64_t participants) {
  for (const Span& span : spans)
    if (participants <= span.participants) return span;
  return spans.back();
}

/// Throws `broken_rule` unless there are spans, each wider than the one before; the last may be unbounded.
template <class Span, std::size_t Capacity>
constexpr void require_ascending(const fixed_list<Span, Capacity>& spans) {
  require(!spans.empty(), "a collective has a bandwidth");
  std::int64_t before = 1;
  for (std::size_t k = 0; k < spans.size(); ++k) {
    const bool open = k + 1 == spans.size() && spans[k].participants == unbounded;
    require(open || spans[k].participants > before,
            "the spans of a collective ascend, and only the last is open",
            {{"span", k}, {"participants", spans[k].participants}});
    before = spans[k].participants;
  }
}

/// How much longer the first bytes take than the rest, and up to where: a hundredth is as dear.
inline constexpr number_rule dearer_rule =
    not_negative("the first bytes are dearer than the rest, or as dear");
inline constexpr fit_reach dearer_reach = within(0.01, 4);
inline constexpr number_rule dearer_until_rule =
    between(0, without_limit, "the first bytes, which are dearer, end at a size");

}  // namespace scalewall
