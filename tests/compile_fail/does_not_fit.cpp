// expect: weights, gradients, optimizer state and activations fit in the memory of the cluster

#include <scalewall/estimate/memory.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;

constexpr sw::mlp_transformer model{.layers = 192, .d_model = 12288, .d_ff = 49152};
constexpr sw::batch batch{.sequences = 3584};

#ifdef BROKEN
using strategy = sw::strategy<sw::tensor<8>>;
#else
using strategy = sw::strategy<sw::tensor<4, 8>, sw::pipeline<64>, sw::microbatches<512>>;
#endif

constexpr auto step = sw::estimate_step<strategy>(model, sw::catalog::dgx_h100, batch);
static_assert(sw::must_fit(step, sw::catalog::dgx_h100).utilization > 0);
