// Mirrors include/scalewall/model/layer.hpp.

#include "../constant.hpp"
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

// Of a gated block the up projection reads what the gate reads; of a block without one, each weight reads what the one
// before it gives.
constexpr layer_operations gated{up, up, down};
static_assert(!shares_input(gated, 0) && shares_input(gated, 1) && !shares_input(gated, 2));
static_assert(!shares_input({up, down}, 1) && !shares_input({up, down, up}, 2));

// Queries, keys and values, the product of attention, gate and up projection, down projection.
constexpr weight_dimension model_width{8192, tensor_axis::model}, heads{8192, tensor_axis::ff};
constexpr weight_dimension key_value_heads{1024, tensor_axis::ff}, ff_width{28672, tensor_axis::ff};
constexpr layer_operations llama{{heads, model_width},           {key_value_heads, model_width},
                                 {key_value_heads, model_width}, {model_width, heads},
                                 {ff_width, model_width},        {ff_width, model_width},
                                 {model_width, ff_width}};
static_assert(shares_input(llama, 1) && shares_input(llama, 2) && shares_input(llama, 5));
static_assert(!shares_input(llama, 3) && !shares_input(llama, 4) && !shares_input(llama, 6));

// A layer says what sizes do not: two blocks side by side read two inputs, and a gate behind the down projection reads what
// the up projection does.
constexpr weight_matmul other_up{up.output, up.input, 1};
constexpr layer_operations side_by_side{up, other_up, down, {down.output, down.input, 3}};
static_assert(!shares_input(side_by_side, 1) && !shares_input(side_by_side, 3));
constexpr layer_operations gate_last{up, down, {up.output, up.input, 0}};
static_assert(!shares_input(layer_operations{up, down, up}, 2), "it might read what the block gives");
static_assert(shares_input(gate_last, 2) && input_source(gate_last, 2) == 0);
static_assert(input_source(llama, 2) == 0 && input_source(llama, 5) == 4);
static_assert(!constant<[] { return input_source({up, down, {up.output, up.input, 1}}, 2); }>);
static_assert(!constant<[] { return input_source({up, {up.output, up.input, 2}, up}, 1); }>);

// What one square weight gives the next one reads.
constexpr weight_matmul square{{64, tensor_axis::model}, {64, tensor_axis::model}};
static_assert(!shares_input({square, square}, 1));

}  // namespace
