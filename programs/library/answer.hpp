// A program's way from its arguments to its exit status: what is wrong is told in one sentence on standard error.

#pragma once

#include <CLI/CLI.hpp>

#include <exception>
#include <functional>
#include <string>
#include <string_view>

enum exit_status : int { answered = 0, not_answered = 1 };

/// Behind the name of the program, on one line of which a terminal obeys nothing. Whatever programs say on standard
/// error goes through here.
void complain(std::string_view program, std::string_view sentence);

void complain(std::string_view program, const std::exception& why);

void complain(const CLI::App& app, const std::exception& why);

/// What --help shows last: a command that can be given as it stands.
void add_example(CLI::App& app, const std::string& command);

/// Reads the arguments, then calls `answer`, which returns the exit status. Whatever is thrown is told.
int answer_question(CLI::App& app, int argc, const char* const* argv,
                    const std::function<exit_status()>& answer);
