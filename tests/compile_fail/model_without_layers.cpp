// expect: a model has at least one layer

#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr sw::mlp_transformer model{.d_model = 1024, .d_ff = 4096};
#else
constexpr sw::mlp_transformer model{.layers = 24, .d_model = 1024, .d_ff = 4096};
#endif

constexpr auto step = sw::estimate_step(model, sw::catalog::dgx_h100, sw::plan{}, sw::batch{.sequences = 8});
