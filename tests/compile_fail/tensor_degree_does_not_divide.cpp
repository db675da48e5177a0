// expect: tensor parallelism divides the dimension that it cuts
// expect: 1.2288

#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;

constexpr sw::mlp_transformer model{.layers = 192, .d_model = 12288, .d_ff = 49152};
constexpr sw::batch batch{.sequences = 3584};

#ifdef BROKEN
using strategy = sw::strategy<sw::tensor<5>, sw::data<8>>;
#else
using strategy = sw::strategy<sw::tensor<4>, sw::data<8>>;
#endif

constexpr auto step = sw::estimate_step<strategy>(model, sw::catalog::dgx_h100, batch);
