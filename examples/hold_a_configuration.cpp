#include <scalewall/scalewall.hpp>
namespace sw = scalewall;
using namespace sw::literals;

constexpr auto model = sw::mlp_transformer{.layers = 192, .d_model = 12'288, .d_ff = 49'152};
constexpr auto cluster = sw::catalog::dgx_h100;
constexpr auto batch = sw::batch{.sequences = 3584};

using strategy = sw::strategy<sw::tensor<4, 8>,  // fills NVLink, then spills
                              sw::pipeline<64, sw::zero_bubble>, sw::microbatches<512>>;
constexpr auto step = sw::estimate_step<strategy>(model, cluster, batch);

static_assert(step.utilization > 0.6 && step.total < 40_s);
static_assert(step.bound_by == sw::bottleneck::arithmetic);
static_assert(sw::fits<strategy>(model, cluster, batch));  // with its activations
static_assert(sw::best_plan(model, cluster, 2048, batch).utilization >= step.utilization);

int main() {}
