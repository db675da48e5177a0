// expect: a network level is overfilled

#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;

constexpr sw::mlp_transformer model{.layers = 192, .d_model = 12288, .d_ff = 49152};
constexpr sw::batch batch{.sequences = 1024};

#ifdef BROKEN
constexpr sw::plan plan{.data = {128, 8}};  // nodes have eight
#else
constexpr sw::plan plan{.data = {8, 128}};
#endif

constexpr auto step = sw::estimate_step(model, sw::catalog::dgx_h100, plan, batch);
