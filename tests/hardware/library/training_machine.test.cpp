// Mirrors the headers of include/scalewall/hardware/library/, and hardware/catalog/training_machines.hpp.

#include <scalewall/hardware/catalog/training_machines.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string_view>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

static_assert(stream_bandwidth(catalog::h100_machine) == 0.85 * 3350_GB_per_s);
static_assert(with_network(catalog::h100_machine, 1_GB_per_s).network == 1_GB_per_s);
static_assert(with_domain(catalog::h100_machine, 2).domain == 2);

// Nodes of eight: filled, half filled alike, alone, and filled but for one.
static_assert(filled_domain(catalog::h100_machine, 96) == 8);
static_assert(filled_domain(catalog::h100_machine, 12) == 6);
static_assert(filled_domain(catalog::h100_machine, 3) == 3);
static_assert(filled_domain(catalog::h100_machine, 1023) == 8);
static_assert(filled_domain(catalog::training_machine_of(catalog::gb300_nvl72), 256) == 64);
static_assert(catalog::find_training_machine("H100 SXM") == &catalog::h100_machine);
static_assert(catalog::find_training_machine("NVIDIA H200") == &catalog::h200_machine);
static_assert(catalog::find_training_machine("h100") == nullptr);
static_assert(catalog::training_machine_of(catalog::gb300_nvl72).domain == 72);

// The rings of the page that the constants were fitted with.
static_assert(catalog::a100_80gb_machine.ring.bandwidth == 231_GB_per_s);
static_assert(catalog::h100_machine.ring.short_bandwidth == 323_GB_per_s);
static_assert(catalog::b200_machine.ring.short_hop == 1.29_us, "NCCL takes no LL128 there");

TEST_CASE(
    "every machine of the catalog is valid, has a name of its own and multiplies in training as kernels do "
    "when hot") {
  std::set<std::string_view> names;
  for (const training_machine* machine : catalog::training_machines) {
    INFO(machine->name);
    CHECK_NOTHROW(require_valid(*machine));
    CHECK(names.insert(machine->name).second);
    CHECK(machine->evidence != machine_evidence::formula_only);
    CHECK(machine->products_16.headroom == 0);
    CHECK(machine->products_8.has_value() == (machine->generation >= gpu_generation::hopper));
    CHECK(machine->constants.products_16.value > 0);
  }
}

TEST_CASE("every cluster of the catalog that computes in 16 bit is a machine, known or derived") {
  for (const cluster& known : catalog::all) {
    if (!is_positive_and_finite(known.network.back().bandwidth.one_way())) continue;
    INFO(known.name);
    const training_machine machine = catalog::training_machine_of(known);
    CHECK_NOTHROW(require_valid(machine));
    CHECK((machine.evidence == machine_evidence::formula_only) ==
          (catalog::find_training_machine(known.name) == nullptr));
  }
}

TEST_CASE("a derived machine is what its data sheet says, and says that nobody measured it") {
  const training_machine machine = derived_machine(catalog::dgx_h100);
  CHECK(machine.peak == peak(catalog::h100_sxm));
  CHECK(machine.domain == 8);
  CHECK(machine.network == 50_GB_per_s);
  CHECK(machine.ring.bandwidth.value() == doctest::Approx(369e9));
  CHECK(machine.products_8.has_value());
  CHECK(machine.evidence == machine_evidence::formula_only);
  CHECK(machine.constants.attention[0].evidence == constant_evidence::assumed);
}

TEST_CASE("a machine is derived of what trains in 16 bit") {
  cluster machines = catalog::dgx_h100;
  machines.gpu.format = precision::fp32;
  CHECK_THROWS_WITH(derived_machine(machines),
                    "a machine for training is derived of an accelerator that computes in bf16 or fp16");
}

TEST_CASE("a machine without a network is refused") {
  CHECK_THROWS_WITH(require_valid(with_network(catalog::h100_machine, 0_GB_per_s)),
                    "the network of a machine has a bandwidth (bytes per second = 0)");
}

}  // namespace
