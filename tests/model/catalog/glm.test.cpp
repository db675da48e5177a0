// Mirrors include/scalewall/model/catalog/glm.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/glm.hpp>

namespace {

using namespace scalewall;
using namespace published;

static_assert(parameters(catalog::glm_4_5) == 352'797'829'024);
static_assert(parameters(catalog::glm_4_5_air) == 106'852'251'264);
static_assert(active(catalog::glm_4_5) == 33'632'266'144);
static_assert(active(catalog::glm_4_5_air) == 13'424'129'664);

// The totals of safetensors on Hugging Face hold multi-token prediction, and second copies of embedding and head for it.
constexpr count with_copies(const language_model& model) {
  return parameters_by_block(model).with_prediction() + 2 * (count{model.vocabulary} * model.width);
}
static_assert(with_copies(catalog::glm_4_5) == 358'337'791'296);
static_assert(with_copies(catalog::glm_4_5_air) == 110'468'824'832);

// "32B active" and "12B active" leave out embedding and head.
constexpr count active_in_layers(const language_model& model) {
  return non_embedding_parameters(model, experts_counted::met_by_a_token);
}
static_assert(rounded(active_in_layers(catalog::glm_4_5), billion) == 32);
static_assert(rounded(active_in_layers(catalog::glm_4_5_air), billion) == 12);
static_assert(rounded(active_without_embedding(catalog::glm_4_5), billion) == 33);
static_assert(rounded(active_without_embedding(catalog::glm_4_5_air), billion) == 13);

// "106B" is 106.85 cut. "355B" is none of the counts: 353 without prediction, 357 with it, 358 with the copies.
static_assert(parameters(catalog::glm_4_5_air) / billion == 106);
static_assert(rounded(parameters(catalog::glm_4_5), billion) == 353);
static_assert(rounded(parameters_by_block(catalog::glm_4_5).with_prediction(), billion) == 357);

static_assert(layer_count(catalog::glm_4_5) == 92 && layer_count(catalog::glm_4_5_air) == 46);

}  // namespace
