// Mirrors include/scalewall/hardware/catalog/measured_matmuls.hpp.

#include <scalewall/cost/tiled_matmul.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/measured_matmuls.hpp>

#include <algorithm>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr bool all_are_valid() {
  for (const matmul_kernels& kernels : catalog::measured_matmuls) require_valid(kernels);
  return true;
}
static_assert(all_are_valid());

constexpr bool every_name_finds_its_own() {
  for (const matmul_kernels& kernels : catalog::measured_matmuls)
    if (catalog::find_matmul_kernels(kernels.name) == nullptr ||
        !(*catalog::find_matmul_kernels(kernels.name) == kernels))
      return false;
  return true;
}
static_assert(every_name_finds_its_own(), "no two share a name");
static_assert(catalog::find_matmul_kernels("H100") == nullptr);

// Nobody computes at a tenth above the data sheet, which is where fits end; where power allows twice of it, it is no limit
// (calibration/fit_matmuls.hpp). Nobody moves more than the memory on the data sheet.
constexpr bool stay_within_their_data_sheets() {
  for (const matmul_kernels& kernels : catalog::measured_matmuls)
    if (kernels.burst > 1.09 * kernels.peak ||
        (is_positive_and_finite(kernels.sustained) && kernels.sustained > 1.9 * kernels.peak))
      return false;
  return true;
}
static_assert(stay_within_their_data_sheets());
static_assert(catalog::a100_sxm_bf16_trtllm.global < 2039_GB_per_s);
static_assert(catalog::h100_sxm_bf16_trtllm.global < 3352_GB_per_s);
static_assert(catalog::h200_sxm_bf16_trtllm.global < 4.8_TB_per_s);
static_assert(catalog::b200_sxm_bf16_trtllm.global < 8_TB_per_s);
static_assert(catalog::gb300_bf16_trtllm.global < 8_TB_per_s);
static_assert(catalog::l40s_bf16_trtllm.global < 864_GB_per_s);

// A multiplication that is large along every side runs near what power or tiles allow, between what storing and moving
// leave of it (least in tf32, whose words are the widest of those that tensor cores multiply fast) and all of it.
constexpr bool large_ones_tend_to_what_is_allowed() {
  for (const matmul_kernels& kernels : catalog::measured_matmuls) {
    const matmul_shape large{.rows = 1 << 18, .columns = 1 << 18, .tokens = 1 << 18};
    const flop_per_second reached = flop_of(large) / time_tiled_matmul(kernels, large).total();
    const flop_per_second allowed = std::min(kernels.sustained, kernels.burst);
    if (!(0.6 * allowed < reached && reached < 1.01 * allowed)) return false;
  }
  return true;
}
static_assert(large_ones_tend_to_what_is_allowed());

// Kernels are named after the accelerator that they run on, which has the multiprocessors that they say, and their peak.
constexpr const accelerator* accelerator_of(const matmul_kernels& kernels) {
  for (const cluster& machines : catalog::all)
    if (kernels.name.starts_with(machines.name) &&
        kernels.name.substr(machines.name.size()).starts_with(", "))
      return &machines.gpu;
  return nullptr;
}
constexpr bool agree_with_their_accelerators() {
  for (const matmul_kernels& kernels : catalog::measured_matmuls) {
    const accelerator* listed = accelerator_of(kernels);
    if (listed == nullptr) {
      if (!kernels.name.starts_with("L40S")) return false;
      continue;
    }
    accelerator gpu = *listed;
    gpu.format = kernels.format;
    if (gpu.memory[2].kind != memory_kind::shared || gpu.memory[2].units != kernels.multiprocessors)
      return false;
    const double share = kernels.peak / peak(gpu);
    if (!(share > 0.999 && share < 1.001)) return false;
  }
  return true;
}
static_assert(agree_with_their_accelerators());

static_assert(catalog::h100_sxm_fp8_trtllm.format == precision::fp8);
static_assert(catalog::b200_sxm_fp8_trtllm.headroom == 0, "below no limit there is no room");
static_assert(catalog::h100_sxm_fp8_trtllm.peak == 2.0 * catalog::h100_sxm_bf16_trtllm.peak);
static_assert(catalog::h100_sxm_fp8_trtllm.global == catalog::h100_sxm_bf16_trtllm.global);

}  // namespace
