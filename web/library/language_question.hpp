// A question about the training of a language model as the page asks it, in JSON:
//
//     {"model": "Llama-3.1 70B",     or "config": the text of a config.json
//      "line": the text of a launch line, with or without a model beside it
//      "gpu": "H100 SXM", "gpus": 64, "batch_sequences": 128, "sequence_length": 8192,
//      "tp": 8, "cp": "1..4", "pp": 4, "vpp": 5, "dp": 2, "ep": 1, "etp": 1, "microbatch": 1,
//      "recompute": "full", "zero": 1, "precision": "bf16", "attention": "fused", "no_sequence_parallel": false,
//      "framework": "Megatron Core", "release": "25.04"}
//
// Keys are the options of the programs, and every key may be left out. What breaks a rule is thrown with the path to the key,
// so that a page can say it there.

#pragma once

#include "given_run.hpp"
#include "page_question.hpp"
#include "training_request.hpp"
#include <scalewall/formats/hugging_face.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_model_writer.hpp>
#include <scalewall/report/placed_json.hpp>
#include <scalewall/search/space.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace page {

/// A degree of a plan, or what is like one, by the key that an address and a command line have for it.
struct degree_key {
  std::string_view key;
  scalewall::allowed scalewall::training_space::*allowed;
};

inline constexpr degree_key degree_keys[] = {{"tp", &scalewall::training_space::tensor},
                                             {"cp", &scalewall::training_space::context},
                                             {"pp", &scalewall::training_space::pipeline},
                                             {"vpp", &scalewall::training_space::chunks},
                                             {"dp", &scalewall::training_space::data},
                                             {"ep", &scalewall::training_space::expert},
                                             {"etp", &scalewall::training_space::expert_tensor},
                                             {"microbatch", &scalewall::training_space::microbatch}};

/// Texts that are pasted, by the names of the files in which a command finds them.
inline constexpr std::string_view config_file = "config.json";
inline constexpr std::string_view line_file = "launch_line.sh";

struct language_question {
  training_request request;
  std::optional<scalewall::launch_line> line{};
  scalewall::megatron_setting setting{};  ///< with which the line was read
};

/// What a key says, number or text, as an option of a program would have it.
inline std::string option_text(const scalewall::placed_json& value) {
  return value.is_text() ? value.text("it") : std::to_string(value.whole_number("it"));
}

inline training_options read_options(const scalewall::placed_json& question_json) {
  using namespace scalewall;
  training_options asked;
  const auto text_of = [&](const char* key, const auto& read) {
    if (const auto value = question_json.find(key)) value->as([&] { return read(option_text(*value)), 0; });
  };
  for (const degree_key& one : degree_keys) {
    const std::string key(one.key);
    text_of(key.c_str(),
            [&](const std::string& text) { asked.space.*one.allowed = allowed_degrees("--" + key, text); });
  }
  text_of("gpu", [&](const std::string& text) { asked.gpu = choose(catalog::all, "GPU", text).name; });
  text_of("recompute", [&](const std::string& text) { asked.recompute = recomputation_named(text); });
  text_of("zero", [&](const std::string& text) {
    asked.shards = choose(known_shardings, "sharding stage", text).shards;
  });
  text_of("precision", [&](const std::string& text) {
    asked.format = choose(known_training_formats, "precision", text).format;
  });
  text_of("attention", [&](const std::string& text) {
    asked.attention = choose(known_attention_kernels, "attention kernel", text).kernel;
  });
  text_of("framework",
          [&](const std::string& text) { asked.framework = choose(known_frameworks, "framework", text); });
  text_of("release", [&](const std::string& text) { asked.release = release_named(text); });
  if (read_truth(question_json, "no_sequence_parallel")) asked.recipe.sequence_parallel = false;
  asked.gpus = read_whole(question_json, "gpus", "a number of GPUs");
  asked.batch_sequences = read_whole(question_json, "batch_sequences", "a batch, in sequences,");
  asked.sequence_length = read_whole(question_json, "sequence_length", "the length of a sequence");
  return asked;
}

/// The model that is named or pasted; none where a launch line describes it.
inline std::optional<chosen_model> read_model(const scalewall::placed_json& question_json) {
  using namespace scalewall;
  if (const auto config = question_json.find("config"))
    return config->as([&] {
      return configured_model_of(read_hugging_face_config(config->text("a configuration")), config_file);
    });
  if (const auto name = question_json.find("model"))
    return name->as([&] { return choose_catalogued_model(name->text("the name of a model")); });
  return {};
}

/// The question, which has `others` as keys of its own. Throws `broken_rule`, with the path to what is wrong.
inline language_question read_language_question(const scalewall::placed_json& question_json,
                                                const std::vector<scalewall::named_key>& others = {}) {
  using namespace scalewall;
  std::vector<named_key> known = {{"model"},
                                  {"config"},
                                  {"line"},
                                  {"gpu"},
                                  {"gpus"},
                                  {"batch_sequences"},
                                  {"recompute"},
                                  {"zero"},
                                  {"precision"},
                                  {"attention"},
                                  {"framework"},
                                  {"release"},
                                  {"sequence_length"},
                                  {"no_sequence_parallel"}};
  for (const degree_key& one : degree_keys) known.push_back({one.key});
  known.insert(known.end(), others.begin(), others.end());
  question_json.require_keys("a question", known);
  const training_options asked = read_options(question_json);
  const std::optional<chosen_model> model = read_model(question_json);
  language_question read;
  const auto line = question_json.find("line");
  const placed_json place = line    ? *line
                            : model ? question_json.find("gpus").value_or(question_json)
                                    : question_json;
  place.as([&] {
    std::optional<given_run> given;
    if (line) given = run_in(line->text("a launch line"), std::string(line_file));
    if (given && !given->line)
      throw broken_rule("a launch line of Megatron-LM is read here; does_it_fit reads other configurations");
    if (given) read.line = given->line;
    read.request = request_of(asked, model, given);
    return 0;
  });
  read.setting.gpus = asked.gpus;
  read.setting.generation = read.request.question.machine.generation;
  if (line && model) {
    read.setting.model = model->model;
    read.setting.vocabulary = model->model.vocabulary;
  }
  return read;
}

/// The question as a command of the program that is named: what is pasted is a file; programs know the table of measured runs.
inline std::string language_command(const scalewall::placed_json& asked, const std::string& program) {
  std::string files, options, behind;
  const auto put = [&](std::string_view file, std::string text) {
    if (!text.ends_with('\n')) text += '\n';
    files += "cat > " + std::string(file) + " <<'END'\n" + text + "END\n";
  };
  for (const auto& [key, value] : asked.members()) {
    std::string option = " --" + key;
    for (char& letter : option) letter = letter == '_' ? '-' : letter;
    if (key == "line") {
      put(line_file, option_text(value));
      behind = " -- " + std::string(line_file);
    } else if (key == "config") {
      put(config_file, option_text(value));
      options += " --model " + std::string(config_file);
    } else if (key == "no_sequence_parallel") {
      if (value.truth("it")) options += option;
    } else if (key != "runs" && (key != "model" || !asked.find("config"))) {
      options += option + " " + scalewall::shell_word(option_text(value));
    }
  }
  return files + program + options + behind;
}

}  // namespace page
