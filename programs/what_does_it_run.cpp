// What does it run? A launch line of Megatron-LM, read as Megatron would read it, or the configuration of another framework.

#include "answer.hpp"
#include "checked_options.hpp"
#include "launch_option.hpp"
#include "launch_report.hpp"
#include "model_option.hpp"
#include "run_file.hpp"
#include "written_document.hpp"
#include <scalewall/formats/bridge_overrides.hpp>
#include <scalewall/formats/deepspeed_writer.hpp>
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/megatron_writer.hpp>
#include <scalewall/formats/torchtitan_config.hpp>

#include <array>
#include <cstdint>
#include <iostream>
#include <optional>
#include <string>
#include <vector>

namespace {

constexpr auto description = R"(What does it run?

Reads a launch line of Megatron-LM: the words behind --, or a file that holds it (a command line, a shell script, a
file of arguments, or model_config.yaml; - reads standard input), or the configuration of another framework in FILE: a
run_config.yaml of Megatron-Bridge, a .json of DeepSpeed (with --model), a .toml of torchtitan. Shows what was understood,
flag by flag or key by key, which defaults were assumed, what was passed over, and the model, the plan, the batch and the
recipe that result. What contradicts itself is refused by the framework's rule. Nothing is run or fetched. The exit status is
0 only if every flag or key is known.)";

struct framework_choice {
  const char* name;
};

/// What a configuration of DeepSpeed leaves open.
void configuration_options(CLI::App& app, scalewall::configuration_setting& open) {
  add_whole_number_option(app, "--sequence-length", open.sequence_length,
                          "Tokens of a sequence, which a configuration of DeepSpeed does not say");
  add_whole_number_option(app, "--batch-sequences", open.batch_sequences,
                          "Sequences of a step, where such a configuration says \"auto\"");
  add_whole_number_option(app, "--microbatch", open.microbatch,
                          "Sequences of a microbatch, where such a configuration says \"auto\"");
}

}  // namespace

int main(int argc, char** argv) {
  const split_arguments split = split_at_dashes(argc, argv);
  std::string file, model, as;
  scalewall::megatron_setting setting;
  scalewall::configuration_setting open;
  output_format format = output_format::table;
  CLI::App app(description, "what_does_it_run");
  add_example(
      app,
      "what_does_it_run --gpus 16 -- --num-layers 32 --hidden-size 4096 --num-attention-heads 32 --swiglu "
      "--seq-length 4096 --max-position-embeddings 4096 --vocab-size 32000 --bf16 --micro-batch-size 1 "
      "--global-batch-size 128 --tensor-model-parallel-size 2");
  app.add_option(
      "FILE", file,
      "A file with the launch line or the configuration, where no words stand behind --; - for standard "
      "input");
  add_whole_number_option(
      app, "--gpus", setting.gpus,
      "How many GPUs there are, whatever the launcher says (default: --nproc_per_node x --nnodes)");
  add_whole_number_option(app, "--vocabulary", setting.vocabulary,
                          "Words of the tokenizer, whose file is not read, where no flag says them");
  add_model_option(app, model)
      ->description(
          "The model, where the line does not describe it: a name of the catalog "
          "or a Hugging Face config.json");
  configuration_options(app, open);
  app.add_option_function<std::string>(
         "--as",
         [&as](const std::string& name) {
           constexpr std::array<framework_choice, 4> frameworks = {
               {{"megatron"}, {"bridge"}, {"torchtitan"}, {"deepspeed"}}};
           as = scalewall::choose(frameworks, "framework", name).name;
         },
         "Write what it runs for a framework instead: megatron (flags), bridge (Hydra overrides of "
         "Megatron-Bridge), "
         "torchtitan (a ParallelismConfig), deepspeed (its JSON)")
      ->type_name("NAME");
  add_format_option(app, format, formats_without_csv);

  return answer_question(app, static_cast<int>(split.own.size()), split.own.data(), [&] {
    using namespace scalewall;
    if (split.line.empty() == file.empty())
      throw broken_rule(file.empty() ? "a launch line is required: words behind --, or a FILE"
                                     : "a launch line stands behind -- or in FILE, not in both");
    if (!model.empty()) setting.model = choose_model(model).model;
    given_run given;
    if (file.empty())
      given.line = launch_line_of(split.line);
    else
      given = read_run_file(file);
    open.gpus = setting.gpus;
    open.model = setting.model;
    const configured_run run =
        given.line ? read_megatron_arguments(*given.line, setting) : read_configuration(given, open);
    if (as == "bridge")
      for (const hydra_override& one : bridge_overrides_of(run)) std::cout << to_text(one) << '\n';
    else if (as == "deepspeed")
      std::cout << deepspeed_config_of(run).dump(2) << '\n';
    else if (as == "torchtitan")
      std::cout << torchtitan_parallelism(run.model, run.plan, run.batch, run.recipe);
    else if (!as.empty())
      for (const written_flag& flag : megatron_flags_of(run)) std::cout << to_text(flag) << '\n';
    else if (format == output_format::json)
      std::cout << json_of(run).dump(2) << '\n';
    else
      write_document(std::cout, document_of(run), format);
    if (run.understood()) return answered;
    for (const passed_over_key& one : run.flags.passed_over)
      if (!one.known)
        complain(app.get_name(), one.key + (given.line ? " is none of Megatron's flags" : " is not known") +
                                     (one.nearest.empty() ? "" : "; the nearest is " + one.nearest));
    return not_answered;
  });
}
