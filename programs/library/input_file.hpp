// Files that are read.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>

/// 'plans.csv'
inline std::string quoted_path(const std::filesystem::path& file) {
  return scalewall::quoted_text(file.string());
}

/// A file at its beginning. Throws std::runtime_error where it is a folder or cannot be read.
inline std::ifstream open_file(const std::filesystem::path& file) {
  std::error_code unknown;
  if (std::filesystem::is_directory(file, unknown))
    throw std::runtime_error(quoted_path(file) + " is a folder, not a file");
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error(quoted_path(file) + " cannot be read: " + std::strerror(errno));
  return in;
}

/// Throws std::runtime_error where it cannot be read.
inline std::string content_of(const std::filesystem::path& file) {
  std::ifstream in = open_file(file);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) throw std::runtime_error(quoted_path(file) + " cannot be read: " + std::strerror(errno));
  return text;
}

/// What `read` makes of a file; the rule that it throws is thrown with the name of the file.
template <class Read>
auto of_file(const std::filesystem::path& file, const Read& read) {
  try {
    return read();
  } catch (const scalewall::broken_rule& broken) {
    throw scalewall::broken_rule(quoted_path(file) + ", " + broken.what());
  }
}
