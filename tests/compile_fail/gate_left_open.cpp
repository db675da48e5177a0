// expect: a feed-forward block says whether it is gated

#include <scalewall/model/parameter_count.hpp>

namespace sw = scalewall;

#ifdef BROKEN
constexpr sw::dense_feed_forward feed_forward{.width = 4096};
#else
constexpr sw::dense_feed_forward feed_forward{.width = 4096, .gated = true};
#endif

constexpr sw::language_model model{
    .name = "of a user",
    .width = 1024,
    .vocabulary = 50'304,
    .tied_head = false,
    .norm = sw::norm_kind::rms_norm,
    .layers = sw::equal_layers(
        24, {.attention = sw::grouped_attention{.heads = 16, .key_value_heads = 16, .head_size = 64},
             .feed_forward = feed_forward}),
};

constexpr auto number = sw::parameters(model);
