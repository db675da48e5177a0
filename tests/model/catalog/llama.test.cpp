// Mirrors include/scalewall/model/catalog/llama.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/llama.hpp>

namespace {

using namespace scalewall;
using namespace published;

// The files of Llama 2 hold 64 rotary frequencies a layer besides: totals of safetensors on Hugging Face.
static_assert(parameters(catalog::llama_2_7b) == 6'738'415'616);
static_assert(parameters(catalog::llama_2_7b) + count{32 * 64} == 6'738'417'664);
static_assert(parameters(catalog::llama_2_13b) == 13'015'864'320);
static_assert(parameters(catalog::llama_2_13b) + count{40 * 64} == 13'015'866'880);
static_assert(parameters(catalog::llama_2_70b) == 68'976'648'192);
static_assert(parameters(catalog::llama_2_70b) + count{80 * 64} == 68'976'653'312);

// Totals of safetensors on Hugging Face.
static_assert(parameters(catalog::llama_3_1_8b) == 8'030'261'248);
static_assert(parameters(catalog::llama_3_1_70b) == 70'553'706'496);
static_assert(parameters(catalog::llama_3_1_405b) == 405'853'388'800);

// The published totals of Llama 4 hold the vision part too, which counts to the digit: 34 layers of width 1408 with
// biases, patches of 14 x 14 x 3 without one, 577 positions and a class vector, an adapter from 4 x 1408 over 4096
// words, and a projection to the width of the text.
constexpr std::int64_t vision_layer =
    4 * (1408 * 1408 + 1408) + 2 * 1408 * 5632 + 5632 + 1408 + 2 * (2 * 1408);
constexpr std::int64_t vision = 588 * 1408 + 577 * 1408 + 1408 + 2 * (2 * 1408) + 34 * vision_layer +
                                5632 * 4096 + 4096 * 4096 + 4096 * 5120;
static_assert(parameters(catalog::llama_4_scout_text) + count{vision} == 108'641'793'536);
static_assert(parameters(catalog::llama_4_maverick_text) + count{vision} == 401'583'781'376);

// "17B active" counts the input embedding; without it there are 16.
static_assert(rounded(active(catalog::llama_4_scout_text), billion) == 17);
static_assert(rounded(active(catalog::llama_4_maverick_text), billion) == 17);
static_assert(rounded(active_without_embedding(catalog::llama_4_scout_text), billion) == 16);

static_assert(layer_count(catalog::llama_4_scout_text) == 48);
static_assert(layer_count(catalog::llama_4_maverick_text) == 48);

}  // namespace
