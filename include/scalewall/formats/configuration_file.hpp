// A Hugging Face configuration in a file, in a folder, or on a stream.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/hugging_face.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <istream>
#include <string>
#include <system_error>

namespace scalewall {

/// A text of at most so many bytes; what follows is not read.
inline std::string read_configuration_text(std::istream& in) {
  std::string text(largest_configuration + 1, '\0');
  in.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(in.gcount()));
  if (text.size() > largest_configuration)
    throw broken_rule("a configuration has at most " + digits_text(largest_configuration) +
                      " bytes, and here are more");
  return text;
}

/// A file, or a folder that holds config.json. Throws `broken_rule`, which names the file, where it cannot be
/// read or is not understood.
inline configured_model read_hugging_face_config_file(std::filesystem::path location) {
  std::error_code unknown;
  if (std::filesystem::is_directory(location, unknown)) location /= "config.json";
  const std::string quoted = quoted_text(location.string());
  errno = 0;
  std::ifstream in(location, std::ios::binary);
  if (!in || std::filesystem::is_directory(location, unknown))
    throw broken_rule(quoted + " cannot be read: " + (in ? "it is a folder" : std::strerror(errno)));
  try {
    const std::string text = read_configuration_text(in);
    if (in.bad()) throw broken_rule("it cannot be read");
    return read_hugging_face_config(text);
  } catch (const broken_rule& broken) {
    throw broken_rule(quoted + ": " + broken.what());
  }
}

}  // namespace scalewall
