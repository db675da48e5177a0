// Things by their number.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/report/number_text.hpp>

#include <string>

/// `1 GPU`, `2,048 GPUs`
inline std::string counted(scalewall::count number, const std::string& thing) {
  return to_text(number) + " " + thing + (number == scalewall::count{1} ? "" : "s");
}
