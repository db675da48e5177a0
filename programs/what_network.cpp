// What network does it take to use GPUs well?

#include "answer.hpp"
#include "checked_options.hpp"
#include "given_training.hpp"
#include "launch_option.hpp"
#include "network_report.hpp"
#include "training_options.hpp"
#include "training_plans_report.hpp"
#include "training_request.hpp"
#include "written_document.hpp"
#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/search/least_bandwidth.hpp>

#include <iostream>
#include <string>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(What network does it take to use GPUs well?

Finds the least bandwidth of the network, with NVLink as it is, and the least of NVLink, with the network as it is,
at which training reaches a utilization: by the plan of a launch line behind --, or by the fastest that fits of those
that the options allow. Faster links make no step longer, so that every larger bandwidth does as well. Where none is
enough it says what takes the time then.)";

/// Training over these links: by the given plan, or the fastest that fits. Throws `broken_rule` where there is none.
sw::training_answer answer_over(training_request request, const link_bandwidths& links) {
  request.question.machine = machine_over(request, links);
  if (request.plan) return answer_of(request.question, *request.plan, request.recipe);
  return ranked_plans_of(request, 1).best.front();
}

network_report report_of(const training_request& request, double wanted) {
  const link_bandwidths as_is = bandwidths_of(request);
  network_report report{.wanted = wanted, .as_is = answer_over(request, as_is)};
  const sw::bandwidth_search within;
  for (const searched_link& link : searched_links) {
    const auto over = [&](sw::bytes_per_second bandwidth) {
      link_bandwidths links = as_is;
      links.*link.bandwidth = bandwidth;
      return answer_over(request, links);
    };
    const auto least = least_bandwidth(
        [&](sw::bytes_per_second bandwidth) { return utilization_of(request, over(bandwidth)) >= wanted; },
        within);
    report.links.push_back({.link = &link,
                            .as_is = as_is.*link.bandwidth,
                            .least = least,
                            .answer = over(least.value_or(within.high))});
  }
  report.over_fastest = answer_over(request, {.network = within.high, .nvlink = within.high});
  return report;
}

/// Throws `broken_rule` unless the text is a share.
double share_named(const std::string& option, const std::string& text) {
  const char* rule = "a share of the peak above 0 and below 1";
  const double share = read_positive<double>(option, text, rule);
  if (share >= 1) throw sw::broken_rule(option + " is " + rule + ", not " + sw::quoted_text(text));
  return share;
}

}  // namespace

int main(int argc, char** argv) {
  const split_arguments split = split_at_dashes(argc, argv);
  training_options asked;
  double wanted = 0;
  output_format format = output_format::table;
  CLI::App app(description, "what_network");
  add_example(app, "what_network --model Llama-3.1-70B --gpus 512 --tp 8 --utilization 0.4");
  app.add_option_function<std::string>(
         "--utilization", [&](const std::string& text) { wanted = share_named("--utilization", text); },
         "The wanted share of the dense 16 bit peak, FLOP as Megatron-LM counts them: 0.4, say")
      ->type_name("X")
      ->required();
  add_training_options(app, asked);
  add_format_option(app, format, formats_without_csv);
  return answer_question(app, static_cast<int>(split.own.size()), split.own.data(), [&] {
    training_request request = request_of(app, asked, split.line);
    const network_report report = report_of(request, wanted);
    if (request.plan) tell_unless_it_fits(request, report.as_is);
    if (format == output_format::json)
      write_json(std::cout, request, report);
    else
      write_document(std::cout, document_of(request, report), format);
    return answered;
  });
}
