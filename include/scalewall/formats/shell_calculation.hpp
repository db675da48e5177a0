// Expressions of a shell that assign: (( )), let and the parts of for (( ; ; )).
//
//     NAME = e   NAME += e   and with -= *= /= %=   NAME++  NAME--  ++NAME  --NAME   e, e
//
// What is assigned and not known is in doubt behind it. Source: Bash Reference Manual, section 6.5.

#pragma once

#include <scalewall/formats/shell_arithmetic.hpp>
#include <scalewall/formats/shell_expansion.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace scalewall::detail {

class shell_calculation : protected shell_expansion {
 protected:
  explicit shell_calculation(std::string_view text) : shell_expansion(text) {}

  static bool is_variable(std::string_view name) {
    return !name.empty() && is_letter(name[0]) && std::all_of(name.begin(), name.end(), is_name);
  }

  /// What an expression between these places comes to, where it is known; what it assigns is set.
  std::optional<std::int64_t> calculate_between(std::size_t first, std::size_t last) {
    const shell_word expression = expanded(first, last);
    std::uint32_t doubt = 0;
    for (const std::uint32_t one : expression.doubts) doubt = std::max(doubt, one);
    return calculate(expression.text, doubt);
  }

  /// e; NAME=e, NAME+=e and its like; NAME++, --NAME; several with commas between them, of which the last counts.
  std::optional<std::int64_t> calculate(std::string_view expression, std::uint32_t& doubt,
                                        std::size_t deep = 0) {
    constexpr std::size_t deepest_assignment = 20;
    std::size_t depth = 0;
    for (std::size_t i = 0; i < expression.size(); ++i) {
      if (expression[i] == '(') ++depth;
      if (expression[i] == ')' && depth > 0) --depth;
      if (expression[i] != ',' || depth > 0) continue;
      calculate(expression.substr(0, i), doubt, deep);
      expression.remove_prefix(i + 1);
      i = static_cast<std::size_t>(-1);
    }
    expression = trimmed(expression);
    for (const std::string_view step : {"++", "--"}) {
      const bool is_before = expression.starts_with(step);
      if (!is_before && !expression.ends_with(step)) continue;
      const std::string_view name =
          trimmed(is_before ? expression.substr(2) : expression.substr(0, expression.size() - 2));
      if (!is_variable(name)) break;
      const std::optional<std::int64_t> old = arithmetic_value(name, doubt);
      const std::optional<std::int64_t> made = old ? shell_operation(step.substr(1), *old, 1) : std::nullopt;
      set_number(name, made, doubt);
      return is_before ? made : old;
    }
    std::size_t end = 0;
    while (end < expression.size() && is_name(expression[end])) ++end;
    const std::string_view name = expression.substr(0, end), rest = trimmed(expression.substr(end));
    const bool has_sign =
        rest.size() > 1 && std::string_view("+-*/%").find(rest[0]) != std::string_view::npos;
    const std::size_t equals = has_sign ? 1 : 0;
    if (deep < deepest_assignment && is_variable(name) && rest.size() > equals + 1 && rest[equals] == '=' &&
        rest[equals + 1] != '=') {
      const std::optional<std::int64_t> value = calculate(rest.substr(equals + 1), doubt, deep + 1);
      const std::optional<std::int64_t> old =
          has_sign ? arithmetic_value(name, doubt) : std::optional<std::int64_t>(0);
      const std::optional<std::int64_t> made = !value || !old ? std::nullopt
                                               : has_sign ? shell_operation(rest.substr(0, 1), *old, *value)
                                                          : value;
      set_number(name, made, doubt);
      return made;
    }
    const std::optional<std::int64_t> value = arithmetic_value(expression, doubt);
    if (!value) put_names_in_doubt(expression);
    return value;
  }

  static std::string_view trimmed(std::string_view text) {
    constexpr const char* blanks = " \t\n\r";
    const std::size_t first = std::min(text.find_first_not_of(blanks), text.size());
    return text.substr(first, text.find_last_not_of(blanks) + 1 - first);
  }

  /// Sets a number that arithmetic assigns, or that it assigns one that is not known.
  void set_number(std::string_view name, std::optional<std::int64_t> number, std::uint32_t doubt) {
    shell_word word{.text = {}, .place = line_};
    word.add(number ? std::to_string(*number) : "$" + std::string(name), doubt);
    const shell_truth now = reached();
    if (!number && now.is_known()) return variables_.set_unread(std::string(name), false, line_);
    variables_.assign(std::string(name), {.words = {std::move(word)}}, false, now, lines_);
  }

  /// Names that an expression may assign to: before =, += and its like, and beside ++ and --.
  void put_names_in_doubt(std::string_view expression) override {
    const auto is_step = [&](std::size_t i) {
      return i + 1 < expression.size() && (expression[i] == '+' || expression[i] == '-') &&
             expression[i] == expression[i + 1];
    };
    for (std::size_t i = 0; i < expression.size();) {
      if (!is_name(expression[i])) {
        ++i;
        continue;
      }
      const std::size_t first = i;
      while (i < expression.size() && is_name(expression[i])) ++i;
      const std::string_view name = expression.substr(first, i - first);
      if (!is_variable(name)) continue;
      std::size_t next = std::min(expression.find_first_not_of(" \t\n", i), expression.size());
      const bool is_stepped =
          is_step(next) || (first >= 2 && is_step(expression.find_last_not_of(" \t\n", first - 1) - 1));
      const std::size_t sign = expression.find_first_not_of("+-*/%<>&^|", next);
      const bool is_compared = next < expression.size() && sign == next + 1 &&
                               (expression[next] == '<' || expression[next] == '>');
      const bool is_assigned = sign < expression.size() && expression[sign] == '=' && !is_compared &&
                               (sign + 1 == expression.size() || expression[sign + 1] != '=');
      if (is_stepped || is_assigned) set_number(name, {}, 0);
    }
  }
};

}  // namespace scalewall::detail
