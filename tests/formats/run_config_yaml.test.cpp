#include <scalewall/formats/bridge_overrides.hpp>
#include <scalewall/formats/run_config_yaml.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/parameter_count.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace {

namespace sw = scalewall;

/// The text with one part in the place of another, which is there once.
std::string with(std::string text, std::string_view before, std::string_view after) {
  const std::size_t at = text.find(before);
  REQUIRE(at != std::string::npos);
  return text.replace(at, before.size(), after);
}

sw::configured_run read(std::string_view text, std::int64_t gpus = 1024) {
  return sw::read_run_config(text, {.gpus = gpus});
}

std::string reason_of(const sw::configured_run& run, std::string_view key) {
  for (const sw::assumed_key& one : run.flags.assumed)
    if (one.key == key) return sw::value_text(one.value) + ": " + one.reason;
  return "not assumed";
}

const sw::passed_over_key* passed_over(const sw::configured_run& run, std::string_view key) {
  for (const sw::passed_over_key& one : run.flags.passed_over)
    if (one.key.starts_with(key)) return &one;
  return nullptr;
}

// DeepSeek-V3 on 1,024 H100, as Bridge dumps it: keys in the order of letters, objects of Python by their names.
std::string deepseek() {
  std::string text = R"(_target_: megatron.bridge.training.config.ConfigContainer
checkpoint:
  _target_: megatron.bridge.training.config.CheckpointConfig
  async_save: false
  ckpt_format: torch_dist
  save: null
comm_overlap:
  _target_: megatron.bridge.training.comm_overlap.CommOverlapConfig
  overlap_grad_reduce: false
  overlap_param_gather: null
  overlap_moe_expert_parallel_comm: false
  tp_comm_overlap: false
dataset:
  _target_: megatron.bridge.training.config.GPTDatasetConfig
  create_attention_mask: true
  sequence_length: 4096
  split: 9999,8,2
ddp:
  _target_: megatron.core.distributed.distributed_data_parallel_config.DistributedDataParallelConfig
  average_in_collective: true
  bucket_size: null
  check_for_nan_in_grad: false
  data_parallel_sharding_strategy: no_shard
  delay_wgrad_compute: false
  fsdp_double_buffer: false
  grad_reduce_in_fp32: false
  keep_fp8_transpose_cache: false
  megatron_fsdp_main_params_dtype:
    _call_: false
    _target_: torch.float32
  num_distributed_optimizer_instances: 1
  overlap_grad_reduce: false
  overlap_param_gather: true
  use_custom_fsdp: false
  use_distributed_optimizer: true
  use_megatron_fsdp: false
dist:
  _target_: megatron.bridge.training.config.DistributedInitConfig
  distributed_backend: nccl
  use_megatron_fsdp: false
  use_torch_fsdp2: false
  use_tp_pp_dp_mapping: false
ft: null
logger:
  _target_: megatron.bridge.training.config.LoggerConfig
  log_interval: 1
mixed_precision:
  _target_: megatron.bridge.training.mixed_precision.MixedPrecisionConfig
  autocast_dtype: null
  bf16: true
  first_last_layers_bf16: false
  fp16: false
  fp32: false
  fp4: null
  fp4_recipe: nvfp4
  fp8: hybrid
  fp8_param: false
  fp8_param_gather: false
  fp8_recipe: blockwise
  fp8_wgrad: true
  grad_reduce_in_fp32: false
  num_layers_at_end_in_bf16: 0
  params_dtype:
    _call_: false
    _target_: torch.bfloat16
model:
  _target_: megatron.bridge.models.mla_provider.MLAModelProvider
  account_for_embedding_in_pipeline_split: false
  activation_func:
    _call_: false
    _target_: torch.nn.functional.silu
  add_bias_linear: false
  add_qkv_bias: false
  apply_rope_fusion: true
  attention_backend: null
  attention_dropout: 0.0
  bf16: true
  context_parallel_size: 1
  cp_comm_type: null
  cpu_offloading: false
  cpu_offloading_num_layers: 0
  cross_entropy_fusion_impl: te
  cross_entropy_loss_fusion: true
  cuda_graph_impl: none
  cuda_graph_scope: full
  deterministic_mode: false
  enable_cuda_graph: false
  expert_model_parallel_size: 64
  expert_tensor_parallel_size: 1
  experimental_attention_variant: null
  external_cuda_graph: false
  ffn_hidden_size: 18432
  fp16: false
  fp8: null
  fp8_recipe: delayed
  gated_linear_unit: true
  gradient_accumulation_fusion: true
  hf_model_id: deepseek-ai/DeepSeek-V3
  hidden_dropout: 0.0
  hidden_size: 7168
  hybrid_context_parallel: false
  init_method: null
  is_hybrid_model: false
  kv_channels: 64
  kv_lora_rank: 512
  layernorm_epsilon: 1.0e-06
  make_vocab_size_divisible_by: 1280
  mamba_head_dim: 64
  mamba_num_heads: null
  microbatch_group_size_per_vp_stage: null
  moe_aux_loss_coeff: 0.0001
  moe_expert_capacity_factor: null
  moe_ffn_hidden_size: 2048
  moe_flex_dispatcher_backend: hybridep
  moe_grouped_gemm: true
  moe_latent_size: null
  moe_layer_freq:
MOE  moe_layer_recompute: false
  moe_permute_fusion: true
  moe_router_dtype: fp32
  moe_router_enable_expert_bias: true
  moe_router_topk: 8
  moe_shared_expert_gate: false
  moe_shared_expert_intermediate_size: 2048
  moe_shared_expert_overlap: false
  moe_token_dispatcher_type: flex
  mtp_num_layers: 1
  multi_latent_attention: true
  normalization: RMSNorm
  num_attention_heads: 128
  num_layers: 61
  num_layers_in_first_pipeline_stage: null
  num_moe_experts: 256
  num_query_groups: 128
  offload_modules: null
  params_dtype:
    _call_: false
    _target_: torch.bfloat16
  pipeline_model_parallel_layout: Et|(tt|)*30mL
  pipeline_model_parallel_size: 8
  position_embedding_type: rope
  q_lora_rank: 1536
  qk_head_dim: 128
  qk_layernorm: true
  qk_pos_emb_head_dim: 64
  recompute_granularity: selective
  recompute_method: null
  recompute_modules:
  - mla_up_proj
  - mlp
  recompute_num_layers: null
  rotary_base: 10000.0
  seq_length: 4096
  sequence_parallel: true
  share_embeddings_and_output_weights: false
  should_pad_vocab: false
  softmax_type: vanilla
  tensor_model_parallel_size: 2
  tp_comm_overlap: false
  transformer_impl: transformer_engine
  transformer_layer_spec:
    _args_: []
    _partial_: true
    _target_: megatron.core.models.gpt.gpt_layer_specs.get_gpt_decoder_block_spec
    use_transformer_engine: true
  v_head_dim: 128
  virtual_pipeline_model_parallel_size: 4
  vocab_size: 129280
  wgrad_deferral_limit: 0
  window_size: null
optimizer:
  _target_: megatron.bridge.training.config.OptimizerConfig
  exp_avg_dtype:
    _call_: false
    _target_: torch.bfloat16
  exp_avg_sq_dtype:
    _call_: false
    _target_: torch.bfloat16
  lr: 0.0003
  main_grads_dtype:
    _call_: false
    _target_: torch.bfloat16
  main_params_dtype:
    _call_: false
    _target_: torch.float32
  optimizer: adam
  optimizer_cpu_offload: false
  optimizer_offload_fraction: 0.0
  use_distributed_optimizer: true
  use_precision_aware_optimizer: true
peft: null
tokenizer:
  _target_: megatron.bridge.training.tokenizers.config.TokenizerConfig
  tokenizer_type: NullTokenizer
  vocab_size: 32000
train:
  _target_: megatron.bridge.training.config.TrainingConfig
  exit_signal:
    _args_:
    - 15
    _call_: true
    _name_: SIGTERM
    _target_: signal.Signals
  global_batch_size: 16384
  manual_gc: true
  micro_batch_size: 1
  rampup_batch_size: null
  train_iters: 50
  train_samples: null
)";
  std::string layers;
  for (int i = 0; i < 61; ++i) layers += i < 3 ? "  - 0\n" : "  - 1\n";
  return with(text, "MOE", layers);
}

/// Some keys alone, as a person writes them.
constexpr const char* small = R"(
model:
  num_layers: 32
  hidden_size: 4096
  num_attention_heads: 32
  num_query_groups: 8
  gated_linear_unit: true
  add_bias_linear: false
  share_embeddings_and_output_weights: false
  normalization: RMSNorm
  position_embedding_type: rope
  vocab_size: 128256
  ffn_hidden_size: 14336
  seq_length: 8192
  tensor_model_parallel_size: 2
  sequence_parallel: true
mixed_precision: bf16-mixed
ddp:
  use_distributed_optimizer: true
train:
  micro_batch_size: 1
  global_batch_size: 128
)";

TEST_CASE("a dump of Bridge is the run that it configures") {
  const sw::configured_run run = read(deepseek());
  CHECK(run.understood());
  CHECK(sw::parameters_by_block(run.model).without_prediction() ==
        sw::parameters_by_block(sw::catalog::deepseek_v3).without_prediction());
  CHECK(run.plan.mesh == sw::mesh{.tensor = 2, .pipeline = 8, .data = 64, .expert = 64});
  CHECK(run.plan.layout.chunks == 4);
  CHECK(run.plan.layout.listed.size() == 32);
  CHECK(run.batch == sw::batch{.sequences = 16'384, .sequence_length = 4096});
  CHECK(run.recipe.format == sw::training_format::fp8_block);
  CHECK(run.recipe.states ==
        sw::state_bytes{.weight = 2, .gradient = 2, .optimizer = 8, .gradient_copy = 4, .moment_copies = 8});
  CHECK(run.recipe.recompute.modules ==
        sw::recompute_modules{.latent_projections = true, .feed_forward = true});
  CHECK(run.recipe.dispatcher == sw::token_dispatcher::flex);
  // A key of comm_overlap wins over that of ddp; what it does not say is on with several replicas.
  CHECK_FALSE(run.recipe.overlaps_gradients);
  CHECK(run.recipe.overlaps_parameters);
  CHECK(reason_of(run, "comm_overlap.overlap_param_gather") ==
        "true: comm_overlap hides it with several replicas");
  CHECK(passed_over(run, "model.bf16")->reason == "mixed_precision says it");
  CHECK(passed_over(run, "model.rotary_base")->known);
  CHECK(std::none_of(run.flags.passed_over.begin(), run.flags.passed_over.end(),
                     [](const sw::passed_over_key& one) { return one.expects_more; }));
}

TEST_CASE("a few keys are a run too, with the defaults of Bridge") {
  const sw::configured_run run = read(small, 64);
  CHECK(run.understood());
  CHECK(sw::parameters(run.model) == sw::parameters(sw::catalog::llama_3_1_8b));
  CHECK(run.plan.mesh == sw::mesh{.tensor = 2, .data = 32});
  CHECK(run.recipe.states.gradient == 4.0);  // of bf16_mixed
  CHECK(run.recipe.loss == sw::loss_kernel::fused_by_te);
  CHECK(reason_of(run, "model.cross_entropy_loss_fusion") == "true: Megatron-Bridge's default");
  // The width of a block is 4 x hidden_size, whether it has a gate or not.
  const sw::configured_run narrow = read(with(small, "  ffn_hidden_size: 14336\n", ""), 64);
  CHECK(reason_of(narrow, "model.ffn_hidden_size") == "16384: 4 hidden_size");
  // Words of the model are as they are; those of the tokenizer are padded.
  CHECK(read(with(small, "128256", "128258"), 64).model.vocabulary == 128'258);
  CHECK(read(with(small, "vocab_size: 128256", "vocab_size: null") +
                 "tokenizer: {vocab_size: 128001, tokenizer_type: HuggingFaceTokenizer}\n",
             64)
            .model.vocabulary == 128'256);
  // Recipes by their names.
  const sw::configured_run mx = read(with(small, "bf16-mixed", "bf16_with_mxfp8_mixed"), 64);
  CHECK(mx.recipe.format == sw::training_format::mxfp8);
  const sw::configured_run half = read(with(small, "bf16-mixed", "fp16_mixed"), 64);
  CHECK(half.recipe.format == sw::training_format::fp16);
  CHECK(half.recipe.states.gradient == 2.0);
  CHECK_THROWS_WITH_AS(read(with(small, "bf16-mixed", "bf16_mxd"), 64),
                       doctest::Contains("mixed_precision (line 17): 'bf16_mxd' is not one of bf16_mixed, "),
                       sw::broken_rule);
}

TEST_CASE("layouts are a text or lists of the layers of every stage") {
  const std::string pipelined =
      with(small, "  tensor_model", "  pipeline_model_parallel_size: 2\n  tensor_model");
  const auto with_layout = [&](const std::string& layout) {
    return read(
        with(pipelined, "  num_layers: 32", "  num_layers: 3\n  pipeline_model_parallel_layout: " + layout),
        64);
  };
  const sw::configured_run text = with_layout("Et|t|t|L");
  const sw::configured_run lists =
      with_layout("\n  - [embedding, decoder]\n  - [decoder]\n  - [decoder]\n  - [loss]");
  CHECK(text.plan == lists.plan);
  CHECK(lists.plan.layout.listed.size() == 4);
  CHECK_THROWS_AS(with_layout("[[embedding, encoder], [loss]]"), sw::broken_rule);
  CHECK_THROWS_WITH_AS(with_layout("Et|t|t|L\n  virtual_pipeline_model_parallel_size: 3"),
                       "model.virtual_pipeline_model_parallel_size (line 5): it is 3, and "
                       "pipeline_model_parallel_layout has 2 "
                       "stages on a rank",
                       sw::broken_rule);
}

TEST_CASE("what is not known is told with the nearest key, and what is not described is refused") {
  const auto refused = [](const std::string& text, const char* sentence) {
    CAPTURE(sentence);
    CHECK_THROWS_WITH_AS(read(text, 64), sentence, sw::broken_rule);
  };
  const sw::configured_run run =
      read(with(small, "  seq_length", "  frobnicate: 7\n  grobnicate: null\n  seq_length"), 64);
  CHECK_FALSE(run.understood());
  CHECK_FALSE(passed_over(run, "model.frobnicate")->known);
  CHECK(passed_over(run, "model.grobnicate")->known);
  CHECK(passed_over(run, "model.grobnicate")->reason == "not known, and its value says that there is none");
  const sw::configured_run nearly =
      read(with(small, "  seq_length", "  apply_rope_fuson: true\n  seq_length"), 64);
  CHECK(passed_over(nearly, "model.apply_rope_fuson")->nearest == "model.apply_rope_fusion");
  refused(with(small, "num_layers: 32", "num_layer: 32"),
          "model.num_layers is missing: how many layers there are");
  refused(with(small, "num_layers: 32", "num_layers: many"),
          "model.num_layers (line 3) is a whole number from 1 to 100,000, not 'many'");
  refused(with(small, "  seq_length", "  cpu_offloading: true\n  seq_length"),
          "model.cpu_offloading (line 14) is not understood (true): activations are kept on the host, which "
          "plan and "
          "recipe do not hold");
  refused(
      with(small, "  seq_length", "  is_hybrid_model: true\n  seq_length"),
      "model.is_hybrid_model (line 14) is not understood: some layers are not attention and a feed-forward "
      "block, which a description of a model does not hold");
  refused(
      std::string(small) + "peft:\n  _target_: megatron.bridge.peft.lora.LoRA\n  dim: 8\n",
      "peft.dim (line 25) is not understood (8): adapters are trained, and which is not read, which plan and "
      "recipe do not hold");
  refused(
      with(small, "  num_layers", "  _target_: a.b.MambaModelProvider\n  num_layers"),
      "model._target_ (line 3): MambaModelProvider has other layers than attention and a feed-forward block, "
      "which a description of a model does not hold");
  for (const auto& [provider, reason] :
       {std::pair{"Qwen2AudioModelProvider", "has other layers than attention and a feed-forward block"},
        std::pair{"Qwen3OmniMoeModelProvider", "has other layers than attention and a feed-forward block"},
        std::pair{"Qwen3VLMoEModelProvider", "has other layers than attention and a feed-forward block"},
        std::pair{"Gemma2ModelProvider", "has windows in some of its layers and norms behind its blocks"},
        std::pair{"Gemma3ModelProvider4B",
                  "has windows in some of its layers and norms behind its blocks"}}) {
    const std::string name = provider, sentence = "model._target_ (line 3): " + name + " " + reason;
    CAPTURE(name);
    CHECK_THROWS_WITH_AS(read(with(small, "  num_layers", "  _target_: a.b." + name + "\n  num_layers")),
                         doctest::Contains(sentence.c_str()), sw::broken_rule);
  }
  refused(with(small, "tensor_model_parallel_size", "tensor_model_paralel_size"),
          "model.tensor_model_paralel_size (line 15): it is not known, and is spelt almost like "
          "model.tensor_model_parallel_size, which is missing");
  refused(with(small, "gated_linear_unit: true", "gated_linear_unit: 3"),
          "model.gated_linear_unit (line 7) is true or false, not 3");
  refused(with(small, "mixed_precision: bf16-mixed\n", ""),
          "model.bf16 or model.fp16 is missing: without them training is in 32 bit, which a recipe does not "
          "hold");
  refused(std::string(small) + "dataset:\n  sequence_length: 4096\n",
          "dataset.sequence_length (line 24): it is the seq_length of the model, 8192, and is 4096");
  refused("train: {micro_batch_size: 1}\n",
          "model is missing: a run_config.yaml of Megatron-Bridge has a table of that name");
  refused(std::string(small) + "train: 3\n  ",
          "train (line 23): a key stands there once, and it is a table too");
  CHECK_THROWS_WITH_AS(
      sw::read_run_config(small, {}),
      "the number of accelerators is not known: a run_config.yaml does not say it; it can be "
      "said apart from the file, by --gpus",
      sw::broken_rule);
}

TEST_CASE("a hundred thousand keys take a moment, and are too many") {
  std::string text = small;
  for (int i = 0; i < 100'000; ++i) text += "key" + std::to_string(i) + ": 1\n";
  CHECK_THROWS_AS(read(text), sw::broken_rule);
  std::string deep = "model:\n";
  for (int i = 0; i < 14; ++i)
    deep += std::string(static_cast<std::size_t>(i) + 1, ' ') + std::string(900, 'k') + ":\n";
  for (int i = 0; i < 300'000; ++i) deep += std::string(16, ' ') + "a" + std::to_string(i) + ": 1\n";
  CHECK_THROWS_WITH_AS(read(deep), doctest::Contains("the paths of keys to all values have at most"),
                       sw::broken_rule);
}

TEST_CASE("files of software that is not read are named") {
  const auto named = [](const std::string& text, const char* software) {
    CAPTURE(text);
    const std::string sentence =
        "this is a configuration of " + std::string(software) + ", which is not read";
    CHECK_THROWS_WITH_AS(read(text), doctest::Contains(sentence.c_str()), sw::broken_rule);
  };
  named("name: megatron_gpt\ntrainer:\n  devices: 8\n  precision: bf16\nmodel:\n  num_layers: 12\n",
        "NeMo 1 (megatron_gpt_config.yaml)");
  named("max_seq_len: 2048\nmodel:\n  name: mpt_causal_lm\n  d_model: 768\n  n_layers: 12\n", "LLM Foundry");
  named("base_model: meta-llama/Llama-3.1-8B\nsequence_len: 4096\n", "axolotl");
  named("compute_environment: LOCAL_MACHINE\ndistributed_type: FSDP\n", "accelerate");
  CHECK_THROWS_WITH_AS(
      sw::read_run_config("distributed_type: FSDP\n", {.gpus = 8}),
      "distributed_type (line 1): this is a configuration of accelerate, which is not read; of "
      "YAML, a run_config.yaml of Megatron-Bridge and a model_config.yaml of Megatron-LM are",
      sw::broken_rule);
}

}  // namespace
