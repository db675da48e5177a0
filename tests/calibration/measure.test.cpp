#include <scalewall/calibration/measure.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>

#include <doctest/doctest.h>

#include <chrono>
#include <cstddef>
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
