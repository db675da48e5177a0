#include <scalewall/report/plan_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/scalewall.hpp>

#include <iostream>

int main() {
  using scalewall::to_text;
  const scalewall::training_run run = scalewall::dense_laws(12'288);
  for (const int gpus : {512, 2048, 8192}) {
    const auto best = scalewall::best_plan(run.model, scalewall::catalog::dgx_h100, gpus, run.batch);
    std::cout << gpus << " GPUs: " << to_text(best.total) << " a step, " << best.plan << '\n';
  }
}
