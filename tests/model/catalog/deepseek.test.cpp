// Mirrors include/scalewall/model/catalog/deepseek.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/deepseek.hpp>

#include <variant>

namespace {

using namespace scalewall;
using namespace published;

// Total of safetensors on Hugging Face; 236B and 21B active on the card, with the input embedding or without.
static_assert(parameters(catalog::deepseek_v2) == 235'741'434'880);
static_assert(active(catalog::deepseek_v2) == 21'375'800'320);
static_assert(rounded(parameters(catalog::deepseek_v2), billion) == 236);
static_assert(rounded(active(catalog::deepseek_v2), billion) == 21);
static_assert(rounded(active_without_embedding(catalog::deepseek_v2), billion) == 21);

// 671B and 37B active on the card: the input embedding is left out; with it there are 38.
static_assert(parameters(catalog::deepseek_v3) == 671'026'419'200);
static_assert(active(catalog::deepseek_v3) == 37'552'297'472);
static_assert(rounded(parameters(catalog::deepseek_v3), billion) == 671);
static_assert(rounded(active_without_embedding(catalog::deepseek_v3), billion) == 37);
static_assert(rounded(active(catalog::deepseek_v3), billion) == 38);

// The total of safetensors on Hugging Face holds three things more: multi-token prediction, second copies of embedding
// and head for it, and a scale for every block of the matrices in fp8, which are those of attention and experts.
constexpr count scales = [] {
  constexpr std::int64_t width = 7168, layers_with_prediction = 62, routed_layers_with_prediction = 59;
  const auto& routed = std::get<routed_feed_forward>(catalog::detail::deepseek_v3_routed_layer.feed_forward);
  return layers_with_prediction * block_scales(matrices(catalog::detail::deepseek_attention, width)) +
         3 * block_scales(matrices(dense_feed_forward{.width = 18'432, .gated = true}, width)) +
         routed_layers_with_prediction *
             (256 * block_scales(expert_matrices(routed, width)) + block_scales(matrices(routed, width)));
}();
static_assert(scales == 41'540'496);
static_assert(parameters_by_block(catalog::deepseek_v3).with_prediction() + count{2 * 129'280} * 7168 +
                  scales ==
              684'531'386'000);

static_assert(layer_count(catalog::deepseek_v2) == 60 && layer_count(catalog::deepseek_v3) == 61);

}  // namespace
