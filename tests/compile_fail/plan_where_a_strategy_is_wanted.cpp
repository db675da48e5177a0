// expect: Strategy

#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;

constexpr sw::mlp_transformer model{.layers = 192, .d_model = 12288, .d_ff = 49152};
constexpr sw::batch batch{.sequences = 3584};

#ifdef BROKEN
constexpr auto step = sw::estimate_step<sw::plan{.data = {2}}>(model, sw::catalog::dgx_h100, batch);
#else
constexpr auto step = sw::estimate_step(model, sw::catalog::dgx_h100, sw::plan{.data = {8}}, batch);
#endif
