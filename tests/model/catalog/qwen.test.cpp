// Mirrors include/scalewall/model/catalog/qwen.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/qwen.hpp>

namespace {

using namespace scalewall;
using namespace published;

// Totals of safetensors on Hugging Face, or of the bytes in their index.
static_assert(parameters(catalog::qwen_2_5_7b) == 7'615'616'512);
static_assert(parameters(catalog::qwen_3_8b) == 8'190'735'360);
static_assert(parameters(catalog::qwen_3_30b_a3b) == 30'532'122'624);
static_assert(2 * parameters(catalog::qwen_3_30b_a3b) == 61'064'245'248, "bytes in bf16");
static_assert(2 * parameters(catalog::qwen_3_vl_235b_a22b_text) == 470'187'269'120,
              "bytes in bf16 of Qwen3 235B-A22B");

// Counted by others in the same way.
static_assert(parameters(catalog::qwen_3_0_6b) == 596'049'920);
static_assert(parameters(catalog::qwen_3_1_7b) == 1'720'574'976);
static_assert(parameters(catalog::qwen_3_coder_480b_a35b) == 480'154'875'392);
static_assert(active(catalog::qwen_3_30b_a3b) == 3'353'032'704);
static_assert(active(catalog::qwen_3_coder_480b_a35b) == 35'474'765'312);

// The cards say 30.5B and "3.3B activated": the input embedding is counted, and 3.353 was cut, not rounded.
static_assert(rounded(parameters(catalog::qwen_3_30b_a3b), billion / 10) == 305);
static_assert(active(catalog::qwen_3_30b_a3b) / (billion / 10) == 33);
static_assert(rounded(active_without_embedding(catalog::qwen_3_30b_a3b), billion / 10) == 30);
static_assert(rounded(active(catalog::qwen_3_vl_235b_a22b_text), billion) == 22);
static_assert(rounded(active(catalog::qwen_3_coder_480b_a35b), billion) == 35);

// "Non-embedding" on the cards is without embedding and head.
static_assert(rounded(non_embedding_parameters(catalog::qwen_2_5_7b), billion / 100) == 653);
static_assert(rounded(non_embedding_parameters(catalog::qwen_3_0_6b), billion / 100) == 44);
static_assert(rounded(non_embedding_parameters(catalog::qwen_3_30b_a3b), billion / 10) == 299);
static_assert(rounded(non_embedding_parameters(catalog::qwen_3_vl_235b_a22b_text), billion) == 234);

static_assert(catalog::qwen_3_vl_30b_a3b_text.layers == catalog::qwen_3_30b_a3b.layers);

}  // namespace
