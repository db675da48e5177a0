// Mirrors include/scalewall/model/norm.hpp.

#include <scalewall/model/norm.hpp>

namespace {

using namespace scalewall;

static_assert(norm_words(norm_kind::layer_norm, 12'288) == 24'576, "a gain and a bias a channel");
static_assert(norm_words(norm_kind::layer_norm_without_bias, 12'288) == 12'288);
static_assert(norm_words(norm_kind::rms_norm, 4096) == 4096);

}  // namespace
