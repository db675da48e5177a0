// Numbers of every kind that the core has, to the last digit: of a step, of a searched plan, of a law, of a limit.

#include <scalewall/scalewall.hpp>

#include <cstdio>

namespace sw = scalewall;

constexpr auto model = sw::mlp_transformer{.layers = 96, .d_model = 12288, .d_ff = 49152};
using strategy = sw::strategy<sw::tensor<4, 2>, sw::pipeline<8, sw::zero_bubble>, sw::data<2>>;
constexpr auto batch = sw::batch{.sequences = 2048};
constexpr auto step = sw::estimate_step<strategy>(model, sw::catalog::dgx_h100, batch);

int main() {
  std::printf("%d.%d.%d\n", sw::library_version.major, sw::library_version.minor, sw::library_version.patch);
  std::printf("%.17g %.17g\n", step.utilization, step.total.value());
  const auto found = sw::best_plan(model, sw::catalog::dgx_h100, 1536, batch);
  std::printf("%.17g\n", found.utilization);
}
