#include <scalewall/framework/catalog/memory.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;
using sw::loss_kernel;
using sw::workspace_generation;
using namespace sw::literals;

constexpr double logit(const sw::memory_accounting& framework, loss_kernel kernel,
                       workspace_generation generation, std::int64_t tensor = 1) {
  return framework.bytes_of_logit(kernel, generation, tensor);
}

TEST_CASE("workspaces go by the generation of the GPU") {
  static_assert(sw::catalog::megatron_core.products.of(workspace_generation::before_hopper) == 8519680_B);
  static_assert(sw::catalog::megatron_core.products.of(workspace_generation::hopper_and_newer) == 32_MiB);
  static_assert(sw::catalog::megatron_core.engine.of(workspace_generation::before_hopper) == 4_MiB);
  static_assert(sw::catalog::megatron_core_local.engine.of(workspace_generation::hopper_and_newer) ==
                sw::bytes{});
}

TEST_CASE("products that overlap their communication have workspaces and buffers of their own") {
  static_assert(sw::catalog::megatron_core.overlapped_workspaces == 3);
  static_assert(sw::catalog::megatron_core.overlapped_buffers == 10);
  static_assert(sw::catalog::megatron_core_local.overlapped_buffers == 0);
}

TEST_CASE("a logit costs what the kernel of the loss holds") {
  using sw::catalog::megatron_core;
  static_assert(logit(megatron_core, loss_kernel::unfused, workspace_generation::before_hopper) == 6);
  static_assert(logit(megatron_core, loss_kernel::fused, workspace_generation::hopper_and_newer) == 10);
  static_assert(logit(megatron_core, loss_kernel::fused, workspace_generation::before_hopper) > 10);
  static_assert(logit(sw::catalog::fsdp2, loss_kernel::torch, workspace_generation::hopper_and_newer) == 14);
  static_assert(logit(sw::catalog::fsdp2, loss_kernel::torch, workspace_generation::hopper_and_newer, 8) ==
                22);
  static_assert(logit(sw::catalog::fsdp2, loss_kernel::torch_in_chunks,
                      workspace_generation::hopper_and_newer) == 1.75);
}

TEST_CASE("a recipe is given what its framework keeps of a parameter") {
  static_assert(with_states_of(sw::catalog::megatron_core, {}).states == sw::state_bytes{2, 4, 12});
  static_assert(with_states_of(sw::catalog::megatron_core, {.format = sw::training_format::fp16}).states ==
                sw::state_bytes{2, 2, 12, 4});
  static_assert(with_states_of(sw::catalog::fsdp2, {}).states == sw::state_bytes{4, 4, 8});
  static_assert(with_states_of(sw::catalog::deepspeed_bf16, {}).states == sw::state_bytes{2, 6, 12});
}

TEST_CASE("every fitted constant says what it means and where it came from") {
  CHECK(sw::catalog::fitted_memory_constants.size() <= 10);
  for (const sw::fitted_constant& constant : sw::catalog::fitted_memory_constants) {
    CHECK(constant.value > 0);
    CHECK(!constant.holds_for.empty());
    CHECK(!constant.rows.empty());
  }
}

}  // namespace
