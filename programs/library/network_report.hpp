// What what_network answers: for the network and for NVLink the least bandwidth at which training is as good as wanted, or what
// takes the time where none is enough.

#pragma once

#include "counted_text.hpp"
#include "training_report.hpp"
#include "training_request.hpp"
#include <scalewall/estimate/component_times.hpp>
#include <scalewall/hardware/library/machine_like.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/search/least_bandwidth.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

/// Bandwidths out of a GPU, one way.
struct link_bandwidths {
  scalewall::bytes_per_second network{};  ///< to other nodes
  scalewall::bytes_per_second nvlink{};   ///< to others of its node
};

/// A bandwidth that is looked for.
struct searched_link {
  const char* name;
  scalewall::bytes_per_second link_bandwidths::*bandwidth;
};

inline constexpr searched_link searched_links[] = {{"network", &link_bandwidths::network},
                                                   {"NVLink", &link_bandwidths::nvlink}};

/// The least bandwidth of one kind of link while the other is as it is.
struct network_finding {
  const searched_link* link = nullptr;
  scalewall::bytes_per_second as_is{};
  std::optional<scalewall::bytes_per_second> least{};

  /// The answer over the least bandwidth, or where none is enough over the largest that was looked at.
  scalewall::training_answer answer{};
};

struct network_report {
  double wanted = 0;
  scalewall::training_answer as_is{};
  std::vector<network_finding> links{};

  /// The answer over the largest bandwidth of both.
  scalewall::training_answer over_fastest{};
};

inline link_bandwidths bandwidths_of(const training_request& request) {
  return {.network = request.question.machine.network, .nvlink = request.links};
}

inline scalewall::training_machine machine_over(const training_request& request,
                                                const link_bandwidths& links) {
  return with_network(with_links(request.question.machine, links.nvlink / request.links), links.network);
}

/// Shares of a step and, of the slowest stage, of its three longest components, the longest first.
inline std::string time_text(const scalewall::training_step& step) {
  using namespace scalewall;
  const stage_time& stage = step.stages[step.fullest];
  std::vector<std::pair<seconds, std::string>> components;
  seconds nominal{};
  for (std::size_t k = 0; k < time_component_number; ++k) {
    const seconds time = stage.nominal.times[k].total();
    nominal += time;
    components.emplace_back(time, time_component_names[k]);
  }
  std::stable_sort(components.begin(), components.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text = "microbatches " + percent_text(step.parts.microbatches / step.total) + " (most of it";
  for (std::size_t k = 0; k < 3; ++k)
    if (components[k].first.value() > 0)
      text += std::string(k == 0 ? " " : ", ") + components[k].second + " " +
              percent_text(components[k].first / nominal, 2);
  text += ")";
  const auto add = [&](const char* part, seconds time) {
    if (time.value() > 0) text += ", " + std::string(part) + " " + percent_text(time / step.total);
  };
  add("bubble", step.parts.bubble);
  add("messages between stages", step.parts.messages);
  add("replicas", step.parts.replicas);
  add("optimizer", step.parts.optimizer);
  add("fixed", step.parts.fixed);
  return text;
}

/// `8.49 GB/s`, or that any or none is enough.
inline std::string least_text(const network_finding& one) {
  if (!one.least) return "none is enough";
  return *one.least > scalewall::bandwidth_search{}.low ? to_text(*one.least) : std::string("any is enough");
}

inline scalewall::document document_of(const training_request& request, const network_report& report) {
  using namespace scalewall;
  table shown({text_column("link of a GPU, one way"), number_column("as it is"), number_column("least"),
               number_column("utilization"), text_column("plan")});
  for (const network_finding& one : report.links)
    shown.add_row({one.link->name, to_text(one.as_is), least_text(one),
                   percent_text(utilization_of(request, one.answer)), to_text(one.answer.plan)});
  std::string text;
  const auto tell = [&](const std::string& links, const training_answer& answer) {
    text += "Over ever faster " + links + " it is " + percent_text(utilization_of(request, answer)) +
            ", and a step is " + time_text(answer.step) + "\n";
  };
  bool enough = true;
  for (const network_finding& one : report.links) {
    if (one.least) continue;
    enough = false;
    tell(one.link->name, one.answer);
  }
  if (!enough) tell("links of both kinds", report.over_fastest);
  text += "Bandwidths were looked for between " + to_text(bandwidth_search{}.low) + " and " +
          to_text(bandwidth_search{}.high) + ", up to " + percent_text(bandwidth_search{}.tolerance) +
          "; latencies stay. Utilization: of the dense 16 bit peak, FLOP as Megatron-LM counts "
          "them\nEvidence: " +
          band_text(report.as_is.step);
  document told;
  told.heading(setting_text(request), "Utilization: " + percent_text(utilization_of(request, report.as_is)) +
                                          " as it is, by " + to_text(report.as_is.plan) + "; wanted " +
                                          percent_text(report.wanted))
      .rows(shown)
      .paragraph(text)
      .append(grounds_of(request, report.as_is.step));
  return told;
}

inline nlohmann::ordered_json json_of(const training_request& request,
                                      const scalewall::training_answer& answer) {
  nlohmann::ordered_json json = {{"utilization", utilization_of(request, answer)}};
  json.update(json_of(answer));
  json["step"] = json_of(answer.step);
  return json;
}

inline void write_json(std::ostream& out, const training_request& request, const network_report& report) {
  using namespace scalewall;
  nlohmann::ordered_json links = nlohmann::ordered_json::array();
  for (const network_finding& one : report.links) {
    nlohmann::ordered_json json = {{"link", one.link->name},
                                   {"as_is_bytes_per_s", one.as_is.value()},
                                   {"least_bytes_per_s", nullptr},
                                   {"answer", json_of(request, one.answer)}};
    if (one.least) json["least_bytes_per_s"] = one.least->value();
    links.push_back(json);
  }
  out << nlohmann::ordered_json({{"schema", "scalewall/what_network/1"},
                                 {"model", request.model_name},
                                 {"gpu", request.gpu},
                                 {"gpus", request.question.accelerators},
                                 {"batch", batch_json(request.question.batch)},
                                 {"wanted_utilization", report.wanted},
                                 {"as_is", json_of(request, report.as_is)},
                                 {"links", links},
                                 {"over_fastest_links", json_of(request, report.over_fastest)},
                                 {"evidence", json_of(class_of(report.as_is.step.evidence))},
                                 {"assumed", assumed_of(request, report.as_is.step)},
                                 {"not_understood", request.not_understood()},
                                 {"left_out", left_out_of_training}})
             .dump(2)
      << '\n';
}
