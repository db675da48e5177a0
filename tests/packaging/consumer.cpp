// What an outside project builds to see that the library has arrived.

#include "whole_library.hpp"

namespace sw = scalewall;

constexpr auto model = sw::mlp_transformer{.layers = 96, .d_model = 12288, .d_ff = 49152};
using strategy = sw::strategy<sw::tensor<4, 2>, sw::pipeline<8, sw::zero_bubble>, sw::data<2>>;
constexpr auto step = sw::estimate_step<strategy>(model, sw::catalog::dgx_h100, sw::batch{.sequences = 2048});

static_assert(step.utilization > 0 && step.utilization < 1);

int main() {}
