// The quantiles of draws that are told, and what they are called.

#pragma once

#include <scalewall/report/number_text.hpp>

#include <array>
#include <string>

inline constexpr std::array<double, 5> told_quantiles = {0.05, 0.25, 0.5, 0.75, 0.95};

/// p5, p25...
inline std::string quantile_key(double q) { return "p" + scalewall::number_text(100 * q); }
