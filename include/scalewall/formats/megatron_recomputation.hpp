// What flags of Megatron-LM ask to be computed anew, and what is kept on the host meanwhile.
//
// Sources: megatron/training/arguments.py (validate_args), megatron/core/transformer/transformer_config.py,
// NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/megatron_line.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/quoted_text.hpp>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

namespace scalewall::detail {

class megatron_recomputation_reader {
 public:
  megatron_recomputation_reader(megatron_line& flags, const layer_features& layers, recipe& recipe)
      : flags_(flags), layers_(layers), recipe_(recipe) {}

  void read_recomputation() {
    recomputation& again = recipe_.recompute;
    constexpr std::array<std::string_view, 2> granularities = {"selective", "full"};
    const auto said = flags_.take_choice("recompute-granularity", "how much is computed anew", granularities);
    const bool older = flags_.take_switch("recompute-activations", "core attention is computed anew");
    if (older && said == 1)
      flags_.assume("recompute-granularity", "selective", "what --recompute-activations sets it to");
    if (older || said == 0)
      again.granularity = recompute_granularity::selective;
    else if (said == 1)
      again.granularity = recompute_granularity::full;
    else
      flags_.assume("recompute-granularity", "none", megatron_line::default_reason);
    const bool moe =
        flags_.take_switch("moe-layer-recompute", "routed blocks are computed anew, an older flag");
    if (moe && again.granularity == recompute_granularity::full)
      flags_.refuse("moe-layer-recompute", "Megatron does not take it with --recompute-granularity full");
    if (moe) again.granularity = recompute_granularity::selective;
    if (again.granularity == recompute_granularity::full) read_full_recomputation();
    if (again.granularity == recompute_granularity::selective)
      read_selective_recomputation(moe && !older && !said);
    for (const char* name : {"recompute-method", "recompute-num-layers", "recompute-modules"})
      flags_.pass_over(name, "means nothing with this --recompute-granularity");
  }

  void read_offloading() {
    if (!flags_.take_switch("fine-grained-activation-offloading", "activations are kept on the host")) {
      flags_.pass_over("offload-modules", "means nothing without --fine-grained-activation-offloading");
      return;
    }
    const auto words = flags_.take_words("offload-modules", "whose activations are kept on the host");
    if (!words)
      flags_.refuse("fine-grained-activation-offloading", "Megatron asks for --offload-modules with it");
    offloaded_modules& modules = recipe_.offloaded;
    for (const std::string& word : *words) {
      const auto named = std::find_if(every_offloaded_module.begin(), every_offloaded_module.end(),
                                      [&](const offloaded_module& one) { return one.name == word; });
      if (named == every_offloaded_module.end()) {
        offloaded_modules all;
        for (const offloaded_module& one : every_offloaded_module) all.*one.taken = true;
        flags_.refuse("offload-modules", quoted_text(word) + " is not one of " + names_of(all, ", "));
      }
      modules.*named->taken = true;
    }
    if (modules.attention_projection && !modules.core_attention)
      flags_.refuse("offload-modules", "Megatron does not take attn_proj without core_attn");
    if (recipe_.recompute.granularity == recompute_granularity::full)
      flags_.refuse("offload-modules", "beside --recompute-granularity full it is not held by a recipe");
    flags_.assume("offload-modules", "hidden", "copies to the host and back are taken to cost no time");
  }

 private:
  void read_full_recomputation() {
    constexpr std::array<std::string_view, 2> methods = {"uniform", "block"};
    const auto method = flags_.take_choice("recompute-method", "which layers are computed anew", methods);
    if (!method)
      flags_.refuse("recompute-granularity",
                    "Megatron asks for --recompute-method uniform or block with full");
    const auto layers =
        flags_.take_size("recompute-num-layers", "layers of a unit (uniform) or of a chunk (block)");
    if (!layers) flags_.refuse("recompute-granularity", "Megatron asks for --recompute-num-layers with full");
    if (method == 1)
      recipe_.recompute.layers = *layers;
    else
      recipe_.recompute.unit = *layers;
  }

  void read_selective_recomputation(bool by_older_flag) {
    recompute_modules& modules = recipe_.recompute.modules;
    for (const char* name : {"recompute-method", "recompute-num-layers"})
      if (flags_.has(name))
        flags_.refuse(name, "Megatron does not take it with --recompute-granularity selective");
    const auto words = flags_.take_words("recompute-modules", "what is computed anew");
    if (!words) {
      modules.core_attention = true;
      flags_.assume("recompute-modules", "core_attn", megatron_line::default_reason);
    }
    if (by_older_flag || flags_.has("moe-layer-recompute")) modules.routed_block = true;
    if (words)
      for (const std::string& word : *words) {
        const auto named = std::find_if(every_recompute_module.begin(), every_recompute_module.end(),
                                        [&](const recompute_module& one) { return one.name == word; });
        if (named == every_recompute_module.end()) {
          recompute_modules all;
          for (const recompute_module& one : every_recompute_module) all.*one.taken = true;
          flags_.refuse("recompute-modules", quoted_text(word) + " is not one of " + names_of(all, ", "));
        }
        modules.*named->taken = true;
      }
    if (modules.shared_experts && flags_.has("moe-shared-expert-overlap"))
      flags_.refuse("recompute-modules",
                    "Megatron does not take shared_experts with --moe-shared-expert-overlap");
    leave_out_missing(modules);
  }

  /// Modules that Megatron takes though no layer has them.
  void leave_out_missing(recompute_modules& modules) {
    const recompute_modules known = modules_of(layers_);
    for (bool recompute_modules::*taken : {&recompute_modules::feed_forward, &recompute_modules::routed_block,
                                           &recompute_modules::shared_experts}) {
      if (!(modules.*taken) || known.*taken) continue;
      recompute_modules one;
      one.*taken = true;
      modules.*taken = false;
      flags_.assume("recompute-modules", "without " + names_of(one, ""), "no layer has it");
    }
  }

  megatron_line& flags_;
  const layer_features& layers_;
  recipe& recipe_;
};

/// Reads what is computed anew, and what is kept on the host, into the recipe, whose formats and experts were read before.
inline void read_megatron_recomputation(megatron_line& flags, const layer_features& layers, recipe& recipe) {
  megatron_recomputation_reader reader(flags, layers, recipe);
  reader.read_recomputation();
  reader.read_offloading();
}

}  // namespace scalewall::detail
