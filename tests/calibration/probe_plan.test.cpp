// Mirrors include/scalewall/calibration/probe_plan.hpp.

#include <scalewall/calibration/probe_plan.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

const sw::probe_plan plan = sw::plan_probes(sw::catalog::a100_sxm);

TEST_CASE("the beginning of a plan covers sizes, kinds and formats") {
  std::set<sw::precision> formats;
  std::size_t gradients = 0, own = 0, large = 0;
  const std::size_t first = 60;
  for (std::size_t i = 0; i < first; ++i) {
    CHECK_NOTHROW(require_valid(plan.multiplications[i]));
    const auto& one = std::get<sw::matmul_probe>(plan.multiplications[i]);
    formats.insert(one.format);
    gradients += one.kind == sw::matmul_kind::weight_gradient ? 1U : 0U;
    own += one.format == sw::precision::bf16 ? 1U : 0U;
    large += flop_of(one.shape) >= 1_GFLOP ? 1U : 0U;
  }
  CHECK(formats.size() == 5);
  CHECK(gradients >= first / 4);
  CHECK(own >= first / 3);
  CHECK(large >= first / 3);
  CHECK(large <= first - first / 5);
}

TEST_CASE("sizes, kinds and formats do not depend on one another") {
  struct range {
    std::int64_t least = INT64_MAX, most = 0;
    void take(std::int64_t size) {
      least = std::min(least, size);
      most = std::max(most, size);
    }
  };
  std::map<std::pair<sw::precision, sw::matmul_kind>, std::array<range, 3>> seen;
  for (const sw::probe& planned : plan.multiplications) {
    const auto& one = std::get<sw::matmul_probe>(planned);
    std::array<range, 3>& sizes = seen[{one.format, one.kind}];
    sizes[0].take(one.shape.rows);
    sizes[1].take(one.shape.columns);
    sizes[2].take(one.shape.tokens);
  }
  CHECK(seen.size() == 2 * sw::catalog::a100_sxm.rates.size());
  for (const auto& [what, sizes] : seen)
    for (const range& size : sizes) {
      CAPTURE(name(what.first));
      CAPTURE(name(what.second));
      CHECK(size.least < 128);
      CHECK(size.most > 8192);
    }
}

TEST_CASE("copies within a cache keep all threads busy, unless it is too small") {
  const auto least = [](const sw::probe_plan& planned, sw::copy_path path) {
    sw::bytes found = 1_TB;
    for (const sw::probe& one : planned.copies)
      if (std::get<sw::copy_probe>(one).path == path)
        found = std::min(found, std::get<sw::copy_probe>(one).size);
    return found;
  };
  const sw::bytes busy = static_cast<double>(sw::catalog::a100_sxm.threads) * 256_B;
  CHECK(least(plan, sw::copy_path::shared) == busy);
  CHECK(least(plan, sw::copy_path::l2) == busy);
  sw::accelerator small = sw::catalog::a100_sxm;
  small.memory[1].capacity = 1_MiB;
  CHECK(least(sw::plan_probes(small), sw::copy_path::l2) == 256_KiB);
}

TEST_CASE("all that is planned is valid, and nothing is planned twice") {
  for (const auto* probes : {&plan.copies, &plan.launches, &plan.transfers}) {
    std::set<std::string> texts;
    for (const sw::probe& one : *probes) {
      CHECK_NOTHROW(require_valid(one));
      texts.insert(sw::to_text(one));
    }
    CHECK(texts.size() == probes->size());
  }
  CHECK(plan.launches.size() == 3);
  CHECK(std::get<sw::transfer_probe>(*std::min_element(plan.transfers.begin(), plan.transfers.end(),
                                                       [](const sw::probe& a, const sw::probe& b) {
                                                         return std::get<sw::transfer_probe>(a).size <
                                                                std::get<sw::transfer_probe>(b).size;
                                                       }))
            .size == 8_B);
}

TEST_CASE("no planned multiplication takes longer than asked for") {
  const sw::probe_plan quick = sw::plan_probes(sw::catalog::a100_sxm, {.longest = 10_us});
  CHECK(quick.multiplications.size() > 100);
  CHECK(quick.multiplications.size() < plan.multiplications.size());
}

}  // namespace
