#include "answer.hpp"

#include "checked_arguments.hpp"
#include <scalewall/quoted_text.hpp>
#include <scalewall/version.hpp>

#include <filesystem>
#include <iostream>
#include <stdexcept>

namespace {

std::string version_text(const scalewall::semantic_version& version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
         std::to_string(version.patch);
}

}  // namespace

void complain(std::string_view program, std::string_view sentence) {
  std::cerr << program << ": " << scalewall::printable_text(sentence) << std::endl;
}

void complain(std::string_view program, const std::exception& why) {
  if (const auto* refused = dynamic_cast<const std::filesystem::filesystem_error*>(&why))
    complain(program, scalewall::quoted_text(refused->path1().string()) + ": " + refused->code().message());
  else
    complain(program, why.what());
}

void complain(const CLI::App& app, const std::exception& why) { complain(app.get_name(), why); }

void add_example(CLI::App& app, const std::string& command) { app.footer("Example:\n  " + command); }

int answer_question(CLI::App& app, int argc, const char* const* argv,
                    const std::function<exit_status()>& answer) {
  try {
    exit_status status = answered;
    try {
      app.set_version_flag("--version",
                           app.get_name() + " (scalewall) " + version_text(scalewall::library_version),
                           "Print the version and exit");
      const given_arguments given(app, {argv + 1, argv + argc});
      given.check_others();
      given.check_options();
      app.parse(argc, argv);
      status = answer();
    } catch (const CLI::Success& asked_for_help) {
      app.exit(asked_for_help);
    }
    if (std::cout.flush().fail()) throw std::runtime_error("standard output cannot be written");
    return status;
  } catch (const std::exception& why) {
    std::cout.flush();
    complain(app, why);
    return not_answered;
  }
}
