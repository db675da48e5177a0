// What is in a model: its parameters, block by block, and the work of training it, as different people count
// them.

#include "answer.hpp"
#include "checked_options.hpp"
#include "model_option.hpp"
#include "model_report.hpp"
#include "written_document.hpp"

#include <unistd.h>

#include <cstdint>
#include <iostream>
#include <string>

namespace {

constexpr auto description = R"(What is in a model?

Shows the layers of a language model, its parameters block by block, those that a token meets, and the FLOP
of training per token under every convention. Of a Hugging Face config.json also what was made of each key:
what it says, what was assumed where it is missing, and what was passed over. What is not understood is
refused with its key. Nothing is fetched or executed.)";

}  // namespace

int main(int argc, char** argv) {
  std::string asked;
  std::int64_t sequence_length = 4096;
  output_format format = output_format::table;
  CLI::App app(description, "what_is_in_a_model");
  add_example(app, "what_is_in_a_model --model DeepSeek-V3");
  add_model_option(app, asked)->required();
  add_whole_number_option(app, "--sequence-length", sequence_length,
                          "Tokens of a sequence in training, which FLOP of attention go by (default: 4096)");
  add_format_option(app, format);

  return answer_question(app, argc, argv, [&] {
    if (asked == "-" && isatty(STDIN_FILENO) != 0)
      complain(app.get_name(), "waiting for a config.json on standard input");
    const chosen_model chosen = choose_model(asked);
    switch (format) {
      case output_format::csv:
        write_csv(std::cout, chosen, sequence_length);
        break;
      case output_format::json:
        write_json(std::cout, chosen, sequence_length);
        break;
      case output_format::table:
      case output_format::markdown:
        write_document(std::cout, document_of(chosen, sequence_length), format);
        break;
    }
    return answered;
  });
}
