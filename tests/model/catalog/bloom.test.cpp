// Mirrors include/scalewall/model/catalog/bloom.hpp.

#include "published.hpp"
#include <scalewall/model/catalog/bloom.hpp>

namespace {

using namespace scalewall;

// The count in documentation and tests of Hugging Face.
static_assert(parameters(catalog::bloom_176b) == 176'247'271'424);

}  // namespace
