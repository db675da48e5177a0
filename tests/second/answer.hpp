// An answer as a line of words, `name=value`, numbers to the last digit.

#pragma once

#include <array>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>

namespace second {

class answer {
 public:
  answer& add(std::string_view name, double value) {
    std::array<char, 32> digits{};
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    return add(name, std::string_view(digits.data(), end));
  }

  answer& add(std::string_view name, std::string_view value) {
    if (!line_.empty()) line_ += ' ';
    line_.append(name).append("=").append(value);
    return *this;
  }

  const std::string& line() const { return line_; }

 private:
  std::string line_;
};

}  // namespace second
