// A list with an element for every layer, as Megatron-LM's `--moe-layer-freq` writes it: an expression of
// Python's lists, read and never run.
//
//     sum    = term { "+" term }              lists one behind the other
//     term   = factor { "*" factor }          a list so many times
//     factor = number | "[" [ sum { "," sum } [","] ] "]" | "(" sum ")"
//
//     ([0]*3+[1]*58)        three dense layers, 58 routed ones
//
// Source: megatron/training/arguments.py (_eval_pattern, moe_freq_type), NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/number_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// Elements that an expression makes on its way, at most: sixteen times the layers of the deepest stack.
inline constexpr std::size_t most_elements = 1'600'000;

namespace detail {

class layer_expression {
 public:
  explicit layer_expression(std::string_view text) : text_(text) {}

  std::vector<std::int64_t> read() {
    const value whole = sum();
    if (at_ != text_.size()) reject("it ends there");
    if (!whole.is_list) reject("it is a list");
    return whole.list;
  }

 private:
  /// A number or a list of numbers.
  struct value {
    bool is_list = false;
    std::int64_t number = 0;
    std::vector<std::int64_t> list{};
  };

  [[noreturn]] void reject(const std::string& rule) const {
    throw broken_rule("an expression of layers is a list of numbers in brackets, with + and *: character " +
                      std::to_string(at_ + 1) + " of " + quoted_text(text_) + ": " + rule);
  }

  char here() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool take(char one) {
    if (here() != one || one == '\0') return false;
    ++at_;
    return true;
  }

  value sum() {
    value left = term();
    while (take('+')) {
      const value right = term();
      if (left.is_list != right.is_list) reject("a list and a number do not add up");
      left.number = bounded(left.number + right.number);
      make(right.list.size());
      left.list.insert(left.list.end(), right.list.begin(), right.list.end());
    }
    return left;
  }

  value term() {
    value left = factor();
    while (take('*')) {
      value right = factor();
      if (left.is_list && right.is_list) reject("two lists are not multiplied");
      if (!left.is_list && !right.is_list) {
        left.number = bounded(left.number * right.number);
        continue;
      }
      if (right.is_list) std::swap(left, right);
      const auto times = static_cast<std::size_t>(right.number);
      const std::vector<std::int64_t> once = std::move(left.list);
      left.list.clear();
      if (times > 0 && once.size() > most_elements / times) reject_size();
      make(once.size() * times);
      for (std::size_t i = 0; i < times && !once.empty(); ++i)
        left.list.insert(left.list.end(), once.begin(), once.end());
    }
    return left;
  }

  value factor() {
    constexpr std::size_t deepest = 64;
    if (take('(')) {
      if (++depth_ > deepest) reject("parentheses and brackets stand at most 64 deep");
      value inner = sum();
      if (!take(')')) reject("a parenthesis is closed");
      --depth_;
      return inner;
    }
    if (take('[')) {
      if (++depth_ > deepest) reject("parentheses and brackets stand at most 64 deep");
      value list{.is_list = true};
      while (!take(']')) {
        const value element = sum();
        if (element.is_list) reject("an element is a number");
        make(1);
        list.list.push_back(element.number);
        if (!take(',') && here() != ']')
          reject("elements have a comma between them, and a bracket is closed");
      }
      --depth_;
      return list;
    }
    if (!('0' <= here() && here() <= '9')) reject("a number, a bracket or a parenthesis is expected");
    value number;
    while ('0' <= here() && here() <= '9') number.number = bounded(10 * number.number + (text_[at_++] - '0'));
    return number;
  }

  std::int64_t bounded(std::int64_t number) const {
    constexpr std::int64_t largest = 1'000'000'000;
    if (number > largest) reject("a number is at most " + digits_text(largest));
    return number;
  }

  [[noreturn]] void reject_size() const {
    reject("it makes at most " + digits_text(most_elements) + " elements");
  }

  void make(std::size_t elements) {
    made_ += elements;
    if (made_ > most_elements) reject_size();
  }

  std::string_view text_;
  std::size_t at_ = 0, depth_ = 0, made_ = 0;
};

}  // namespace detail

/// The elements of the list. Throws `broken_rule` with the place in the text where it is none.
inline std::vector<std::int64_t> read_layer_expression(std::string_view text) {
  return detail::layer_expression(text).read();
}

/// One element for every layer. In a text without brackets, a number n: every n-th layer is 1, the first for
/// Megatron's experts (`first`), or all but the last of n (otherwise).
/// Throws `broken_rule` where there are more or fewer elements than layers.
enum class nth_layer { first_is_one, last_is_zero };

inline std::vector<bool> read_layer_frequency(std::string_view text, std::int64_t layers, nth_layer rule) {
  std::vector<bool> ones;
  const auto number_of_layers = static_cast<std::size_t>(layers);
  if (text.find('[') != std::string_view::npos) {
    const std::vector<std::int64_t> list = read_layer_expression(text);
    if (list.size() != number_of_layers)
      throw broken_rule(quoted_text(text) + " has an element for each of " + digits_text(layers) +
                        " layers, not " + digits_text(list.size()));
    for (const std::int64_t one : list) ones.push_back(one != 0);
    return ones;
  }
  std::int64_t every = 0;
  for (const char digit : text) {
    if (!('0' <= digit && digit <= '9') || every > 1'000'000'000)
      throw broken_rule(quoted_text(text) + " is neither a whole number nor a list in brackets");
    every = 10 * every + (digit - '0');
  }
  if (every < 1)
    throw broken_rule(quoted_text(text) + " is neither a positive number nor a list in brackets");
  for (std::int64_t i = 0; i < layers; ++i)
    ones.push_back(rule == nth_layer::first_is_one ? i % every == 0 : (i + 1) % every != 0);
  return ones;
}

}  // namespace scalewall
