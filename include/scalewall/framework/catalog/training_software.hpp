// Constants of time by family, release and class of software, and by the generation of accelerators that they were found on.
//
// Fitted to 1,968 published training runs, a robust loss on the logarithm of seconds, each source weighing as the root of its
// rows; held-out runs are predicted within 4.4 % (median), dense ones of a known family on a known GPU within 3.8. "Rows"
// names the sources of runs, as in hardware/catalog/training_machines.hpp; further MLM (Megatron-LM's papers), INTERNEVO
// (InternLM/InternEvo), VOCABPAR (sail-sg/VocabularyParallelism). Intervals were not given. Routed models follow the release
// of the software more than the machine: their constants are snapshots.

#pragma once

#include <scalewall/framework/training_software.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <string_view>

namespace scalewall::catalog {

namespace detail {

constexpr fitted_constant share(double value, std::string_view holds_for, std::string_view rows,
                                std::optional<constant_interval> interval = {}) {
  return {.value = value, .holds_for = holds_for, .rows = rows, .interval = interval};
}

constexpr fitted_constant duration(double value, std::string_view holds_for, std::string_view rows) {
  return {.value = value, .unit = "s", .holds_for = holds_for, .rows = rows};
}

constexpr fitted_constant none_of(std::string_view unit, std::string_view holds_for) {
  return {.value = 0, .unit = unit, .holds_for = holds_for, .evidence = constant_evidence::fixed};
}

/// Whether kernels of one operation each were joined.
constexpr bool fuses_elementwise(time_family family) {
  switch (family) {
    case time_family::megatron_core:
    case time_family::megatron_lm_2022:
    case time_family::vtrain:
    case time_family::zero_bubble:
    case time_family::oneflow:
    case time_family::llm_foundry:
      return true;
    default:
      return false;
  }
}

constexpr fitted_constant host_of_layer(time_family family) {
  if (family == time_family::vtrain) return duration(0.94e-3, "Megatron-DeepSpeed (vTrain)", "vTrain");
  if (family == time_family::bloom) {
    fitted_constant loose = duration(5.6e-3, "Megatron-DeepSpeed (BLOOM)", "BLOOM, never bound by the host");
    loose.evidence = constant_evidence::assumed;
    return loose;
  }
  return duration(0.8806e-3, "all others", "MPT, DGXC, MB, ...");
}

constexpr fitted_constant tensor_exposed(time_family family) {
  if (family == time_family::megatron_core || family == time_family::maxtext)
    return share(0.29, "Megatron Core, JAX", "DGXC, MB");
  if (family == time_family::bloom) return share(2.7, "Megatron-DeepSpeed (BLOOM)", "BLOOM");
  return share(1.06, "all others", "MLM, vTrain, TITAN, DLPERF");
}

constexpr fitted_constant replicas_exposed(time_family family) {
  switch (family) {
    case time_family::megatron_core:
    case time_family::zero_bubble:
    case time_family::oneflow:
    case time_family::llm_foundry:
    case time_family::torchtitan:
      return share(0.2269, "Megatron Core, FSDP", "DGXC, MPT");
    case time_family::maxtext:
    case time_family::internevo:
      return share(0.7877, "JAX, InternEvo", "INTERNEVO, DGXC");
    case time_family::vtrain:
      return share(0.73, "Megatron-DeepSpeed (vTrain), nothing hidden", "vTrain");
    case time_family::megatron_lm:
    case time_family::megatron_lm_2022:
    case time_family::bloom:
      break;
    case time_family::deepspeed_zero3:
      return share(2.1, "DeepSpeed ZeRO-3, nothing hidden", "PTDP-T2");
  }
  return {.value = 1, .holds_for = "nothing hidden", .evidence = constant_evidence::fixed};
}

constexpr fitted_constant fixed_of(time_family family, software_class kind) {
  if (kind == software_class::tuned) return none_of("s", "tuned runs, whose iteration is one graph");
  switch (family) {
    case time_family::megatron_core:
    case time_family::megatron_lm:
    case time_family::zero_bubble:
    case time_family::oneflow:
    case time_family::maxtext:
      return duration(86.55e-3, "Megatron, NeMo, OneFlow, JAX", "all of them");
    case time_family::torchtitan:
    case time_family::internevo:
      return duration(126e-3, "InternEvo, torchtitan", "INTERNEVO, TITAN");
    case time_family::megatron_lm_2022:
    case time_family::vtrain:
    case time_family::bloom:
    case time_family::deepspeed_zero3:
    case time_family::llm_foundry:
      break;
  }
  return duration(4.23e-3, "vTrain, MPT, BLOOM, DeepSpeed ZeRO-3, Megatron-LM of 2022", "vTrain, MPT, BLOOM");
}

/// Constants of routed layers: what a release made of them, on a generation of accelerators.
constexpr void set_routed(time_constants& constants, std::optional<software_release> release,
                          gpu_generation generation) {
  constexpr software_release of_april_2025{25, 4}, of_june_2026{26, 6};
  const bool early = release && *release <= of_april_2025;
  const bool late = generation == gpu_generation::blackwell && (!release || *release >= of_june_2026);
  constexpr std::string_view since = "Blackwell since 26.06";
  constants.permutation = share(0.78, "all", "MB");
  constants.expert_activation =
      late ? share(0.79, since, "MB") : share(2.2, "before 26.06, and other than Blackwell", "MB");
  constants.exchange = late ? share(0.31, since, "MB", constant_interval{0.27, 0.43})
                            : share(1.30, "before 26.06, and other than Blackwell", "MB, DGXC");
  constants.host_expert =
      late ? duration(20e-6, since, "MB") : duration(88e-6, "before 26.06, and other than Blackwell", "MB");
  if (late)
    constants.host_routed = duration(0.49e-3, since, "MB");
  else if (early)
    constants.host_routed = duration(4.5e-3, "NeMo to 25.04", "DGXC");
  else
    constants.host_routed = duration(1.8e-3, "since NeMo 25.04", "DGXC, MB");
}

constexpr gradient_buckets buckets_of(time_family family) {
  switch (family) {
    case time_family::megatron_core:
      return {.parameters_per_replica = 1e6};
    case time_family::llm_foundry:
    case time_family::torchtitan:
    case time_family::maxtext:
      return {.calls_per_layer = 1};
    case time_family::internevo:
      return {.calls_per_layer = 9};
    case time_family::deepspeed_zero3:
      return {.calls_per_layer = 12};  // one for every tensor
    default:
      return {};
  }
}

constexpr attention_library attention_of(time_family family) {
  switch (family) {
    case time_family::llm_foundry:
      return attention_library::triton;
    case time_family::torchtitan:
      return attention_library::torch;
    default:
      return attention_library::cudnn;
  }
}

/// Whether a family hides anything of what replicas do together.
constexpr bool overlaps_replicas(time_family family) {
  switch (family) {
    case time_family::megatron_lm:
    case time_family::megatron_lm_2022:
    case time_family::vtrain:
    case time_family::bloom:
    case time_family::deepspeed_zero3:
      return false;
    default:
      return true;
  }
}

}  // namespace detail

/// A release of every span of time within which constants are the same.
inline constexpr std::array<software_release, 4> telling_releases = {{{.year = 24, .month = 12},
                                                                      {.year = 25, .month = 4},
                                                                      {.year = 25, .month = 9},
                                                                      {.year = 26, .month = 6}}};

/// The oldest and the newest release of which anything was published: Megatron-LM as it was in September 2019 (MLM2019 of
/// data/training_runs.csv), and Megatron-Bridge 26.08 (data/expert_recipes.csv).
inline constexpr software_release oldest_known_release{.year = 19, .month = 9};
inline constexpr software_release newest_known_release{.year = 26, .month = 8};

/// The release itself where it lies among those that are known, otherwise the nearest of them.
constexpr software_release nearest_known_release(const software_release& release) {
  return std::clamp(release, oldest_known_release, newest_known_release);
}

/// Software of a family and release on a generation of accelerators. Of an unknown release, the newest that was fitted.
constexpr training_software training_software_of(time_family family, gpu_generation generation,
                                                 std::optional<software_release> release = {},
                                                 software_class kind = software_class::ordinary) {
  training_software software{.name = name(family),
                             .family = family,
                             .release = release,
                             .kind = kind,
                             .attention = detail::attention_of(family),
                             .overlaps_replicas = detail::overlaps_replicas(family),
                             .buckets = detail::buckets_of(family),
                             .one_copy_per_domain = !release || *release >= software_release{25, 1}};
  time_constants& constants = software.constants;
  constants.elementwise =
      detail::fuses_elementwise(family)
          ? detail::share(0.80, "fused code: Megatron, NeMo, vTrain, MPT, ZB, OneFlow", "all")
          : detail::share(1.42, "the others", "all");
  constants.tensor = detail::tensor_exposed(family);
  constants.context = detail::share(0.64, "all", "DGXC, NEMOLONG, SIMUMAX");
  constants.replicas = detail::replicas_exposed(family);
  constants.messages = detail::share(0.7792, "all but DeepSpeed", "ZB, VOCABPAR, DLPERF");
  constants.message_delay = detail::none_of("s", "all but DeepSpeed");
  constants.optimizer = detail::share(0.9305, "all but vTrain", "all");
  constants.fixed = detail::fixed_of(family, kind);
  constants.host_layer = detail::host_of_layer(family);
  detail::set_routed(constants, release, generation);
  if (family == time_family::vtrain)
    constants.optimizer = detail::share(0.1832, "vTrain, whose times leave most of it out", "vTrain");
  if (family == time_family::bloom || family == time_family::vtrain) {
    software.waits_for_messages = true;
    software.cuts_messages = false;
    constants.messages = detail::share(0.203, "DeepSpeed", "BLOOM, vTrain");
    constants.message_delay = detail::duration(0.413e-3, "DeepSpeed", "BLOOM, vTrain");
  }
  if (family == time_family::bloom || family == time_family::vtrain || family == time_family::deepspeed_zero3)
    software.optimizer_of_rank = bytes::from_value(8);
  if (kind == software_class::tuned)
    for (fitted_constant time_constants::*host :
         {&time_constants::host_layer, &time_constants::host_routed, &time_constants::host_expert})
      constants.*host = detail::none_of("s", "tuned runs, whose iteration is one graph");
  return software;
}

}  // namespace scalewall::catalog
