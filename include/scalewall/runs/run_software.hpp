// The software of a measured run: its family, its release and whether it was tuned for one run.
//
// A family that no fit has seen is read as the nearest one that was, and the run says so. The release is read from what
// the framework is called or, of a container, from its tag; of a benchmark's result from its round.

#pragma once

#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/runs/row_fields.hpp>
#include <scalewall/runs/run_hardware.hpp>

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

struct run_software {
  time_family family = time_family::megatron_core;
  std::optional<software_release> release{};
  software_class tuning = software_class::ordinary;

  /// Whether fits saw runs of this very software, or it is read as its nearest.
  bool known = true;

  /// What it keeps in memory.
  const memory_accounting* memory = &catalog::megatron_core;
};

/// A framework as tables name it.
struct written_framework {
  std::string_view words;
  time_family family;

  /// Empty where fits saw it; else what it is read as.
  std::string_view read_as{};
};

/// Words of sources, in the order in which they are looked for.
inline constexpr std::array<written_framework, 24> written_frameworks = {{
    {"zero-bubble", time_family::zero_bubble},
    {"VocabularyParallelism", time_family::zero_bubble},
    {"llm-foundry", time_family::llm_foundry},
    {"torchtitan", time_family::torchtitan},
    {"AutoModel", time_family::torchtitan, "torchtitan"},
    {"nanotron", time_family::zero_bubble, "Megatron-LM with zero bubble"},
    {"InternEvo", time_family::internevo},
    {"OneFlow", time_family::oneflow},
    {"MaxText", time_family::maxtext},
    {"PaxML", time_family::maxtext},
    {"T5X", time_family::maxtext},
    {"metaseq", time_family::llm_foundry, "FSDP as in llm-foundry"},
    {"ColossalAI", time_family::llm_foundry, "FSDP as in llm-foundry"},
    {"Megatron-DeepSpeed", time_family::vtrain},
    {"DeepSpeed ZeRO-3", time_family::deepspeed_zero3},
    {"DeepSpeed + Megatron-LM", time_family::megatron_lm},
    {"GPT-NeoX", time_family::megatron_lm},
    {"NeMo", time_family::megatron_core},
    {"Megatron-Bridge", time_family::megatron_core},
    {"mcore", time_family::megatron_core},
    {"Megatron-Core", time_family::megatron_core},
    {"Primus", time_family::megatron_core, "Megatron Core"},
    {"MegaScale", time_family::megatron_core, "Megatron Core"},
    {"Megatron", time_family::megatron_core},
}};

/// Sources of Megatron-LM before Megatron Core, whose frameworks may be called like later ones.
inline constexpr std::array<std::string_view, 8> early_megatron_sources = {
    "PTDP-T1", "PTDP-T2", "MLM-2020", "MLM2019", "SEQSEL-T5", "SEQSEL-DP", "DLPERF", "GPT3"};

namespace detail {

/// A release written as 26.04, after the words.
inline std::optional<software_release> release_after(std::string_view text, std::string_view words) {
  const std::size_t found = text.find(words);
  if (found == std::string_view::npos) return {};
  const std::string_view rest = text.substr(found + words.size());
  const auto digit = [&](std::size_t i) { return i < rest.size() && '0' <= rest[i] && rest[i] <= '9'; };
  if (!digit(0) || !digit(1) || rest.substr(2, 1) != "." || !digit(3) || !digit(4)) return {};
  return software_release{.year = (rest[0] - '0') * 10 + (rest[1] - '0'),
                          .month = (rest[3] - '0') * 10 + (rest[4] - '0')};
}

}  // namespace detail

/// The release that a row states, in the name of its framework or in its source.
inline std::optional<software_release> release_of(const csv_row& row) {
  const std::string_view framework = field_text(row, "framework"), source = field_text(row, "source");
  for (const std::string_view words : {"Megatron-Bridge ", "NeMo ", "nemo:", "pytorch:"})
    if (const auto release = detail::release_after(framework, words)) return release;
  for (const std::string_view words : {"dgxc-benchmarking tag v", "ngc"})
    if (const auto release = detail::release_after(source, words)) return release;
  // Megatron-LM before it had releases, by the dates of what was published with it.
  const std::string_view key = field_text(row, "source_key");
  if (key == "MLM2019") return software_release{.year = 19, .month = 9};
  if (key == "MLM-2020" || key == "GPT3") return software_release{.year = 20, .month = 5};
  if (key == "PTDP-T1" || key == "PTDP-T2" || key == "DLPERF")
    return software_release{.year = 21, .month = 4};
  if (key == "SEQSEL-T5" || key == "SEQSEL-DP") return software_release{.year = 22, .month = 5};
  if (key == "SIMUMAX") return software_release{.year = 25, .month = 12};
  // MLCommons: rounds 4.1, 5.0 and 5.1 were handed in in October 2024, April and September 2025.
  if (mentions(source, "training_results_v4.1")) return software_release{.year = 24, .month = 10};
  if (mentions(source, "training_results_v5.0")) return software_release{.year = 25, .month = 4};
  if (mentions(source, "training_results_v5.1")) return software_release{.year = 25, .month = 9};
  return {};
}

/// What software of a family keeps in memory. BLOOM's candidates ran with BF16Optimizer on 17 and 28 February 2022, and with
/// DeepSpeed's engine of fp16 between.
inline const memory_accounting& memory_accounting_of(time_family family, std::string_view notes) {
  switch (family) {
    case time_family::megatron_core:
      return catalog::megatron_core;
    case time_family::megatron_lm:
    case time_family::megatron_lm_2022:
    case time_family::oneflow:
      return catalog::megatron_core_local;
    case time_family::vtrain:
    case time_family::deepspeed_zero3:
      return catalog::deepspeed_fp16;
    case time_family::bloom:
      return mentions_any(notes, {"bf16 optimizer", "02-17"}) ? catalog::deepspeed_bf16
                                                              : catalog::deepspeed_fp16;
    case time_family::zero_bubble:
      return catalog::zero_bubble;
    case time_family::llm_foundry:
    case time_family::torchtitan:
    case time_family::maxtext:
    case time_family::internevo:
      return catalog::fsdp2;
  }
  return catalog::megatron_core;
}

/// Throws `broken_rule` where the row does not say which software ran.
inline run_software software_of(const csv_row& row, const run_hardware& hardware,
                                std::vector<std::string>& assumed) {
  const std::string_view framework = field_text(row, "framework"), source = field_text(row, "source_key");
  if (framework.empty()) throw broken_rule("the row does not say which software ran");
  run_software found{.release = release_of(row)};
  const written_framework* known = nullptr;
  for (const written_framework& candidate : written_frameworks)
    if (known == nullptr && mentions(framework, candidate.words)) known = &candidate;
  if (known != nullptr) {
    found.family = known->family;
    found.known = known->read_as.empty();
    if (!found.known)
      assumed.push_back("no fit has seen this software: it is read as " + std::string(known->read_as));
  } else {
    found.known = false;
    assumed.push_back("no fit has seen " + quoted_text(framework) + ": it is read as Megatron Core");
  }
  for (const std::string_view early : early_megatron_sources)
    if (source == early && found.family == time_family::megatron_core)
      found.family = found.release && *found.release >= software_release{.year = 22, .month = 1}
                         ? time_family::megatron_lm_2022
                         : time_family::megatron_lm;
  if (found.family == time_family::vtrain && source == "BLOOM") found.family = time_family::bloom;
  if (mentions(framework, "MLPerf") || source.starts_with("MLPERF")) found.tuning = software_class::tuned;
  found.memory = &memory_accounting_of(found.family, field_text(row, "notes"));
  const bool dated = found.family == time_family::megatron_core && !is_tpu(hardware.gpu);
  if (dated && !found.release)
    assumed.emplace_back(
        "the release of the software is not stated; of a routed model it can change the "
        "seconds of a step by half");
  return found;
}

}  // namespace scalewall
