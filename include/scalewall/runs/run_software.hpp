// The software of a measured run: its family, its release and whether it was tuned for one run.
//
// A family that no fit has seen is read as the nearest one that was, and the run says so. The release is read from what
// the framework is called or, of a container, from its tag; of a benchmark's result from its round.

#pragma once

#include <scalewall/framework/catalog/memory.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/training_plan_text.hpp>
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

/// A source whose software is known by the date of what was published with it.
struct dated_source {
  std::string_view key;
  software_release release;
};

/// Megatron-LM before it had releases, and MooreThreads/SimuMax.
inline constexpr std::array<dated_source, 9> dated_sources = {{{"MLM2019", {.year = 19, .month = 9}},
                                                               {"MLM-2020", {.year = 20, .month = 5}},
                                                               {"GPT3", {.year = 20, .month = 5}},
                                                               {"PTDP-T1", {.year = 21, .month = 4}},
                                                               {"PTDP-T2", {.year = 21, .month = 4}},
                                                               {"DLPERF", {.year = 21, .month = 4}},
                                                               {"SEQSEL-T5", {.year = 22, .month = 5}},
                                                               {"SEQSEL-DP", {.year = 22, .month = 5}},
                                                               {"SIMUMAX", {.year = 25, .month = 12}}}};

/// Megatron-LM is Megatron Core from then on. Source: NVIDIA/Megatron-LM, CHANGELOG.md, Megatron Core 0.1.0.
inline constexpr software_release first_megatron_core{.year = 23, .month = 5};

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

/// The release that a row states, in a column of its own, in the name of its framework or in its source; or the one that is known
/// of its source, which is told. Throws `broken_rule` where the column has something else than a year and a month.
inline std::optional<software_release> release_of(const csv_row& row, std::vector<std::string>& assumed) {
  if (const std::string_view written = field_text(row, "release"); !written.empty()) {
    const auto stated = detail::release_after(written, "");
    if (!stated || written.size() != 5 || stated->month < 1 || stated->month > 12)
      row.reject("release", "a release is the last two digits of its year and its month, as in 22.05");
    return stated;
  }
  const std::string_view framework = field_text(row, "framework"), source = field_text(row, "source");
  for (const std::string_view words : {"Megatron-Bridge ", "NeMo ", "nemo:", "pytorch:"})
    if (const auto release = detail::release_after(framework, words)) return release;
  for (const std::string_view words : {"dgxc-benchmarking tag v", "ngc"})
    if (const auto release = detail::release_after(source, words)) return release;
  // Megatron-LM before it had releases, by the dates of what was published with it.
  const std::string_view key = field_text(row, "source_key");
  for (const dated_source& one : dated_sources) {
    if (one.key != key) continue;
    assumed.push_back("the source, " + std::string(key) + ", says of when its software is: release " +
                      to_text(one.release));
    return one.release;
  }
  // MLCommons: rounds 4.1, 5.0 and 5.1 were handed in in October 2024, April and September 2025.
  if (mentions(source, "training_results_v4.1")) return software_release{.year = 24, .month = 10};
  if (mentions(source, "training_results_v5.0")) return software_release{.year = 25, .month = 4};
  if (mentions(source, "training_results_v5.1")) return software_release{.year = 25, .month = 9};
  // "Megatron-LM of 2022", "Megatron-LM v2.6 (2021)": the year, without its month.
  if (mentions(framework, "Megatron-LM"))
    for (const int year : {19, 20, 21, 22})
      if (mentions(framework, "20" + std::to_string(year))) return software_release{.year = year, .month = 1};
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
  run_software found{.release = release_of(row, assumed)};
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
  if (found.family == time_family::megatron_core && found.release && *found.release < first_megatron_core)
    found.family = *found.release >= software_release{.year = 22, .month = 1} ? time_family::megatron_lm_2022
                                                                              : time_family::megatron_lm;
  const bool is_undated_megatron_lm = found.family == time_family::megatron_core && !found.release &&
                                      mentions(framework, "Megatron-LM") && !mentions(framework, "mcore");
  if (is_undated_megatron_lm)
    assumed.emplace_back(
        "Megatron-LM of a release that is not stated is read as Megatron Core; of 2019 to 2022 (the column "
        "release, as 22.05) a "
        "step takes up to 1.3 times as long");
  if (found.family == time_family::vtrain && (source == "BLOOM" || mentions(framework, "BLOOM"))) {
    found.family = time_family::bloom;
    if (source == "BLOOM")
      assumed.emplace_back(
          "the source, BLOOM, says which Megatron-DeepSpeed: BLOOM's own, and memory is nvidia-smi's");
  }
  if (mentions(framework, "MLPerf") || source.starts_with("MLPERF")) found.tuning = software_class::tuned;
  if (!mentions(framework, "MLPerf") && source.starts_with("MLPERF"))
    assumed.emplace_back("the source says that the software is tuned: framework NeMo (MLPerf)");
  found.memory = &memory_accounting_of(found.family, field_text(row, "notes"));
  const bool dated = found.family == time_family::megatron_core && !is_tpu(hardware.gpu);
  if (dated && !found.release)
    assumed.emplace_back(
        "the release of the software is not stated; of a routed model it can change the "
        "seconds of a step by half");
  return found;
}

}  // namespace scalewall
