// Mirrors include/scalewall/model/catalog/phi.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/phi.hpp>

namespace {

using namespace scalewall;

// Total of safetensors on Hugging Face.
static_assert(parameters(catalog::phi_3_mini_4k) == 3'821'079'552);

}  // namespace
