// The best plan on 64 GPUs: what a consumer of the package builds to see that it has arrived.

#include <scalewall/report/report.hpp>
#include <scalewall/scalewall.hpp>

#include <cstdio>

namespace sw = scalewall;

int main() {
  const auto model = sw::mlp_transformer{.layers = 32, .d_model = 4096, .d_ff = 16'384};
  const auto found = sw::best_plan(model, sw::catalog::dgx_h100, 64, sw::batch{.sequences = 512});
  std::printf("%s\n", sw::number_text(found.utilization).c_str());
}
