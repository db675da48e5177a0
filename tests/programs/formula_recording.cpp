// Writes the recording of a machine that does not exist, into the folder that is its argument: its times are those of
// the formulas, with numbers that a calibration has to find again. tests/programs/formula_descriptor.cpp knows them.

#include <scalewall/calibration/machine_json.hpp>
#include <scalewall/calibration/measure.hpp>
#include <scalewall/calibration/predictor.hpp>
#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/timing/recording.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <fstream>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

/// What is told of it beforehand: an A100, which computes in one format.
constexpr sw::accelerator known = [] {
  sw::accelerator gpu = sw::catalog::a100_sxm;
  gpu.rates = {{sw::precision::bf16, 16_FLOP}};
  return gpu;
}();

constexpr sw::accelerator truth = [] {
  sw::accelerator gpu = known;
  gpu.sustained_share = 0.62;
  gpu.matmul_latency = 7.5_us;
  set_bandwidth(gpu.memory[0], 1310_GB_per_s);
  set_bandwidth(gpu.memory[1], 3900_GB_per_s);
  return gpu;
}();

constexpr sw::network links = {{.bandwidth = sw::one_direction(123_GB_per_s), .latency = 6_us}};

class formula_backend {
 public:
  const sw::device_description& device() const { return device_; }
  template <class Probe>
  sw::timing time(const Probe& what, const sw::timing_effort&) const {
    const auto predicted = formula_.predict(what);
    if (!predicted) throw sw::cannot_measure("the formula says nothing of it");
    const sw::seconds took = predicted->time;
    return {.median = took, .lower_quartile = took, .upper_quartile = took, .samples = 1};
  }

 private:
  sw::device_description device_{
      .name = "a formula", .backend = "formula", .facts = {{"version", "1"}}, .known = known};
  sw::predictor formula_ = sw::reference_predictor("truth", truth, links);
};

}  // namespace

int main(int, char** argv) {
  const std::filesystem::path folder = argv[1];
  std::filesystem::create_directories(folder);
  formula_backend backend;
  sw::probe_plan plan = sw::plan_probes(known, {.longest = 10_ms, .most_participants = 4});
  // Enough for every fit, and not for long ones.
  plan.multiplications.resize(70);
  plan.transfers.resize(60);
  const auto measured = sw::measure(backend, plan, 1000_s, [](sw::seconds) {});

  const nlohmann::ordered_json described = backend.device();
  std::ofstream(folder / "machine.json") << described.dump(2) << '\n';
  std::ofstream rows(folder / "measurements.csv");
  sw::recording_writer writer(rows);
  for (const sw::measurement& row : measured.rows) writer.row(row);
}
