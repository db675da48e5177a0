// Mirrors include/scalewall/calibration/fitted.hpp.

#include <scalewall/calibration/fitted.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

TEST_CASE("evidence is told in words") {
  CHECK(to_text(sw::fit_evidence{1, sw::row_kind::copy}) == "1 copy");
  CHECK(to_text(sw::fit_evidence{12, sw::row_kind::copy}) == "12 copies");
  CHECK(to_text(sw::fit_evidence{626, sw::row_kind::multiplication, sw::precision::bf16}) ==
        "626 multiplications in bf16");
}

TEST_CASE("a number says how it was found, or that it was not") {
  sw::fitted<> number{.value = 0.1, .low = 0.05, .high = 0.2, .evidence = {9, sw::row_kind::launch}};
  CHECK(how_found(number) ==
        "Fitted to 9 launches; nine of ten fits to redrawn rows lie between 0.05 and 0.2.");
  number.end = sw::fit_end::at_least;
  number.bound = 0.001;
  CHECK(how_found(number) == "Not found: the fit to 9 launches ended at its bound of 0.001.");
  number.left_out = true;
  CHECK(how_found(number) == "Left out: the fit to 9 launches ended at its bound of 0.001.");
  number.end = sw::fit_end::between;
  CHECK(how_found(number) == "Left out: 9 launches do not show it.");
  CHECK(how_found(sw::fitted<>{.value = 1, .low = 1, .high = 1, .evidence = {2}}) ==
        "Fitted to 2 transfers.");
}

TEST_CASE("a number has the unit of its place in a descriptor") {
  sw::fitted_descriptor<sw::accelerator> fit{.descriptor = sw::catalog::a100_sxm};
  const sw::accelerator& gpu = fit.descriptor;
  CHECK_FALSE(fit.of(gpu.matmul_latency).has_value());
  fit.set(place_of(gpu, gpu.memory[1].bandwidth), {.value = 4e12, .low = 3.9e12, .high = 4.1e12});
  const sw::fitted<sw::bytes_per_second> found = fit.of(gpu.memory[1].bandwidth).value();
  CHECK(found.value == 4_TB_per_s);
  CHECK(found.low == 3.9_TB_per_s);
  CHECK(how_found(found) ==
        "Fitted to 0 transfers; nine of ten fits to redrawn rows lie between 3.9 TB/s and 4.1 TB/s.");
  CHECK_FALSE(fit.of(gpu.matmul_latency).has_value());
  CHECK_FALSE(fit.of(gpu.memory[0].bandwidth).has_value());
}

}  // namespace
