// Training software as time meets it: how it hides communication, in how many calls it reduces gradients, whose kernels of
// attention it runs, and its constants.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/framework/time_constants.hpp>
#include <scalewall/hardware/library/attention_rates.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/quantities.hpp>

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace scalewall {

/// Families of training software whose time is counted alike.
enum class time_family {
  megatron_core,     ///< Megatron Core, NeMo, Megatron-Bridge
  megatron_lm,       ///< Megatron-LM to 2021
  megatron_lm_2022,  ///< Megatron-LM as sequence parallelism was published with it
  vtrain,            ///< Megatron-DeepSpeed as vTrain's runs had it
  bloom,             ///< Megatron-DeepSpeed as BLOOM's runs had it
  deepspeed_zero3,   ///< DeepSpeed with sharded weights, without pipelines
  zero_bubble,       ///< Megatron-LM with zero bubble or vocabulary parallelism
  oneflow,
  llm_foundry,  ///< Composer with FSDP
  torchtitan,
  maxtext,  ///< MaxText and PaxML, JAX on GPUs
  internevo
};

inline constexpr std::array<std::string_view, 12> time_family_names = {"Megatron Core",
                                                                       "Megatron-LM to 2021",
                                                                       "Megatron-LM of 2022",
                                                                       "Megatron-DeepSpeed (vTrain)",
                                                                       "Megatron-DeepSpeed (BLOOM)",
                                                                       "DeepSpeed ZeRO-3",
                                                                       "Megatron-LM (zero bubble)",
                                                                       "OneFlow",
                                                                       "LLM Foundry",
                                                                       "torchtitan",
                                                                       "MaxText",
                                                                       "InternEvo"};

constexpr std::string_view name(time_family family) {
  return time_family_names[static_cast<std::size_t>(family)];
}

/// A release by its year and month, as NVIDIA numbers containers: 25.04.
struct software_release {
  int year = 0;
  int month = 0;

  friend constexpr auto operator<=>(const software_release&, const software_release&) = default;
};

/// How a run was made ready.
enum class software_class {
  ordinary,
  tuned  ///< as submitted to MLPerf: the whole iteration is one captured graph, and nothing beside it is waited for
};

/// Calls in which replicas add up their gradients: one for so many parameters, or so many for a layer.
struct gradient_buckets {
  double parameters = 40e6;

  /// The least for every replica. Source: Megatron Core, DistributedDataParallelConfig.bucket_size, max(40M, 1M n).
  double parameters_per_replica = 0;

  /// Where calls go by layer instead.
  double calls_per_layer = 0;

  friend constexpr bool operator==(const gradient_buckets&, const gradient_buckets&) = default;
};

struct training_software {
  std::string_view name = "";
  time_family family = time_family::megatron_core;
  std::optional<software_release> release{};
  software_class kind = software_class::ordinary;

  /// Whose kernels of fused attention run.
  attention_library attention = attention_library::cudnn;

  /// Whether replicas' collectives hide behind the last and the first microbatch.
  bool overlaps_replicas = true;
  gradient_buckets buckets{};

  /// Whether an exchange sends a token to a domain once, however many experts it meets there.
  bool one_copy_per_domain = true;

  /// Whether ranks of tensor parallelism send a part each of what passes to the next stage, though all have it whole; where
  /// sequences are cut they do in any case. Source: Megatron-LM, scatter_gather_tensors_in_pipeline.
  bool cuts_messages = true;

  /// Whether a stage waits for each message, as DeepSpeed's pipelines do.
  bool waits_for_messages = false;

  /// What an optimizer passes over of each of its parameters: master weight and two moments in fp32, read and written, a
  /// gradient and the weight.
  bytes optimizer_of_shard = bytes::from_value(34);

  /// And of each parameter of the rank.
  bytes optimizer_of_rank{};

  time_constants constants{};

  friend constexpr bool operator==(const training_software&, const training_software&) = default;
};

}  // namespace scalewall
