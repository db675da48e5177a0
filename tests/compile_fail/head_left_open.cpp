// expect: a language model says whether its head is tied to the embedding

#include <scalewall/model/parameter_count.hpp>

namespace sw = scalewall;

constexpr sw::language_model model{
    .name = "of a user",
    .width = 1024,
    .vocabulary = 50'304,
#ifndef BROKEN
    .tied_head = false,
#endif
    .norm = sw::norm_kind::rms_norm,
    .layers = sw::equal_layers(
        24, {.attention = sw::grouped_attention{.heads = 16, .key_value_heads = 16, .head_size = 64},
             .feed_forward = sw::dense_feed_forward{.width = 4096, .gated = false}}),
};

constexpr auto number = sw::parameters(model);
