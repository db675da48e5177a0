// A program's way from its arguments to its exit status: what is wrong is told in one sentence on standard error.

#pragma once

#include "checked_arguments.hpp"
#include <scalewall/quoted_text.hpp>
#include <scalewall/version.hpp>

#include <CLI/CLI.hpp>

#include <exception>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>

enum exit_status : int { answered = 0, not_answered = 1 };

inline std::string version_text(const scalewall::semantic_version& version) {
  return std::to_string(version.major) + "." + std::to_string(version.minor) + "." +
         std::to_string(version.patch);
}

/// Behind the name of the program, on one line of which a terminal obeys nothing. Whatever programs say on standard
/// error goes through here.
inline void complain(std::string_view program, std::string_view sentence) {
  std::cerr << program << ": " << scalewall::printable_text(sentence) << std::endl;
}

inline void complain(std::string_view program, const std::exception& why) {
  if (const auto* refused = dynamic_cast<const std::filesystem::filesystem_error*>(&why))
    complain(program, scalewall::quoted_text(refused->path1().string()) + ": " + refused->code().message());
  else
    complain(program, why.what());
}

inline void complain(const CLI::App& app, const std::exception& why) { complain(app.get_name(), why); }

/// What --help shows last: a command that can be given as it stands.
inline void add_example(CLI::App& app, const std::string& command) { app.footer("Example:\n  " + command); }

/// Reads the arguments, then calls `answer`, which returns the exit status. Whatever is thrown is told.
template <class Answer>
int answer_question(CLI::App& app, int argc, const char* const* argv, Answer&& answer) try {
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
