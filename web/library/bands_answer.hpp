// How sure a curve is: what of the cluster and the laws is known within ranges gives bands on the wall.

#pragma once

#include "bands_report.hpp"
#include "shown_texts.hpp"
#include "spelled_question.hpp"
#include "uncertain_inputs.hpp"
#include "views.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace page {

/// Draws where nobody says how many: a person waits for them.
inline constexpr std::int64_t usual_draws = 100;

/// Ranges as how_sure_are_we has them behind --vary, a line each.
inline std::vector<scalewall::uncertain> read_ranges(const std::string& text, const std::string& gpu,
                                                     const std::vector<scalewall::parameter>& known) {
  std::vector<std::string> lines;
  for (std::size_t begin = 0, end = 0; end != std::string::npos; begin = end + 1) {
    end = text.find('\n', begin);
    const std::string line = text.substr(begin, end == std::string::npos ? end : end - begin);
    const std::size_t first = line.find_first_not_of(" \r");
    if (first != std::string::npos)
      lines.push_back(line.substr(first, line.find_last_not_of(" \r") + 1 - first));
  }
  if (lines.empty())
    throw scalewall::broken_rule("ranges of inputs of " + gpu + " stand in lines as NAME=LOW..HIGH");
  std::vector<scalewall::uncertain> inputs;
  add_uncertain(inputs, lines, known);
  return inputs;
}

/// The bands of the curve that `wall` draws.
inline json bands(const scalewall::placed_json& json_question) {
  using namespace scalewall;
  const question asked = read_question(json_question, {{"draws"}, {"vary"}});
  bands_question whole{.title = laws_text(asked), .study = at_reference_prices(asked.curve)};
  whole.draws = read_whole(json_question, "draws", "a number of draws").value_or(usual_draws);
  const std::vector<parameter> known = parameters_of(whole.study);
  const auto ranges = json_question.find("vary");
  whole.inputs = ranges ? ranges->as([&] { return read_ranges(ranges->text("ranges"), asked.gpu, known); })
                        : illustrative_inputs(known);
  const placed_json place = json_question.find("draws").value_or(json_question);
  const auto after_draw = [&](std::size_t drawn) {
    if (tell_progress != nullptr) tell_progress(drawn, static_cast<std::size_t>(whole.draws));
  };
  const curve_bands found = place.as([&] { return find_bands(whole, after_draw); });

  const auto text = [](const std::optional<double>& compute) {
    return compute ? to_text(flop::from_value(*compute)) : "none";
  };
  const auto landmark = [&](const char* what, const std::optional<flop>& assumed, const drawn_values& drawn) {
    return json{{"landmark", what},
                {"assumed", assumed ? to_text(*assumed) : "none"},
                {"p5", text(drawn.quantile(0.05))},
                {"median", text(drawn.quantile(0.5))},
                {"p95", text(drawn.quantile(0.95))},
                {"of_draws",
                 percent_text(static_cast<double>(drawn.sorted.size()) / static_cast<double>(whole.draws))}};
  };
  json inputs = json::array(), points = json::array();
  for (const uncertain& input : whole.inputs) inputs.push_back(to_text(input));
  for (std::size_t width = 0; width < found.drawn.runs.size(); ++width) {
    const drawn_run& run = found.drawn.runs[width];
    const auto quantile = [&](double q) { return percent_text(run.utilization.quantile(q).value()); };
    points.push_back({{"compute", to_text(run.wanted.compute)},
                      {"assumed", percent_text(found.nominal_utilization(width).value_or(0))},
                      {"p5", quantile(0.05)},
                      {"median", quantile(0.5)},
                      {"p95", quantile(0.95)},
                      {"in_time", percent_text(found.in_time_share(run))}});
  }
  return {{"answer", json_of(found)},
          {"shown",
           {{"title", whole.title + ", on " + cluster_text(asked) + ", trained in " +
                          to_text(whole.study.settings.deadline) + ", " + counted(whole.draws, "draw")},
            {"illustrative", !ranges},
            {"inputs", inputs},
            {"points", points},
            {"landmarks",
             {landmark("linear scaling ends", found.nominal_end(), found.drawn.linear_scaling_ends),
              landmark("largest feasible run", found.nominal_largest(), found.drawn.largest_feasible)}},
            {"command", bands_command(asked, whole)}}}};
}

}  // namespace page
