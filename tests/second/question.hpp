// A question as a line of words: its kind, then `name=value`.

#pragma once

#include <scalewall/error.hpp>

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace second {

/// The words of a line. What is asked for and does not stand there, or is no number, throws `std::runtime_error`.
class question {
 public:
  explicit question(std::string_view line) {
    while (!line.empty()) {
      const std::string_view word = line.substr(0, line.find(' '));
      line.remove_prefix(word.size() < line.size() ? word.size() + 1 : line.size());
      if (word.empty()) continue;
      const std::size_t sign = word.find('=');
      if (sign == std::string_view::npos)
        kind_ = word;
      else
        values_[std::string(word.substr(0, sign))] = word.substr(sign + 1);
    }
  }

  const std::string& kind() const { return kind_; }

  bool has(const std::string& name) const { return values_.contains(name); }

  const std::string& text(const std::string& name) const {
    const auto found = values_.find(name);
    if (found == values_.end()) throw std::runtime_error("the question has no " + name);
    return found->second;
  }

  /// Numbers with commas between them.
  template <class Number>
  std::vector<Number> list(const std::string& name) const {
    std::vector<Number> numbers;
    const std::string& all = text(name);
    for (const char* at = all.data(); at < all.data() + all.size();) {
      Number value{};
      const auto [end, wrong] = std::from_chars(at, all.data() + all.size(), value);
      if (wrong != std::errc{}) throw std::runtime_error(name + " is no number: " + all);
      numbers.push_back(value);
      at = end + 1;
    }
    return numbers;
  }

  double number(const std::string& name) const { return only<double>(name); }
  std::int64_t integer(const std::string& name) const { return only<std::int64_t>(name); }
  bool flag(const std::string& name) const { return integer(name) != 0; }

  template <class Choice>
  Choice choice(const std::string& name) const {
    return static_cast<Choice>(integer(name));
  }

  /// Nothing where the question does not say it.
  template <class Number = std::int64_t>
  std::optional<Number> optional(const std::string& name) const {
    if (!has(name)) return std::nullopt;
    return only<Number>(name);
  }

 private:
  template <class Number>
  Number only(const std::string& name) const {
    const std::vector<Number> numbers = list<Number>(name);
    if (numbers.size() != 1) throw std::runtime_error(name + " is no single number");
    return numbers.front();
  }

  std::string kind_;
  std::map<std::string, std::string> values_;
};

}  // namespace second
