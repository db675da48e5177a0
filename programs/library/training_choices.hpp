// What can be asked about the training of a language model, on which GPUs, by which plans and recipe, with the names that a
// user writes for it: one set for every program that asks about language models.

#pragma once

#include <scalewall/formats/hardware_file.hpp>
#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/parallel/recipe.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/spelled_number.hpp>
#include <scalewall/search/training_space.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// A degree of parallelism, chunks of layers or the size of microbatches.
struct degree_choice {
  const char* name;  ///< of a column and, behind --, of an option
  const char* meaning;
  scalewall::allowed scalewall::training_space::*allowed;
  std::int64_t scalewall::mesh::*degree = nullptr;  ///< none of chunks and microbatches
};

inline constexpr degree_choice known_degrees[] = {
    {"tp", "Tensor parallelism (default: 1..8)", &scalewall::training_space::tensor,
     &scalewall::mesh::tensor},
    {"cp", "Context parallelism", &scalewall::training_space::context, &scalewall::mesh::context},
    {"pp", "Pipeline parallelism", &scalewall::training_space::pipeline, &scalewall::mesh::pipeline},
    {"vpp", "Chunks of layers on a pipeline rank, interleaved", &scalewall::training_space::chunks},
    {"dp", "Data parallelism: replicas of the batch", &scalewall::training_space::data,
     &scalewall::mesh::data},
    {"ep", "Expert parallelism", &scalewall::training_space::expert, &scalewall::mesh::expert},
    {"etp", "Tensor parallelism of experts", &scalewall::training_space::expert_tensor,
     &scalewall::mesh::expert_tensor},
    {"microbatch", "Sequences of a microbatch (default: 1..8)", &scalewall::training_space::microbatch},
};

/// What a plan has of it.
std::int64_t value_of(const degree_choice& choice, const scalewall::training_plan& plan);

/// A degree, or degrees from one to another: `8`, `4..16`. Throws `broken_rule` where the text says neither.
scalewall::allowed allowed_degrees(const std::string& option, const std::string& text);

/// What --recompute takes: `none`, `full`, `selective`, `op` (torchtitan's, by operation), or modules of Megatron Core with commas
/// between. Throws
/// `broken_rule` with the names that are known.
scalewall::recomputation recomputation_named(const std::string& text);

struct training_format_choice {
  std::string_view name;
  scalewall::training_format format;
};

inline constexpr training_format_choice known_training_formats[] = {
    {"bf16", scalewall::training_format::bf16},
    {"fp16", scalewall::training_format::fp16},
    {"fp8", scalewall::training_format::fp8_current},
    {"fp8-delayed", scalewall::training_format::fp8_delayed},
    {"fp8-current", scalewall::training_format::fp8_current},
    {"fp8-block", scalewall::training_format::fp8_block},
    {"mxfp8", scalewall::training_format::mxfp8},
    {"nvfp4", scalewall::training_format::nvfp4},
};

struct sharding_choice {
  std::string_view name;
  scalewall::sharding shards;
};

inline constexpr sharding_choice known_shardings[] = {
    {"0", scalewall::sharding::none},
    {"1", scalewall::sharding::optimizer},
    {"2", scalewall::sharding::gradients},
    {"3", scalewall::sharding::weights},
};

struct attention_kernel_choice {
  std::string_view name;
  scalewall::attention_kernel kernel;
};

inline constexpr attention_kernel_choice known_attention_kernels[] = {
    {"fused", scalewall::attention_kernel::fused},
    {"flash", scalewall::attention_kernel::flash},
    {"unfused", scalewall::attention_kernel::unfused},
};

/// Training software by a name that users know: how its memory and its time are counted.
struct framework_choice {
  std::string_view name;
  scalewall::memory_accounting accounting;
  scalewall::time_family family;
  scalewall::software_class kind = scalewall::software_class::ordinary;

  /// What its replicas share unless told otherwise.
  scalewall::sharding shards = scalewall::sharding::optimizer;

  /// Whether every GPU is a replica: there is no parallelism but that of FSDP.
  bool has_replicas_alone = false;
};

inline constexpr framework_choice known_frameworks[] = {
    {"Megatron Core", scalewall::catalog::megatron_core, scalewall::time_family::megatron_core},
    {"Megatron Core, tuned", scalewall::catalog::megatron_core, scalewall::time_family::megatron_core,
     scalewall::software_class::tuned},
    {"torchtitan", scalewall::catalog::fsdp2, scalewall::time_family::torchtitan,
     scalewall::software_class::ordinary, scalewall::sharding::weights},
    {"LLM Foundry", scalewall::catalog::fsdp2, scalewall::time_family::llm_foundry,
     scalewall::software_class::ordinary, scalewall::sharding::weights, true},
};

/// The names of known_training_formats, known_attention_kernels and known_frameworks; empty of software that has none there.
std::string_view precision_name(scalewall::training_format format);
std::string_view attention_name(scalewall::attention_kernel kernel);
std::string_view framework_name(const scalewall::training_software& software);

/// A release, as `25.04`. Throws `broken_rule` where the text is none.
scalewall::software_release release_named(const std::string& text);

/// Hardware of a file, and the machine that it makes.
struct described_training_hardware {
  scalewall::described_hardware read{};
  scalewall::training_machine machine{};
};

struct training_options {
  std::string model;
  std::string gpu = "H100 SXM";

  /// A file instead of a GPU of the catalog, and what was read from it.
  std::string hardware_file{};
  std::optional<described_training_hardware> described{};

  std::optional<std::int64_t> gpus, batch_sequences, sequence_length;
  scalewall::training_space space{};
  scalewall::recipe recipe{};
  std::optional<framework_choice> framework;
  std::optional<scalewall::software_release> release;

  /// Unless said, what the GPU has of bf16 and fp16, and of fused and unfused kernels.
  std::optional<scalewall::training_format> format;
  std::optional<scalewall::attention_kernel> attention;

  std::optional<scalewall::recomputation> recompute;
  std::optional<scalewall::sharding> shards;

  framework_choice software_choice() const { return framework.value_or(known_frameworks[0]); }
};
