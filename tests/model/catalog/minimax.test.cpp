// Mirrors include/scalewall/model/catalog/minimax.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/minimax.hpp>

#include <variant>

namespace {

using namespace scalewall;
using namespace published;

static_assert(parameters(catalog::minimax_m2_5) == 228'689'764'864);

// The total of safetensors on Hugging Face holds a scale for every block of the matrices in fp8, which are those of
// attention and experts.
constexpr count scales = [] {
  const transformer_layer& layer = catalog::minimax_m2_5.layers[0].runs[0].layer;
  return 62 * (block_scales(matrices(std::get<grouped_attention>(layer.attention), 3072)) +
               256 * block_scales(expert_matrices(std::get<routed_feed_forward>(layer.feed_forward), 3072)));
}();
static_assert(parameters(catalog::minimax_m2_5) + scales == 228'703'644'928);

// "10B activated" leaves out the input embedding; with it there are 11.
static_assert(rounded(active_without_embedding(catalog::minimax_m2_5), billion) == 10);
static_assert(rounded(active(catalog::minimax_m2_5), billion) == 11);

}  // namespace
