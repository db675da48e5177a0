// The recipe that flags of Megatron-LM ask for: what replicas share, overlaps, experts, kernels and graphs; formats and
// recomputation are read in headers of their own.
//
// Sources: megatron/training/arguments.py (validate_args), megatron/core/optimizer/optimizer_config.py,
// megatron/core/transformer/{transformer_config.py,moe/moe_layer.py}, NVIDIA/Megatron-LM.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/megatron_formats.hpp>
#include <scalewall/formats/megatron_line.hpp>
#include <scalewall/formats/megatron_recomputation.hpp>
#include <scalewall/framework/training_rules.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/model/language_model.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quoted_text.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

namespace detail {

class megatron_recipe_reader {
 public:
  /// `flags`, `plan` and `model` outlive this.
  megatron_recipe_reader(megatron_line& flags, const training_plan& plan, const language_model& model,
                         gpu_generation generation)
      : flags_(flags), plan_(plan), model_(model), layers_(features_of(model)), generation_(generation) {}

  recipe read() {
    read_sharding();
    read_megatron_formats(flags_, shares_, recipe_);
    read_overlaps();
    if (layers_.routed) read_experts();
    read_megatron_recomputation(flags_, layers_, recipe_);
    read_kernels();
    read_graphs();
    for (const auto& broken :
         {broken_rule_of(layers_, recipe_), broken_rule_of(layers_, recipe_, plan_.mesh)})
      if (broken) flags_.refuse(broken->flag, std::string(broken->sentence));
    if (layers_.key_value_heads % plan_.mesh.tensor != 0)
      flags_.assume("num-query-groups", layers_.key_value_heads,
                    "no multiple of tensor-model-parallel-size: ranks share keys and values, which older "
                    "releases of Megatron refuse");
    return recipe_;
  }

 private:
  // ---- What is shared among replicas

  void read_sharding() {
    const bool optimizer =
        flags_.take_switch("use-distributed-optimizer", "replicas share the optimizer (ZeRO 1)");
    const bool fsdp = flags_.take_switch("use-megatron-fsdp", "replicas share what the strategy says");
    const bool torch = flags_.take_switch("use-torch-fsdp2", "replicas share the weights (FSDP2)");
    const bool by_layers = read_muon(optimizer, fsdp || torch);
    recipe_.shards = optimizer || by_layers ? sharding::optimizer : sharding::none;
    if (fsdp) {
      constexpr std::array<std::string_view, 4> strategies = {"no_shard", "optim", "optim_grads",
                                                              "optim_grads_params"};
      recipe_.shards = static_cast<sharding>(
          flags_.choice_or("data-parallel-sharding-strategy", "what replicas share", strategies, 0));
    } else {
      flags_.pass_over("data-parallel-sharding-strategy", "means nothing without --use-megatron-fsdp");
    }
    if (fsdp) check_fsdp_checkpoint();
    if ((fsdp || torch) && flags_.variable(connections_variable) == "1")
      flags_.refuse(fsdp ? "use-megatron-fsdp" : "use-torch-fsdp2",
                    std::string("Megatron does not take it with ") + connections_variable + "=1");
    if (torch) {
      if (plan_.mesh.pipeline > 1)
        flags_.refuse("use-torch-fsdp2", "Megatron does not take it with pipeline parallelism");
      if (plan_.mesh.expert > 1)
        flags_.refuse("use-torch-fsdp2", "Megatron does not take it with expert parallelism");
      if (optimizer)
        flags_.refuse("use-torch-fsdp2", "Megatron does not take it with --use-distributed-optimizer");
      if (flags_.has("fp16")) flags_.refuse("use-torch-fsdp2", "Megatron does not take it with --fp16");
      if (!flags_.has("no-gradient-accumulation-fusion"))
        flags_.refuse("use-torch-fsdp2", "Megatron asks for --no-gradient-accumulation-fusion with it");
      if (model_.tied_head.value_or(false))
        flags_.refuse("use-torch-fsdp2", "Megatron asks for --untie-embeddings-and-output-weights with it");
      const bool keeps =
          flags_.take_switch("torch-fsdp2-no-reshard-after-forward", "weights stay after the forward pass");
      recipe_.shards = keeps ? sharding::gradients : sharding::weights;
    } else {
      flags_.pass_over("torch-fsdp2-no-reshard-after-forward", "means nothing without --use-torch-fsdp2");
    }
    if (!optimizer && !by_layers && !fsdp && !torch)
      flags_.assume("use-distributed-optimizer", false, "every replica keeps all, Megatron's default");
    shares_ = optimizer || by_layers || fsdp;
    recipe_.optimizer_instances =
        flags_.take_size("num-distributed-optimizer-instances", "groups that share an optimizer").value_or(1);
    if (dense_replicas(plan_.mesh) % recipe_.optimizer_instances != 0)
      flags_.refuse("num-distributed-optimizer-instances",
                    "it divides the replicas, " + std::to_string(dense_replicas(plan_.mesh)));
  }

  /// Whether replicas share an optimizer of whole layers: that of `dist_muon`, or of `muon` with the distributed optimizer.
  bool read_muon(bool is_distributed, bool by_fsdp) {
    const std::string name = flags_.seen_text("optimizer").value_or("");
    const bool by_name = name == "dist_muon";
    recipe_.muon = by_name || name == "muon";
    if (!recipe_.muon) return false;
    if (by_fsdp) flags_.refuse("optimizer", "Megatron does not take Muon with FSDP");
    if (const auto format = flags_.seen_text("ckpt-format");
        format && *format != "torch" && *format != "torch_dist")
      flags_.refuse("ckpt-format", "Megatron takes torch and torch_dist with Muon");
    if (by_name && !is_distributed)
      flags_.assume("use-distributed-optimizer", true,
                    "replicas share what dist_muon updates, by whole layers");
    for (const char* flag : {"use-distributed-optimizer", "overlap-grad-reduce", "overlap-param-gather"})
      if (flags_.has(flag))
        flags_.assume(
            flag, true,
            "with Muon, as Megatron's releases from the middle of 2026 have it: those before refuse "
            "it, and share by --optimizer dist_muon alone");
    return by_name || is_distributed;
  }

  /// Releases that call it --use-custom-fsdp have no such rule.
  void check_fsdp_checkpoint() {
    if (flags_.spelled("use-megatron-fsdp").find("custom") != std::string_view::npos) return;
    constexpr const char* format = "ckpt-format";
    if (const auto said = flags_.seen_text(format)) {
      if (*said != "fsdp_dtensor")
        flags_.refuse(format, "Megatron asks for fsdp_dtensor with --use-megatron-fsdp");
    } else if (!flags_.has(format)) {
      flags_.assume(format, "fsdp_dtensor",
                    "the line lacks it: with --use-megatron-fsdp Megatron refuses its default, torch_dist");
    }
  }

  // ---- Overlaps

  void read_overlaps() {
    recipe_.overlaps_gradients =
        flags_.take_switch("overlap-grad-reduce", "gradients are reduced behind the backward pass");
    if (!recipe_.overlaps_gradients)
      flags_.assume("overlap-grad-reduce", false, "gradients are reduced at the end, Megatron's default");
    recipe_.overlaps_parameters =
        flags_.take_switch("overlap-param-gather", "weights are gathered behind the forward pass");
    if (recipe_.overlaps_parameters && !shares_)
      flags_.refuse("overlap-param-gather",
                    "Megatron asks for --use-distributed-optimizer or --use-megatron-fsdp with it");
    if (recipe_.overlaps_parameters && !recipe_.overlaps_gradients)
      flags_.refuse("overlap-param-gather", "Megatron asks for --overlap-grad-reduce with it");
    read_sequence_parallelism();
    recipe_.overlaps_tensor =
        flags_.take_switch("tp-comm-overlap", "tensor parallelism is hidden behind products");
    if (recipe_.overlaps_tensor && !recipe_.sequence_parallel)
      flags_.refuse("tp-comm-overlap",
                    "Megatron asks for --sequence-parallel and tensor parallelism with it");
    read_context();
  }

  void read_sequence_parallelism() {
    const bool said =
        flags_.take_switch("sequence-parallel", "norms and drop-out are cut along the sequence");
    recipe_.sequence_parallel = said && plan_.mesh.tensor > 1;
    if (said && plan_.mesh.tensor == 1)
      flags_.assume("sequence-parallel", false, "Megatron switches it off without tensor parallelism");
    if (!said && plan_.mesh.tensor > 1)
      flags_.assume("sequence-parallel", false, megatron_line::default_reason);
  }

  void read_context() {
    const auto words =
        flags_.take_words("cp-comm-type", "how keys and values reach the ranks of context parallelism");
    if (plan_.mesh.context == 1) return;
    if (!words || words->empty()) {
      flags_.assume("cp-comm-type", "p2p", megatron_line::default_reason);
      return;
    }
    const std::string& first = words->front();
    for (const std::string& word : *words)
      if (word != first) flags_.refuse("cp-comm-type", "layers with a kind of their own are not described");
    if (first == "p2p")
      recipe_.context = context_exchange::ring;
    else if (first == "allgather" || first == "all_gather")
      recipe_.context = context_exchange::all_gather;
    else if (first == "a2a")
      recipe_.context = context_exchange::all_to_all;
    else if (first == "a2a+p2p")
      flags_.assume("cp-comm-type", "p2p", "a ring of all-to-alls is not told apart: a ring is taken");
    else
      flags_.refuse("cp-comm-type", "it is p2p, allgather, a2a or a2a+p2p, not " + quoted_text(first));
    if (first == "a2a+p2p" && !flags_.has("hierarchical-context-parallel-sizes"))
      flags_.refuse("cp-comm-type", "Megatron asks for --hierarchical-context-parallel-sizes with a2a+p2p");
  }

  // ---- Experts

  void read_experts() {
    constexpr std::array<std::string_view, 3> dispatchers = {"allgather", "alltoall", "flex"};
    recipe_.dispatcher = static_cast<token_dispatcher>(
        flags_.choice_or("moe-token-dispatcher-type", "how tokens reach their experts", dispatchers, 0));
    if (flags_.take_switch("moe-enable-deepep", "tokens travel by DeepEP") &&
        recipe_.dispatcher != token_dispatcher::flex)
      flags_.refuse("moe-enable-deepep", "Megatron asks for --moe-token-dispatcher-type flex with it");
    flags_.take_text("moe-flex-dispatcher-backend", "the library of the flex dispatcher");
    recipe_.grouped_experts =
        flags_.take_switch("moe-grouped-gemm", "experts multiply in one grouped product");
    if (!recipe_.grouped_experts)
      flags_.assume("moe-grouped-gemm", false, "a product for each expert, Megatron's default");
    recipe_.fused_permutation = flags_.take_switch("moe-permute-fusion", "tokens are sorted by one kernel");
    if (!recipe_.fused_permutation) flags_.assume("moe-permute-fusion", false, megatron_line::default_reason);
    constexpr std::array<std::string_view, 2> formats = {"fp32", "fp64"};
    recipe_.router_in_fp32 =
        flags_.take_choice("moe-router-dtype", "the router computes in 32 bit", formats).has_value();
    if (!recipe_.router_in_fp32)
      flags_.assume("moe-router-dtype", "that of the model", megatron_line::default_reason);
    read_capacity();
  }

  /// Padded, every expert has as many tokens as its capacity; without, those that an even spread gives it.
  void read_capacity() {
    constexpr const char* padded = "moe-pad-expert-input-to-capacity";
    constexpr const char* factor = "moe-expert-capacity-factor";
    if (!flags_.has(padded)) return;
    const double said = flags_.has(factor)
                            ? flags_.real_or(factor, "tokens of an expert over those of an even spread", -1)
                            : -1;
    if (said < 0) flags_.refuse(padded, "Megatron asks for --moe-expert-capacity-factor with it");
    if (!(said > 0)) flags_.refuse(factor, "experts without tokens are not described");
    flags_.take_switch(padded, "experts take as many tokens as their capacity");
    recipe_.expert_capacity = said;
    if (said < 1 || said > 1)
      flags_.assume(padded, "counted in memory alone", "what experts multiply is that of an even spread");
  }

  // ---- Kernels

  /// What allows Transformer Engine a kernel of attention, and whether --attention-backend auto, flash, fused, unfused and
  /// local do.
  struct engine_variable {
    const char* name;
    attention_kernel kernel;
    std::array<bool, 5> allowed;
  };
  static constexpr std::array<engine_variable, 3> engine_variables = {
      {{"NVTE_FUSED_ATTN", attention_kernel::fused, {true, false, true, false, false}},
       {"NVTE_FLASH_ATTN", attention_kernel::flash, {true, true, false, false, false}},
       {"NVTE_UNFUSED_ATTN", attention_kernel::unfused, {true, false, false, true, false}}}};

  bool is_engine_told() const {
    return std::any_of(engine_variables.begin(), engine_variables.end(), [&](const engine_variable& one) {
      return flags_.variable(one.name).value_or("1") != "1";
    });
  }

  /// Source: megatron/training/arguments.py, the assertion on NVTE_FLASH_ATTN, NVTE_FUSED_ATTN and NVTE_UNFUSED_ATTN.
  void check_engine_variables(std::size_t backend, std::string_view name) const {
    if (backend == 0) return;
    for (const engine_variable& one : engine_variables)
      if (const auto value = flags_.variable(one.name); value && *value != (one.allowed[backend] ? "1" : "0"))
        flags_.refuse("attention-backend", std::string("Megatron expects ") + one.name +
                                               (one.allowed[backend] ? "=1" : "=0") + " beside " +
                                               std::string(name) + ", or that it is not set, not " +
                                               quoted_text(*value));
  }

  /// What Transformer Engine takes of itself on these accelerators, or, where the environment leaves it out, the first of the
  /// others.
  void take_kernel_of_engine() {
    const bool deterministic = flags_.has("deterministic-mode");
    const attention_kernel preferred = kernel_of_engine(generation_, deterministic);
    recipe_.attention = preferred;
    if (!is_engine_told()) {
      // Of AMD's GPUs: ROCm/TransformerEngine, README.rst, "Fused Attention Backends on ROCm".
      const std::string on = generation_ == gpu_generation::hopper ? "on Hopper and later"
                             : generation_ == gpu_generation::other
                                 ? "on GPUs that are not NVIDIA's: kernels of CK or AOTriton, not cuDNN's"
                                 : "on " + std::string(name(generation_));
      return flags_.assume(
          "attention-backend", name(preferred),
          "what Transformer Engine takes " + on +
              (deterministic && generation_ == gpu_generation::blackwell ? " with --deterministic-mode"
                                                                         : ""));
    }
    std::string told;
    bool any = false, as_preferred = false;
    for (const engine_variable& one : engine_variables) {
      const auto value = flags_.variable(one.name);
      if (value) told.append(told.empty() ? "" : ", ").append(one.name).append("=").append(*value);
      const bool has_kernel = generation_ != gpu_generation::volta || one.kernel == attention_kernel::unfused;
      if (value.value_or("1") != "1" || !has_kernel) continue;
      as_preferred = as_preferred || one.kernel == preferred;
      if (!std::exchange(any, true)) recipe_.attention = one.kernel;
    }
    told = quoted_text(told);
    if (!any) flags_.refuse("attention-backend", told + " leaves Transformer Engine no kernel");
    if (as_preferred) recipe_.attention = preferred;
    flags_.assume("attention-backend", name(recipe_.attention),
                  "what " + told +
                      " leaves of Transformer Engine's kernels; Megatron Core from 0.10 on refuses that "
                      "beside auto, and asks for this flag");
  }

  void read_kernels() {
    constexpr std::array<std::string_view, 2> implementations = {"transformer_engine", "local"};
    const bool local = flags_.choice_or("transformer-impl", "whose layers they are", implementations, 0) == 1;
    if (local && layers_.windows)
      flags_.refuse("transformer-impl", "Megatron takes windows with Transformer Engine's attention alone");
    if (local && plan_.mesh.context > 1)
      flags_.refuse("transformer-impl",
                    "Megatron takes context parallelism with Transformer Engine's attention alone");
    constexpr std::array<std::string_view, 5> backends = {"auto", "flash", "fused", "unfused", "local"};
    const std::size_t backend = flags_.choice_or("attention-backend", "the kernel of attention", backends, 0);
    const bool flash = flags_.take_switch("use-flash-attn", "attention by FlashAttention, an older flag");
    check_engine_variables(backend, backends[backend]);
    if (backend == 1 || (flash && (local || backend == 0)))
      recipe_.attention = attention_kernel::flash;
    else if (backend == 3 || backend == 4 || local)
      recipe_.attention = attention_kernel::unfused;
    else
      recipe_.attention = attention_kernel::fused;
    if (backend == 0 && !flash && local)
      flags_.assume("attention-backend", "unfused", "what --transformer-impl local has");
    else if (backend == 0 && !flash)
      take_kernel_of_engine();
    const bool fusion = flags_.take_switch("cross-entropy-loss-fusion", "the loss is one kernel");
    if (fusion) {
      constexpr std::array<std::string_view, 2> kinds = {"native", "te"};
      recipe_.loss = flags_.choice_or("cross-entropy-fusion-impl", "whose kernel that is", kinds, 0) == 0
                         ? loss_kernel::fused
                         : loss_kernel::fused_by_te;
    } else {
      flags_.pass_over("cross-entropy-fusion-impl", "means nothing without --cross-entropy-loss-fusion");
      flags_.assume("cross-entropy-loss-fusion", false, megatron_line::default_reason);
    }
    recipe_.attention_dropout = flags_.real_or("attention-dropout", "drop-out of attention", 0.1) > 0;
    recipe_.hidden_dropout = flags_.real_or("hidden-dropout", "drop-out behind blocks", 0.1) > 0;
    recipe_.attention_mask =
        !flags_.take_switch("no-create-attention-mask-in-dataloader", "the data loader makes no masks");
    if (recipe_.attention_mask)
      flags_.assume("no-create-attention-mask-in-dataloader", false,
                    "a mask of every microbatch, Megatron's default");
    recipe_.fused_gradient_accumulation =
        !flags_.take_switch("no-gradient-accumulation-fusion", "products do not add up gradients themselves");
    if (recipe_.fused_gradient_accumulation)
      flags_.assume("no-gradient-accumulation-fusion", false,
                    "products add up gradients, Megatron's default");
  }

  void read_graphs() {
    constexpr std::array<std::string_view, 4> kinds = {"none", "local", "transformer_engine",
                                                       "full_iteration"};
    const auto kind = flags_.take_choice("cuda-graph-impl", "what runs as a CUDA graph", kinds);
    const auto scope = flags_.take_words("cuda-graph-scope", "how much runs as a CUDA graph");
    flags_.take_words("cuda-graph-modules", "which modules run as a CUDA graph");
    const bool local = flags_.take_switch("enable-cuda-graph", "a CUDA graph, an older flag");
    const bool external = flags_.take_switch("external-cuda-graph", "a CUDA graph, an older flag");
    if (local && external)
      flags_.refuse("external-cuda-graph", "Megatron takes it or --enable-cuda-graph, not both");
    if ((local || external) && kind.value_or(0) > 0)
      flags_.refuse("cuda-graph-impl",
                    "Megatron does not take it with --enable-cuda-graph or --external-cuda-graph");
    const bool any = local || external || kind.value_or(0) > 0;
    const bool whole = kind == 3 || (any && scope && !scope->empty() && scope->front() == "full_iteration");
    recipe_.graphs = whole ? cuda_graphs::whole_iteration : any ? cuda_graphs::parts : cuda_graphs::none;
  }

  megatron_line& flags_;
  const training_plan& plan_;
  const language_model& model_;
  layer_features layers_;
  gpu_generation generation_;
  bool shares_ = false;
  recipe recipe_{};
};

}  // namespace detail

}  // namespace scalewall
