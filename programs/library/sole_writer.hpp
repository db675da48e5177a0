// A file that one process at a time may write: a lock that ends with the process, however it ends.

#pragma once

#include <scalewall/quoted_text.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>

class sole_writer {
 public:
  /// Makes the file if it is not there. Throws std::runtime_error if it cannot be written, or another process does.
  explicit sole_writer(const std::string& file)
      : file_(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
    if (file_ < 0)
      throw std::runtime_error(scalewall::quoted_text(file) + " cannot be written: " + std::strerror(errno));
    // A file system without locks says so otherwise than by EWOULDBLOCK; then there is nothing to hold.
    if (flock(file_, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
      close(file_);
      throw std::runtime_error(scalewall::quoted_text(file) + " is being written by another process");
    }
  }
  sole_writer(const sole_writer&) = delete;
  sole_writer& operator=(const sole_writer&) = delete;
  ~sole_writer() { close(file_); }

 private:
  int file_;
};
