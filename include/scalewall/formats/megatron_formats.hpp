// The formats that flags of Megatron-LM ask for: in which layers multiply, and what is kept of a parameter.
//
//     bytes of a parameter      weight  gradient                            optimizer
//     --bf16                    2       4 (2 with --grad-reduce-in-bf16)    12: master weight and two moments of 4
//     --fp16                    2       2 (4 with --accumulate-...-fp32)    12
//     precision-aware           2       --main-grads-dtype                  --main-params-, --exp-avg-, --exp-avg-sq-dtype;
//                                                                           of fp32 master weights the half that bf16 has not
//
// An update copies gradients of 16 bit in 32 where the master weight is apart from the weight, and moments of fewer than 32 bits.
//
// Sources: megatron/training/arguments.py (validate_args), megatron/core/optimizer/{optimizer_config,optimizer,
// distrib_optimizer}.py (_copy_model_grads_to_main_grads), NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/megatron_line.hpp>
#include <scalewall/parallel/recipe.hpp>

#include <array>
#include <cstddef>
#include <string_view>

namespace scalewall::detail {

class megatron_format_reader {
 public:
  megatron_format_reader(megatron_line& flags, bool shares, recipe& recipe)
      : flags_(flags), shares_(shares), recipe_(recipe) {}

  void read_format() {
    const bool bf16 = flags_.take_switch("bf16", "weights and products in bfloat16");
    const bool fp16 = flags_.take_switch("fp16", "weights and products in float16");
    if (bf16 && fp16) flags_.refuse("fp16", "Megatron takes it or --bf16, not both");
    if (!bf16 && !fp16)
      throw broken_rule(
          "--bf16 or --fp16 is missing: without them Megatron trains in 32 bit, which a recipe does not "
          "hold");
    recipe_.format = bf16 ? training_format::bf16 : training_format::fp16;
    constexpr std::array<std::string_view, 2> fp8_formats = {"e4m3", "hybrid"};
    constexpr std::array<std::string_view, 1> fp4_formats = {"e2m1"};
    const bool fp8 = flags_.take_choice("fp8-format", "products in 8 bit", fp8_formats).has_value();
    const bool fp4 = flags_.take_choice("fp4-format", "products in 4 bit", fp4_formats).has_value();
    if (fp8 && fp4) flags_.refuse("fp4-format", "Megatron takes it or --fp8-format, not both");
    if (fp8) {
      constexpr std::array<std::string_view, 4> recipes = {"delayed", "tensorwise", "blockwise", "mxfp8"};
      constexpr std::array<training_format, 4> formats = {training_format::fp8_delayed,
                                                          training_format::fp8_current,
                                                          training_format::fp8_block, training_format::mxfp8};
      recipe_.format = formats[flags_.choice_or("fp8-recipe", "how 8 bit are scaled", recipes, 0)];
    } else {
      flags_.pass_over("fp8-recipe", "means nothing without --fp8-format");
    }
    if (fp4) {
      constexpr std::array<std::string_view, 1> recipes = {"nvfp4"};
      flags_.choice_or("fp4-recipe", "how 4 bit are scaled", recipes, 0);
      recipe_.format = training_format::nvfp4;
    } else {
      flags_.pass_over("fp4-recipe", "means nothing without --fp4-format");
    }
    if (flags_.take_switch("fp8-param-gather", "weights are kept and gathered in 8 bit")) {
      if (!fp8) flags_.refuse("fp8-param-gather", "Megatron asks for --fp8-format with it");
      if (recipe_.shards == sharding::none)
        flags_.refuse("fp8-param-gather", "Megatron asks for --use-distributed-optimizer or FSDP with it");
      flags_.assume("fp8-param-gather", "2 bytes a weight", "8 bit of a weight and 8 of its transpose");
    }
  }

  static double bytes_of(std::size_t place) {
    constexpr std::array<double, 4> bytes = {4, 2, 2, 1};
    return bytes[place];
  }

  void read_states() {
    const bool bf16 = flags_.has("bf16");
    const bool aware =
        flags_.take_switch("use-precision-aware-optimizer", "the optimizer's formats are said");
    constexpr std::array<std::string_view, 4> formats = {"fp32", "fp16", "bf16", "fp8"};
    const auto bytes = [&](const char* name, const char* meaning) {
      const std::size_t place = aware ? flags_.choice_or(name, meaning, formats, 0)
                                      : flags_.take_choice(name, meaning, formats).value_or(0);
      if (!aware && place > 0)
        flags_.refuse(name, "Megatron asks for --use-precision-aware-optimizer with it");
      return bytes_of(place);
    };
    const double gradients = bytes("main-grads-dtype", "the format of gradients");
    const double weights = bytes("main-params-dtype", "the format of master weights");
    const double first = bytes("exp-avg-dtype", "the format of the first moment");
    const double second = bytes("exp-avg-sq-dtype", "the format of the second moment");

    const bool in_fp32 =
        flags_.take_switch("accumulate-allreduce-grads-in-fp32", "gradients add up in 32 bit");
    const bool in_bf16 = flags_.take_switch("grad-reduce-in-bf16", "gradients are reduced in 16 bit");
    if (bf16 && in_fp32 && gradients < 4)
      flags_.refuse("accumulate-allreduce-grads-in-fp32",
                    "Megatron takes --main-grads-dtype fp32 alone with it");
    recipe_.states.gradient = bf16 ? (in_bf16 || gradients < 4 ? 2 : 4) : in_fp32 ? 4 : 2;
    if (bf16 && !in_bf16 && !in_fp32 && recipe_.states.gradient == 4)
      flags_.assume("accumulate-allreduce-grads-in-fp32", true, "what --bf16 implies");
    recipe_.offloads_optimizer =
        flags_.take_switch("optimizer-cpu-offload", "the optimizer stands on the host");
    if (recipe_.offloads_optimizer) {
      if (!aware)
        flags_.refuse("optimizer-cpu-offload", "Megatron asks for --use-precision-aware-optimizer with it");
      const double share =
          flags_.real_or("optimizer-offload-fraction", "how much of the optimizer stands there", 1);
      if (!(share >= 0 && share <= 1)) flags_.refuse("optimizer-offload-fraction", "it lies between 0 and 1");
      recipe_.offloads_optimizer = share > 0;
      if (recipe_.offloads_optimizer) recipe_.offloaded_share = share;
    } else {
      flags_.pass_over("optimizer-offload-fraction", "means nothing without --optimizer-cpu-offload");
    }
    const bool in_fp32_there = weights > 2, updates_here = !recipe_.offloads_optimizer;
    const double master =
        aware && in_fp32_there && updates_here ? bytes_of_master_weight(recipe_.format) : weights;
    recipe_.states.optimizer = master + moments(first, second, aware);
    const bool copies = !aware || (in_fp32_there && updates_here && updates_copies_in_fp32(recipe_.format));
    if (copies && recipe_.shards <= sharding::optimizer && recipe_.states.gradient < 4)
      recipe_.states.gradient_copy = 4;
    if (aware && updates_here) recipe_.states.moment_copies = bytes_of_moment_copies(first, second);
    if (aware && !shares_)
      flags_.refuse("use-precision-aware-optimizer", "Megatron asks for --use-distributed-optimizer with it");
  }

  /// Bytes of the moments of a parameter. Lion keeps one.
  double moments(double first, double second, bool aware) {
    constexpr std::array<std::string_view, 5> optimizers = {"adam", "sgd", "muon", "dist_muon", "lion"};
    for (const char* other : {"soap", "adaptive_muon"})
      if (flags_.seen_text("optimizer") == other)
        flags_.refuse("optimizer",
                      std::string(other) + " keeps states by matrix, whose size a recipe does not hold");
    const std::size_t optimizer = flags_.choice_or("optimizer", "what updates the weights", optimizers, 0);
    if (optimizer != 1) flags_.pass_over("sgd-momentum", "means nothing with this optimizer");
    if (optimizer == 0) return first + second;
    if (aware)
      flags_.refuse("use-precision-aware-optimizer", "Megatron takes it with --optimizer adam alone");
    if (optimizer == 1) {
      const double momentum = flags_.real_or("sgd-momentum", "of SGD: 0 keeps nothing", 0.9);
      return momentum > 0 ? 4 : 0;
    }
    if (optimizer == 4) return 4;
    flags_.assume("optimizer", "one moment a parameter",
                  "embedding, head and vectors, which keep two, are taken as matrices");
    return 4;
  }

 private:
  megatron_line& flags_;
  bool shares_;
  recipe& recipe_;
};

/// Reads formats into the recipe; `shares` says whether replicas share the optimizer.
inline void read_megatron_formats(megatron_line& flags, bool shares, recipe& recipe) {
  megatron_format_reader reader(flags, shares, recipe);
  reader.read_format();
  reader.read_states();
}

}  // namespace scalewall::detail
