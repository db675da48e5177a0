// expect: d_model, the width of an mlp_transformer, is at least 1

#include <scalewall/model/transformer.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr auto number = sw::parameters(sw::mlp_transformer{.layers = 24, .d_ff = 4096});
#else
constexpr auto number = sw::parameters(sw::mlp_transformer{.layers = 24, .d_model = 1024, .d_ff = 4096});
#endif
