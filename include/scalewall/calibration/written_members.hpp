// Aggregates as a C++ source file has them, each number under a comment that says how it was found.
//
//     {
//         .name = "xeon",
//         // Fitted to 112 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.71 and 0.74.
//         .sustained_share = 0.7231,
//     }

#pragma once

#include <scalewall/calibration/descriptor_literal.hpp>
#include <scalewall/calibration/fitted_numbers.hpp>
#include <scalewall/calibration/robust_fit.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>

#include <cstddef>
#include <map>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

namespace scalewall {

/// A member of an aggregate, or an element of a list, which has no name; under a comment if it has one.
struct written_member {
  std::string name;
  std::string value;
  std::string comment{};
};

namespace detail {

inline std::string assigned(const written_member& one) {
  return one.name.empty() ? one.value : "." + one.name + " = " + one.value;
}

/// With `before` at the beginning of every line but the first.
inline std::string continued(const std::string& lines, const std::string& before) {
  std::string made;
  for (const char c : lines) {
    made += c;
    if (c == '\n') made += before;
  }
  return made;
}

}  // namespace detail

/// In one line.
inline std::string aggregate(const std::vector<written_member>& members) {
  std::string written = "{";
  for (const written_member& one : members)
    written += (written.size() > 1 ? ", " : "") + detail::assigned(one);
  return written + "}";
}

/// Each on its own line.
inline std::string lines_of(const std::vector<written_member>& members) {
  std::string written = "{";
  for (const written_member& one : members) {
    if (!one.comment.empty()) written += "\n    // " + detail::continued(one.comment, "    // ");
    written += "\n    " + detail::continued(detail::assigned(one), "    ") + ",";
  }
  return written + "\n}";
}

/// `from` and the interval, if there is one, or that it was not found; the number is a `Quantity`, or a double.
template <class Quantity>
std::string how_found(const fitted_number& number, const std::string& from) {
  const auto text = [](double value) {
    if constexpr (requires { Quantity::from_value(value); })
      return to_text(Quantity::from_value(value));
    else
      return number_text(value);
  };
  if (number.left_out)
    return number.end == fit_end::between
               ? "Left out: " + from + " do not show it."
               : "Left out: the fit to " + from + " ended at its bound of " + text(number.bound) + ".";
  if (number.end != fit_end::between)
    return "Not found: the fit to " + from + " ended at its bound of " + text(number.bound) + ".";
  if (number.low == number.high) return "Fitted to " + from + ".";
  return "Fitted to " + from + "; nine of ten fits to redrawn rows lie between " + text(number.low) +
         " and " + text(number.high) + ".";
}

/// How the numbers of a fitted descriptor were found, by their place in it.
class found_members {
 public:
  /// `of` lives as long as this; `from` says what it was fitted to, `otherwise` of numbers that were not, if it is not
  /// empty, where they are from.
  template <class Descriptor>
  found_members(Descriptor& of, const fit_result& found, const std::string& from,
                const std::string& otherwise = {}) {
    std::size_t next = 0;
    for_each_number(of, [&](const std::string& name, const auto& number, auto...) {
      const bool fitted = next < found.numbers.size() && found.numbers[next].name == name;
      if (!detail::is_there(number) && !(fitted && found.numbers[next].left_out)) return;
      if (fitted)
        how_[&number] = how_found<std::remove_cvref_t<decltype(number)>>(found.numbers[next++], from);
      else if (!otherwise.empty())
        how_[&number] = otherwise;
    });
  }

  /// Of those that are where they were at the `start`, to as many digits as are written, `comment` is told instead.
  template <class Descriptor>
  void tell_unmoved(Descriptor& of, Descriptor start, const std::string& comment) {
    std::vector<double> before;
    for_each_number(start, [&](const char*, const auto& number, auto...) {
      before.push_back(rounded(detail::value_of(number), measured_digits));
    });
    std::size_t next = 0;
    for_each_number(of, [&](const char*, const auto& number, auto...) {
      const bool unmoved = rounded(detail::value_of(number), measured_digits) == before[next++];
      if (unmoved && how_.contains(&number)) how_[&number] = comment;
    });
  }

  template <class Quantity>
  written_member operator()(const char* name, const Quantity& number) const {
    const auto how = how_.find(&number);
    if (how == how_.end()) return {name, literal(number)};
    return {name, literal(number, measured_digits), how->second};
  }

 private:
  std::map<const void*, std::string> how_;
};

}  // namespace scalewall
