// Mirrors include/scalewall/model/catalog/gpt.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/gpt.hpp>

namespace {

using namespace scalewall;
using namespace published;

// Rounded as they are named. With the 50,257 words of its vocabulary GPT-3 has 11,587,584 parameters fewer.
static_assert(parameters(catalog::gpt_3_175b) == 174'615'846'912);
static_assert(rounded(parameters(catalog::gpt_3_175b), billion) == 175);
static_assert(parameters(catalog::megatron_turing_nlg_530b) == 529'600'819'200);
static_assert(rounded(parameters(catalog::megatron_turing_nlg_530b), billion) == 530);

// The table of the model card.
static_assert(parameters(catalog::gpt_neox_20b) == 20'554'567'680);
static_assert(non_embedding_parameters(catalog::gpt_neox_20b) == 19'934'859'264);

// Totals of safetensors on Hugging Face, or of the bytes in their index.
static_assert(parameters(catalog::gpt_oss_20b) == 20'914'757'184);
static_assert(parameters(catalog::gpt_oss_120b) == 116'829'156'672);
static_assert(2 * parameters(catalog::gpt_oss_120b) == 233'658'313'344, "bytes in bf16");

static_assert(active(catalog::gpt_oss_20b) == 4'187'440'704);
static_assert(active(catalog::gpt_oss_120b) == 5'711'982'912);

// Table 1 of the model card counts "unembedding", and not embedding, as active: 3.61B and 5.13B.
static_assert(rounded(parameters(catalog::gpt_oss_20b), billion / 100) == 2091);
static_assert(rounded(parameters(catalog::gpt_oss_120b), billion / 100) == 11'683);
static_assert(rounded(active_without_embedding(catalog::gpt_oss_20b), billion / 100) == 361);
static_assert(rounded(active_without_embedding(catalog::gpt_oss_120b), billion / 100) == 513);

static_assert(layer_count(catalog::gpt_oss_20b) == 24 && layer_count(catalog::gpt_oss_120b) == 36);

}  // namespace
