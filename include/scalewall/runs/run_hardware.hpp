// The hardware of a measured run: which kind of GPU, how many, and the network behind each.
//
// Sources name GPUs in many ways; a kind is found by the first of its words that the text has. The network is counted as
// bytes per second of one GPU in one direction, and a cluster's own stands before that of the kind. Sources of the
// networks: the publications of the runs, see data/training_runs.md.

#pragma once

#include <scalewall/quantities.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/runs/row_fields.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

struct run_hardware {
  /// The name of its training machine.
  std::string_view gpu{};

  std::int64_t gpus = 0;

  bytes_per_second network{};
};

/// A kind of GPU as tables name it.
struct written_gpu {
  std::string_view words;
  std::string_view gpu;
  bytes_per_second network;
};

/// Kinds in the order in which they are looked for: the name of one may stand in that of another.
inline constexpr std::array<written_gpu, 23> written_gpus = {{
    {"GB300", "GB300", 100_GB_per_s},        {"B200 or GB200", "B200 SXM", 50_GB_per_s},
    {"GB200", "GB200", 50_GB_per_s},         {"B300", "B300 SXM", 100_GB_per_s},
    {"B200", "B200 SXM", 50_GB_per_s},       {"H200", "H200 SXM", 50_GB_per_s},
    {"H800", "H800 SXM", 50_GB_per_s},       {"500W", "H100 SXM, 500 W", 50_GB_per_s},
    {"H100", "H100 SXM", 50_GB_per_s},       {"A100-40GB", "A100 SXM", 25_GB_per_s},
    {"A100", "A100 SXM 80 GB", 25_GB_per_s}, {"V100", "V100 SXM", 12.5_GB_per_s},
    {"MI300X", "MI300X", 50_GB_per_s},       {"MI325X", "MI325X", 50_GB_per_s},
    {"MI350X", "MI350X", 50_GB_per_s},       {"MI355X", "MI355X", 50_GB_per_s},
    {"TPU v7x", "TPU v7x", 50_GB_per_s},     {"TPU v6e", "TPU v6e", 25_GB_per_s},
    {"TPU v5p", "TPU v5p", 25_GB_per_s},     {"TPU v5e", "TPU v5e", 12.5_GB_per_s},
    {"TPU v4", "TPU v4", 12.5_GB_per_s},     {"TPU v3", "TPU v3", 12.5_GB_per_s},
    {"TPU v2", "TPU v2", 12.5_GB_per_s},
}};

/// The network of one source's cluster, where it is not that of its kind of GPU.
struct written_network {
  std::string_view words;  ///< in the name of the GPU
  bytes_per_second network;
};

inline constexpr std::array<written_network, 4> written_networks = {{
    {"4x100Gb Omni-Path", 6.25_GB_per_s},
    {"4x100Gb RoCE", 6.25_GB_per_s},
    {"4xHDR200", 12.5_GB_per_s},
    {"1x100Gb", 1.5625_GB_per_s},
}};

/// The kind of GPU that a text names, or nullptr.
constexpr const written_gpu* find_written_gpu(std::string_view text) {
  for (const written_gpu& candidate : written_gpus)
    if (mentions(text, candidate.words)) return &candidate;
  return nullptr;
}

/// Boards whose name has that of another kind in it, though they are slower, or joined otherwise.
constexpr bool is_other_board(std::string_view text) {
  const bool is_rack = mentions_any(text, {"GB200", "GB300"});
  return mentions_any(text, {"PCIe", "PCI-E", "GH200"}) ||
         (!is_rack && mentions(text, "NVL") && !mentions(text, "NVLink"));
}

constexpr bool is_tpu(std::string_view gpu) { return gpu.starts_with("TPU"); }

/// Throws `broken_rule` with what the row leaves open.
inline run_hardware hardware_of(const csv_row& row, std::vector<std::string>& assumed) {
  const std::string_view written = field_text(row, "gpu");
  const std::string_view model = field_text(row, "model");
  if (is_other_board(written)) {
    std::string known = "boards of PCIe, NVL and GH200 have no training machine; known are";
    for (const written_gpu& one : written_gpus) known.append(" ").append(one.words).append(",");
    known.pop_back();
    row.reject("gpu", known);
  }
  const written_gpu* kind = find_written_gpu(written);
  if (kind == nullptr && mentions(written, "see README")) {
    // NVIDIA/dgxc-benchmarking: log lines that name no GPU. By their rates they are of GB200 and, on 1,024 GPUs, H100.
    const bool h100 = mentions(model, "gpus1024");
    kind = find_written_gpu(h100 ? "H100" : "GB200");
    assumed.push_back(h100 ? "the log names no GPU: an H100 by its rate"
                           : "the log names no GPU: a GB200 by its rate");
  }
  if (kind == nullptr)
    throw broken_rule(written.empty() ? std::string("the row names no GPU")
                                      : "the GPU is none of those that are known: " + quoted_text(written));
  if (kind->words == "B200 or GB200") assumed.emplace_back("the source says B200 or GB200: B200");
  if (written == "A100 SXM (DGX A100)" || written == "A100 SXM (DGX A100 cluster)")
    assumed.emplace_back("the memory of the A100 is not stated: 80 GB");
  const std::optional<std::int64_t> gpus = whole_field(row, "n_gpu");
  if (!gpus) throw broken_rule("the row does not say how many GPUs there were");

  run_hardware found{.gpu = kind->gpu, .gpus = *gpus, .network = kind->network};
  for (const written_network& one : written_networks)
    if (mentions(written, one.words)) found.network = one.network;
  // MooreThreads/SimuMax: one node of B200 that is held below its power, by its own measurements of products.
  const bool is_of_simumax = field_text(row, "source_key") == "SIMUMAX";
  if (is_of_simumax) assumed.emplace_back("the source, SIMUMAX, says which B200: SimuMax's, below its power");
  if (is_of_simumax || mentions(written, "SimuMax")) found.gpu = "B200 SXM, SimuMax's";
  return found;
}

}  // namespace scalewall
