// The launch line in a text.

#pragma once

#include <scalewall/formats/launch_line.hpp>

#include <string>

/// The line in a text; of YAML where its name says so. Throws `broken_rule` where it holds none.
scalewall::launch_line launch_line_in(const std::string& text, const std::string& name);
