// What is the largest model that can be trained on this many GPUs in time?

#include "answer.hpp"
#include "checked_options.hpp"
#include "given_training.hpp"
#include "grown_families.hpp"
#include "largest_model_report.hpp"
#include "training_options.hpp"
#include "training_request.hpp"
#include "written_document.hpp"
#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/search/largest_model.hpp>

#include <algorithm>
#include <iostream>
#include <optional>
#include <string>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr auto description = R"(What is the largest model that can be trained on this many GPUs in time?

Grows a family of models, a published one in proportion, and finds its largest member that fits and whose
fastest plan is done before the deadline. From the largest that arithmetic alone allows every member is looked
at, with all its plans.)";

struct question {
  training_options training;
  std::string family = "llama";
  sw::seconds deadline{};
  double tokens_per_parameter = 20;
  std::optional<sw::tokens> data;
};

/// Throws `broken_rule` unless the text is a number of tokens for every parameter.
double ratio_named(const std::string& text) {
  const char* rule = "a positive number up to 1e9";
  const double ratio = read_positive<double>("--tokens-per-parameter", text, rule);
  if (ratio > 1e9)
    throw sw::broken_rule("--tokens-per-parameter is " + std::string(rule) + ", not " +
                          sw::quoted_text(text));
  return ratio;
}

sw::largest_training find(const question& asked, const training_request& request, sw::seconds deadline) {
  const sw::model_family& family = sw::choose(sw::model_families, "family", asked.family);
  return largest_model(
      request.question, request.space, request.recipe,
      [&](std::int64_t number) { return family_member(family, number); },
      [&](const sw::language_model& model) {
        return asked.data.value_or(sw::tokens::from_value(
            asked.tokens_per_parameter * double(active_parameters(model, sw::input_embedding::counted))));
      },
      most_members, deadline);
}

/// The answer, and what it would be if steps took as much longer or shorter as nine of ten held-out runs.
largest_model_report report_of(const question& asked, const training_request& request) {
  largest_model_report report{.family = sw::choose(sw::model_families, "family", asked.family),
                              .deadline = asked.deadline,
                              .training = find(asked, request, asked.deadline)};
  if (!report.training.found) return report;
  if (const auto error = class_of(report.training.found->answer->step.evidence).ninetieth_error) {
    report.if_slower = find(asked, request, asked.deadline / (1 + *error)).found;
    report.if_faster = find(asked, request, asked.deadline / (1 - *error)).found;
  }
  return report;
}

}  // namespace

int main(int argc, char** argv) {
  question asked;
  output_format format = output_format::table;
  CLI::App app(description, "largest_model");
  add_example(app, "largest_model --gpus 512 --gpu \"H100 SXM\" --days 30");
  add_quantity_option(app, "--days", asked.deadline, sw::seconds(1_days),
                      "The time that the training run may take, in days")
      ->required();
  add_family_option(app, asked.family);
  CLI::Option* ratio =
      app.add_option_function<std::string>(
             "--tokens-per-parameter",
             [&](const std::string& text) { asked.tokens_per_parameter = ratio_named(text); },
             "Tokens of the run for every parameter that a token meets (default: 20)")
          ->type_name("X");
  add_quantity_option(app, "--tokens", asked.data, sw::tokens::from_value(1),
                      "Tokens of the run, whatever the model")
      ->excludes(ratio);
  add_setting_options(app, asked.training);
  add_format_option(app, format, formats_without_csv);
  return answer_question(app, argc, argv, [&] {
    const sw::model_family& family = sw::choose(sw::model_families, "family", asked.family);
    training_request request = request_like(with_hardware(asked.training), family_member(family, 1));
    request.assumed.push_back(asked.data ? "as many tokens whatever the model"
                                         : sw::number_text(asked.tokens_per_parameter) +
                                               " tokens for every parameter that a token meets" +
                                               " (--tokens-per-parameter)");
    const largest_model_report report = report_of(asked, request);
    if (!report.training.found) throw sw::broken_rule(no_model_text(request, report));
    if (format == output_format::json)
      write_json(std::cout, request, report);
    else
      write_document(std::cout, document_of(request, report), format);
    return answered;
  });
}
