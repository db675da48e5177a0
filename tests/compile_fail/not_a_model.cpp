// expect: a model has layers, experts, width() and operations()

#include <scalewall/model/transformer.hpp>

namespace sw = scalewall;

struct one_matrix {
  std::int64_t layers = 1, experts = 1;
  constexpr std::int64_t width() const { return 64; }
#ifndef BROKEN
  constexpr sw::layer_operations operations() const {
    return {{.output = {64, sw::tensor_axis::ff}, .input = {64, sw::tensor_axis::model}}};
  }
#endif
};

#ifdef BROKEN
constexpr auto parameters = sw::parameters(one_matrix{});
#else
constexpr auto parameters = sw::parameters(one_matrix{});
#endif
