#include "training_flags.hpp"

#include <scalewall/error.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/quoted_text.hpp>

training_flags flags_of(const training_request& request, const scalewall::training_answer& answer) {
  using namespace scalewall;
  if (request.question.software.family != time_family::megatron_core)
    return {.obstacle = "flags are written for Megatron-LM alone"};
  const language_model& model = request.question.model;
  const megatron_run run{.model = model,
                         .vocabulary = model.vocabulary,
                         .plan = answer.plan,
                         .batch = request.question.batch,
                         .recipe = answer.recipe};
  training_flags found;
  try {
    if (request.line)
      for (const flag_change& one : difference(*request.line, run, request.setting))
        found.flags.push_back(to_text(one));
    else
      for (const written_flag& one : megatron_flags_of(run, megatron_part::without_model))
        found.flags.push_back(to_text(one));
  } catch (const broken_rule& broken) {
    return {.obstacle = broken.what()};
  }
  return found;
}

void add_flags(scalewall::document& told, const std::string& title, const training_flags& written,
               std::size_t width) {
  if (!written.obstacle.empty()) {
    told.list(title, {"none: " + written.obstacle});
    return;
  }
  std::vector<std::string> lines(1);
  for (const std::string& flag : written.flags) {
    if (!lines.back().empty() && lines.back().size() + 1 + flag.size() > width) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + scalewall::printable_text(flag);
  }
  told.code(title, lines);
}

nlohmann::ordered_json json_of(const training_flags& written) {
  return written.obstacle.empty() ? nlohmann::ordered_json(written.flags) : nlohmann::ordered_json();
}
