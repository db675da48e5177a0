// Mirrors include/scalewall/model/layer.hpp.

#include <scalewall/model/layer.hpp>

namespace {

using namespace scalewall;

constexpr weight_matmul up{.output = {49152, tensor_axis::ff}, .input = {12288, tensor_axis::model}};
constexpr weight_matmul down{.output = up.input, .input = up.output};

static_assert(weight_dimension{}.size == 0, "what is left out is no dimension");
static_assert(weight_dimension{64, tensor_axis::model} != weight_dimension{64, tensor_axis::ff},
              "dimensions of one size are cut by different degrees");
static_assert(up != down, "a weight is not its transpose");
static_assert(layer_operations{up, down}.size() == 2);
static_assert(layer_operations{up, down} != layer_operations{down, up});

}  // namespace
