// What has to change in a line of Megatron-LM so that it runs something else: flags that get another value, that
// are taken away, and that are added. The rest of the line stays as it is.
//
//     difference(line, wanted, setting)       changes
//     with_changes(line, changes)             the line that `wanted` is read from
//
// Flags that say one thing together (the layout of a pipeline, the formats of the optimizer) change together. A
// value that followed from another, as --expert-tensor-parallel-size does, is written where it no longer does.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/formats/launch_line.hpp>
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/megatron_flag_names.hpp>
#include <scalewall/formats/megatron_writer.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace scalewall {

struct flag_change {
  /// The name of the flag, or of a variable of the environment that is to be unset.
  std::string name;

  /// Values as the line has them, with a space between them; nothing where the flag is not there.
  std::optional<std::string> before{};

  /// Nothing where it is taken away.
  std::optional<std::vector<std::string>> after{};

  /// Where it stands in the line.
  std::string place{};

  friend bool operator==(const flag_change&, const flag_change&) = default;
};

namespace detail {

// NOLINTBEGIN(bugprone-suspicious-missing-comma): a long row goes on in the next line
/// Flags that say one thing together.
inline constexpr std::string_view flag_families[] = {
    "num-layers encoder-num-layers",
    "seq-length encoder-seq-length",
    "position-embedding-type use-rotary-position-embeddings no-position-embedding",
    "vocab-size padded-vocab-size",
    "global-batch-size step-batch-size-schedule",
    "pipeline-model-parallel-layout num-virtual-stages-per-pipeline-rank "
    "num-layers-per-virtual-pipeline-stage "
    "decoder-first-pipeline-num-layers decoder-last-pipeline-num-layers "
    "account-for-embedding-in-pipeline-split "
    "account-for-loss-in-pipeline-split",
    "recompute-granularity recompute-method recompute-num-layers recompute-modules recompute-activations "
    "moe-layer-recompute",
    "fine-grained-activation-offloading offload-modules",
    "use-distributed-optimizer use-megatron-fsdp data-parallel-sharding-strategy use-torch-fsdp2 "
    "torch-fsdp2-no-reshard-after-forward ckpt-format",
    "bf16 fp16 fp8-format fp8-recipe fp4-format fp4-recipe fp8-param-gather",
    "use-precision-aware-optimizer main-grads-dtype main-params-dtype exp-avg-dtype exp-avg-sq-dtype "
    "grad-reduce-in-bf16 accumulate-allreduce-grads-in-fp32 optimizer sgd-momentum optimizer-cpu-offload "
    "optimizer-offload-fraction",
    "cp-comm-type hierarchical-context-parallel-sizes",
    "moe-token-dispatcher-type moe-enable-deepep moe-flex-dispatcher-backend",
    "moe-expert-capacity-factor moe-pad-expert-input-to-capacity",
    "attention-backend use-flash-attn transformer-impl",
    "cross-entropy-loss-fusion cross-entropy-fusion-impl",
    "cuda-graph-impl cuda-graph-scope cuda-graph-modules enable-cuda-graph external-cuda-graph",
};
// NOLINTEND(bugprone-suspicious-missing-comma)

/// The family of a flag, or the flag itself.
inline std::string_view family_of(std::string_view name) {
  for (const std::string_view family : flag_families)
    for (std::size_t at = family.find(name); at != std::string_view::npos; at = family.find(name, at + 1)) {
      const std::size_t end = at + name.size();
      if ((at == 0 || family[at - 1] == ' ') && (end == family.size() || family[end] == ' ')) return family;
    }
  return name;
}

inline std::string_view own_name(const launch_flag& flag) {
  const megatron_flags::known_flag known = megatron_flags::find_flag(flag.name);
  return known.group == nullptr ? std::string_view(flag.name) : known.name;
}

/// The flag of that name that holds in a line.
inline const launch_flag* last_of(const launch_line& line, std::string_view name) {
  const launch_flag* last = nullptr;
  for (const launch_flag& flag : line.flags)
    if (own_name(flag) == name) last = &flag;
  return last;
}

inline std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text.append(text.empty() ? "" : " ").append(word);
  return text;
}

/// Written flags by their families.
using flags_by_family = std::map<std::string, std::vector<written_flag>>;

inline flags_by_family by_family(const std::vector<written_flag>& flags) {
  flags_by_family families;
  for (const written_flag& flag : flags) families[std::string(family_of(flag.name))].push_back(flag);
  return families;
}

/// Adds what makes the flags of a family the wanted ones.
inline void change_family(std::vector<flag_change>& changes, const launch_line& line, std::string_view family,
                          const std::vector<written_flag>& wanted) {
  std::vector<std::string_view> seen;
  for (const launch_flag& flag : line.flags) {
    const std::string_view name = own_name(flag);
    if (family_of(name) != family || std::find(seen.begin(), seen.end(), name) != seen.end()) continue;
    seen.push_back(name);
    const launch_flag& last = *last_of(line, name);
    flag_change change{.name = std::string(name), .before = joined(last.values), .place = last.place};
    for (const written_flag& one : wanted)
      if (one.name == name) change.after = one.values;
    if (!change.after || *change.after != last.values) changes.push_back(std::move(change));
  }
  for (const written_flag& one : wanted)
    if (std::find(seen.begin(), seen.end(), one.name) == seen.end())
      changes.push_back({.name = one.name, .after = one.values});
}

}  // namespace detail

/// "--tensor-model-parallel-size 4 -> 8 (line 3)", "+ --bf16", "- --fp16 (line 7)", "unset CUDA_DEVICE_MAX_CONNECTIONS"
inline std::string to_text(const flag_change& change) {
  if (is_read_of_environment(change.name)) return "unset " + change.name;
  const std::string flag = "--" + change.name;
  const std::string place = change.place.empty() ? "" : " (" + change.place + ")";
  const auto value = [](const std::string& some) { return some.empty() ? "" : " " + excerpt_of(some).shown; };
  if (!change.after) return "- " + flag + value(*change.before) + place;
  if (!change.before) return "+ " + to_text(written_flag{change.name, *change.after});
  return flag + value(*change.before) + " ->" + value(detail::joined(*change.after)) + place;
}

/// The line with the changes: a flag stands where its last one stood, or behind all others.
inline launch_line with_changes(launch_line line, const std::vector<flag_change>& changes) {
  for (const flag_change& change : changes) {
    if (is_read_of_environment(change.name)) {
      line.environment.erase(change.name);
      continue;
    }
    const auto is_same = [&](const launch_flag& flag) { return detail::own_name(flag) == change.name; };
    launch_flag flag{.name = change.name, .spelled = "--" + change.name, .values = {}, .place = change.place};
    if (change.after) flag.values = *change.after;
    const auto last = std::find_if(line.flags.rbegin(), line.flags.rend(), is_same);
    const bool replaces = last != line.flags.rend() && change.after;
    if (replaces) last->values = flag.values;
    const launch_flag* kept = replaces ? &*last : nullptr;
    std::vector<launch_flag> flags;
    for (launch_flag& one : line.flags)
      if (&one == kept || !is_same(one)) flags.push_back(std::move(one));
    if (!replaces && change.after) flags.push_back(std::move(flag));
    line.flags = std::move(flags);
  }
  return line;
}

namespace detail {

/// Adds the families whose flags are others in `is` than in `wished`.
inline void add_differing(std::set<std::string>& families, const flags_by_family& is,
                          const flags_by_family& wished) {
  for (const auto* flags : {&is, &wished})
    for (const auto& [family, own] : *flags) {
      const auto here = is.find(family), there = wished.find(family);
      if (here == is.end() || there == wished.end() || here->second != there->second) families.insert(family);
    }
}

}  // namespace detail

/// Changes after which `line` runs `wanted` on as many accelerators as its plan has; none where it does. `setting`: what
/// the line was read with; with a model given apart, flags of a model stay as they are. Throws `broken_rule` where no
/// flags of Megatron say what is wanted.
inline std::vector<flag_change> difference(const launch_line& line, const megatron_run& wanted,
                                           megatron_setting setting = {}) {
  const megatron_part part = setting.model ? megatron_part::without_model : megatron_part::all;
  const detail::flags_by_family wished = detail::by_family(megatron_flags_of(wanted, part));
  const auto flags_of = [&](const launch_line& some) {
    return detail::by_family(megatron_flags_of(read_megatron_arguments(some, setting), part));
  };
  std::set<std::string> families;
  detail::add_differing(families, flags_of(line), wished);
  setting.gpus = accelerators(wanted.plan).as_int64();
  // FSDP asks for several connections.
  const auto connections = line.environment.find(connections_variable);
  const bool unsets = wanted.recipe.shards > sharding::optimizer && connections != line.environment.end() &&
                      connections->second == "1";
  // A change may set free what followed from a value that is gone: that is seen by reading the line anew.
  constexpr int rounds = 4;
  for (int round = 0; round < rounds; ++round) {
    std::vector<flag_change> changes;
    if (unsets) changes.push_back({.name = connections_variable, .before = "1"});
    for (const std::string& family : families)
      detail::change_family(changes, line, family,
                            wished.contains(family) ? wished.at(family) : std::vector<written_flag>{});
    const std::size_t before = families.size();
    detail::add_differing(families, flags_of(with_changes(line, changes)), wished);
    if (families.size() == before) return changes;
  }
  throw broken_rule("no change of flags makes this line run that plan");
}

}  // namespace scalewall
