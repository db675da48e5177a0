// Quantities with their dimension in the type: FLOP, bytes, seconds, tokens, and rates of them.
//
// A quantity is one double in its base unit, so it costs nothing at run time; adding FLOP to bytes does not
// compile. There is one type per dimension: bits are eighths of a byte, minutes are 60 seconds, and
// literals (`400_Gbit_per_s`, `3.35_TB_per_s`, `50_MiB`, `4_Mi_tokens`) convert as they are read. What has no
// dimension, a ratio, is a double.
//
// This is the only file that includes Boost.Units.

#pragma once

#include <scalewall/error.hpp>

#include <boost/units/base_dimension.hpp>
#include <boost/units/base_unit.hpp>
#include <boost/units/base_units/si/second.hpp>
#include <boost/units/derived_dimension.hpp>
#include <boost/units/make_system.hpp>
#include <boost/units/physical_dimensions/time.hpp>
#include <boost/units/quantity.hpp>
#include <boost/units/unit.hpp>

#include <compare>
#include <concepts>
#include <limits>

namespace scalewall {

// The ordinals name the dimensions within Boost.Units and are ours alone.
struct operation_base_dimension : boost::units::base_dimension<operation_base_dimension, 241101137> {};
struct information_base_dimension : boost::units::base_dimension<information_base_dimension, 241101138> {};
struct token_base_dimension : boost::units::base_dimension<token_base_dimension, 241101139> {};
struct energy_base_dimension : boost::units::base_dimension<energy_base_dimension, 241101140> {};
struct money_base_dimension : boost::units::base_dimension<money_base_dimension, 241101141> {};

struct flop_base_unit
    : boost::units::base_unit<flop_base_unit, operation_base_dimension::dimension_type, 241101137> {};
struct byte_base_unit
    : boost::units::base_unit<byte_base_unit, information_base_dimension::dimension_type, 241101138> {};
struct token_base_unit
    : boost::units::base_unit<token_base_unit, token_base_dimension::dimension_type, 241101139> {};
struct joule_base_unit
    : boost::units::base_unit<joule_base_unit, energy_base_dimension::dimension_type, 241101140> {};
struct money_base_unit
    : boost::units::base_unit<money_base_unit, money_base_dimension::dimension_type, 241101141> {};

using unit_system =
    boost::units::make_system<boost::units::si::second_base_unit, flop_base_unit, byte_base_unit,
                              token_base_unit, joule_base_unit, money_base_unit>::type;

template <class Dimension>
using quantity_of = boost::units::quantity<boost::units::unit<Dimension, unit_system>, double>;

template <class Dimension>
using rate_of = quantity_of<
    typename boost::units::derived_dimension<Dimension, 1, boost::units::time_base_dimension, -1>::type>;

using seconds = quantity_of<boost::units::time_dimension>;
using flop = quantity_of<operation_base_dimension::dimension_type>;
using bytes = quantity_of<information_base_dimension::dimension_type>;
using tokens = quantity_of<token_base_dimension::dimension_type>;
using joules = quantity_of<energy_base_dimension::dimension_type>;

/// In a currency of the user's choice; the literals say dollars.
using money = quantity_of<money_base_dimension::dimension_type>;

using hertz = quantity_of<boost::units::derived_dimension<boost::units::time_base_dimension, -1>::type>;
using flop_per_second = rate_of<operation_base_dimension>;
using bytes_per_second = rate_of<information_base_dimension>;
using tokens_per_second = rate_of<token_base_dimension>;
using watts = rate_of<energy_base_dimension>;
using money_per_second = rate_of<money_base_dimension>;

/// Arithmetic intensity.
using flop_per_byte = quantity_of<
    boost::units::derived_dimension<operation_base_dimension, 1, information_base_dimension, -1>::type>;

using flop_per_token =
    quantity_of<boost::units::derived_dimension<operation_base_dimension, 1, token_base_dimension, -1>::type>;

inline namespace literals {

// Both forms, 3_GB and 3.35_TB, of one literal. The factor is applied before rounding to double.
#define SCALEWALL_LITERAL(suffix, quantity, factor)                     \
  constexpr quantity operator""_##suffix(long double value) {           \
    return quantity::from_value(static_cast<double>(value * (factor))); \
  }                                                                     \
  constexpr quantity operator""_##suffix(unsigned long long value) {    \
    return quantity::from_value(static_cast<double>(value * (factor))); \
  }

#define SCALEWALL_SI_LITERALS(suffix, quantity, one)  \
  SCALEWALL_LITERAL(suffix, quantity, one)            \
  SCALEWALL_LITERAL(k##suffix, quantity, (one)*1e3L)  \
  SCALEWALL_LITERAL(M##suffix, quantity, (one)*1e6L)  \
  SCALEWALL_LITERAL(G##suffix, quantity, (one)*1e9L)  \
  SCALEWALL_LITERAL(T##suffix, quantity, (one)*1e12L) \
  SCALEWALL_LITERAL(P##suffix, quantity, (one)*1e15L) \
  SCALEWALL_LITERAL(E##suffix, quantity, (one)*1e18L)

#define SCALEWALL_BINARY_LITERALS(suffix, quantity, one)       \
  SCALEWALL_LITERAL(Ki##suffix, quantity, (one)*1024.0L)       \
  SCALEWALL_LITERAL(Mi##suffix, quantity, (one)*1048576.0L)    \
  SCALEWALL_LITERAL(Gi##suffix, quantity, (one)*1073741824.0L) \
  SCALEWALL_LITERAL(Ti##suffix, quantity, (one)*1099511627776.0L)

SCALEWALL_SI_LITERALS(B, bytes, 1.0L)
SCALEWALL_BINARY_LITERALS(B, bytes, 1.0L)
SCALEWALL_SI_LITERALS(bit, bytes, 0.125L)
SCALEWALL_BINARY_LITERALS(bit, bytes, 0.125L)
SCALEWALL_SI_LITERALS(B_per_s, bytes_per_second, 1.0L)
SCALEWALL_BINARY_LITERALS(B_per_s, bytes_per_second, 1.0L)
SCALEWALL_SI_LITERALS(bit_per_s, bytes_per_second, 0.125L)
SCALEWALL_SI_LITERALS(FLOP, flop, 1.0L)
SCALEWALL_LITERAL(ZFLOP, flop, 1e21L)
SCALEWALL_LITERAL(YFLOP, flop, 1e24L)
SCALEWALL_SI_LITERALS(FLOP_per_s, flop_per_second, 1.0L)
SCALEWALL_SI_LITERALS(FLOP_per_B, flop_per_byte, 1.0L)
SCALEWALL_SI_LITERALS(FLOP_per_token, flop_per_token, 1.0L)
SCALEWALL_SI_LITERALS(tokens_per_s, tokens_per_second, 1.0L)
SCALEWALL_SI_LITERALS(Hz, hertz, 1.0L)
SCALEWALL_SI_LITERALS(J, joules, 1.0L)
SCALEWALL_SI_LITERALS(Wh, joules, 3600.0L)
SCALEWALL_SI_LITERALS(W, watts, 1.0L)
SCALEWALL_SI_LITERALS(dollars, money, 1.0L)
SCALEWALL_LITERAL(dollars_per_h, money_per_second, 1.0L / 3600)

SCALEWALL_LITERAL(tokens, tokens, 1.0L)
SCALEWALL_LITERAL(k_tokens, tokens, 1e3L)
SCALEWALL_LITERAL(M_tokens, tokens, 1e6L)
SCALEWALL_LITERAL(G_tokens, tokens, 1e9L)
SCALEWALL_LITERAL(T_tokens, tokens, 1e12L)
SCALEWALL_LITERAL(Ki_tokens, tokens, 1024.0L)
SCALEWALL_LITERAL(Mi_tokens, tokens, 1048576.0L)
SCALEWALL_LITERAL(Gi_tokens, tokens, 1073741824.0L)
SCALEWALL_LITERAL(Ti_tokens, tokens, 1099511627776.0L)

SCALEWALL_LITERAL(ns, seconds, 1e-9L)
SCALEWALL_LITERAL(us, seconds, 1e-6L)
SCALEWALL_LITERAL(ms, seconds, 1e-3L)
SCALEWALL_LITERAL(s, seconds, 1.0L)
SCALEWALL_LITERAL(min, seconds, 60.0L)
SCALEWALL_LITERAL(h, seconds, 3600.0L)
SCALEWALL_LITERAL(days, seconds, 86400.0L)
// A year of 3.154e7 s, as in Erdil & Schneider-Joseph 2024 (arXiv 2411.01137), and a twelfth of it.
SCALEWALL_LITERAL(months, seconds, 3.154e7L / 12)
SCALEWALL_LITERAL(years, seconds, 3.154e7L)

#undef SCALEWALL_LITERAL
#undef SCALEWALL_SI_LITERALS
#undef SCALEWALL_BINARY_LITERALS

}  // namespace literals

template <class A, class B>
concept different_dimensions = !std::same_as<A, B>;

// Without these, Boost.Units says no as well, but at length. A compiler shows the deleted line with its comment.
template <class A, class B>
  requires different_dimensions<A, B>
void operator+(quantity_of<A>, quantity_of<B>) = delete;  // different dimensions are not added
template <class A, class B>
  requires different_dimensions<A, B>
void operator-(quantity_of<A>, quantity_of<B>) = delete;  // different dimensions are not subtracted
template <class A, class B>
  requires different_dimensions<A, B>
bool operator==(quantity_of<A>, quantity_of<B>) = delete;  // different dimensions are not compared
template <class A, class B>
  requires different_dimensions<A, B>
auto operator<=>(quantity_of<A>, quantity_of<B>) = delete;  // different dimensions are not compared

template <class A, class B>
  requires different_dimensions<A, B>
void operator+=(quantity_of<A>&, quantity_of<B>) = delete;  // different dimensions are not added
template <class A, class B>
  requires different_dimensions<A, B>
void operator-=(quantity_of<A>&, quantity_of<B>) = delete;  // different dimensions are not subtracted
template <class A, class B>
void operator*=(quantity_of<A>&, quantity_of<B>) = delete;  // a quantity keeps its dimension
template <class A, class B>
void operator/=(quantity_of<A>&, quantity_of<B>) = delete;  // a quantity keeps its dimension

// A ratio is a number, and so is a product that cancels. Boost.Units makes quantities without dimension of them, which
// convert to double but are none: `printf` and templates see the difference.
template <class Unit>
constexpr double operator/(const boost::units::quantity<Unit, double>& a,
                           const boost::units::quantity<Unit, double>& b) {
  return a.value() / b.value();
}
template <class A, class B>
concept inverse_units =
    std::same_as<typename boost::units::multiply_typeof_helper<A, B>::type::dimension_type,
                 boost::units::dimensionless_type>;

template <class A, class B>
  requires inverse_units<A, B>
constexpr double operator*(const boost::units::quantity<A, double>& a,
                           const boost::units::quantity<B, double>& b) {
  return a.value() * b.value();
}

// Whole numbers scale a quantity as well: 4 * 64_KiB, 3_s / 2. Boost.Units itself takes none but doubles.
template <std::integral Integer, class Unit>
constexpr auto operator*(Integer factor, const boost::units::quantity<Unit, double>& value) {
  return static_cast<double>(factor) * value;
}
template <std::integral Integer, class Unit>
constexpr auto operator*(const boost::units::quantity<Unit, double>& value, Integer factor) {
  return value * static_cast<double>(factor);
}
template <std::integral Integer, class Unit>
constexpr auto operator/(const boost::units::quantity<Unit, double>& value, Integer divisor) {
  return value / static_cast<double>(divisor);
}

/// Neither NaN nor infinite, and above zero.
template <class Unit>
constexpr bool is_positive_and_finite(boost::units::quantity<Unit, double> value) {
  return value.value() > 0 && value.value() <= std::numeric_limits<double>::max();
}

}  // namespace scalewall
