// Rules in constant expressions: `static_assert(!constant<[] { return math::sqrt(-1); }>)`.

#pragma once

#include <type_traits>

/// Whether the call is a constant expression. What breaks a rule is none, and stops the compiler.
template <auto Call>
concept constant = requires { typename std::integral_constant<bool, (static_cast<void>(Call()), true)>; };
