// expect: a zero bubble pipeline is not interleaved

#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;

constexpr sw::mlp_transformer model{.layers = 192, .d_model = 12288, .d_ff = 49152};
constexpr sw::batch batch{.sequences = 3584};

#ifdef BROKEN
constexpr std::int64_t interleaving = 3;
#else
constexpr std::int64_t interleaving = 1;
#endif

constexpr sw::plan split{.tensor_model = {8},
                         .pipeline = {1, 4},
                         .microbatches = 8,
                         .interleaving = interleaving,
                         .schedule = sw::pipeline_schedule::zero_bubble};
constexpr auto step = sw::estimate_step(model, sw::catalog::dgx_h100, split, batch);
