// The protocols of collectives that were fitted, as a C++ source file has them: each number under a comment that says
// whether it was fitted, or is that of the descriptor from which the fit started.

#pragma once

#include <scalewall/calibration/descriptor_literal.hpp>
#include <scalewall/calibration/fit_collectives.hpp>
#include <scalewall/calibration/written_members.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/report/quantity_text.hpp>

#include <string>
#include <vector>

namespace scalewall {

/// Protocols of collectives within a node, and what they were found from, in words.
struct found_collectives {
  collective_fit fit;
  collective_protocols start;  ///< from which the fit started
  std::string from;

  /// Whether they are nearer than any other formula to transfers that were held out from all fits. If not, they are
  /// left out of the descriptor.
  bool kept = false;
};

namespace detail {

/// A switch between protocols, which is a place that was looked for and no fitted number.
template <class Quantity>
written_member switch_member(const char* name, const Quantity& at, const Quantity& at_start,
                             const found_collectives& found) {
  if (at == at_start) return {name, literal(at)};
  return {name, literal(at, measured_digits),
          "Moved from " + to_text(at_start) + ", that of " + std::string(found.start.name) + ", where " +
              found.from + " show it."};
}

template <class Spans>
std::string written_spans(const Spans& spans, const found_members& member) {
  std::vector<written_member> all;
  for (const auto& span : spans) {
    std::vector<written_member> one;
    if (span.participants != unbounded) one.push_back({"participants", std::to_string(span.participants)});
    one.push_back(member("ll", span.ll));
    one.push_back(member("simple", span.simple));
    all.push_back({"", lines_of(one)});
  }
  return lines_of(all);
}

inline std::string written(const ring_protocols& ring, const found_members& member,
                           const found_collectives& found) {
  std::vector<written_member> members = {
      {"ll", lines_of({member("hop", ring.ll.hop), member("forwarding", ring.ll.forwarding),
                       member("opening", ring.ll.opening)})}};
  if (ring.ll128)
    members.push_back({"ll128", "ll128_protocol" + lines_of({member("hop", ring.ll128->hop),
                                                             member("bandwidth", ring.ll128->bandwidth)})});
  members.push_back({"simple", lines_of({member("setup", ring.simple.setup),
                                         member("hop", ring.simple.hop),
                                         member("share_bandwidth", ring.simple.share_bandwidth),
                                         member("dearer", ring.simple.dearer),
                                         {"dearer_until", literal(ring.simple.dearer_until)}})});

  const protocol_choice& before = found.start.ring.choice;
  std::vector<written_member> choice = {{"ll", literal(ring.choice.ll)},
                                        switch_member("simple", ring.choice.simple, before.simple, found)};
  if (ring.choice.ll_at_most)
    choice.push_back(switch_member("ll_at_most", *ring.choice.ll_at_most, *before.ll_at_most, found));
  members.push_back({"choice", lines_of(choice)});

  members.push_back({"spans", written_spans(ring.spans, member)});
  return lines_of(members);
}

inline std::string written(const switch_reduction& reduction, const found_members& member) {
  return "switch_reduction" + lines_of({{"participants", std::to_string(reduction.participants)},
                                        member("setup", reduction.setup),
                                        member("bandwidth", reduction.bandwidth),
                                        member("dearer", reduction.dearer),
                                        {"dearer_until", literal(reduction.dearer_until)}});
}

inline std::string written(const exchange_protocols& exchange, const found_members& member,
                           const found_collectives& found) {
  return lines_of({member("per_peer", exchange.per_peer),
                   member("ll_setup", exchange.ll_setup),
                   switch_member("ll_at_most", exchange.ll_at_most, found.start.exchange.ll_at_most, found),
                   member("simple_setup", exchange.simple_setup),
                   member("simple_least", exchange.simple_least),
                   member("dearer", exchange.dearer),
                   member("dearer_until", exchange.dearer_until),
                   member("kept_bandwidth", exchange.kept_bandwidth),
                   {"spans", written_spans(exchange.spans, member)}});
}

inline std::string written(const found_collectives& found, const std::string& name) {
  collective_protocols of = found.fit.descriptor;
  found_members member(of, found.fit.found, found.from);
  member.tell_unmoved(of, found.start,
                      "As of " + std::string(found.start.name) + ": " + found.from + " do not move it.");
  std::vector<written_member> members = {{"name", string_literal(name)},
                                         {"participants", std::to_string(of.participants)},
                                         member("launch", of.launch),
                                         {"ring", written(of.ring, member, found)}};
  if (of.in_switch) members.push_back({"in_switch", written(*of.in_switch, member)});
  members.push_back({"exchange", written(of.exchange, member, found)});
  return lines_of(members);
}

}  // namespace detail

}  // namespace scalewall
