// expect: a zero bubble schedule is one of several accelerators

#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;

constexpr sw::mlp_transformer model{.layers = 192, .d_model = 12288, .d_ff = 49152};
constexpr sw::batch batch{.sequences = 3584};

#ifdef BROKEN
using strategy = sw::strategy<sw::tensor<8>, sw::pipeline<1, sw::zero_bubble>>;
#else
using strategy = sw::strategy<sw::tensor<8>, sw::pipeline<64, sw::zero_bubble>>;
#endif

constexpr auto step = sw::estimate_step<strategy>(model, sw::catalog::dgx_h100, batch);
