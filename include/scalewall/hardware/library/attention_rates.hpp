// What kernels of fused attention reach on an accelerator.
//
//     forward = A / (R_F eff)     backward = 2.5 A / (R_G eff)     eff = 1 / (1 + s_0 / s), times 3/4 for heads of 64 and less
//
// A is the FLOP of the forward products that the mask lets pass, s the tokens of a sequence. A backward pass computes five
// products where a forward one computes two. Source: Dao 2022, 2023 (arXiv 2205.14135, 2307.08691).

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/quantities.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace scalewall {

/// Whose kernels of fused attention run.
enum class attention_library { cudnn, flash_attention, torch, triton };

inline constexpr std::array<std::string_view, 4> attention_library_names = {"cuDNN", "FlashAttention",
                                                                            "PyTorch SDPA", "Triton"};

constexpr std::string_view name(attention_library library) {
  return attention_library_names[static_cast<std::size_t>(library)];
}

struct attention_rates {
  flop_per_second forward{};   ///< R_F, of long sequences
  flop_per_second backward{};  ///< R_G

  /// s_0: tokens of a sequence at which half of the rate is reached.
  double half_length = 0;

  friend constexpr bool operator==(const attention_rates&, const attention_rates&) = default;
};

constexpr void require_valid(const attention_rates& rates) {
  require(is_positive_and_finite(rates.forward) && is_positive_and_finite(rates.backward),
          "kernels of attention reach a positive rate",
          {{"forward", rates.forward.value()}, {"backward", rates.backward.value()}});
  require(rates.half_length >= 0, "the length at half of the rate is not negative",
          {{"half_length", rates.half_length}});
}

}  // namespace scalewall
