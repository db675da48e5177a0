// expect: a run trains on some data

#include <scalewall/estimate/run.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

namespace sw = scalewall;
using namespace sw::literals;

constexpr sw::mlp_transformer model{.layers = 192, .d_model = 12288, .d_ff = 49152};
constexpr sw::batch batch{.sequences = 3584};

#ifdef BROKEN
constexpr sw::tokens data{};
#else
constexpr sw::tokens data = 4.6_T_tokens;
#endif

constexpr auto run = sw::estimate_run(model, sw::catalog::dgx_h100, sw::plan{}, batch, data);
