// expect: d_ff, the feed-forward width of an mlp_transformer, is at least 1

#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr sw::mlp_transformer model{.layers = 24, .d_model = 1024};
#else
constexpr sw::mlp_transformer model{.layers = 24, .d_model = 1024, .d_ff = 4096};
#endif

constexpr auto step = sw::estimate_step(model, sw::catalog::dgx_h100, sw::plan{}, sw::batch{.sequences = 8});
