// The flags of Megatron-LM: those that are read, those that change neither time nor memory, those that change
// them and are not held by a plan or a recipe, and those of models that are not described.
//
// Sources: megatron/training/arguments.py, megatron/training/config/*.py, megatron/core/transformer/
// transformer_config.py and megatron/core/model_parallel_config.py of NVIDIA/Megatron-LM, of late 2025 and 2026,
// whose dataclasses name flags too.

#pragma once

#include <string_view>

namespace scalewall::megatron_flags {

/// How many values a flag takes.
enum class flag_takes { nothing, one, many };

/// What is made of a flag.
enum class flag_use {
  of_model,  ///< read: describes the model
  read,
  without_effect,  ///< passed over in silence
  not_held,        ///< changes time or memory, and neither plan nor recipe says it: named
  undescribed,     ///< makes another model or step than is described: refused, unless its value says none
  elsewhere,       ///< says that something which decides the run stands in a file that is not read: refused
  launcher,        ///< of torchrun and others, where no script stands between them and Megatron's
  withdrawn        ///< Megatron itself refuses it
};

struct flag_group {
  flag_use use{};
  flag_takes takes{};
  std::string_view reason;

  /// Names with a space between them.
  std::string_view names;
};

using enum flag_use;
using enum flag_takes;

inline constexpr flag_group flag_groups[] = {
    {of_model, one, "",
     "num-layers encoder-num-layers hidden-size ffn-hidden-size num-attention-heads num-query-groups "
     "kv-channels "
     "vocab-size padded-vocab-size tokenizer-type merge-file max-position-embeddings position-embedding-type "
     "normalization softmax-type window-size window-attn-skip-freq num-experts moe-layer-freq "
     "moe-ffn-hidden-size "
     "moe-shared-expert-intermediate-size moe-router-topk moe-latent-size q-lora-rank kv-lora-rank "
     "qk-head-dim "
     "qk-pos-emb-head-dim v-head-dim mtp-num-layers"},
    {of_model, nothing, "",
     "group-query-attention swiglu squared-relu quick-geglu untie-embeddings-and-output-weights "
     "use-rotary-position-embeddings no-position-embedding disable-bias-linear add-qkv-bias qk-layernorm "
     "moe-shared-expert-gate moe-router-enable-expert-bias multi-latent-attention"},
    {read, one, "",
     "make-vocab-size-divisible-by tensor-model-parallel-size pipeline-model-parallel-size "
     "context-parallel-size "
     "expert-model-parallel-size expert-tensor-parallel-size num-layers-per-virtual-pipeline-stage "
     "num-virtual-stages-per-pipeline-rank pipeline-model-parallel-layout decoder-first-pipeline-num-layers "
     "decoder-last-pipeline-num-layers microbatch-group-size-per-virtual-pipeline-stage micro-batch-size "
     "global-batch-size step-batch-size-schedule seq-length encoder-seq-length attention-dropout "
     "hidden-dropout "
     "attention-backend transformer-impl cross-entropy-fusion-impl recompute-granularity recompute-method "
     "recompute-num-layers fp8-format fp8-recipe fp4-format fp4-recipe main-grads-dtype main-params-dtype "
     "exp-avg-dtype exp-avg-sq-dtype optimizer sgd-momentum optimizer-offload-fraction "
     "data-parallel-sharding-strategy num-distributed-optimizer-instances moe-token-dispatcher-type "
     "moe-router-dtype moe-flex-dispatcher-backend cuda-graph-impl"},
    {read, many, "",
     "recompute-modules offload-modules cp-comm-type rampup-batch-size cuda-graph-scope cuda-graph-modules"},
    {read, nothing, "",
     "sequence-parallel use-distributed-optimizer use-megatron-fsdp use-torch-fsdp2 "
     "torch-fsdp2-no-reshard-after-forward overlap-grad-reduce overlap-param-gather tp-comm-overlap "
     "no-overlap-p2p-communication account-for-embedding-in-pipeline-split "
     "account-for-loss-in-pipeline-split "
     "recompute-activations fine-grained-activation-offloading bf16 fp16 grad-reduce-in-bf16 "
     "accumulate-allreduce-grads-in-fp32 "
     "fp8-param-gather "
     "use-precision-aware-optimizer optimizer-cpu-offload use-flash-attn cross-entropy-loss-fusion "
     "no-create-attention-mask-in-dataloader no-gradient-accumulation-fusion moe-grouped-gemm "
     "moe-permute-fusion "
     "moe-enable-deepep moe-layer-recompute enable-cuda-graph external-cuda-graph "
     "decrease-batch-size-if-needed"},

    {without_effect, nothing, "logging and timers",
     "log-params-norm log-num-zeros-in-grad log-throughput log-throughput-to-tensorboard log-progress "
     "log-energy "
     "no-barrier-with-level-1-timing log-timers-to-tensorboard no-log-loss-scale-to-tensorboard "
     "log-validation-ppl-to-tensorboard log-memory-to-tensorboard log-world-size-to-tensorboard "
     "log-straggler "
     "disable-straggler-on-startup run-workload-inspector-server no-one-logger one-logger-async "
     "moe-per-layer-logging use-pytorch-profiler profile record-memory-history log-max-attention-logit "
     "log-device-memory-used log-l2-norm-grad-to-tensorboard log-runtime-to-tensorboard "
     "log-moe-overload-factor "
     "log-learning-rate-to-tensorboard log-batch-size-to-tensorboard set-level-for-all-loggers "
     "pytorch-profiler-collect-shapes pytorch-profiler-collect-callstack pytorch-profiler-collect-chakra"},
    {without_effect, one, "logging and timers",
     "timing-log-level timing-log-option tensorboard-dir tensorboard-log-interval tensorboard-queue-size "
     "wandb-project wandb-entity wandb-exp-name wandb-save-dir logging-level log-interval "
     "straggler-ctrlr-port "
     "straggler-minmax-count one-logger-project one-logger-run-name app-tag-run-name app-tag-run-version "
     "config-logger-dir profile-step-start profile-step-end memory-snapshot-path throughput-window-size "
     "log-memory-interval runtime-time-unit dump-param-to-param-group-map save-config-filepath"},
    {without_effect, many, "logging and timers", "profile-ranks memory-keys modules-to-filter"},

    {without_effect, one, "the schedule of learning, and constants of the arithmetic",
     "lr lr-decay-style lr-wsd-decay-style lr-decay-iters lr-decay-samples lr-wsd-decay-samples "
     "lr-wsd-decay-iters "
     "lr-warmup-fraction lr-warmup-iters lr-warmup-samples lr-warmup-init min-lr decoupled-lr "
     "decoupled-min-lr "
     "weight-decay start-weight-decay end-weight-decay weight-decay-incr-style clip-grad adam-beta1 "
     "adam-beta2 "
     "adam-eps muon-momentum muon-scale-mode muon-fp32-matmul-prec muon-num-ns-steps muon-tp-mode "
     "muon-extra-scale-factor muon-coefficient-type muon-scalar-optimizer norm-epsilon rotary-base "
     "rotary-percent "
     "rotary-seq-len-interpolation-factor rope-scaling-factor rotary-scaling-factor mscale mscale-all-dim "
     "rope-type "
     "relative-attention-num-buckets relative-attention-max-distance original-max-position-embeddings "
     "beta-fast beta-slow softmax-scale glu-linear-offset "
     "activation-func-clamp-value init-method-std embedding-init-method-std seed loss-scale "
     "initial-loss-scale "
     "min-loss-scale loss-scale-window hysteresis mtp-loss-scaling-factor no-rope-freq fp8-margin "
     "fp8-interval "
     "fp8-amax-history-len fp8-amax-compute-algo mup-base-hidden-size mup-embedding-mult mup-output-mult "
     "mup-base-head-dim mup-attn-scale-power qk-clip-alpha qk-clip-threshold num-classes"},
    {without_effect, many, "a constant of the arithmetic", "mrope-section iterations-to-skip"},
    {without_effect, nothing, "the schedule of learning, and constants of the arithmetic",
     "override-opt-param-scheduler use-checkpoint-opt-param-scheduler muon-no-split-qkv muon-use-nesterov "
     "muon-nesterov rotary-interleaved use-rope-scaling apply-layernorm-1p apply-query-key-layer-scaling "
     "attention-softmax-in-fp32 no-attention-softmax-in-fp32 init-method-xavier-uniform openai-gelu "
     "onnx-safe "
     "calculate-per-token-loss check-for-spiky-loss check-for-large-grads no-check-for-nan-in-loss-and-grad "
     "disable-bf16-reduced-precision-matmul data-parallel-random-init qk-l2-norm use-mup qk-clip "
     "mrope-interleaved apply-wd-to-qk-layernorm"},

    {without_effect, one, "how experts are chosen and balanced: taken as balanced",
     "moe-router-score-function moe-router-num-groups moe-router-group-topk moe-router-topk-scaling-factor "
     "moe-router-bias-update-rate moe-z-loss-coeff moe-input-jitter-eps moe-token-drop-policy "
     "moe-router-force-biased"},
    {without_effect, many, "how experts are chosen and balanced: taken as balanced",
     "moe-router-load-balancing-type moe-aux-loss-coeff"},
    {without_effect, nothing, "how experts are chosen and balanced: taken as balanced",
     "moe-router-pre-softmax moe-router-force-load-balancing moe-router-fusion moe-apply-probs-on-input "
     "moe-enable-routing-replay"},

    {without_effect, one, "data and tokenizers",
     "split data-args-path per-split-data-args-path data-cache-path data-impl vocab-file vocab-extra-ids "
     "tokenizer-model "
     "tokenizer-metadata tiktoken-pattern tiktoken-num-special-tokens tokenizer-name-or-path num-workers "
     "sample-rate mask-prob short-seq-prob decoder-seq-length retriever-seq-length dataloader-type "
     "num-dataset-builder-threads object-storage-cache-path mid-level-dataset-surplus train-iters "
     "train-samples "
     "eval-iters eval-interval start-eval-at-iter exit-interval exit-duration-in-mins fim-rate fim-spm-rate "
     "fim-split-sample fim-fragment-rate sft-tokenizer-prompt-format blend data-parallel-sharding-seed"},
    {without_effect, many, "data and tokenizers",
     "data-path train-data-path valid-data-path test-data-path tiktoken-special-tokens validation-set-names"},
    {without_effect, nothing, "data and tokenizers",
     "mock-data no-mmap-bin-files reset-position-ids reset-attention-mask eod-mask-loss legacy-tokenizer "
     "trust-remote-code allow-ambiguous-pad-tokens full-validation multiple-validation-sets test-mode sft "
     "no-create-attention-mask fim-data dist-data-loading verify-integrity"},

    {without_effect, one, "checkpoints, restarts and processes",
     "save save-interval persistent-save-interval save-retain-interval load ckpt-step "
     "non-persistent-save-interval "
     "non-persistent-ckpt-type non-persistent-global-ckpt-dir non-persistent-local-ckpt-dir "
     "non-persistent-local-ckpt-algo pretrained-checkpoint dist-ckpt-format ckpt-format ckpt-convert-format "
     "ckpt-convert-save dist-ckpt-strictness replication-jump replication-factor distributed-backend "
     "distributed-timeout-minutes distributed-timeout-seconds-after-init local-rank "
     "result-rejected-tracker-filename "
     "check-weight-hash-across-dp-replicas-interval train-sync-interval adlr-autoresume-interval rerun-mode "
     "error-injection-rate error-injection-type inprocess-max-iterations inprocess-monitor-thread-interval "
     "inprocess-monitor-process-interval inprocess-progress-watchdog-interval inprocess-heartbeat-interval "
     "inprocess-soft-timeout inprocess-hard-timeout inprocess-heartbeat-timeout inprocess-barrier-timeout "
     "inprocess-completion-timeout inprocess-last-call-wait inprocess-termination-grace-time "
     "inprocess-granularity "
     "inprocess-active-world-size manual-gc-interval empty-unused-memory-level nccl-communicator-config-path "
     "async-strategy gpu-sniff-test-interval exit-signal"},
    {without_effect, nothing, "checkpoints, restarts and processes",
     "no-save-optim no-save-rng no-load-optim load-main-params-from-ckpt no-load-rng "
     "no-strict-fsdp-dtensor-load "
     "finetune no-initialization use-checkpoint-args use-mp-args-from-checkpoint-args "
     "no-use-tokenizer-model-from-checkpoint-args exit-on-missing-checkpoint use-dist-ckpt "
     "use-persistent-ckpt-worker auto-detect-ckpt-format ckpt-convert-update-legacy-dist-opt-format "
     "ckpt-fully-parallel-save no-ckpt-fully-parallel-save async-save ckpt-fully-parallel-load "
     "ckpt-assume-constant-structure dist-ckpt-save-pre-mcore-014 dist-ckpt-optim-fully-reshardable "
     "distrib-optim-fully-reshardable-mem-efficient replication adlr-autoresume inprocess-restart "
     "inprocess-empty-cuda-cache enable-ft-package calc-ft-timeouts exit-signal-handler "
     "exit-signal-handler-for-dataloader disable-gloo-process-groups disable-msc manual-gc no-manual-gc-eval "
     "use-cpu-initialization init-model-with-meta-device lazy-mpu-init use-mcore-models enable-experimental "
     "te-rng-tracker inference-rng-tracker export-te-mcore-model skip-train"},

    {without_effect, one, "of inference alone",
     "inference-batch-times-seqlen-threshold max-tokens-to-oom inference-max-requests "
     "inference-max-seq-length "
     "inference-max-batch-size symmetric-ar-type mlp-chunks-for-prefill cuda-graph-warmup-steps "
     "inference-wandb-logging-step-interval"},
    {without_effect, nothing, "of inference alone",
     "flash-decode inference-dynamic-batching decode-only-cuda-graphs nccl-all-reduce-for-prefill "
     "disable-chunked-prefill cache-mla-latents moe-pad-experts-for-cuda-graph-inference"},

    {without_effect, nothing, "kernels and buckets whose choice is not told apart here",
     "no-masked-softmax-fusion no-bias-gelu-fusion no-bias-swiglu-fusion no-bias-dropout-fusion "
     "no-rope-fusion "
     "use-fused-weighted-squared-relu no-persist-layer-norm use-te-activation-func "
     "no-async-tensor-model-parallel-allreduce no-align-grad-reduce no-align-param-gather "
     "no-scatter-gather-tensors-in-pipeline use-ring-exchange-p2p ddp-pad-buckets-for-high-nccl-busbw "
     "ddp-average-in-collective no-gradient-reduce-div-fusion no-clone-scatter-output-in-embedding "
     "use-nccl-ub disable-symmetric-registration use-sharp disable-tp-comm-overlap-ag "
     "disable-tp-comm-overlap-rs tp-comm-overlap-rs-dgrad disable-tp-comm-bulk-dgrad "
     "disable-tp-comm-bulk-wgrad "
     "disable-tp-comm-split-ag disable-tp-comm-split-rs overlap-p2p-communication-warmup-flush "
     "moe-router-padding-for-fp8 moe-router-padding-for-quantization moe-use-legacy-grouped-gemm "
     "fused-residual-rmsnorm memory-efficient-layer-norm"},
    {without_effect, one, "kernels and buckets whose choice is not told apart here",
     "tp-comm-overlap-cfg tp-comm-bootstrap-backend ddp-num-buckets ddp-bucket-size "
     "suggested-communication-unit-size pipeline-model-parallel-comm-backend sharp-enabled-group "
     "moe-deepep-num-sms moe-hybridep-num-sms moe-flex-dispatcher-num-sms"},
    {without_effect, many, "kernels and buckets whose choice is not told apart here",
     "high-priority-stream-groups"},

    {not_held, nothing, "changes time, and is not told apart here",
     "deterministic-mode overlap-moe-expert-parallel-comm delay-wgrad-compute moe-shared-expert-overlap "
     "overlap-param-gather-with-optimizer-step overlap-cpu-optimizer-d2h-h2d defer-embedding-wgrad-compute "
     "use-tp-pp-dp-mapping no-fp8-wgrad first-last-layers-bf16 fp4-param-gather "
     "ddp-reduce-scatter-with-fp32-accumulation "
     "use-transformer-engine-op-fuser"},
    {not_held, one, "changes time, and is not told apart here",
     "wgrad-deferral-limit num-layers-at-start-in-bf16 num-layers-at-end-in-bf16"},
    {not_held, nothing, "changes memory, and is not told apart here",
     "fp32-residual-connection fp16-lm-cross-entropy distribute-saved-activations fsdp-double-buffer "
     "keep-fp8-transpose-cache reuse-grad-buf-for-mxfp8-param-ag activation-func-fp8-input-store "
     "enable-full-sharding-in-hsdp moe-pad-expert-input-to-capacity use-torch-optimizer-for-cpu-offload "
     "no-pin-cpu-grads no-pin-cpu-params"},
    {not_held, one, "tokens are taken as balanced, and none as dropped",
     "moe-expert-capacity-factor moe-expert-rank-capacity-factor"},
    {not_held, many, "the order of the ranks of context parallelism is not told apart here",
     "hierarchical-context-parallel-sizes"},
    {not_held, one, "changes memory, and is not told apart here",
     "megatron-fsdp-main-params-dtype megatron-fsdp-main-grads-dtype megatron-fsdp-grad-comm-dtype "
     "outer-dp-sharding-strategy megatron-fsdp-version"},
    {not_held, nothing, "norms behind the residual sum are not told apart here",
     "apply-residual-connection-post-layernorm"},

    {undescribed, nothing, "some layers are not attention and a feed-forward block",
     "is-hybrid-model disable-mamba-mem-eff-path"},
    {undescribed, one, "some layers are not attention and a feed-forward block",
     "hybrid-attention-ratio hybrid-mlp-ratio hybrid-override-pattern hybrid-layer-pattern "
     "mamba-num-heads mamba-head-dim mamba-num-groups mamba-state-dim heterogeneous-layers-config-path "
     "heterogeneous-layers-config-encoded-json linear-attention-type linear-attention-freq "
     "experimental-attention-variant"},
    {undescribed, many, "the layers are those of a module that is not read", "spec"},
    {undescribed, one, "a decoder stands beside an encoder", "decoder-num-layers"},
    {undescribed, one, "arguments stand in a file that is not read", "yaml-cfg"},
    {undescribed, nothing, "attention has a gate", "attention-output-gate head-wise-attn-gate"},
    {undescribed, nothing, "layers have several residual streams", "enable-hyper-connections"},
    {undescribed, nothing, "modules of token prediction share their weights", "mtp-use-repeated-layer"},
    {undescribed, one, "activations are kept on the host", "cpu-offloading-num-layers"},
    {undescribed, nothing, "another model is trained than a language model",
     "retro-add-retriever vision-pretraining biencoder-shared-query-context-model flextron "
     "perform-rl-step moe-use-upcycling"},
    {undescribed, nothing, "sequences of several lengths are spread over ranks",
     "hybrid-context-parallel dynamic-context-parallel"},
    {undescribed, one, "an encoder of images stands before the language model",
     "vision-model-type img-h img-w patch-dim"},
    {undescribed, nothing, "some of the weights are not trained", "freeze-LM freeze-ViT"},
    {undescribed, one, "adapters are trained, and the weights beside them are not",
     "peft peft-method lora-rank lora-alpha lora-dropout"},
    {undescribed, nothing, "gradients and states of the optimizer are in the formats of MS-AMP", "msamp"},
    {undescribed, nothing, "the layers are those from before Megatron Core", "use-legacy-models"},
    {undescribed, one, "another model is trained than a language model",
     "retro-project-dir export-kd-cfg ict-head-size biencoder-projection-dim"},

    {elsewhere, many,
     "with Megatron-DeepSpeed it decides what replicas share, and the formats; its JSON is read by itself, "
     "with the model beside it",
     "deepspeed deepspeed-config zero-stage"},

    {launcher, one, "of the launcher",
     "nproc-per-node nnodes node-rank master-addr master-port rdzv-id rdzv-backend rdzv-endpoint rdzv-conf "
     "max-restarts monitor-interval tee redirects log-dir role num-gpus num-nodes hostfile nodes "
     "gpus-per-node "
     "ntasks-per-node ntasks gres np n N"},
    {launcher, nothing, "of the launcher", "standalone no-python"},

    {withdrawn, one, "Megatron asks for --micro-batch-size", "batch-size"},
    {withdrawn, one, "Megatron asks for --tensor-model-parallel-size", "model-parallel-size"},
    {withdrawn, one, "Megatron asks for --lr-warmup-fraction", "warmup"},
    {withdrawn, nothing,
     "Megatron asks for --recompute-activations, or --recompute-granularity with --recompute-method",
     "checkpoint-activations"},
    {withdrawn, nothing, "Megatron asks for --expert-tensor-parallel-size", "moe-extended-tp"},
};

/// Another name of a flag: that of its field in a dataclass, or an older one.
struct flag_alias {
  std::string_view other;
  std::string_view name;
};

inline constexpr flag_alias flag_aliases[] = {
    {"num-moe-experts", "num-experts"},
    {"num-layers-in-first-pipeline-stage", "decoder-first-pipeline-num-layers"},
    {"num-layers-in-last-pipeline-stage", "decoder-last-pipeline-num-layers"},
    {"virtual-pipeline-model-parallel-size", "num-virtual-stages-per-pipeline-rank"},
    {"microbatch-group-size-per-vp-stage", "microbatch-group-size-per-virtual-pipeline-stage"},
    {"fp8", "fp8-format"},
    {"fp8-param", "fp8-param-gather"},
    {"fp4", "fp4-format"},
    {"gated-linear-unit", "swiglu"},
    {"nccl-ub", "use-nccl-ub"},
    {"no-add-bias-linear", "disable-bias-linear"},
    {"use-custom-fsdp", "use-megatron-fsdp"},
    {"optimizer-offload", "optimizer-cpu-offload"},
    {"layernorm-epsilon", "norm-epsilon"},
    {"layernorm-zero-centered-gamma", "apply-layernorm-1p"},
};

}  // namespace scalewall::megatron_flags
