#include <scalewall/report/quantity_text.hpp>
#include <scalewall/scalewall.hpp>

#include <iostream>

int main() {
  const scalewall::training_run run = scalewall::dense_laws(12'288);
  const auto best = scalewall::best_plan(run.model, scalewall::catalog::dgx_h100, 2048, run.batch);
  std::cout << to_text(best.total) << " a step, " << 100 * best.utilization << "% of the peak\n";
}
