#include <scalewall/estimate/layer_memory.hpp>
#include <scalewall/model/catalog/all.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;
using namespace sw::literals;

constexpr sw::rank_microbatch one_sequence{
    .sequences = 1, .sequence_length = 4096, .tokens = 4096, .residual_tokens = 4096};

sw::layer_memory memory(const sw::language_model& model, const sw::recipe& how) {
  return memory_of_layer(model.layers[0].runs[0].layer, model.width, *model.norm, one_sequence, {}, how, {});
}

TEST_CASE("a backward pass holds gradients of a layer's largest tensors") {
  const sw::layer_memory dense = memory(sw::catalog::llama_3_1_8b, {});
  CHECK(dense.transient == 4096 * (4 * 4096 + 2 * 2 * 14336) * 1_B);
  CHECK(dense.unfused_gradient == 2 * 2 * 14336 * 4096 * 1_B);
  const sw::layer_memory routed = memory(sw::catalog::mixtral_8x7b, {});
  CHECK(routed.transient == 4096 * (4 * 4096 + 2 * (2 * 2 * 14336 + 2 * 4096)) * 1_B);
  CHECK(routed.other_products == sw::count{3} * 14336 * 4096);
  const sw::layer_memory unfused =
      memory(sw::catalog::llama_3_1_8b, {.attention = sw::attention_kernel::unfused});
  CHECK(unfused.transient == 4.0 * 32 * 4096 * 4096 * 1_B);
}

TEST_CASE("what is recomputed is what was not kept") {
  const sw::layer_memory none = memory(sw::catalog::llama_3_1_8b, {});
  CHECK(none.recomputed == sw::bytes{});
  const sw::layer_memory in_full = memory(sw::catalog::llama_3_1_8b, {.recompute = sw::full_recomputation});
  CHECK(in_full.saved == 2 * 4096 * 4096 * 1_B);
  CHECK(in_full.recomputed == none.saved);
  CHECK(in_full.saved_without_recomputation == none.saved);
  const sw::layer_memory norms = memory(
      sw::catalog::llama_3_1_8b,
      {.recompute = {.granularity = sw::recompute_granularity::selective, .modules = {.norms = true}}});
  CHECK(norms.saved + norms.recomputed == none.saved);
}

}  // namespace
