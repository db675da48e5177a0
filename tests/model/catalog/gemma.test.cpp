// Mirrors include/scalewall/model/catalog/gemma.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/gemma.hpp>

namespace {

using namespace scalewall;
using namespace published;

// Totals of safetensors on Hugging Face.
static_assert(parameters(catalog::gemma_2_2b) == 2'614'341'888);
static_assert(parameters(catalog::gemma_2_9b) == 9'241'705'984);

static_assert(parameters(catalog::gemma_3_4b_text) == 3'880'099'328);
static_assert(parameters(catalog::gemma_3_12b_text) == 11'765'788'416);
static_assert(parameters(catalog::gemma_3_27b_text) == 27'009'002'240);

// The published totals of Gemma 3 hold more, which counts to the digit: the vision part, of 27 layers of width 1152 with
// biases, patches of 14 x 14 x 3 and 4096 positions; a norm behind it and a projection to the width of the text; and 64
// more rows of the embedding than the configuration that is cited.
constexpr std::int64_t vision_layer =
    4 * (1152 * 1152 + 1152) + 2 * 1152 * 4304 + 4304 + 1152 + 2 * (2 * 1152);
constexpr std::int64_t vision = 588 * 1152 + 1152 + 4096 * 1152 + 27 * vision_layer + 2 * 1152;
constexpr count with_vision(const language_model& model) {
  return parameters(model) + count{vision + 1152} + count{1152 + 64} * model.width;
}
static_assert(with_vision(catalog::gemma_3_4b_text) == 4'300'079'472);
static_assert(with_vision(catalog::gemma_3_12b_text) == 12'187'325'040);
static_assert(with_vision(catalog::gemma_3_27b_text) == 27'432'406'640);

static_assert(layer_count(catalog::gemma_2_2b) == 26 && layer_count(catalog::gemma_2_9b) == 42);
static_assert(layer_count(catalog::gemma_3_4b_text) == 34 && layer_count(catalog::gemma_3_12b_text) == 48 &&
              layer_count(catalog::gemma_3_27b_text) == 62);

// As many layers as see all tokens: every second one, every sixth one.
constexpr count layers_without_window(const language_model& model) {
  count sum;
  for_each_run(model, [&](const transformer_layer& layer, count number) {
    if (layer == with_reach(layer, {})) sum += number;
  });
  return sum;
}
static_assert(layers_without_window(catalog::gemma_2_2b) == 13);
static_assert(layers_without_window(catalog::gemma_3_4b_text) == 5);
static_assert(layers_without_window(catalog::gemma_3_27b_text) == 10);

}  // namespace
