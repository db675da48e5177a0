// How a broken rule is told to the user.
//
// One line serves both times: at run time `require` throws an exception whose sentence names the rule and the
// values; in a constant expression the same call stops the compiler, which prints the sentence with the call.

#pragma once

#include <cstdio>
#include <initializer_list>
#include <stdexcept>
#include <string>

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

/// Holds `holds` to be true; otherwise reports `rule`, a sentence in the present tense, with the values named. These
/// are built before the call: where that is felt, write `if (!holds) require(false, ...)`.
constexpr void require(bool holds, const char* rule, std::initializer_list<named_value> values = {}) {
  if (!holds) report_broken_rule(rule, values);
}

}  // namespace scalewall
