// A program's way from its arguments to its exit status: what is wrong is told in one sentence on standard error.

#pragma once

#include <CLI/CLI.hpp>

#include <exception>
#include <iostream>
#include <stdexcept>

enum exit_status : int { answered = 0, not_answered = 1 };

/// Behind the name of the program.
inline void complain(const CLI::App& app, const std::exception& why) {
  std::cerr << app.get_name() << ": " << why.what() << '\n';
}

/// Reads the arguments, then calls `answer`, which returns the exit status. Whatever is thrown is told.
template <class Answer>
int answer_question(CLI::App& app, int argc, const char* const* argv, Answer&& answer) try {
  app.parse(argc, argv);
  const exit_status status = answer();
  if (std::cout.flush().fail()) throw std::runtime_error("standard output cannot be written");
  return status;
} catch (const CLI::Success& asked_for_help) {
  return app.exit(asked_for_help);
} catch (const std::exception& why) {
  std::cout.flush();
  complain(app, why);
  return not_answered;
}
