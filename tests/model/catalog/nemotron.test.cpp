// Mirrors include/scalewall/model/catalog/nemotron.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/nemotron.hpp>

namespace {

using namespace scalewall;
using namespace published;

// No total to the digit is published; the report speaks of 340B.
static_assert(parameters(catalog::nemotron_4_340b) == 341'029'195'776);
static_assert(rounded(parameters(catalog::nemotron_4_340b), billion) == 341);

// What the bias of its norms would be too many.
static_assert(parameters_by_block(catalog::nemotron_4_340b).norms == 2 * 3'557'376);

}  // namespace
