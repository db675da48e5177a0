#include "input_file.hpp"

#include <scalewall/quoted_text.hpp>

#include <cerrno>
#include <iterator>
#include <stdexcept>
#include <system_error>

std::string quoted_path(const std::filesystem::path& file) { return scalewall::quoted_text(file.string()); }

std::ifstream open_file(const std::filesystem::path& file) {
  std::error_code unknown;
  if (std::filesystem::is_directory(file, unknown))
    throw std::runtime_error(quoted_path(file) + " is a folder, not a file");
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error(quoted_path(file) + " cannot be read: " + std::strerror(errno));
  return in;
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in = open_file(file);
  std::string text(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) throw std::runtime_error(quoted_path(file) + " cannot be read: " + std::strerror(errno));
  return text;
}
