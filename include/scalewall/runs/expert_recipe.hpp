// Plans that experts settled on, read from a table into what can be predicted of them.
//
// A row names a model, the machine, the mesh and the recipe in words of its framework, and where it stands. What it leaves
// open follows its kind. Performance and library recipes are Megatron-Bridge's at one commit, whose tables are of its
// container of August 2026: fused attention and Transformer Engine's loss, no dropout, packed sequences, the router in
// fp32. Published production plans have the software that was published of that model, gradients in fp32 and a microbatch
// of one sequence.
//
// A parameter keeps 2 bytes of its weight, or, where weights are kept in 8 bits (fp8_param_gather), 1 with one factor for a
// whole tensor and 2 x 33 / 32 in mxfp8, whose transposed copies are kept too; 4 or 2 of its gradient as replicas add it up in
// fp32 or not; 12 of the optimizer, or what the columns of a precision-aware one say. Kimi K2's recipes train with Muon, which
// keeps a master weight and one momentum in fp32 and shares them among replicas by whole layers, not as Megatron's distributed
// optimizer does.
//
// Sources: NVIDIA-NeMo/Megatron-Bridge, src/megatron/bridge/recipes and perf_recipes; NVIDIA/Megatron-LM,
// megatron/core/optimizer/optimizer_config.py.

#pragma once

#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/runs/measured_run.hpp>
#include <scalewall/runs/memory_of_megatron.hpp>
#include <scalewall/runs/memory_row_plan.hpp>
#include <scalewall/runs/row_fields.hpp>
#include <scalewall/runs/row_model.hpp>
#include <scalewall/runs/run_hardware.hpp>
#include <scalewall/runs/run_model.hpp>
#include <scalewall/runs/run_plan.hpp>
#include <scalewall/runs/run_software.hpp>

#include <array>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

/// A plan that experts settled on.
struct expert_recipe {
  std::string id{};
  std::string kind{};
  std::string model_name{};
  std::string gpu{};
  std::string precision{};
  std::string source{};

  /// What is predicted; none where the library cannot express it.
  std::optional<run_configuration> configuration{};

  /// Why it cannot, as a sentence; empty where it can.
  std::string obstacle{};

  /// What the row does not state and what of it is not in the model, as sentences.
  assumptions_made assumed{};
};

/// Columns without which a file is no table of plans.
inline constexpr std::array<std::string_view, 7> needed_recipe_columns = {"id", "model", "gpu", "n_gpu",
                                                                          "tp", "pp",    "gbs"};

/// Kimi K2. Source: NVIDIA-NeMo/Megatron-Bridge@067f987, src/megatron/bridge/recipes/kimi and docs/performance-summary.md.
inline constexpr language_model kimi_k2 = [] {
  constexpr latent_attention attention{.heads = 64,
                                       .query_rank = 1536,
                                       .key_value_rank = 512,
                                       .nope_head_size = 128,
                                       .rope_head_size = 64,
                                       .value_head_size = 128};
  return language_model{
      .name = "Kimi K2",
      .width = 7168,
      .vocabulary = 163'840,
      .tied_head = false,
      .norm = norm_kind::rms_norm,
      .layers = {{.runs = {{{.attention = attention,
                             .feed_forward = dense_feed_forward{.width = 18'432, .gated = true}},
                            1},
                           {{.attention = attention,
                             .feed_forward = routed_feed_forward{.experts = 384,
                                                                 .experts_per_token = 8,
                                                                 .expert_width = 2048,
                                                                 .gated = true,
                                                                 .router_bias = true,
                                                                 .shared_experts = 1,
                                                                 .shared_expert_width = 2048}},
                            60}}}}};
}();

namespace detail {

/// A model as recipes name it.
struct recipe_model {
  std::string_view name;
  const language_model& model;
};

inline constexpr recipe_model recipe_models[] = {
    {"deepseek_v3", catalog::deepseek_v3},
    {"kimi_k2", kimi_k2},
    {"qwen3_235b_a22b", catalog::qwen_3_vl_235b_a22b_text},
    {"qwen3_vl_235b_a22b", catalog::qwen_3_vl_235b_a22b_text},
    {"qwen3_30b_a3b", catalog::qwen_3_30b_a3b},
    {"qwen3_vl_30b_a3b", catalog::qwen_3_vl_30b_a3b_text},
    {"llama31_405b", catalog::llama_3_1_405b},
    {"llama31_70b", catalog::llama_3_1_70b},
    {"llama3_70b", catalog::llama_3_1_70b},
    {"llama3_8b", catalog::llama_3_1_8b},
    {"llama2_7b", catalog::llama_2_7b},
    {"gpt_oss_20b", catalog::gpt_oss_20b},
    {"gpt_oss_120b", catalog::gpt_oss_120b},
    {"moonlight_16b", moonlight_16b},
    {"qwen3_600m", catalog::qwen_3_0_6b},
    {"qwen3_1p7b", catalog::qwen_3_1_7b},
    {"qwen3_8b", catalog::qwen_3_8b},
    {"qwen2_7b", catalog::qwen_2_5_7b},
    {"gemma2_9b", catalog::gemma_2_9b},
    {"glm45_355b", catalog::glm_4_5},
    {"glm45_air_106b", catalog::glm_4_5_air},
    {"gpt3_175b", catalog::gpt_3_175b},
    {"mtnlg_530b", catalog::megatron_turing_nlg_530b},
    {"bloom_176b", catalog::bloom_176b},
    {"nemotron4_340b", catalog::nemotron_4_340b},
    {"falcon_40b", catalog::falcon_40b},
    {"falcon_180b", catalog::falcon_180b},
};

inline language_model model_of_recipe(const csv_row& row, assumptions_made& assumed) {
  refuse_hybrids(row);
  const std::string_view name = field_text(row, "model");
  for (const recipe_model& known : recipe_models) {
    if (known.name != name) continue;
    language_model model = known.model;
    if (mentions(name, "_vl_")) assumed.emplace_back("the encoder of images is left out");
    if (!whole_field(row, "mtp_layers")) model.prediction.reset();
    return model;
  }
  throw broken_rule("the catalogue has no model that recipes call " + quoted_text(name));
}

/// Whether a column says yes. Throws `broken_rule` where it says neither yes nor no.
inline bool is_true(const csv_row& row, std::string_view column) {
  return yes_or_no_field(row, column).value_or(false);
}

/// Throws `broken_rule` for work that is no training of all parameters.
inline void require_known_kind(const csv_row& row) {
  constexpr std::string_view column = "kind";
  if (!field_text(row, column).empty() &&
      !is_one_of(field_text(row, column),
                 {"performance recipe", "library recipe", "published production plan"}))
    row.reject(column,
               "known are performance recipe, library recipe and published production plan, of pre-training");
}

inline bool is_of_bridge(const csv_row& row) { return mentions(field_text(row, "kind"), "recipe"); }

/// Software of published plans: what trained that model.
inline run_software software_of_recipe(const csv_row& row, assumptions_made& assumed) {
  if (is_of_bridge(row)) return {.release = software_release{.year = 26, .month = 8}};
  const std::string_view model = field_text(row, "model");
  if (model == "bloom_176b")
    return {.family = time_family::bloom,
            .release = software_release{.year = 22, .month = 3},
            .memory = &catalog::deepspeed_bf16};
  if (model == "mtnlg_530b")
    return {.family = time_family::megatron_lm,
            .release = software_release{.year = 21, .month = 4},
            .memory = &catalog::megatron_core_local};
  assumed.emplace_back("the software of the plan is read as Megatron Core");
  return {.known = false};
}

/// Throws `broken_rule` for a precision that is none of those that are known.
inline training_format format_of_recipe(const csv_row& row) {
  const std::string_view written = field_text(row, "precision");
  if (written.empty() || written == "bf16") return training_format::bf16;
  if (written == "fp8cs") return training_format::fp8_current;
  if (written == "fp8ds") return training_format::fp8_delayed;
  if (written == "fp8sc" || mentions(written, "block")) return training_format::fp8_block;
  if (written == "fp8mx") return training_format::mxfp8;
  if (written == "mxfp8") return training_format::mxfp8;
  if (written == "nvfp4") return training_format::nvfp4;
  if (written == "fp16") return training_format::fp16;
  row.reject("precision",
             "known are bf16, fp16, fp8cs (current scaling), fp8ds (delayed), fp8sc (blocks), fp8mx, mxfp8 "
             "and nvfp4");
}

/// Whether replicas share the states of the optimizer; none where the field is empty.
inline std::optional<bool> shares_optimizer(const csv_row& row) {
  if (is_one_of(field_text(row, "distributed_optimizer"), {"ZeRO-1"})) return true;
  return yes_or_no_field(row, "distributed_optimizer");
}

/// Whether a recipe's optimizer is Muon (`dist_muon`).
inline bool trains_with_muon(const csv_row& row) {
  return is_of_bridge(row) && field_text(row, "model") == "kimi_k2" && !shares_optimizer(row).value_or(true);
}

/// Bytes of a word of an optimizer's state; fp32 where the recipe says nothing. Throws `broken_rule` for other words.
inline double bytes_of_type(const csv_row& row, std::string_view column) {
  const std::string_view type = field_text(row, column);
  if (type.empty() || is_one_of(type, {"float32", "fp32"})) return 4;
  if (is_one_of(type, {"bfloat16", "bf16", "float16", "fp16"})) return 2;
  row.reject(column, "known are float32, bfloat16 and float16");
}

inline state_bytes states_of_recipe(const csv_row& row, training_format format,
                                    const memory_accounting& framework) {
  if (!is_of_bridge(row)) {
    state_bytes states = framework.states;
    // Moments in bf16: DeepSeek-AI 2024 (arXiv 2412.19437), section 3.3.3.
    if (field_text(row, "model") == "deepseek_v3") states.optimizer = 8;
    return states;
  }
  state_bytes states{.gradient = is_true(row, "grad_reduce_in_fp32") ? 4.0 : 2.0};
  if (is_true(row, "fp8_param_gather") && is_quantized(format) && format != training_format::nvfp4)
    states.weight = format == training_format::mxfp8 ? 2.0 * 33 / 32 : 1.0;
  const double first = bytes_of_type(row, "exp_avg_dtype"), second = bytes_of_type(row, "exp_avg_sq_dtype");
  // Bridge's recipes with moments in fewer bits have the precision-aware optimizer, and its master weights.
  const bool aware = !trains_with_muon(row) && (first < 4 || second < 4);
  const double master = bytes_of_type(row, "main_params_dtype");
  states.optimizer = (aware && master > 2 ? bytes_of_master_weight(format) : master) + first +
                     (trains_with_muon(row) ? 0 : second);
  if (aware) states.moment_copies = bytes_of_moment_copies(first, second);
  if ((!aware || updates_copies_in_fp32(format)) && states.gradient < 4) states.gradient_copy = 4;
  return states;
}

inline sharding shards_of_recipe(const csv_row& row, time_family family, assumptions_made& assumed) {
  const std::string_view fsdp = field_text(row, "fsdp");
  if (mentions_any(fsdp, {"HSDP", "hybrid"})) row.reject("fsdp", "hybrid shards are not modelled");
  if (mentions(fsdp, "ZeRO-2")) return sharding::gradients;
  if (mentions_any(fsdp, {"fsdp", "fully sharded"}) || is_one_of(fsdp, {"yes", "y", "true", "1", "megatron"}))
    return sharding::weights;
  if (!fsdp.empty() && !is_one_of(fsdp, {"no", "n", "false", "0", "none"}))
    row.reject("fsdp", "known are no, yes, megatron-fsdp, FSDP, ZeRO-2 and fully sharded, or an empty field");
  const std::optional<bool> shared = shares_optimizer(row);
  if (trains_with_muon(row) || shared.value_or(false)) return sharding::optimizer;
  if (shared) return sharding::none;
  const sharding usual = family == time_family::megatron_core ? sharding::optimizer : sharding::none;
  assumed.push_back("what replicas share is not stated: " + std::string(name(usual)));
  return usual;
}

inline recomputation recomputation_of_recipe(const csv_row& row, assumptions_made& assumed) {
  const std::string_view granularity = field_text(row, "recompute_granularity"),
                         modules = field_text(row, "recompute_modules");
  if (!granularity.empty() && !is_one_of(granularity, {"none", "selective", "full", "full (partial)"}))
    row.reject("recompute_granularity",
               "known are none, selective, full and full (partial), or an empty field");
  // DeepSeek's words for what Megatron Core calls layernorm; the outputs of SwiGLU are computed anew too: DeepSeek-AI 2024
  // (arXiv 2412.19437), sections 3.2.3 and 3.3.3.
  if (mentions(field_text(row, "recompute_modules"), "RMSNorm"))
    return {.granularity = recompute_granularity::selective,
            .modules = {.norms = true, .latent_projections = true, .expert_activation = true}};
  if (granularity.empty() && !modules.empty() && modules != "[]")
    assumed.emplace_back(
        "recompute_modules without recompute_granularity: nothing is recomputed, as in Megatron Core");
  return recomputation_of(row_words(row));
}

/// How a row begins that says of which modules activations stand on the host.
inline constexpr std::string_view offloaded_by_module = "fine-grained activations";

inline recipe recipe_of_expert(const csv_row& row, const run_software& software, assumptions_made& assumed) {
  recipe how{.format = format_of_recipe(row)};
  how.states = states_of_recipe(row, how.format, *software.memory);
  how.shards = shards_of_recipe(row, software.family, assumed);
  how.recompute = recomputation_of_recipe(row, assumed);
  if (const std::string_view kept = field_text(row, "offload"); kept.starts_with(offloaded_by_module)) {
    for (const offloaded_module& one : every_offloaded_module)
      how.offloaded.*one.taken = has_word(kept, one.name);
    assumed.emplace_back("copies of activations to the host and back cost no time");
  }
  how.attention_mask = false;
  how.reduced_gradient = how.states.gradient >= 4 ? 4 : 2;
  if (is_of_bridge(row)) {
    how.loss = loss_kernel::fused_by_te;
    how.router_in_fp32 = true;
    const std::optional<bool> sequence_parallel = yes_or_no_field(row, "sequence_parallel");
    how.sequence_parallel = sequence_parallel.value_or(true);
    if (!sequence_parallel && whole_field(row, "tp").value_or(1) > 1)
      assumed.emplace_back("sequence parallelism is not stated: with it");
    how.overlaps_tensor = is_true(row, "tp_comm_overlap");
    how.overlaps_gradients = is_true(row, "overlap_grad_reduce");
    how.overlaps_parameters = is_true(row, "overlap_param_gather");
    if (trains_with_muon(row))
      assumed.emplace_back("what Muon multiplies in a step of the optimizer is left out");
    const std::string_view dispatcher = field_text(row, "moe_dispatcher");
    if (mentions(dispatcher, "flex"))
      how.dispatcher = token_dispatcher::flex;
    else if (!dispatcher.empty() && dispatcher != "alltoall")
      row.reject("moe_dispatcher", "known are alltoall and flex");
    const std::string_view graphs = field_text(row, "cuda_graph");
    if (!graphs.empty() && !is_one_of(graphs, {"no", "false", "none", "0"})) {
      if (!mentions_any(graphs, {"transformer_engine", "local", "full_iteration"}))
        row.reject("cuda_graph",
                   "known are none, local, transformer_engine and full_iteration, or an empty field");
      how.graphs = mentions(graphs, "full") ? cuda_graphs::whole_iteration : cuda_graphs::parts;
    }
    if (is_true(row, "overlap_moe_a2a"))
      assumed.emplace_back("exchanges of experts are priced as if no other microbatch hid them");
    return how;
  }
  const bool early = software.family == time_family::bloom || software.family == time_family::megatron_lm;
  if (early) {
    how.attention = attention_kernel::unfused;
    how.sequence_parallel = false;
    how.attention_dropout = how.hidden_dropout = true;
  }
  return how;
}

inline void refuse_what_no_recipe_expresses(const csv_row& row) {
  if (const std::string_view kept = field_text(row, "offload");
      !kept.empty() && (!kept.starts_with(offloaded_by_module) || mentions(kept, "fused_group_mlp")))
    throw broken_rule("activations that are offloaded by whole layers or fused blocks are not modelled");
  if (mentions_any(field_text(row, "recompute_modules"), {"mhc", "gdn"}))
    throw broken_rule("the layers that are recomputed are none of attention and feed-forward blocks");
  if (field_text(row, "tp").empty() || field_text(row, "pp").empty() || field_text(row, "gbs").empty())
    throw broken_rule("the row does not say how the model was split over its GPUs");
}

inline stage_layout layout_of_recipe(const csv_row& row, const language_model& model, std::int64_t sequence,
                                     std::int64_t pipeline) {
  const std::string_view written = field_text(row, "pp_layout");
  if (pipeline == 1) return {};
  if (!written.empty()) return written_layout(written, pipeline);
  const std::int64_t chunks = whole_field(row, "vpp").value_or(1);
  const auto first = whole_field(row, "layers_first_stage"), last = whole_field(row, "layers_last_stage");
  if (first || last) return {.chunks = chunks, .first_rank = first, .last_rank = last};
  return layout_of(row, model, sequence, pipeline, chunks);
}

inline planned_batch plan_of_recipe(const csv_row& row, const language_model& model,
                                    const run_hardware& hardware, assumptions_made& assumed) {
  planned_batch found{.batch = {.sequences = whole_field(row, "gbs").value_or(0),
                                .sequence_length = whole_field(row, "seq_len").value_or(0)}};
  if (found.batch.sequence_length == 0) throw broken_rule("the row does not say how long its sequences are");
  training_plan& plan = found.plan;
  plan.mesh = {.tensor = whole_field(row, "tp").value_or(1),
               .context = whole_field(row, "cp").value_or(1),
               .pipeline = whole_field(row, "pp").value_or(1)};
  const count ranks = count{plan.mesh.tensor} * plan.mesh.context * plan.mesh.pipeline;
  require(count{hardware.gpus} % ranks == count{}, "the degrees of a plan divide its GPUs",
          {{"tensor x context x pipeline", double(ranks)}, {"GPUs", hardware.gpus}});
  plan.mesh.data = (count{hardware.gpus} / ranks).as_int64();
  if (is_routed(model)) {
    plan.mesh.expert = whole_field(row, "ep").value_or(1);
    plan.mesh.expert_tensor = whole_field(row, "etp").value_or(1);
  }
  plan.layout = layout_of_recipe(row, model, found.batch.sequence_length, plan.mesh.pipeline);
  const auto microbatch = whole_field(row, "mbs");
  plan.microbatch = microbatch.value_or(1);
  if (!microbatch) assumed.emplace_back("the microbatch is not stated: 1");
  if (mentions(field_text(row, "notes"), "DualPipe")) plan.schedule = schedule::dual_pipe;
  if (plan.layout.chunks > 1 && microbatches_of(plan, found.batch) % plan.mesh.pipeline != 0)
    plan.microbatch_group = plan.mesh.pipeline;
  require_valid(plan, model, found.batch);
  return found;
}

}  // namespace detail

/// The plan that a row describes. What cannot be expressed says why; a row is never lost.
inline expert_recipe read_expert_recipe(const csv_row& row) {
  expert_recipe found{.id = std::string(field_text(row, "id")),
                      .kind = std::string(field_text(row, "kind")),
                      .model_name = std::string(field_text(row, "model")),
                      .gpu = std::string(field_text(row, "gpu")),
                      .precision = std::string(field_text(row, "precision")),
                      .source = std::string(field_text(row, "source"))};
  try {
    detail::require_known_kind(row);
    detail::refuse_what_no_recipe_expresses(row);
    run_configuration what{.model = detail::model_of_recipe(row, found.assumed)};
    what.hardware = hardware_of(row, found.assumed);
    what.software = detail::software_of_recipe(row, found.assumed);
    what.recipe = detail::recipe_of_expert(row, what.software, found.assumed);
    const planned_batch planned = detail::plan_of_recipe(row, what.model, what.hardware, found.assumed);
    what.plan = planned.plan;
    what.batch = planned.batch;
    found.configuration = what;
  } catch (const broken_rule& broken) {
    found.obstacle = broken.what();
  }
  return found;
}

/// Every plan of a table. Throws `broken_rule` unless it is one.
inline std::vector<expert_recipe> read_expert_recipes(std::istream& in) {
  csv_reader reader(in);
  reader.require_columns(needed_recipe_columns);
  std::vector<expert_recipe> recipes;
  while (const auto row = reader.next()) recipes.push_back(read_expert_recipe(*row));
  return recipes;
}

}  // namespace scalewall
