// How a broken rule is told to the user.
//
// One line serves both times: at run time `require` throws an exception whose sentence names the rule and the
// values; in a constant expression the same call stops the compiler, whose message has the rule and the values:
//
//     g++    error: '__builtin_printf("the layers divide evenly over the pipeline stages", "layers", 1.0e+1, ...
//     clang  note: in call to 'this_rule_is_broken(&"the layers divide evenly over the pipeline stages"[0], ...

#pragma once

#if __cplusplus < 202002L
#error "scalewall is written in C++20: compile it with -std=c++20 or newer"
#include <a_newer_standard>  // is not there, which ends the compilation before all that follows fails as well
#endif

#include <cstdio>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <type_traits>

namespace scalewall {

/// Thrown where an input breaks a rule of the model. `what()` is one sentence for a person.
class broken_rule : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A value that a sentence about a broken rule mentions.
struct named_value {
  const char* name;
  double value;

  template <class Number>
  constexpr named_value(const char* called, Number number)
      : name(called), value(static_cast<double>(number)) {}
};

/// Throws `broken_rule` with the sentence "rule (name = value, ...)". Not constexpr on purpose.
[[noreturn]] inline void report_broken_rule(const char* rule, std::initializer_list<named_value> values) {
  std::string sentence = rule;
  const char* separator = " (";
  for (const named_value& value : values) {
    char number[32];
    std::snprintf(number, sizeof number, "%.15g", value.value);
    sentence.append(separator).append(value.name).append(" = ").append(number);
    separator = ", ";
  }
  if (values.size() != 0) sentence += ')';
  throw broken_rule(sentence);
}

namespace detail {

#ifdef __clang__
inline constexpr char what_was_given = 0;
#endif

/// No constant expression, whatever it is told: the compiler shows it with its arguments, names before their values.
/// Is called in constant expressions alone, so that it prints nothing at run time.
template <class... Told>
constexpr bool this_rule_is_broken(const char* rule, [[maybe_unused]] Told... told) {
#ifdef __clang__
  return rule < &what_was_given;  // clang quotes a pointer that it cannot compare, and the call
#else
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"
  return __builtin_printf(rule, told...);  // g++ quotes a builtin that it cannot fold
#pragma GCC diagnostic pop
#endif
}

}  // namespace detail

/// Holds `holds` to be true; otherwise reports `rule`, a sentence in the present tense, with the values named. These
/// are built before the call: where that is felt, write `if (!holds) require(false, ...)`. A compiler shows four.
constexpr void require(bool holds, const char* rule, std::initializer_list<named_value> values = {}) {
  if (holds) return;
  if (std::is_constant_evaluated()) {
    using detail::this_rule_is_broken;
    const named_value* v = values.begin();
    switch (values.size()) {
      case 0:
        this_rule_is_broken(rule);
        break;
      case 1:
        this_rule_is_broken(rule, v[0].name, v[0].value);
        break;
      case 2:
        this_rule_is_broken(rule, v[0].name, v[0].value, v[1].name, v[1].value);
        break;
      case 3:
        this_rule_is_broken(rule, v[0].name, v[0].value, v[1].name, v[1].value, v[2].name, v[2].value);
        break;
      default:
        this_rule_is_broken(rule, v[0].name, v[0].value, v[1].name, v[1].value, v[2].name, v[2].value,
                            v[3].name, v[3].value);
    }
  }
  report_broken_rule(rule, values);
}

}  // namespace scalewall
