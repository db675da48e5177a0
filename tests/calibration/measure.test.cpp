#include <scalewall/calibration/measure.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

// A clock that the backend below moves on.
struct hand_clock {
  using duration = std::chrono::duration<double>;
  using time_point = std::chrono::time_point<hand_clock, duration>;
  static inline double now_s = 0;
  static time_point now() { return time_point(duration(now_s)); }
};

// Takes a tenth of a second for everything but transfers, of which it has none.
struct slow_backend {
  sw::device_description described{.name = "slow", .backend = "test", .known = sw::catalog::a100_sxm};
  const sw::device_description& device() const { return described; }
  template <class Probe>
  sw::timing time(const Probe&, const sw::timing_effort&) const {
    hand_clock::now_s += 0.1;
    return {.median = 1_ms, .lower_quartile = 1_ms, .upper_quartile = 1_ms, .samples = 3};
  }
  sw::timing time(const sw::transfer_probe& what, const sw::timing_effort&) const {
    throw sw::cannot_measure(what.participants == 2 ? "there is one GPU" : "there are few GPUs");
  }
};

const sw::probe_plan plan = sw::plan_probes(sw::catalog::a100_sxm);

std::vector<std::size_t> by_kind(const std::vector<sw::measurement>& rows) {
  std::vector<std::size_t> numbers(4);
  for (const sw::measurement& row : rows) ++numbers[row.what.index()];
  return numbers;
}

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

TEST_CASE("a budget that is cut short gives every kind") {
  hand_clock::now_s = 0;
  slow_backend backend;
  sw::seconds told{};
  const auto few = sw::measure<hand_clock>(backend, plan, 0.55_s, [&](sw::seconds passed) { told = passed; });
  CHECK(few.rows.size() == 6);
  const auto kinds = by_kind(few.rows);
  CHECK(kinds[0] >= 2);
  CHECK(kinds[1] >= 1);
  CHECK(kinds[2] >= 1);
  CHECK(told.value() == doctest::Approx(0.6));
}

TEST_CASE("a longer budget is shared out, and what cannot be measured is told once") {
  hand_clock::now_s = 0;
  slow_backend backend;
  const auto measured = sw::measure<hand_clock>(backend, plan, 20_s, [](sw::seconds) {});
  const auto kinds = by_kind(measured.rows);
  CHECK(kinds[0] >= 140);
  CHECK(kinds[1] >= 30);
  CHECK(kinds[2] == 3);
  CHECK(measured.not_measured.size() == 2);
  CHECK(measured.not_measured[0].probes + measured.not_measured[1].probes == plan.transfers.size());
  CHECK(sw::to_text(sw::unmeasured{"there is one GPU", 1}) == "not measured, 1 probe: there is one GPU");
  CHECK(sw::to_text(sw::unmeasured{"there is one GPU", 9}) == "not measured, 9 probes: there is one GPU");
  CHECK(measured.rows.front().library == "test");
}

TEST_CASE("measuring ends when everything was asked") {
  hand_clock::now_s = 0;
  slow_backend backend;
  const sw::probe_plan launches{
      .multiplications = {}, .copies = {}, .launches = plan.launches, .transfers = {}};
  CHECK(sw::measure<hand_clock>(backend, launches, 1000_s, [](sw::seconds) {}).rows.size() == 3);
  CHECK_THROWS_WITH_AS(sw::measure<hand_clock>(backend, launches, 0_s, [](sw::seconds) {}),
                       "a budget of time is positive and finite (seconds = 0)", sw::broken_rule);
}

}  // namespace
