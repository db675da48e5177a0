// expect: the dimension of a weight says along which axis it is cut: {4096, tensor_axis::ff} or {1024, tensor_axis::model}

#include <scalewall/model/layer.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr sw::layer_operations operations{{.output = {4096}, .input = {1024}}};
#else
constexpr sw::layer_operations operations{
    {.output = {4096, sw::tensor_axis::ff}, .input = {1024, sw::tensor_axis::model}}};
#endif
