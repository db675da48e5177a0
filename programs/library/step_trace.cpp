#include "step_trace.hpp"

#include "training_report.hpp"
#include "whole_files.hpp"
#include <scalewall/estimate/step_timeline.hpp>
#include <scalewall/report/number_json.hpp>
#include <scalewall/report/trace_json.hpp>

#include <array>
#include <filesystem>
#include <sstream>
#include <string_view>

namespace {

/// What a trace shows that the estimate does not know.
constexpr std::array<std::string_view, 4> schematic = {
    "the order of passes, which is that of the schedule; chunks of a rank take the same time each",
    "where ranks wait: for the ranks before them at the beginning, at the end, and for their first gradient",
    "messages, replicas and optimizer stand at the end of the step, though some is waited for in between",
    "of communication only what is waited for is shown: what is hidden lies within passes"};

}  // namespace

void write_step_trace(const std::string& file, const training_request& request,
                      const scalewall::training_answer& answer) {
  using namespace scalewall;
  const step_timeline timeline = timeline_of(request.question.model, answer.plan, answer.step);
  const nlohmann::ordered_json about = {{"schema", "scalewall/step_trace/1"},
                                        {"model", request.model_name},
                                        {"gpu", request.gpu},
                                        {"gpus", request.question.accelerators},
                                        {"plan", answer.plan},
                                        {"recipe", answer.recipe},
                                        {"step_s", answer.step.total.value()},
                                        {"step", json_of(answer.step)},
                                        {"evidence", json_of(class_of(answer.step.evidence))},
                                        {"schematic", schematic},
                                        {"assumed", assumed_of(request, answer.step)},
                                        {"not_understood", request.not_understood()},
                                        {"left_out", left_out_of_training}};
  std::ostringstream text;
  write_trace(text, timeline, about);
  const std::filesystem::path path(file);
  whole_files folder(path.has_parent_path() ? path.parent_path() : ".");
  folder.write({{path.filename().string(), text.str()}});
}
