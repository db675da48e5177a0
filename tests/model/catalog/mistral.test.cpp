// Mirrors include/scalewall/model/catalog/mistral.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/mistral.hpp>

namespace {

using namespace scalewall;
using namespace published;

// Totals of safetensors on Hugging Face.
static_assert(parameters(catalog::mistral_7b_v0_1) == 7'241'732'096);
static_assert(parameters(catalog::mixtral_8x7b) == 46'702'792'704);

// Jiang 2024 (arXiv 2401.04088) says 12.9B (13B) active: the input embedding is counted.
static_assert(active(catalog::mixtral_8x7b) == 12'879'925'248);
static_assert(rounded(active(catalog::mixtral_8x7b), billion / 10) == 129);
static_assert(rounded(active_without_embedding(catalog::mixtral_8x7b), billion / 10) == 127);

}  // namespace
