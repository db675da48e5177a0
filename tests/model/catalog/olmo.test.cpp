// Mirrors include/scalewall/model/catalog/olmo.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/olmo.hpp>

namespace {

using namespace scalewall;

// Total of safetensors on Hugging Face.
static_assert(parameters(catalog::olmo_2_7b) == 7'298'617'344);

}  // namespace
