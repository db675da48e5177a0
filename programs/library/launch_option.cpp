#include "launch_option.hpp"

#include <algorithm>

split_arguments split_at_dashes(int argc, const char* const* argv) {
  const auto* const end = argv + argc;
  const auto* const dashes = std::find(argv, end, std::string("--"));
  split_arguments split{{argv, dashes}, {}};
  if (dashes != end) split.line.assign(dashes + 1, end);
  return split;
}
