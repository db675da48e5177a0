// Numbers as JSON, which knows neither NaN nor infinity: they throw `broken_rule`. A count of 2^63 or more is the nearest
// double.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/error.hpp>
#include <scalewall/math.hpp>
#include <scalewall/quantities.hpp>

#include <nlohmann/json.hpp>

namespace scalewall {

namespace detail {

inline double json_number(double value) {
  require(math::is_finite(value), "a number in JSON is finite", {{"value", value}});
  return value;
}

/// A quantity in its base unit.
template <class Dimension>
double json_number(quantity_of<Dimension> value) {
  return json_number(value.value());
}

}  // namespace detail

inline void to_json(nlohmann::ordered_json& json, const count& number) {
  if (number.fits_int64())
    json = number.as_int64();
  else
    json = double(number);
}

}  // namespace scalewall
