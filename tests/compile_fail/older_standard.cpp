// expect: scalewall is written in C++20: compile it with -std=c++20 or newer
// broken with: -std=c++17

#include <scalewall/scalewall.hpp>
