#include <scalewall/hardware/catalog/nvidia.hpp>
#include <scalewall/timing/cuda_device.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <utility>

namespace {

namespace sw = scalewall;

// As the attributes of an H100 SXM5 are, with the boost clock of its whitepaper.
const sw::cuda_properties h100 = {.name = "NVIDIA H100 80GB HBM3",
                                  .bus_address = "0000:19:00.0",
                                  .capability = 90,
                                  .multiprocessors = 132,
                                  .registers = 65536,
                                  .shared_memory = 232448,
                                  .l2 = 52428800,
                                  .memory = 80'000'000'000,
                                  .clock_kHz = 1'830'000,
                                  .memory_clock_kHz = 2'619'000,
                                  .memory_bus_bits = 5120,
                                  .corrects_errors = true};

TEST_CASE("what the attributes say is what the catalog says") {
  const sw::accelerator known = sw::known_accelerator(h100);
  const sw::accelerator& listed = sw::catalog::h100_sxm;
  CHECK_NOTHROW(require_valid(known));
  CHECK(known.name.empty());
  CHECK(known.threads == listed.threads);
  CHECK(known.clock == listed.clock);
  CHECK(peak(known) == peak(listed));
  CHECK(known.memory.size() == listed.memory.size());
  for (std::size_t i = 0; i < known.memory.size(); ++i) {
    CAPTURE(i);
    CHECK(known.memory[i].kind == listed.memory[i].kind);
    CHECK(known.memory[i].capacity == listed.memory[i].capacity);
    CHECK(known.memory[i].units == listed.memory[i].units);
    CHECK(known.memory[i].unit_bytes_per_clock == listed.memory[i].unit_bytes_per_clock);
    CHECK(known.memory[i].units_exchange_data == listed.memory[i].units_exchange_data);
  }
  CHECK(known.memory[0].bandwidth / listed.memory[0].bandwidth == doctest::Approx(1).epsilon(1e-3));
  CHECK(known.memory[1].bandwidth.value() == 0);  // is measured
  for (const sw::arithmetic_rate& rate : listed.rates)
    CHECK(flop_per_clock_and_thread(known, rate.format) == rate.per_clock_and_thread);

  for (const sw::accelerator& other : {sw::catalog::v100_sxm, sw::catalog::a100_sxm}) {
    sw::cuda_properties device = h100;
    device.capability = other.format == sw::precision::fp16 ? 70 : 80;
    const sw::accelerator seen = sw::known_accelerator(device);
    CHECK(seen.format == other.format);
    for (const sw::arithmetic_rate& rate : other.rates)
      CHECK(flop_per_clock_and_thread(seen, rate.format) == rate.per_clock_and_thread);
  }
}

TEST_CASE("rates ascend with the capability, and a new one has those before it") {
  CHECK(std::is_sorted(std::begin(sw::rates_by_capability), std::end(sw::rates_by_capability),
                       [](const auto& a, const auto& b) { return a.capability < b.capability; }));
  CHECK(sw::rates_of(90).capability == 90);
  CHECK(sw::rates_of(87).capability == 86);
  CHECK(sw::rates_of(999).capability == 120);
  CHECK_THROWS_WITH_AS(sw::rates_of(61), "devices below compute capability 7.0 are not known here",
                       sw::cannot_measure);
}

TEST_CASE("a description has facts to tell one machine from another") {
  sw::cuda_properties device = h100;
  device.capability = 121;
  const sw::device_description all = sw::describe(device, {.driver = 12080, .runtime = 13000});
  const auto fact = [&](const std::string& name) {
    for (const auto& [known, value] : all.facts)
      if (known == name) return value;
    return std::string("none");
  };
  CHECK(all.name == "NVIDIA H100 80GB HBM3");
  CHECK(all.backend == "CUDA");
  CHECK(fact("compute capability") == "12.1");
  CHECK(fact("rates") == "those of compute capability 12.0");
  CHECK(fact("CUDA of the driver") == "12.8");
  CHECK(fact("CUDA runtime") == "13.0");
  CHECK(fact("highest clock in MHz") == "1830");
  CHECK(fact("ECC") == "on");
  CHECK(fact("cuBLASLt") != "none");
}

TEST_CASE("cuBLASLt has written its version in two ways") {
  CHECK(sw::cublas_version_text(130100) == "13.1.0");
  CHECK(sw::cublas_version_text(120805) == "12.8.5");
  CHECK(sw::cublas_version_text(11402) == "11.4.2");
}

}  // namespace
