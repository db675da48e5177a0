// Flags of Megatron-LM that contradict one another, though no plan and no recipe says them: what a launch stops at before it
// trains. Only what every release refuses that knows the flags.
//
// Sources: megatron/training/arguments.py (validate_args, core_transformer_config_from_args), megatron/core/transformer/
// transformer_config.py, NVIDIA/Megatron-LM; of sizes in 8 bit: transformer_engine/pytorch/utils.py (assert_dim_for_fp8_exec),
// NVIDIA/TransformerEngine.

#pragma once

#include <scalewall/count.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_line.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace scalewall::detail {

class megatron_conflicts {
 public:
  /// All outlive this; `recipe` is the one that the flags ask for.
  megatron_conflicts(megatron_line& flags, const training_plan& plan, const language_model& model,
                     const batch& batch, const recipe& recipe)
      : flags_(flags),
        plan_(plan),
        model_(model),
        batch_(batch),
        recipe_(recipe),
        layers_(features_of(model)) {}

  /// Throws `broken_rule` with the flag and the rule; notes what only some releases refuse.
  void check() {
    check_formats();
    check_sizes_of_8_bit();
    check_determinism();
    check_attention();
    check_recomputation();
    check_context();
    check_experts();
    check_overlaps();
    check_overlap_of_experts();
    check_graphs();
    check_checkpoint();
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
    if (flags_.has("first-last-layers-bf16") && recipe_.format == training_format::fp8_delayed)
      flags_.refuse("first-last-layers-bf16",
                    "Megatron does not take it with delayed scaling (--fp8-recipe)");
    // Nothing stops such a launch: what makes products in few bits is in no layer, which then multiplies in 16.
    if (flags_.seen_text("transformer-impl") == "local")
      for (const char* name : {"fp8-format", "fp4-format"})
        if (flags_.has(name))
          flags_.refuse(name,
                        "products in few bits are Transformer Engine's, and layers of --transformer-impl "
                        "local have none");
  }

  /// Sizes that products in 8 bit take; the first that they do not is named.
  void check_sizes_of_8_bit() const {
    if (!is_quantized(recipe_.format)) return;
    const auto require_words = [&](const char* name, const char* what, std::int64_t words) {
      if (words % words_of_8_bit != 0)
        flags_.refuse(name, "in 8 bit Transformer Engine asks that " + std::string(what) +
                                " are a multiple of 16, and they are " + std::to_string(words));
    };
    const std::int64_t tensor = plan_.mesh.tensor;
    if (!takes_words(layers_, recipe_, plan_.mesh)) {
      require_words("hidden-size", "the words of a token", model_.width);
      for_each_run(model_, [&](const transformer_layer& layer, count) {
        if (const auto* grouped = std::get_if<grouped_attention>(&layer.attention))
          require_words("num-attention-heads", "the words of all heads on a rank",
                        (count{grouped->heads} * grouped->head_size / tensor).as_int64());
        if (const auto* dense = std::get_if<dense_feed_forward>(&layer.feed_forward))
          require_words("ffn-hidden-size", "the words inside a dense block on a rank", dense->width / tensor);
      });
    }
    const count tokens = count{batch_.sequence_length / plan_.mesh.context} * plan_.microbatch;
    if (tokens % rows_of_8_bit != count{})
      flags_.refuse(
          flags_.has("encoder-seq-length") ? "encoder-seq-length" : "seq-length",
          "in 8 bit Transformer Engine asks that the tokens of a microbatch on a rank are a multiple "
          "of 8, and they are " +
              to_string(tokens));
  }

  void check_determinism() {
    constexpr const char* name = "deterministic-mode";
    if (!flags_.has(name)) return;
    for (const char* other : {"use-flash-attn", "cross-entropy-loss-fusion"})
      if (flags_.has(other)) flags_.refuse(other, "Megatron does not take it with --deterministic-mode");
    constexpr const char* algorithm = "NCCL_ALGO";
    constexpr std::array<std::string_view, 5> algorithms = {"Tree", "Ring", "CollnetDirect", "CollnetChain",
                                                            "^NVLS"};
    if (const auto said = flags_.variable(algorithm); !said)
      flags_.note_assumption(
          algorithm, "one that repeats",
          "with --deterministic-mode Megatron asks that the environment sets it to " + one_of(algorithms));
    else if (std::find(algorithms.begin(), algorithms.end(), *said) == algorithms.end())
      flags_.refuse(name, std::string("Megatron asks that ") + algorithm + " is " + one_of(algorithms) +
                              ", and it is " + quoted_text(*said));
  }

  /// Whether a flag stands in a launch line, rather than for a setting of Megatron-Bridge, whose own rules do not go by
  /// validate_args.
  bool is_of_line(std::string_view name) const { return flags_.spelled(name).starts_with('-'); }

  void check_attention() const {
    if (is_of_line("attention-backend") && flags_.seen_text("attention-backend") == "local")
      flags_.refuse("attention-backend", "Megatron takes local with --spec local alone");
    if (is_of_line("rope-type") && flags_.seen_text("rope-type").value_or("rope") != "rope" &&
        !layers_.latent)
      flags_.refuse("rope-type", "Megatron takes rope alone without --multi-latent-attention");
    const bool rotary =
        flags_.has("use-rotary-position-embeddings") || flags_.seen_text("position-embedding-type") == "rope";
    const double share = number_of("rotary-percent").value_or(1);
    if (rotary && !(share < 1))
      for_each_run(model_, [&](const transformer_layer& layer, count) {
        if (const auto* grouped = std::get_if<grouped_attention>(&layer.attention);
            grouped != nullptr && grouped->head_size % 2 != 0)
          flags_.refuse(
              flags_.has("kv-channels") ? "kv-channels" : "num-attention-heads",
              "rotary positions turn pairs of words, and a head has " + std::to_string(grouped->head_size));
      });
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
    // The newest releases take sqrtsoftplus too.
    constexpr const char* bias = "moe-router-enable-expert-bias";
    constexpr const char* score = "moe-router-score-function";
    if (flags_.has(bias) && (is_of_line(bias) || flags_.has(score)) &&
        flags_.seen_text(score).value_or("softmax") == "softmax")
      flags_.refuse(bias, "Megatron asks for --moe-router-score-function sigmoid with it");
    if (number_of("moe-expert-capacity-factor").value_or(-1) >= 0)
      for (const std::string& kind : flags_.seen_words("moe-router-load-balancing-type"))
        if (kind == "sinkhorn")
          flags_.refuse("moe-expert-capacity-factor",
                        "Megatron takes it with losses of balance, or none, not with "
                        "--moe-router-load-balancing-type sinkhorn");
    if (flags_.has("moe-pad-expert-input-to-capacity") && recipe_.dispatcher == token_dispatcher::flex &&
        (flags_.has("moe-enable-deepep") || flags_.seen_text("moe-flex-dispatcher-backend") == "deepep"))
      flags_.refuse("moe-pad-expert-input-to-capacity", "Megatron does not take it with DeepEP");
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

  /// Exchanges of experts behind the work of another microbatch.
  void check_overlap_of_experts() const {
    constexpr const char* name = "overlap-moe-expert-parallel-comm";
    if (!flags_.has(name)) return;
    if (plan_.mesh.expert == 1) flags_.refuse(name, "Megatron asks for expert parallelism with it");
    if (plan_.mesh.pipeline > 1 && plan_.layout.chunks == 1)
      flags_.refuse(name, "with pipeline parallelism Megatron asks for an interleaved pipeline with it");
    if (recipe_.dispatcher == token_dispatcher::all_gather)
      flags_.refuse(name, "Megatron asks for --moe-token-dispatcher-type alltoall or flex with it");
    if (recipe_.recompute.granularity == recompute_granularity::full)
      flags_.refuse(name, "Megatron does not take it with --recompute-granularity full");
    if (layers_.shared_experts && flags_.has("moe-shared-expert-overlap"))
      flags_.refuse(name, "Megatron does not take it with --moe-shared-expert-overlap");
    if (model_.prediction && model_.prediction->modules > 1)
      flags_.refuse(name, "Megatron takes at most one module of token prediction with it");
  }

  void check_graphs() {
    const bool local = flags_.seen_text("cuda-graph-impl") == "local" || flags_.has("enable-cuda-graph");
    if (!local) return;
    // Without a scale of the loss, fp16 has the check off by itself.
    constexpr const char* check = "no-check-for-nan-in-loss-and-grad";
    const bool checks =
        !flags_.has(check) && (recipe_.format != training_format::fp16 || flags_.has("loss-scale"));
    constexpr const char* scope = "cuda-graph-scope";
    if (is_of_line(scope) && checks && recipe_.graphs == cuda_graphs::whole_iteration)
      flags_.refuse(scope, "Megatron asks for --no-check-for-nan-in-loss-and-grad with full_iteration");
    constexpr const char* padded = "moe-pad-experts-for-cuda-graph-inference";
    if (is_of_line("cuda-graph-impl") && layers_.routed && plan_.mesh.expert > 1 && !flags_.has(padded))
      flags_.assume(
          padded, true,
          "with expert parallelism some releases of Megatron refuse --cuda-graph-impl local without "
          "it, though it is of inference");
  }

  void check_checkpoint() const {
    constexpr const char* name = "ckpt-format";
    const auto format = flags_.seen_text(name);
    if (!format) return;
    const bool torch = flags_.has("use-torch-fsdp2");
    if (torch && *format != "torch_dist" && *format != "torch_dcp")
      flags_.refuse(name, "Megatron takes torch_dist and torch_dcp with --use-torch-fsdp2");
    if (*format == "torch_dcp" && !torch)
      flags_.refuse(name, "Megatron takes torch_dcp with --use-torch-fsdp2 alone");
    if (*format == "torch_dcp" && plan_.mesh.tensor > 1)
      flags_.refuse(name, "Megatron does not take torch_dcp with tensor parallelism");
    if (*format == "fsdp_dtensor" && !flags_.has("use-megatron-fsdp"))
      flags_.refuse(name, "Megatron takes fsdp_dtensor with --use-megatron-fsdp alone");
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

  megatron_line& flags_;
  const training_plan& plan_;
  const language_model& model_;
  const batch& batch_;
  const recipe& recipe_;
  layer_features layers_;
};

}  // namespace scalewall::detail
