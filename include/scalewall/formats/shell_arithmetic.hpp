// The arithmetic of a shell, $(( ... )), on whole numbers of 64 bits.
//
//     ( )   + - !   **   * / %   + -   < <= > >=   == !=   &&   ||
//
// Names stand for numbers, with or without a $. What assigns (=, +=, ++) is not read. Source: Bash Reference
// Manual, section 6.5.

#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace scalewall {

namespace detail {

/// a to the power b where 64 bits hold it.
constexpr std::optional<std::int64_t> shell_power(std::int64_t a, std::int64_t b) {
  if (b < 0) return {};
  if (-1 <= a && a <= 1) return b == 0 ? 1 : a == -1 && b % 2 == 0 ? 1 : a;
  std::int64_t power = 1;
  for (; b > 0; --b)  // at most 64 times
    if (__builtin_mul_overflow(power, a, &power)) return {};
  return power;
}

/// What an operator makes of two numbers; nothing where it has no value that 64 bits hold.
constexpr std::optional<std::int64_t> shell_operation(std::string_view sign, std::int64_t a, std::int64_t b) {
  if (sign == "||") return a != 0 || b != 0;
  if (sign == "&&") return a != 0 && b != 0;
  if (sign == "==") return a == b;
  if (sign == "!=") return a != b;
  if (sign == "<=") return a <= b;
  if (sign == ">=") return a >= b;
  if (sign == "<") return a < b;
  if (sign == ">") return a > b;
  if (sign == "**") return shell_power(a, b);
  std::int64_t value = 0;
  bool is_lost = false;
  if (sign == "+")
    is_lost = __builtin_add_overflow(a, b, &value);
  else if (sign == "-")
    is_lost = __builtin_sub_overflow(a, b, &value);
  else if (sign == "*")
    is_lost = __builtin_mul_overflow(a, b, &value);
  else if (b == -1)
    is_lost = sign == "/" && __builtin_sub_overflow(0, a, &value);
  else if (b == 0)
    is_lost = true;
  else
    value = sign == "/" ? a / b : a % b;
  return is_lost ? std::nullopt : std::optional(value);
}

/// One expression. `value_of(name)`: the number that a name stands for, where it is known.
template <class ValueOf>
class shell_arithmetic {
 public:
  constexpr shell_arithmetic(std::string_view text, const ValueOf& value_of)
      : text_(text), value_of_(value_of) {}

  constexpr std::optional<std::int64_t> read() {
    const std::optional<std::int64_t> value = operation(0);
    skip_blanks();
    return at_ == text_.size() ? value : std::nullopt;
  }

 private:
  /// Parentheses and signs within one another, at most.
  static constexpr int deepest = 100;

  /// Operators, of which those of a later level bind first. Of a longer one no other is the beginning.
  static constexpr std::array<std::array<std::string_view, 4>, 7> levels = {{{{"||"}},
                                                                             {{"&&"}},
                                                                             {{"==", "!="}},
                                                                             {{"<=", ">=", "<", ">"}},
                                                                             {{"+", "-"}},
                                                                             {{"*", "/", "%"}},
                                                                             {{"**"}}}};
  static constexpr std::size_t of_power = levels.size() - 1;

  constexpr void skip_blanks() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\t' || text_[at_] == '\n')) ++at_;
  }

  constexpr bool takes(std::string_view sign) {
    skip_blanks();
    if (sign.empty() || !text_.substr(at_).starts_with(sign)) return false;
    if (sign == "*" && text_.substr(at_).starts_with("**")) return false;
    at_ += sign.size();
    return true;
  }

  constexpr std::string_view sign_of(std::size_t level) {
    for (const std::string_view sign : levels[level])
      if (takes(sign)) return sign;
    return {};
  }

  constexpr std::optional<std::int64_t> operation(std::size_t level) {
    if (level == levels.size()) return operand();
    std::optional<std::int64_t> value = operation(level + 1);
    for (std::string_view sign; value && !(sign = sign_of(level)).empty();) {
      if (level == of_power && ++depth_ > deepest) return {};
      const std::optional<std::int64_t> other = operation(level == of_power ? level : level + 1);
      if (level == of_power) --depth_;
      value = other ? shell_operation(sign, *value, *other) : std::nullopt;
    }
    return value;
  }

  constexpr std::optional<std::int64_t> operand() {
    if (++depth_ > deepest) return {};
    const std::optional<std::int64_t> value = any_operand();
    --depth_;
    return value;
  }

  constexpr std::optional<std::int64_t> any_operand() {
    if (takes("(")) {
      const std::optional<std::int64_t> value = operation(0);
      return takes(")") ? value : std::nullopt;
    }
    for (const std::string_view sign : {"+", "-", "!"}) {
      if (!takes(sign)) continue;
      if (sign != "!" && at_ < text_.size() && text_[at_] == sign[0]) return {};  // ++ and --
      const std::optional<std::int64_t> value = operand();
      if (!value || sign == "+") return value;
      return sign == "!" ? (*value == 0 ? 1 : 0) : shell_operation("-", 0, *value);
    }
    return number_or_name();
  }

  constexpr std::optional<std::int64_t> number_or_name() {
    const auto is_digit = [](char one) { return '0' <= one && one <= '9'; };
    const auto is_letter = [](char one) {
      return ('a' <= one && one <= 'z') || ('A' <= one && one <= 'Z') || one == '_';
    };
    const std::size_t first = at_;
    while (at_ < text_.size() && (is_digit(text_[at_]) || is_letter(text_[at_]))) ++at_;
    const std::string_view word = text_.substr(first, at_ - first);
    if (word.empty()) return {};
    if (is_letter(word[0])) return value_of_(word);
    if (word.size() > 1 && word[0] == '0') return {};  // octal and hexadecimal numbers
    std::int64_t number = 0;
    for (const char digit : word)
      if (!is_digit(digit) || __builtin_mul_overflow(number, 10, &number) ||
          __builtin_add_overflow(number, digit - '0', &number))
        return {};
    return number;
  }

  std::string_view text_;
  const ValueOf& value_of_;
  std::size_t at_ = 0;
  int depth_ = 0;
};

}  // namespace detail

/// The value of an expression; nothing where a name in it is not known, where it assigns, or where 64 bits do not hold it.
template <class ValueOf>
constexpr std::optional<std::int64_t> shell_arithmetic_value(std::string_view text, const ValueOf& value_of) {
  return detail::shell_arithmetic<ValueOf>(text, value_of).read();
}

}  // namespace scalewall
