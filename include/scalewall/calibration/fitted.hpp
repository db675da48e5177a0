// A number that a fit found: its value, the interval in which it lies, the rows that it was found from, and whether the fit
// stopped at a bound. A number at a bound was not found.

#pragma once

#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// What the rows of a fit are.
enum class row_kind { multiplication, copy, launch, transfer };

inline constexpr std::array<std::string_view, 4> row_kind_names = {"multiplication", "copy", "launch",
                                                                   "transfer"};
inline constexpr std::array<std::string_view, 4> row_kinds_names = {"multiplications", "copies", "launches",
                                                                    "transfers"};

/// The rows that something was found from.
struct fit_evidence {
  std::size_t rows = 0;
  row_kind kind = row_kind::transfer;
  std::optional<precision> format{};  ///< of multiplications
};

/// `1 copy`, `626 multiplications in bf16`.
inline std::string to_text(const fit_evidence& evidence) {
  const auto& names = evidence.rows == 1 ? row_kind_names : row_kinds_names;
  std::string text =
      std::to_string(evidence.rows) + " " + std::string(names[static_cast<std::size_t>(evidence.kind)]);
  if (evidence.format) text += " in " + std::string(name(*evidence.format));
  return text;
}

/// The place between the bounds of a number where a fit ended.
enum class fit_end { between, at_least, at_most };

inline constexpr std::array<std::string_view, 3> fit_end_names = {"between", "at least", "at most"};

/// A number of a formula; of any unit, in its base unit, where it is a double.
template <class Quantity = double>
struct fitted {
  /// The number found, beyond the bound where it was left out.
  Quantity value{};

  fit_end end = fit_end::between;
  bool left_out = false;
  Quantity bound{};  ///< at which the fit ended, if at one

  // Between which nine of ten fits lie whose rows are drawn anew. Both are the value where that was not asked.
  Quantity low{};
  Quantity high{};

  fit_evidence evidence{};
};

/// The same with its unit.
template <class Quantity>
fitted<Quantity> with_unit(const fitted<>& number) {
  const auto quantity = [](double value) {
    Quantity made{};
    set_base_value(made, value);
    return made;
  };
  return {.value = quantity(number.value),
          .end = number.end,
          .left_out = number.left_out,
          .bound = quantity(number.bound),
          .low = quantity(number.low),
          .high = quantity(number.high),
          .evidence = number.evidence};
}

/// The evidence and the interval, if there is one, or that the number was not found.
template <class Quantity>
std::string how_found(const fitted<Quantity>& number) {
  const auto text = [](const auto& value) {
    if constexpr (std::same_as<Quantity, link_bandwidth>)
      return to_text(value.one_way());
    else if constexpr (requires { to_text(value); })
      return to_text(value);
    else
      return number_text(base_value(value));
  };
  const std::string from = to_text(number.evidence);
  const bool at_bound = number.end != fit_end::between;
  if (at_bound)
    return (number.left_out ? "Left out" : "Not found") + (": the fit to " + from) +
           " ended at its bound of " + text(number.bound) + ".";
  if (number.left_out) return "Left out: " + from + " do not show it.";
  if (number.low == number.high) return "Fitted to " + from + ".";
  return "Fitted to " + from + "; nine of ten fits to redrawn rows lie between " + text(number.low) +
         " and " + text(number.high) + ".";
}

/// A descriptor, or a list of them, some of whose numbers were found by fits.
template <class Descriptor>
struct fitted_descriptor {
  Descriptor descriptor{};

  /// Numbers by their places in the descriptor (hardware/members.hpp); none where no fit moved the number, nor beyond the last.
  std::vector<std::optional<fitted<>>> numbers{};

  double loss = 0;  ///< of the last fit

  /// That of a number of the descriptor itself, if it was found: `fit.of(fit.descriptor.launch)`.
  template <descriptor_number Quantity>
  std::optional<fitted<Quantity>> of(const Quantity& number) const {
    const std::size_t place = place_of(descriptor, number);
    if (place >= numbers.size() || !numbers[place]) return {};
    return with_unit<Quantity>(*numbers[place]);
  }

  void set(std::size_t place, const fitted<>& number) {
    if (numbers.size() <= place) numbers.resize(place + 1);
    numbers[place] = number;
  }
};

}  // namespace scalewall
