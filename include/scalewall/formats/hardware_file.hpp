// Hardware as a person writes it down: what a data sheet and an order say, in JSON.
//
//     {
//       "name": "our cluster",
//       "like": "H100 SXM",
//       "peak_flop_per_s": {"bf16": 9.89e14, "fp8": 1.979e15},
//       "memory_bytes": 8e10,
//       "memory_bytes_per_s": 3.35e12,
//       "gpus_per_node": 8,
//       "nvlink_one_way_bytes_per_s_per_gpu": 4.5e11,
//       "network_one_way_bytes_per_s_per_gpu": 2.5e10,
//       "network_latency_s": 5e-6
//     }
//
// Peaks are dense; what is said of a GPU is of one GPU, and links are counted one way. What is left out is taken from `like`, a
// GPU of the catalog, or, where that is left out too, from the nearest of those whose training was fitted. The schema is share/scalewall/schemas/hardware-1.json.

#pragma once

#include <scalewall/error.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/catalog/nearest_cluster.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/json_text.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/placed_json.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// Keys that estimates of language models do not read: what they say is part of what was fitted to kernels and collectives.
inline constexpr std::string_view keys_unread_by_training[] = {"sustained_share", "matmul_latency_s",
                                                               "nvlink_latency_s", "network_latency_s"};

/// Hardware that a file describes, and the GPU of the catalog that it is like.
struct described_hardware {
  std::string name;

  /// The cluster as estimates of the paper's model take it. The name is told outside of it, as text that outlives it.
  cluster machines{};

  /// The cluster as it is compared with its like in estimates of language models: by data sheets, without what fits found.
  cluster on_data_sheet{};

  /// A cluster of the catalog.
  const cluster* like = nullptr;

  std::vector<std::string> assumed;

  /// Keys that the file sets and that estimates of language models do not read.
  std::vector<std::string> unread_by_training{};
};

/// The name of a description of hardware, which answers show beside those of the catalog. Throws `broken_rule` where there is
/// none, or it is of the catalog.
inline std::string hardware_name(const std::string& text) {
  const std::string what = "the name of hardware";
  if (text.empty()) throw broken_rule(what + " is not empty");
  const bool taken = std::any_of(std::begin(catalog::all), std::end(catalog::all),
                                 [&](const cluster& one) { return is_same_name(one.name, text); });
  if (taken)
    throw broken_rule(what + " is not that of a GPU of the catalog, as " + quoted_text(text) + " is");
  return shown_name(text, what);
}

namespace detail {

/// A number of a description, with what is allowed: ten thousand times beyond anything that is built, either way, or as the
/// descriptor has it.
struct hardware_key {
  std::string_view name;
  const char* what;
  double least = 0;
  double most = 0;
};

inline constexpr hardware_key peak_key{"peak_flop_per_s", "a peak in FLOP/s", 1e6, 1e21};
inline constexpr hardware_key sustained_key{"sustained_share", "the share of the peak that long runs sustain",
                                            1e-3, 1};
inline constexpr hardware_key matmul_latency_key{"matmul_latency_s", "a latency in seconds", 0, 1};
inline constexpr hardware_key memory_key{"memory_bytes", "the memory of a GPU in bytes", 1e6, 1e18};
inline constexpr hardware_key memory_bandwidth_key{"memory_bytes_per_s", "the bandwidth of memory in bytes/s",
                                                   1e6, 1e19};
inline constexpr hardware_key nodes_key{"gpus_per_node", "a number of GPUs", 1, 1e6};
inline constexpr hardware_key nvlink_key{"nvlink_one_way_bytes_per_s_per_gpu", "a bandwidth in bytes/s", 1e3,
                                         1e18};
inline constexpr hardware_key nvlink_latency_key{"nvlink_latency_s", "a latency in seconds", 0, 1};
inline constexpr hardware_key network_key{"network_one_way_bytes_per_s_per_gpu", "a bandwidth in bytes/s",
                                          1e3, 1e18};
inline constexpr hardware_key network_latency_key{"network_latency_s", "a latency in seconds", 0, 1};

/// A file of it, whose numbers are asked for one by one; what is not there is assumed.
class hardware_description {
 public:
  explicit hardware_description(const placed_json& json) : json_(json) {
    std::vector<named_key> keys = {{"schema"}, {"name"}, {"like"}};
    for (const hardware_key* key :
         {&peak_key, &sustained_key, &matmul_latency_key, &memory_key, &memory_bandwidth_key, &nodes_key,
          &nvlink_key, &nvlink_latency_key, &network_key, &network_latency_key})
      keys.push_back({key->name});
    json_.require_keys("a description of hardware", keys);
    if (const auto schema = json_.find("schema"); schema && !schema->says("scalewall/hardware/1"))
      schema->reject_value("the schema of a description of hardware is scalewall/hardware/1");
  }

  bool has(const hardware_key& key) const { return find(key).has_value(); }
  std::optional<placed_json> find(const hardware_key& key) const { return json_.find(std::string(key.name)); }

  static double number(const placed_json& told, const hardware_key& key) {
    return told.number_between(key.least, key.most, key.what);
  }

  /// The number, if it is there.
  template <class Quantity>
  std::optional<Quantity> find_quantity(const hardware_key& key) const {
    const auto told = find(key);
    if (!told) return {};
    return Quantity::from_value(number(*told, key));
  }

  /// Sets a number of a descriptor, which has that of the like, or assumes that.
  template <class Number>
  void set(const hardware_key& key, Number& of_like, const cluster& like) {
    if (const auto told = find(key))
      set_base_value(of_like, number(*told, key));
    else
      assume(key, number_text(base_value(of_like)), like);
  }

  void set(const hardware_key& key, std::int64_t& of_like, const cluster& like) {
    const auto told = find(key);
    if (!told) return assume(key, std::to_string(of_like), like);
    of_like = told->whole_number(key.what);
    if (static_cast<double>(of_like) > key.most)
      told->reject_value(std::string(key.what) + " is at most " + number_text(key.most));
  }

  void assume(const hardware_key& key, const std::string& value, const cluster& like) {
    assumed_.push_back(std::string(key.name) + ": " + value + ", as of " + std::string(like.name));
  }

  std::vector<std::string>& assumed() { return assumed_; }
  const placed_json& json() const { return json_; }

 private:
  placed_json json_;
  std::vector<std::string> assumed_;
};

/// The peaks that a description lists, as rates of an accelerator, which then computes in bf16, or in fp16 where that is not
/// listed.
inline void set_peaks(accelerator& gpu, const placed_json& peaks) {
  struct format_choice {
    std::string_view name;
  };
  std::array<format_choice, precision_names.size()> formats{};
  for (std::size_t i = 0; i < formats.size(); ++i) formats[i].name = precision_names[i];
  gpu.rates = {};
  for (const auto& [format, peak] : peaks.members()) {
    const auto& known = peak.choose(formats, "format", format);
    if (known.name != format) peak.reject("a format is written in small letters");
    const flop per_second = flop::from_value(hardware_description::number(peak, peak_key));
    gpu.rates.push_back({value_named<precision>(format, precision_names),
                         per_second / (static_cast<double>(gpu.threads) * gpu.clock.value())});
  }
  const auto has = [&](precision format) { return flop_per_clock_and_thread(gpu, format) > flop{}; };
  if (!has(precision::bf16) && !has(precision::fp16))
    peaks.reject("one of the formats bf16 and fp16 is there");
  gpu.format = has(precision::bf16) ? precision::bf16 : precision::fp16;
}

/// The GPU that a description is like: as it says, or the nearest.
inline const cluster& like_of(hardware_description& told, const std::optional<flop_per_second>& peak) {
  if (const auto name = told.json().find("like"))
    return *name->as([&] { return &choose(catalog::all, "GPU", name->text("the name of a GPU")); });
  if (!peak)
    told.json().reject("one of the keys 'peak_flop_per_s' and 'like', a GPU of the catalog, is there");
  const cluster& like = catalog::nearest_cluster(
      {.peak = peak,
       .memory = told.find_quantity<bytes>(memory_key),
       .memory_bandwidth = told.find_quantity<bytes_per_second>(memory_bandwidth_key)});
  told.assumed().push_back("like: " + std::string(like.name) +
                           ", the nearest of those whose training was fitted");
  return like;
}

/// Adds the formats of training that a description does not list and its like has, at the like's rates, as much faster as the
/// listed peak of 16 bit is. An accelerator computes in what is listed.
inline void assume_formats(accelerator& gpu, hardware_description& told, const cluster& like) {
  const double faster = peak(gpu) / peak(like.gpu);
  std::string added;
  for (const precision format : {precision::fp16, precision::bf16, precision::fp8}) {
    const flop rate = flop_per_clock_and_thread(like.gpu, format);
    if (flop_per_clock_and_thread(gpu, format) > flop{} || !(rate > flop{})) continue;
    gpu.rates.push_back({format, rate * faster});
    accelerator in_format = gpu;
    in_format.format = format;
    added +=
        (added.empty() ? "" : ", ") + std::string(name(format)) + " " + number_text(peak(in_format).value());
  }
  if (!added.empty())
    told.assumed().push_back(std::string(peak_key.name) + ": " + added + ", which are not listed, as " +
                             std::string(like.name) + " has them, as much faster as " +
                             std::string(name(gpu.format)) + " is");
}

/// Whether rates differ as those with sparsity do from dense ones.
inline bool is_twice(double faster) { return faster > 1.98 && faster < 2.02; }

inline accelerator accelerator_of(hardware_description& told, const cluster& like) {
  accelerator gpu = like.gpu;
  gpu.name = {};
  if (const auto peaks = told.find(peak_key)) {
    set_peaks(gpu, *peaks);
    const double faster = peak(gpu) / peak(like.gpu);
    for (std::size_t k = 1; k < gpu.memory.size(); ++k) {
      gpu.memory[k].bandwidth *= faster;
      gpu.memory[k].unit_bytes_per_clock *= faster;
    }
    if (is_twice(faster))
      told.assumed().push_back(std::string(peak_key.name) + ": dense, though it is twice that of " +
                               std::string(like.name) + ", as rates with sparsity are");
    assume_formats(gpu, told, like);
    told.assumed().push_back("caches and registers: those of " + std::string(like.name) +
                             ", as much faster as the peak is higher");
  } else {
    std::string listed_peaks;
    for (const arithmetic_rate& rate : gpu.rates) {
      accelerator in_format = gpu;
      in_format.format = rate.format;
      listed_peaks += (listed_peaks.empty() ? "" : ", ") + std::string(name(rate.format)) + " " +
                      number_text(peak(in_format).value());
    }
    told.assume(peak_key, listed_peaks, like);
  }
  told.set(sustained_key, gpu.sustained_share, like);
  told.set(matmul_latency_key, gpu.matmul_latency, like);
  told.set(memory_key, gpu.memory[0].capacity, like);
  told.set(memory_bandwidth_key, gpu.memory[0].bandwidth, like);
  return gpu;
}

inline network network_of(hardware_description& told, const cluster& like) {
  network levels = like.network;
  if (levels.size() == 1) {
    const bool nodes = told.has(nodes_key) || told.has(nvlink_key) || told.has(nvlink_latency_key);
    if (nodes && !(told.has(nodes_key) && told.has(nvlink_key)))
      told.json().reject(std::string(like.name) + " has no nodes, so both of the keys '" +
                         std::string(nodes_key.name) + "' and '" + std::string(nvlink_key.name) +
                         "' are there, or none");
    if (nodes) {
      network_level node = levels[0];
      node.name = "NVLink";
      levels = {node, levels[0]};
    } else {
      told.assume(nodes_key, "1", like);
    }
  }
  if (levels.size() >= 2) {
    told.set(nodes_key, levels[0].size, like);
    told.set(nvlink_key, levels[0].bandwidth, like);
    told.set(nvlink_latency_key, levels[0].latency, like);
  }
  for (std::size_t k = 1; k + 1 < levels.size(); ++k)
    told.assumed().push_back("network level " + std::string(levels[k].name) + ": as of " +
                             std::string(like.name));
  told.set(network_key, levels.back().bandwidth, like);
  told.set(network_latency_key, levels.back().latency, like);
  return levels;
}

}  // namespace detail

/// The hardware that a person describes. Throws `broken_rule`, with the place of what is wrong, where a key is unknown, a number
/// out of bounds, or too little is said.
inline described_hardware read_hardware_description(std::string_view text) {
  const auto json = parse_json(text);
  detail::hardware_description told{placed_json(json)};
  const placed_json named = told.json().at("name");
  described_hardware read;
  read.name = named.as([&] { return hardware_name(named.text("the name of hardware")); });

  std::optional<flop_per_second> peak_told;
  if (const auto peaks = told.find(detail::peak_key)) {
    accelerator any = catalog::all[0].gpu;
    detail::set_peaks(any, *peaks);
    peak_told = peak(any);
  }
  read.like = &detail::like_of(told, peak_told);
  read.machines = *read.like | without_library();
  read.machines.name = {};
  read.machines.gpu = detail::accelerator_of(told, *read.like);
  read.machines.network = detail::network_of(told, *read.like);
  told.json().as([&] { require_valid(read.machines); });
  read.on_data_sheet = read.machines;
  read.assumed = std::move(told.assumed());
  for (const std::string_view key : keys_unread_by_training)
    if (told.json().find(std::string(key))) read.unread_by_training.emplace_back(key);
  return read;
}

}  // namespace scalewall
