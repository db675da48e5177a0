// Files that belong together: all of them are written whole, or none is.

#pragma once

#include <scalewall/quoted_text.hpp>
#include <scalewall/report/plot.hpp>

#include <cerrno>
#include <cstring>
#include <deque>
#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

/// Into a folder, which is made if it is not there. Files of the names that are there are replaced.
class whole_files {
 public:
  /// Throws std::runtime_error where nothing can be written there; said before anything is worked out.
  explicit whole_files(std::filesystem::path folder) : folder_(std::move(folder)) {
    std::error_code error;
    made_ = std::filesystem::create_directories(folder_, error);
    if (error) fail(folder_, error.message());
    const scalewall::detail::temporary_file tried(beside("tried"));
    if (!(std::ofstream(tried.path) << '\n' << std::flush)) fail(folder_, std::strerror(errno));
  }
  whole_files(const whole_files&) = delete;
  whole_files& operator=(const whole_files&) = delete;
  /// A folder that was made for nothing is gone again.
  ~whole_files() {
    std::error_code ignored;
    if (made_ && !written_) std::filesystem::remove(folder_, ignored);
  }

  const std::filesystem::path& folder() const { return folder_; }

  /// Names and contents. Throws std::runtime_error if one of them cannot be written.
  void write(const std::vector<std::pair<std::string, std::string>>& files) {
    std::deque<scalewall::detail::temporary_file> partial;
    for (const auto& [name, content] : files) {
      partial.emplace_back(beside(name));
      if (!(std::ofstream(partial.back().path, std::ios::binary) << content << std::flush))
        fail(folder_ / name, std::strerror(errno));
    }
    for (const auto& [name, content] : files)
      if (std::filesystem::is_directory(folder_ / name)) fail(folder_ / name, "it is a folder");
    for (std::size_t i = 0; i < files.size(); ++i) {
      std::error_code error;
      std::filesystem::rename(partial[i].path, folder_ / files[i].first, error);
      if (error) fail(folder_ / files[i].first, error.message());
    }
    written_ = true;
  }

 private:
  [[noreturn]] static void fail(const std::filesystem::path& what, const std::string& why) {
    throw std::runtime_error(scalewall::quoted_text(what.string()) + " cannot be written: " + why);
  }

  /// A name that no other program writes.
  std::filesystem::path beside(const std::string& name) const {
    return folder_ / (name + "." + std::to_string(std::random_device{}()) + ".partial");
  }

  std::filesystem::path folder_;
  bool made_ = false;
  bool written_ = false;
};
