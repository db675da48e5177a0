// Mirrors include/scalewall/model/catalog/mimo.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/mimo.hpp>

namespace {

using namespace scalewall;
using namespace published;

// No total to the digit is published.
static_assert(parameters(catalog::mimo_7b) == 7'622'619'136);
static_assert(parameters_by_block(catalog::mimo_7b).with_prediction() == 7'833'409'536);

}  // namespace
