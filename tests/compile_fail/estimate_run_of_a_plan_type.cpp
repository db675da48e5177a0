// expect: parallel_strategy

#include <scalewall/estimate/run.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;
using namespace sw::literals;

constexpr sw::mlp_transformer model{.layers = 192, .d_model = 12288, .d_ff = 49152};
constexpr sw::batch batch{.sequences = 3584};

#ifdef BROKEN
constexpr auto run = sw::estimate_run<sw::plan>(model, sw::catalog::dgx_h100, batch, 1_T_tokens);
#else
constexpr auto run = sw::estimate_run<sw::tensor<8>>(model, sw::catalog::dgx_h100, batch, 1_T_tokens);
#endif
