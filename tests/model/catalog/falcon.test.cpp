// Mirrors include/scalewall/model/catalog/falcon.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/falcon.hpp>

namespace {

using namespace scalewall;
using namespace published;

// Total of safetensors on Hugging Face.
static_assert(parameters(catalog::falcon_180b) == 179'522'565'120);

// No total to the digit is published of 40B; with a head of its own it would be rounded to 42.
static_assert(parameters(catalog::falcon_40b) == 41'303'293'952);
static_assert(rounded(parameters(catalog::falcon_40b), billion) == 41);
static_assert(rounded(parameters(catalog::falcon_40b) + count{65'024 * 8192}, billion) == 42);

}  // namespace
