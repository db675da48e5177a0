// Mirrors include/scalewall/quantities.hpp.

#include <scalewall/quantities.hpp>

#include <concepts>
#include <limits>

namespace {

using namespace scalewall;

static_assert(sizeof(seconds) == sizeof(double));
static_assert(seconds{}.value() == 0.0, "nothing is left uninitialized");
static_assert(seconds::from_value(2.5).value() == 2.5);

// Literals: decimal and binary prefixes, bits and bytes apart.
static_assert(3_kB == 3000_B && 1_MB == 1000_kB && 1_GB == 1000_MB && 1_TB == 1000_GB);
static_assert(1_PB == 1000_TB && 1_EB == 1000_PB);
static_assert(1_KiB == 1024_B && 1_MiB == 1024_KiB && 1_GiB == 1024_MiB && 1_TiB == 1024_GiB);
static_assert(8_bit == 1_B && 1_Kibit == 128_B);
static_assert(400_Gbit_per_s == 50_GB_per_s, "an NDR InfiniBand card");
static_assert(1_GiB_per_s == bytes_per_second::from_value(1073741824));
static_assert(4_Mi_tokens == 4'194'304_tokens && 1.5_T_tokens == 1'500_G_tokens && 2_k_tokens == 2000_tokens);
static_assert(1_ZFLOP == 1000_EFLOP && 1_YFLOP == 1000_ZFLOP);
static_assert(1_min == 60_s && 1_h == 60_min && 1_days == 24_h);
static_assert(12_months == 1_years && 1_years == 31'540'000_s, "the paper's year");
static_assert(1000_ns == 1_us && 1000_us == 1_ms && 1000_ms == 1_s);
static_assert(1_GHz == 1000_MHz);
static_assert(1_kWh == 3.6_MJ && 700_W == 0.7_kW && 1_Mdollars == 1000_kdollars);

// A literal is the double nearest to what it says.
static_assert((3.35_TB_per_s).value() == 3.35e12);
static_assert((989.4_TFLOP_per_s).value() == 989.4e12);
static_assert((1.125_us).value() == 1.125e-6 && (0.1_us).value() == 1e-7);

// Dimensions multiply and divide.
static_assert(std::same_as<decltype(1_FLOP / 1_s), flop_per_second>);
static_assert(std::same_as<decltype(1_B / 1_s), bytes_per_second>);
static_assert(std::same_as<decltype(1_tokens / 1_s), tokens_per_second>);
static_assert(std::same_as<decltype(1_FLOP / 1_B), flop_per_byte>);
static_assert(std::same_as<decltype(1_FLOP / 1_tokens), flop_per_token>);
static_assert(std::same_as<decltype(1_FLOP_per_s / 1_B_per_s), flop_per_byte>,
              "arithmetic intensity of a machine");
static_assert(std::same_as<decltype(1_B * 1_Hz), bytes_per_second>, "bytes per clock, times the clock");
static_assert(std::same_as<decltype(1_GB / 1_GB_per_s), seconds>);
static_assert(std::same_as<decltype(1_J / 1_s), watts> &&
              std::same_as<decltype(1_dollars / 1_s), money_per_second>);

static_assert(3_GB / 1.5_GB_per_s == 2_s);
static_assert(6_FLOP_per_token * 20_tokens == 120_FLOP);
static_assert(2.0 * 3_s + 1_s / 2.0 - 1_s == 5.5_s);
static_assert(1_ms < 1_s && 1_s >= 1000_ms && 1_s != 2_s && -(1_s) < 0_s);

static_assert(4 * 64_KiB == 256_KiB && 64_KiB * 4 == 256_KiB && 3_s / 2 == 1.5_s, "whole numbers scale, too");
static_assert(700_W * 10_h == 7_kWh);

// Where all dimensions cancel, a number is left, and nothing but a number.
static_assert(std::same_as<decltype(3_s / 2_s), double> && 3_s / 2_s == 1.5);
static_assert(std::same_as<decltype(1_FLOP_per_B / 2_FLOP_per_B), double>);
static_assert(std::same_as<decltype(2_s * 3_Hz), double> && std::same_as<decltype(2_Hz * 3_s), double>);
static_assert(2_s * 3_Hz == 6.0);
static_assert(std::same_as<decltype(1_GB_per_s * 3_s / 2_GB), double> && 1_GB_per_s * 3_s / 2_GB == 1.5);
static_assert(std::same_as<decltype(1_GB_per_s / 2_GB * 3_s), double>);
static_assert(std::same_as<decltype(1_FLOP_per_s / (1_W * 1_FLOP_per_B) * (1_J / 1_B)), double>);
static_assert(std::same_as<decltype(3_s / 2), seconds> && std::same_as<decltype(3_s * 2.0), seconds>);
static_assert(std::same_as<decltype(3_s * (1_B / 2_B)), seconds>, "a ratio scales as a number does");

constexpr seconds accumulated() {
  seconds sum{};
  sum += 3_s;
  sum -= 1_s;
  sum *= 4.0;
  return sum /= 2.0;
}
static_assert(accumulated() == 4_s);

// What does not compile.
template <class A, class B>
concept can_be_added = requires(A a, B b) { a + b; };
template <class A, class B>
concept can_be_subtracted = requires(A a, B b) { a - b; };
template <class A, class B>
concept can_be_equal = requires(A a, B b) { a == b; };
template <class A, class B>
concept can_be_ordered = requires(A a, B b) { a < b; };

template <class A, class B>
concept can_take_in = requires(A a, B b) { a += b; } || requires(A a, B b) { a -= b; };
template <class A, class B>
concept can_be_scaled_by = requires(A a, B b) { a *= b; } || requires(A a, B b) { a /= b; };

template <class A, class B>
constexpr bool strangers =
    !can_be_added<A, B> && !can_be_subtracted<A, B> && !can_be_equal<A, B> && !can_be_ordered<A, B> &&
    !can_take_in<A, B> && !std::convertible_to<A, B> && !std::convertible_to<B, A>;

static_assert(!strangers<bytes, bytes> && can_be_added<bytes, bytes> && can_be_ordered<bytes, bytes>);
static_assert(can_take_in<bytes, bytes> && can_be_scaled_by<bytes, double> && can_be_scaled_by<bytes, int>);
static_assert(!can_be_scaled_by<bytes, seconds> && !can_be_scaled_by<bytes, bytes>, "what it is, it stays");
static_assert(strangers<bytes, flop>);
static_assert(strangers<seconds, flop>);
static_assert(strangers<seconds, hertz>);
static_assert(strangers<tokens, bytes>);
static_assert(strangers<bytes, bytes_per_second>, "a bandwidth is not an amount");
static_assert(strangers<flop_per_second, bytes_per_second>);
static_assert(strangers<seconds, double>, "a bare number has no unit");
static_assert(strangers<flop_per_byte, flop_per_token>);
static_assert(strangers<joules, watts> && strangers<money, joules>);
static_assert(strangers<flop_per_byte, double>, "intensity is not a bare number");

template <class Payload>
concept can_be_sent = requires(Payload payload, void (*send)(bytes)) { send(payload); };
static_assert(can_be_sent<bytes>);
static_assert(!can_be_sent<seconds>, "a time is not a payload");
static_assert(!can_be_sent<double>);

static_assert(is_positive_and_finite(1_ns) && is_positive_and_finite(1_YFLOP));
static_assert(!is_positive_and_finite(0_s) && !is_positive_and_finite(-(1_s)));
static_assert(!is_positive_and_finite(seconds::from_value(std::numeric_limits<double>::infinity())));
static_assert(!is_positive_and_finite(seconds::from_value(std::numeric_limits<double>::quiet_NaN())));

}  // namespace
