// Mirrors include/scalewall/report/assumptions.hpp.

#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/report/assumptions.hpp>

#include <doctest/doctest.h>

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("what is assumed of a run follows the format, the data and the rules") {
  sw::training_run wanted = sw::dense_laws(12288);
  const auto text = [&](const sw::cluster& machines, const sw::stack_recipe& how) {
    return to_text(assumptions_of(wanted, machines, how));
  };
  CHECK(text(sw::catalog::dgx_h100, {}) ==
        "Assumes 20 tokens a parameter, bf16, layers of two matrices, rates of the catalog (measured), "
        "communication of TP, PP and "
        "EP hidden "
        "behind arithmetic, 16 bytes a parameter with Adam's state sharded over replicas and activations in "
        "memory; "
        "leaves out attention, gates, vocabulary, norms, congestion, failures.");
  CHECK(text(sw::catalog::dgx_h100, {.rules = sw::plan_rules::reference})
            .find("batches that divide into tokens, 10 bytes a parameter as in the paper's simulation and no "
                  "activations in memory") != std::string::npos);
  CHECK(text(sw::catalog::dgx_h100, {.recompute = true, .rules = sw::plan_rules::reference})
            .find("simulation and activations in memory") != std::string::npos);
  CHECK(text(sw::catalog::at("MI300X"), {}).find("(data sheet)") != std::string::npos);
  CHECK(
      text(sw::catalog::dgx_h100 | sw::computing_in(sw::precision::fp8), {.rules = sw::plan_rules::reference})
          .find("5 bytes a parameter") != std::string::npos);
  wanted.data = 2.0 * wanted.data;
  CHECK(text(sw::catalog::dgx_h100, {.overlap_tensor = false, .overlap_pipeline = false})
            .find("Assumes 40 tokens a parameter, bf16, layers of two matrices, rates of the catalog "
                  "(measured), no communication "
                  "hidden") == 0);
}

TEST_CASE("what is assumed of any run has no format") {
  CHECK(to_text(sw::assumptions_of({.rules = sw::plan_rules::reference})) ==
        "Assumes layers of two matrices, rates of the catalog, communication of TP, PP and EP hidden behind "
        "arithmetic, "
        "batches that divide into tokens, five words a parameter as in the paper's simulation and no "
        "activations in "
        "memory; leaves out attention, gates, vocabulary, norms, congestion, failures.");
}
