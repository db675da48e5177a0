// Does it fit, how long does a step take, and what makes it fit if it does not?

#include "answer.hpp"
#include "given_training.hpp"
#include "launch_option.hpp"
#include "training_options.hpp"
#include "training_report.hpp"

#include <iostream>

namespace {

constexpr auto description = R"(Does it fit, and how long does a step take?

Takes a language model, GPUs and, behind --, the arguments of a Megatron-LM launch line as they are. Says what
the fullest GPU keeps in memory, module by module, with the margin that an allocator needs: it fits, it is
tight, or it does not fit; then by which changes it would, each with what it costs in time. Without a launch
line the fastest plan that fits is looked for among all that the options allow. Every answer says what it
assumed and on what evidence it stands. Nothing is fetched or executed.)";

}  // namespace

int main(int argc, char** argv) {
  const split_arguments split = split_at_dashes(argc, argv);
  training_options asked;
  output_format format = output_format::table;
  CLI::App app(description, "does_it_fit");
  add_example(app, "does_it_fit --model Llama-3.1-70B --gpus 64 --tp 4 --pp 4");
  add_training_options(app, asked);
  add_format_option(app, format, {{"table", output_format::table}, {"json", output_format::json}});

  return answer_question(app, static_cast<int>(split.own.size()), split.own.data(), [&] {
    const training_request request = request_of(asked, split.line);
    const fit_report report = report_of(request);
    if (format == output_format::json)
      std::cout << json_of(request, report).dump(2) << '\n';
    else
      write_table(std::cout, request, report);
    return answered;
  });
}
