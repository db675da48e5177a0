// What a normalization learns.
//
//     LayerNorm(x) = g (x - mean) / deviation + b        2 words a channel: g and b
//     RMSNorm(x)   = g x / root mean square              1 word a channel: g
//
// Sources: Ba, Kiros & Hinton 2016 (arXiv 1607.06450); Zhang & Sennrich 2019 (arXiv 1910.07467).

#pragma once

#include <scalewall/count.hpp>

namespace scalewall {

enum class norm_kind { layer_norm, layer_norm_without_bias, rms_norm };

/// Learned words of a normalization of `width` channels.
constexpr count norm_words(norm_kind kind, count width) {
  return kind == norm_kind::layer_norm ? 2 * width : width;
}

}  // namespace scalewall
