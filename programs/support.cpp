// Is this model, this GPU, this software, this plan covered, and by what evidence?

#include "answer.hpp"
#include "checked_options.hpp"
#include "given_training.hpp"
#include "launch_option.hpp"
#include "runs_option.hpp"
#include "support_report.hpp"
#include "training_options.hpp"
#include "training_request.hpp"
#include "written_document.hpp"
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/named_choice.hpp>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(Is it covered, and by what evidence?

Takes a model, a GPU, software and a precision, or behind -- the arguments of a Megatron-LM launch line as they are.
Says of each whether it was measured, is near what was measured, rests on a formula only or is not described, by how
many measured runs, how far off the predictions of these are, and what is missing. Nothing is fetched or executed.)";

/// Why the catalog leaves a model out; empty where it does not.
std::string reason_left_out(const std::string& model) {
  const auto& all = sw::catalog::models::left_out;
  const auto found = std::find_if(std::begin(all), std::end(all),
                                  [&](const auto& one) { return sw::is_same_name(one.name, model); });
  return found == std::end(all) ? "" : std::string(found->reason);
}

/// What options say without a plan.
training_request described(const training_options& asked, const std::string& undescribed) {
  training_request request;
  if (!undescribed.empty())
    request.model_name = asked.model;
  else if (!asked.model.empty())
    set_model(request, choose_model(asked.model));
  set_hardware(request, asked);
  request.recipe.format = asked.format.value_or(request.recipe.format);
  request.assumed.push_back("layers multiply in " + std::string(name(request.recipe.format)));
  return request;
}

support_answer answer_to(const CLI::App& app, const training_options& asked,
                         const std::vector<std::string>& line, const std::string& runs_file) {
  const std::string undescribed = reason_left_out(asked.model);
  const training_request request =
      line.empty() ? described(with_hardware(asked), undescribed) : request_of(app, asked, line);
  runs_table measured = chosen_runs(runs_file);
  std::vector<sw::predicted_run> predicted;
  predicted.reserve(measured.runs.size());
  for (sw::measured_run& run : measured.runs) predicted.push_back(sw::predict(std::move(run)));
  support_answer found = support_of(request, undescribed, predicted);
  found.without_runs = measured.missing;
  return found;
}

}  // namespace

int main(int argc, char** argv) {
  const split_arguments split = split_at_dashes(argc, argv);
  training_options asked;
  std::string runs_file;
  output_format format = output_format::table;
  CLI::App app(description, "support");
  add_example(app, "support --model DeepSeek-V3 --gpu GB200 --precision mxfp8");
  add_training_options(app, asked);
  add_runs_option(app, runs_file);
  add_format_option(app, format, formats_without_csv);
  return answer_question(app, static_cast<int>(split.own.size()), split.own.data(), [&] {
    const support_answer found = answer_to(app, asked, split.line, runs_file);
    if (format == output_format::json)
      write_json(std::cout, found);
    else
      write_document(std::cout, document_of(found), format);
    return answered;
  });
}
