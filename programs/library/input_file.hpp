// Files that are read.

#pragma once

#include <scalewall/error.hpp>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <string>

/// 'plans.csv'
std::string quoted_path(const std::filesystem::path& file);

/// A file at its beginning. Throws std::runtime_error where it is a folder or cannot be read.
std::ifstream open_file(const std::filesystem::path& file);

/// Throws std::runtime_error where it cannot be read.
std::string content_of(const std::filesystem::path& file);

/// What `read` makes of a file; the rule that it throws is thrown with the name of the file.
template <class Read>
auto of_file(const std::filesystem::path& file, const Read& read) {
  try {
    return read();
  } catch (const scalewall::broken_rule& broken) {
    throw scalewall::broken_rule(quoted_path(file) + ", " + broken.what());
  }
}
