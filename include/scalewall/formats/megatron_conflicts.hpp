// Flags of Megatron-LM that contradict one another, though no plan and no recipe says them: what a launch stops at before it
// trains. Only what every release refuses that knows the flags.
//
// Sources: megatron/training/arguments.py (validate_args), megatron/core/transformer/transformer_config.py, NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_line.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall::detail {

class megatron_conflicts {
 public:
  /// All outlive this; `recipe` is the one that the flags ask for.
  megatron_conflicts(const megatron_line& flags, const training_plan& plan, const layer_features& layers,
                     const recipe& recipe)
      : flags_(flags), plan_(plan), layers_(layers), recipe_(recipe) {}

  /// Throws `broken_rule` with the flag and the rule.
  void check() const {
    check_formats();
    check_recomputation();
    check_context();
    check_experts();
    check_overlaps();
    check_schedule();
    check_data();
  }

 private:
  void check_formats() const {
    if (flags_.has("optimizer-cpu-offload") && flags_.has("fp8-param-gather") &&
        recipe_.format != training_format::fp8_delayed)
      flags_.refuse("fp8-param-gather",
                    "Megatron asks for --fp8-recipe delayed with it and --optimizer-cpu-offload");
    if (flags_.has("fp4-param-gather") && recipe_.format != training_format::nvfp4)
      flags_.refuse("fp4-param-gather", "Megatron asks for --fp4-format with it");
    if (flags_.has("fp16-lm-cross-entropy") && recipe_.format != training_format::fp16)
      flags_.refuse("fp16-lm-cross-entropy", "Megatron takes it with --fp16 alone");
    if (flags_.has("deterministic-mode") && flags_.has("use-flash-attn"))
      flags_.refuse("use-flash-attn", "Megatron does not take it with --deterministic-mode");
  }

  void check_recomputation() const {
    constexpr const char* name = "distribute-saved-activations";
    if (!flags_.has(name)) return;
    if (plan_.mesh.tensor == 1) flags_.refuse(name, "Megatron asks for tensor parallelism with it");
    if (recipe_.recompute.granularity != recompute_granularity::full)
      flags_.refuse(name, "Megatron asks for --recompute-granularity full with it");
    if (recipe_.sequence_parallel) flags_.refuse(name, "Megatron does not take it with --sequence-parallel");
  }

  void check_context() const {
    constexpr const char* name = "hierarchical-context-parallel-sizes";
    const std::vector<std::string> sizes = flags_.seen_words(name);
    if (sizes.empty()) return;
    count product{1};
    for (const std::string& word : sizes) {
      if (is_unset(word)) return;
      const auto size = spelled_number<std::int64_t>(word);
      if (!size || *size < 1 || *size > plan_.mesh.context)
        flags_.refuse(name, "its sizes divide --context-parallel-size, " +
                                std::to_string(plan_.mesh.context) + ", and " + quoted_text(word) +
                                " does not");
      product = product * *size;
      if (product > count{plan_.mesh.context}) break;
    }
    if (product != count{plan_.mesh.context})
      flags_.refuse(
          name, "the product of its sizes is --context-parallel-size, " + std::to_string(plan_.mesh.context));
  }

  void check_experts() const {
    if (!layers_.routed) return;
    if (layers_.shared_experts && flags_.has("moe-shared-expert-overlap") &&
        recipe_.dispatcher == token_dispatcher::all_gather)
      flags_.refuse("moe-shared-expert-overlap",
                    "Megatron asks for --moe-token-dispatcher-type alltoall with it");
  }

  void check_overlaps() const {
    if (flags_.has("delay-wgrad-compute") && flags_.seen_text("transformer-impl") == "local")
      flags_.refuse("delay-wgrad-compute", "Megatron asks for --transformer-impl transformer_engine with it");
    constexpr const char* name = "overlap-param-gather-with-optimizer-step";
    if (!flags_.has(name)) return;
    if (!flags_.has("use-distributed-optimizer"))
      flags_.refuse(name, "Megatron asks for --use-distributed-optimizer with it");
    if (!recipe_.overlaps_parameters) flags_.refuse(name, "Megatron asks for --overlap-param-gather with it");
    if (plan_.layout.chunks == 1) flags_.refuse(name, "Megatron asks for an interleaved pipeline with it");
  }

  std::optional<double> number_of(std::string_view name) const {
    const auto text = flags_.seen_text(name);
    return text ? spelled_number<double>(*text) : std::nullopt;
  }

  void check_schedule() const {
    if (flags_.has("train-iters"))
      for (const char* name : {"lr-warmup-samples", "lr-decay-samples"})
        if (number_of(name).value_or(0) > 0)
          flags_.refuse(name, "Megatron takes it with --train-samples, not with --train-iters");
    if (flags_.has("train-samples"))
      for (const char* name : {"lr-warmup-iters", "lr-decay-iters"})
        if (number_of(name).value_or(0) > 0)
          flags_.refuse(name, "Megatron takes it with --train-iters, not with --train-samples");
    const auto highest = number_of("lr"), lowest = number_of("min-lr");
    if (highest && lowest && *lowest > *highest)
      flags_.refuse("min-lr", "it is at most --lr, " + *flags_.seen_text("lr"));
    if (flags_.seen_text("position-embedding-type") == "mrope" && !flags_.has("mrope-section"))
      flags_.refuse("position-embedding-type", "Megatron asks for --mrope-section with mrope");
  }

  void check_data() const {
    const bool parts =
        flags_.has("train-data-path") || flags_.has("valid-data-path") || flags_.has("test-data-path");
    const int sources =
        (flags_.has("mock-data") ? 1 : 0) + (flags_.has("data-path") ? 1 : 0) + (parts ? 1 : 0);
    if (sources > 1)
      flags_.refuse(flags_.has("data-path") ? "data-path" : "mock-data",
                    "Megatron takes one of --mock-data, --data-path and --train-, --valid- and "
                    "--test-data-path");
    if (flags_.has("save") && !flags_.has("save-interval"))
      flags_.refuse("save", "Megatron asks for --save-interval with it");
  }

  const megatron_line& flags_;
  const training_plan& plan_;
  const layer_features& layers_;
  const recipe& recipe_;
};

}  // namespace scalewall::detail
