// What Python hands over, read by the rules and with the sentences of the programs' options; and answers as Python's objects.

#pragma once

#include "training_choices.hpp"
#include "written_values.hpp"
#include <scalewall/error.hpp>
#include <scalewall/quoted_text.hpp>

#include <nlohmann/json.hpp>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <cstdint>
#include <optional>
#include <string>

namespace python_module {

namespace py = pybind11;

/// What an option of a program would be given: a number or a text; nothing for None. Throws `broken_rule` for anything else.
inline std::optional<std::string> option_text(const char* name, const py::object& given) {
  if (given.is_none()) return {};
  const bool is_number = py::isinstance<py::int_>(given) && !py::isinstance<py::bool_>(given);
  if (is_number || py::isinstance<py::float_>(given) || py::isinstance<py::str>(given))
    return py::str(given).cast<std::string>();
  throw scalewall::broken_rule(std::string(name) + " is a number or a text, not " +
                               scalewall::quoted_text(py::repr(given).cast<std::string>()));
}

/// Throws `broken_rule` unless it is a whole number from 1 on, or None.
inline std::optional<std::int64_t> whole_number(const char* name, const py::object& given) {
  const std::optional<std::string> text = option_text(name, given);
  if (!text) return {};
  return read_positive<std::int64_t>(name, *text, "a whole number from 1 to 2^63 - 1");
}

/// The same of what has a value where None is given.
inline std::int64_t whole_number(const char* name, const py::object& given, std::int64_t otherwise) {
  return whole_number(name, given).value_or(otherwise);
}

/// Throws `broken_rule` unless it is a positive, finite number, or None.
inline std::optional<double> positive_number(const char* name, const py::object& given) {
  const std::optional<std::string> text = option_text(name, given);
  if (!text) return {};
  return read_positive<double>(name, *text, "a positive, finite number");
}

/// Objects, lists, texts and numbers of an answer in JSON.
inline py::object python_of(const nlohmann::ordered_json& json) {
  switch (json.type()) {
    case nlohmann::ordered_json::value_t::object: {
      py::dict dict;
      for (const auto& [key, value] : json.items()) dict[py::str(key)] = python_of(value);
      return dict;
    }
    case nlohmann::ordered_json::value_t::array: {
      py::list list;
      for (const nlohmann::ordered_json& value : json) list.append(python_of(value));
      return list;
    }
    case nlohmann::ordered_json::value_t::string:
      return py::str(json.get<std::string>());
    case nlohmann::ordered_json::value_t::boolean:
      return py::bool_(json.get<bool>());
    case nlohmann::ordered_json::value_t::number_integer:
      return py::int_(json.get<std::int64_t>());
    case nlohmann::ordered_json::value_t::number_unsigned:
      return py::int_(json.get<std::uint64_t>());
    case nlohmann::ordered_json::value_t::number_float:
      return py::float_(json.get<double>());
    default:
      return py::none();
  }
}

/// What `answer` returns, while other threads of Python run; it touches no object of theirs.
template <class Answer>
auto computed(const Answer& answer) {
  const py::gil_scoped_release others_run;
  return answer();
}

}  // namespace python_module
