// The recipe of a measured run: precision, sharding, recomputation, kernels and graphs.
//
// What a row leaves open is what its software does by default; a precision that is nowhere stated is the one that the
// other rows of its source have, and is always named: taken wrongly, it is worth a factor of up to 1.7.

#pragma once

#include <scalewall/parallel/recipe.hpp>
#include <scalewall/parallel/training_plan.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/training_plan_text.hpp>
#include <scalewall/runs/measured_run.hpp>
#include <scalewall/runs/row_fields.hpp>
#include <scalewall/runs/run_hardware.hpp>
#include <scalewall/runs/run_software.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

namespace detail {

/// The format that a text names, if it names one.
inline std::optional<training_format> format_named(std::string_view text) {
  if (mentions(text, "NVFP4")) return training_format::nvfp4;
  if (mentions_any(text, {"MXFP8", "FP8-MX", "fp8mx"})) return training_format::mxfp8;
  if (mentions_any(text, {"blockwise", "FP8-SC"})) return training_format::fp8_block;
  if (mentions_any(text, {"FP8-CS", "fp8_cs", "tensorwise", "rowwise", "fp8_full"}))
    return training_format::fp8_current;
  if (mentions(text, "FP8")) return training_format::fp8_delayed;
  if (mentions(text, "BF16")) return training_format::bf16;
  if (mentions(text, "FP16")) return training_format::fp16;
  return {};
}

inline training_format format_of(const csv_row& row, std::vector<std::string>& assumed) {
  const std::string_view written = field_text(row, "precision");
  if (mentions(written, "or NVFP4")) {
    assumed.emplace_back("the source has scripts in fp8 and in nvfp4: fp8");
    return training_format::fp8_delayed;
  }
  // Scripts of MLCommons' results carry the format in their names.
  const bool explicitly = !written.empty() && !mentions(written, "not explicit");
  if (!explicitly && mentions(field_text(row, "source"), "_fp4")) {
    assumed.emplace_back("the precision is in the name of the script alone: nvfp4");
    return training_format::nvfp4;
  }
  if (const auto named = format_named(written)) {
    if (mentions(written, "INT8")) assumed.emplace_back("the source may have multiplied in int8: bf16");
    if (mentions(written, "not explicit"))
      assumed.emplace_back("the precision is not explicit in its script: fp8");
    return *named;
  }
  if (!written.empty())
    throw broken_rule("the precision is none of those that are known: " + quoted_text(written));
  if (const auto named = format_named(field_text(row, "notes"))) return *named;
  const std::string_view source = field_text(row, "source_key");
  if (source == "MB" || source.starts_with("MLPERF")) {
    assumed.emplace_back(
        "the precision is not stated: fp8, as elsewhere in its source; 16 bit would take up to 1.7 times as "
        "long");
    return training_format::fp8_delayed;
  }
  assumed.emplace_back("the precision is not stated: 16 bit; fp8 would take down to 0.6 of the time");
  return training_format::bf16;
}

inline recomputation recomputation_of(const csv_row& row, time_family family,
                                      std::vector<std::string>& assumed) {
  const std::string_view written = field_text(row, "recompute");
  if (mentions(written, "granularity full")) {
    recomputation full = full_recomputation;
    if (mentions(written, "method uniform")) return full;
    // Shell scripts write the number as ACL=21.
    full.layers = number_after(written, "ACL=");
    if (!full.layers) full.layers = number_after(written, "layers ");
    return full;
  }
  if (written.starts_with("full")) return full_recomputation;
  if (mentions(written, "selective (op)") || (written == "selective" && family == time_family::torchtitan))
    return {.granularity = recompute_granularity::selective, .every_second_product = true};
  if (written == "selective") return selective_recomputation;
  if (mentions(written, "modules [")) {
    const std::string_view list = written.substr(0, written.find(']'));
    const auto named = [&](std::string_view name) {
      for (std::string_view rest = list.substr(list.find('[') + 1); !rest.empty();) {
        const std::size_t end = rest.find(',');
        std::string_view one = rest.substr(0, end);
        while (one.starts_with(' ')) one.remove_prefix(1);
        if (one == name) return true;
        rest = end == std::string_view::npos ? std::string_view{} : rest.substr(end + 1);
      }
      return false;
    };
    recompute_modules modules;
    for (const recompute_module& one : every_recompute_module) modules.*one.taken = named(one.name);
    if (!modules.any()) return {};
    return {.granularity = recompute_granularity::selective, .modules = modules};
  }
  if (!mentions_any(written, {"none", "not set"}))
    assumed.emplace_back(written.empty() ? std::string("recomputation is not stated: none")
                                         : "recomputation is not known (" + quoted_text(written) + "): none");
  return {};
}

/// What of weights, gradients and states replicas share. Throws `broken_rule` where the field is of none of the known words.
inline sharding sharding_of(const csv_row& row, time_family family, const run_hardware& hardware,
                            std::vector<std::string>& assumed) {
  const std::string_view written = field_text(row, "zero_fsdp");
  constexpr std::string_view known =
      "known are none, 0, 1, 2, 3, ZeRO-1, ZeRO-2, ZeRO-3, distributed optimizer, FSDP, FULL_SHARD, "
      "SHARD_GRAD_OP, "
      "optim_grads_params, fully sharded; neither hybrid shards, ZeRO++ nor states on the host are modelled";
  if (mentions_any(written, {"HSDP", "hybrid", "ZeRO++", "infinity", "offload"}))
    row.reject("zero_fsdp", known);
  if (is_one_of(written, {"0", "ZeRO 0", "ZeRO0", "none", "no", "n", "false"})) return sharding::none;
  if (is_one_of(written, {"1", "ZeRO1", "stage 1"})) return sharding::optimizer;
  if (is_one_of(written, {"2", "ZeRO2", "stage 2"})) return sharding::gradients;
  if (is_one_of(written, {"3", "ZeRO3", "stage 3", "full shard"})) return sharding::weights;
  if (mentions_any(written, {"ZeRO-3", "FULL_SHARD", "FSDP", "fully sharded", "optim_grads_params"}) &&
      !mentions(written, "ZeRO-2"))
    return sharding::weights;
  if (mentions_any(written, {"ZeRO-2", "SHARD_GRAD_OP"})) return sharding::gradients;
  if (mentions_any(written, {"ZeRO-1", "distributed optimizer"})) return sharding::optimizer;
  if (mentions(written, "ZeRO-0")) return sharding::none;
  if (!written.empty()) row.reject("zero_fsdp", known);
  const sharding usual = is_tpu(hardware.gpu) || family == time_family::maxtext ? sharding::weights
                         : family == time_family::megatron_core || family == time_family::zero_bubble
                             ? sharding::optimizer
                             : sharding::none;
  assumed.push_back("what replicas share is not stated: " + std::string(name(usual)));
  return usual;
}

/// How many GPUs one set of shards is of, where replicas have several.
inline std::optional<std::int64_t> sharing_group(const csv_row& row, time_family family,
                                                 const run_hardware& hardware,
                                                 std::vector<std::string>& assumed) {
  const std::string_view written = field_text(row, "zero_fsdp");
  if (const auto group = number_after(written, "ZeRO-1 group ")) return group;
  // FSDP128 is a group of 128, FSDP2 the second version of FSDP.
  if (const auto group = number_after(written, "FSDP"); group && *group >= 16) return group;
  if (family == time_family::maxtext && !is_tpu(hardware.gpu) && hardware.gpus > 128) {
    assumed.emplace_back("the group that shares weights is not stated: 128 GPUs, as elsewhere in JAX");
    return 128;
  }
  return {};
}

}  // namespace detail

/// What the work of a row was for.
inline run_purpose purpose_of(const csv_row& row) {
  const std::string_view notes = field_text(row, "notes");
  if (mentions(field_text(row, "model"), "LoRA") || mentions_any(notes, {"LoRA", "task peft"}))
    return run_purpose::low_rank_fine_tuning;
  if (mentions_any(notes, {"FINE-TUNING", "task sft"}) || mentions(field_text(row, "quality"), "fine-tuning"))
    return run_purpose::fine_tuning;
  return run_purpose::pre_training;
}

/// Throws `broken_rule` with what the row leaves open.
inline recipe recipe_of(const csv_row& row, const training_plan& plan, const run_hardware& hardware,
                        const run_software& software, run_purpose purpose,
                        std::vector<std::string>& assumed) {
  const time_family family = software.family;
  const std::string_view notes = field_text(row, "notes");
  recipe found{.format = detail::format_of(row, assumed)};
  found.recompute = detail::recomputation_of(row, family, assumed);
  found.shards = detail::sharding_of(row, family, hardware, assumed);
  found.stays_gathered_in_pipeline = family != time_family::megatron_core;
  if (const auto group = detail::sharing_group(row, family, hardware, assumed))
    found.optimizer_instances = std::max<std::int64_t>(1, dense_replicas(plan.mesh) / *group);

  // Recipes of NVIDIA write "y if tp>1", and without tensor parallelism it changes nothing.
  const bool where_tensor = mentions(field_text(row, "seq_parallel"), "y if tp>1");
  const std::optional<bool> sequence_parallel =
      where_tensor ? std::optional<bool>(true) : yes_or_no_field(row, "seq_parallel");
  found.sequence_parallel =
      sequence_parallel.value_or(family == time_family::megatron_core || family == time_family::torchtitan);
  if (!sequence_parallel && plan.mesh.tensor > 1)
    assumed.push_back(std::string("sequence parallelism is not stated: ") +
                      (found.sequence_parallel ? "with it" : "without it"));

  const bool is_zero_bubble_paper = field_text(row, "source_key") == "ZB";
  const std::string_view kernel = field_text(row, "attention");
  if (is_zero_bubble_paper && kernel.empty())
    assumed.emplace_back("the source, ZB, says of its attention: unfused, with dropout");
  const bool unfused = family == time_family::megatron_lm || family == time_family::megatron_lm_2022 ||
                       family == time_family::vtrain || family == time_family::bloom ||
                       family == time_family::oneflow || is_zero_bubble_paper ||
                       family == time_family::deepspeed_zero3;
  found.attention = unfused ? attention_kernel::unfused
                    : family == time_family::llm_foundry || family == time_family::internevo
                        ? attention_kernel::flash
                        : attention_kernel::fused;
  found.attention_dropout = unfused && family != time_family::bloom;
  found.hidden_dropout = found.attention_dropout;
  if (is_one_of(kernel, {"fused"}))
    found.attention = attention_kernel::fused;
  else if (is_one_of(kernel, {"flash"}))
    found.attention = attention_kernel::flash;
  else if (is_one_of(kernel, {"unfused"}))
    found.attention = attention_kernel::unfused;
  else if (!kernel.empty())
    row.reject("attention", "known are fused, flash and unfused, or an empty field");
  const bool adds_up_in_fp32 = family == time_family::megatron_core || family == time_family::torchtitan ||
                               family == time_family::zero_bubble || family == time_family::bloom;
  found.reduced_gradient = adds_up_in_fp32 && software.tuning == software_class::ordinary ? 4 : 2;

  if (software.tuning == software_class::tuned || mentions_any(notes, {"full_iteration", "CUDA graphs full"}))
    found.graphs = cuda_graphs::whole_iteration;
  else if (mentions(notes, "CUDA graphs"))
    found.graphs = cuda_graphs::parts;
  if (software.tuning == software_class::tuned)
    assumed.emplace_back("a tuned run of a benchmark: its whole iteration is one CUDA graph");
  if (purpose == run_purpose::low_rank_fine_tuning) {
    const auto rank = number_after(notes, "LoRA rank ");
    // Defaults of Megatron-Bridge (peft/lora.py); MLPerf's adapters stand beside the products of attention (mlcommons/training,
    // llama2_70b_lora).
    found.adapter_rank = rank.value_or(32);
    if (!rank) assumed.emplace_back("the rank of the adapters is not stated: 32");
    if (mentions(field_text(row, "model"), "MLPerf")) found.adapted = {.up = false, .down = false};
  }
  return found;
}

}  // namespace scalewall
