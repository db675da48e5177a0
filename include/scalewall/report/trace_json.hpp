// A timeline as a trace that Perfetto (ui.perfetto.dev) and Chrome (chrome://tracing) show: a thread for every rank of the pipeline,
// an event for every slot.
//
// Source: "Trace Event Format" (Google), the JSON object format with complete events ("X") and metadata ("M").

#pragma once

#include <scalewall/estimate/step_timeline.hpp>

#include <nlohmann/json.hpp>

#include <ostream>
#include <string>

namespace scalewall {

/// The words of a slot: `forward 3`, and where a rank has several chunks `forward 3, chunk 1`.
inline std::string slot_text(const timeline_slot& slot, std::int64_t chunks) {
  std::string text(name(slot.activity));
  if (slot.activity > step_activity::backward) return text;
  text += " " + std::to_string(slot.microbatch);
  return chunks > 1 ? text + ", chunk " + std::to_string(slot.chunk) : text;
}

/// One event a line; `about` is told beside them, as the viewer shows it of the whole trace. Times are in microseconds.
inline void write_trace(std::ostream& out, const step_timeline& timeline,
                        const nlohmann::ordered_json& about) {
  using json = nlohmann::ordered_json;
  out << "{\"displayTimeUnit\": \"ms\",\n\"otherData\": " << about.dump() << ",\n\"traceEvents\": [\n";
  out << json{{"name", "process_name"}, {"ph", "M"}, {"pid", 0}, {"args", {{"name", "pipeline"}}}}.dump();
  for (std::int64_t rank = 0; rank < timeline.ranks; ++rank)
    out << ",\n"
        << json{{"name", "thread_name"},
                {"ph", "M"},
                {"pid", 0},
                {"tid", rank},
                {"args", {{"name", "stage " + std::to_string(rank)}}}}
               .dump();
  for (const timeline_slot& slot : timeline.slots) {
    json event = {{"name", slot_text(slot, timeline.chunks)},
                  {"cat", name(slot.activity)},
                  {"ph", "X"},
                  {"ts", (slot.start * 1e6).value()},
                  {"dur", (slot.length * 1e6).value()},
                  {"pid", 0},
                  {"tid", slot.rank}};
    if (slot.activity <= step_activity::backward)
      event["args"] = {{"microbatch", slot.microbatch}, {"chunk", slot.chunk}};
    out << ",\n" << event.dump();
  }
  out << "\n]}\n";
}

}  // namespace scalewall
