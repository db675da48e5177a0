#include <scalewall/model/catalog/all.hpp>
#include <scalewall/parallel/adapters.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;

constexpr sw::adapter_parameters beside(const sw::transformer_layer& layer, std::int64_t width,
                                        const sw::mesh& degrees = {},
                                        const sw::adapted_modules& adapted = {}) {
  return adapters_of_rank(layer, width, degrees, {.adapter_rank = 8, .adapted = adapted});
}

constexpr const sw::transformer_layer& llama = sw::catalog::llama_3_1_8b.layers[0].runs[0].layer;
constexpr const sw::transformer_layer& deepseek = sw::catalog::deepseek_v3.layers[0].runs[1].layer;

static_assert(adapters_of_rank(llama, 4096, {}, {}) == sw::adapter_parameters{});
static_assert(beside(llama, 4096) ==
              sw::adapter_parameters{8 * ((4096 + 6144) + (4096 + 4096) + (4096 + 28672) + (14336 + 4096)), 0,
                                     4, 0});
static_assert(2 * beside(llama, 4096, {.tensor = 2}).dense == beside(llama, 4096).dense);
static_assert(beside(llama, 4096, {}, {.up = false, .down = false}) ==
              sw::adapter_parameters{8 * ((4096 + 6144) + (4096 + 4096)), 0, 2, 0});

// Latent vectors are whole on every rank; one adapter stands for all experts of a rank.
static_assert(beside(deepseek, 7168, {.tensor = 2, .expert = 8, .expert_tensor = 2}) ==
              sw::adapter_parameters{
                  8 * ((7168 + 1536) + (1536 + 128 * 192) / 2 + (7168 + 576) + (512 + 128 * 256) / 2 +
                       (128 * 128 + 7168) / 2 + (7168 + 2 * 2048) / 2 + (2048 + 7168) / 2),
                  8 * ((7168 + 2 * 2048) / 2 + (2048 + 7168) / 2), 7, 2});

TEST_CASE("adapters beside attention leave experts frozen") {
  CHECK(beside(deepseek, 7168, {}, {.up = false, .down = false}).experts == sw::count{});
  CHECK(beside(deepseek, 7168, {}, {.up = false, .down = false}).expert_products == 0);
}

}  // namespace
