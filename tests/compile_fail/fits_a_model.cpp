// expect: parallel_strategy

#include <scalewall/estimate/memory.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;

constexpr sw::mlp_transformer model{.layers = 192, .d_model = 12288, .d_ff = 49152};
constexpr sw::batch batch{.sequences = 3584};

#ifdef BROKEN
constexpr bool enough = sw::fits<sw::mlp_transformer>(model, sw::catalog::dgx_h100);
#else
constexpr bool enough = sw::fits<sw::tensor<8>>(model, sw::catalog::dgx_h100);
#endif
