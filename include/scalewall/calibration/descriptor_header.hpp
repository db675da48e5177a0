// A machine that was measured, as a C++ header: constexpr descriptors whose numbers say how they were found.
//
//     namespace scalewall::measured {
//     inline constexpr accelerator xeon_accelerator{
//         .name = "xeon",
//         ...
//         // Fitted to 112 multiplications in fp32; nine of ten fits to redrawn rows lie between 0.71 and 0.74.
//         .sustained_share = 0.7231,
//
// The header needs nothing but the library and checks itself: what breaks a rule in it does not compile.

#pragma once

#include <scalewall/calibration/descriptor_literal.hpp>
#include <scalewall/calibration/fit_accelerator.hpp>
#include <scalewall/calibration/fit_formats.hpp>
#include <scalewall/calibration/fit_network.hpp>
#include <scalewall/calibration/written_collectives.hpp>
#include <scalewall/calibration/written_members.hpp>
#include <scalewall/error.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/matmul_kernels.hpp>
#include <scalewall/hardware/memory_level.hpp>
#include <scalewall/hardware/message_protocols.hpp>
#include <scalewall/hardware/network.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/timing/backend.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <algorithm>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <vector>

namespace scalewall {

/// The messages of one operation, within a node or between nodes, and what they were found from.
struct found_messages {
  transfer_operation operation = transfer_operation::all_reduce;
  bool between_nodes = false;
  message_protocols messages;
  std::string from;
};

/// What was found of one machine.
struct calibrated_machine {
  std::string name;
  device_description device;
  accelerator_fit gpu;
  network_fit network{};
  std::vector<found_kernels> kernels{};  ///< one a format
  std::vector<found_messages> messages{};
  std::optional<found_collectives> collectives{};  ///< where those that are known are near
};

namespace detail {

/// On one line of a comment, which does not go on.
inline std::string comment_text(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
  std::string printable = printable_text(text);
  std::replace(printable.begin(), printable.end(), '\\', ' ');
  return printable;
}

/// The comment on the number of that name; empty where it was not fitted.
template <class Quantity>
std::string how_found(const std::vector<found_number>& numbers, const std::string& name) {
  for (const found_number& one : numbers)
    if (one.number.name == name) return how_found<Quantity>(one.number, one.from);
  return "";
}

inline std::string enumerator(const char* type, std::string_view name) {
  return std::string(type) + "::" + std::string(name);
}

inline std::string written(const memory_level& level, int bandwidth_digits) {
  std::vector<written_member> members = {{"kind", enumerator("memory_kind", name(level.kind))},
                                         {"capacity", literal(level.capacity)}};
  if (level.units != 1) members.push_back({"units", std::to_string(level.units)});
  if (level.bandwidth.value() > 0)
    members.push_back({"bandwidth", literal(level.bandwidth, bandwidth_digits)});
  if (level.unit_bytes_per_clock.value() > 0)
    members.push_back({"unit_bytes_per_clock", literal(level.unit_bytes_per_clock)});
  if (level.units_exchange_data) members.push_back({"units_exchange_data", "true"});
  return aggregate(members);
}

inline std::string written(const accelerator_fit& fit, const std::string& name) {
  const accelerator& gpu = fit.gpu;
  std::vector<written_member> memory;
  for (const memory_level& level : gpu.memory) {
    const std::string found = how_found<bytes_per_second>(fit.numbers, bandwidth_name(level.kind));
    memory.push_back({"", written(level, found.empty() ? exact_digits : measured_digits), found});
  }
  std::string rates;
  for (const arithmetic_rate& rate : gpu.rates)
    rates += (rates.empty() ? "{{" : ", {") + enumerator("precision", scalewall::name(rate.format)) + ", " +
             literal(rate.per_clock_and_thread) + (rate.published ? ", " + literal(*rate.published) : "") +
             "}";
  rates += "}";

  const std::string share = how_found<double>(fit.numbers, "sustained share");
  const std::string latency = how_found<seconds>(fit.numbers, "matmul latency");
  std::vector<written_member> members = {
      {"name", string_literal(name)},
      {"memory", lines_of(memory)},
      {"rates", rates},
      {"format", enumerator("precision", scalewall::name(gpu.format))},
      {"threads", std::to_string(gpu.threads)},
      {"clock", literal(gpu.clock)},
      {"sustained_share", literal(gpu.sustained_share, share.empty() ? exact_digits : measured_digits),
       share},
      {"evidence", gpu.evidence == evidence::measured ? "evidence::measured" : "evidence::data_sheet"},
      {"tile_share", literal(gpu.tile_share)},
      {"matmul_latency", literal(gpu.matmul_latency, latency.empty() ? exact_digits : measured_digits),
       latency}};
  if (gpu.power) members.push_back({"power", "watts::from_value(" + literal(gpu.power->value()) + ")"});
  if (gpu.price)
    members.push_back({"price", "money_per_second::from_value(" + literal(gpu.price->value()) + ")"});
  return lines_of(members);
}

inline std::string written(const network_fit& fit) {
  std::vector<written_member> levels;
  for (const network_level& level : fit.levels) {
    const std::string where(level.name);
    std::vector<written_member> members;
    if (level.size != unbounded) members.push_back({"size", std::to_string(level.size)});
    members.push_back(
        {"bandwidth", "one_direction(" + literal(level.bandwidth.one_way(), measured_digits) + ")"});
    members.push_back({"latency", literal(level.latency, measured_digits)});
    members.push_back({"name", string_literal(where)});
    std::string comment;
    const auto tell = [&](const std::string& what, const std::string& found) {
      if (!found.empty()) comment.append(comment.empty() ? "" : "\n").append(what).append(". ").append(found);
    };
    tell("Bandwidth", how_found<bytes_per_second>(fit.numbers, "bandwidth " + where));
    tell("Latency", how_found<seconds>(fit.numbers, "latency " + where));
    levels.push_back({"", aggregate(members), comment});
  }
  return lines_of(levels);
}

/// By their name, if they have one.
inline std::string written(const matmul_tiles& tiles) {
  if (tiles == single_tiles) return "single_tiles";
  if (tiles == paired_tiles) return "paired_tiles";
  if (tiles == fine_tiles) return "fine_tiles";
  std::string all;
  for (const matmul_tile& tile : tiles)
    all += (all.empty() ? "{{" : ", {") + std::to_string(tile.height) + ", " + std::to_string(tile.width) +
           (tile.multiprocessors > 1 ? ", " + std::to_string(tile.multiprocessors) : "") + "}";
  return all + "}";
}

inline std::string written(const found_kernels& found, const std::string& name) {
  matmul_kernels kernels = found.fit.descriptor;
  const found_members member(kernels, found.fit.found, found.from, found.otherwise);
  return lines_of({{"name", string_literal(name)},
                   {"format", enumerator("precision", scalewall::name(kernels.format))},
                   {"result_word", literal(kernels.result_word)},
                   {"gradient_word", literal(kernels.gradient_word)},
                   {"multiprocessors", std::to_string(kernels.multiprocessors)},
                   {"peak", literal(kernels.peak)},
                   {"tiles", written(kernels.tiles)},
                   {"most_splits", std::to_string(kernels.most_splits)},
                   {"step_width", literal(kernels.step_width)},
                   member("burst", kernels.burst),
                   member("gradient_share", kernels.gradient_share),
                   member("sustained", kernels.sustained),
                   member("headroom", kernels.headroom),
                   member("global", kernels.global),
                   member("accumulation", kernels.accumulation),
                   member("ramp", kernels.ramp),
                   member("cached", kernels.cached),
                   member("cached_activations", kernels.cached_activations),
                   member("l2", kernels.l2),
                   member("store", kernels.store),
                   member("step", kernels.step),
                   member("exposed", kernels.exposed),
                   member("quantization", kernels.quantization),
                   member("launch", kernels.launch),
                   member("split", kernels.split),
                   member("quantized", kernels.quantized)});
}

inline std::string written(const found_messages& found, const std::string& name) {
  std::vector<written_member> regimes;
  for (const message_regime& regime : found.messages.regimes) {
    std::vector<written_member> members;
    if (regime.participants != unbounded)
      members.push_back({"participants", std::to_string(regime.participants)});
    if (math::is_finite(regime.at_most.value()))
      members.push_back({"at_most", literal(regime.at_most, measured_digits)});
    if (regime.algorithm == collective_algorithm::doubling)
      members.push_back({"algorithm", "collective_algorithm::doubling"});
    members.push_back({"step", literal(regime.step, measured_digits)});
    members.push_back({"bandwidth", literal(regime.bandwidth, measured_digits)});
    members.push_back({"overlap", literal(regime.overlap, measured_digits)});
    regimes.push_back({"", aggregate(members)});
  }
  return lines_of(
      {{"name", string_literal(name)}, {"regimes", lines_of(regimes), "Fitted to " + found.from + "."}});
}

}  // namespace detail

/// Of transfers within a node, either protocols or messages are written. Throws `broken_rule` where a number is no number.
inline void write_descriptor_header(std::ostream& out, const calibrated_machine& machine) {
  const std::string id = identifier_of(machine.name);
  const bool with_protocols = machine.collectives && machine.collectives->kept;
  std::vector<found_messages> messages = machine.messages;
  if (with_protocols) std::erase_if(messages, [](const found_messages& one) { return !one.between_nodes; });
  const auto define = [&](const std::string& type, const std::string& suffix, const std::string& value) {
    const std::string whole = id + "_" + suffix;
    out << "\ninline constexpr " << type << " " << whole << value << ";\n"
        << "static_assert((require_valid(" << whole << "), true));\n";
  };

  out << "// " << detail::comment_text(machine.name) << ": " << detail::comment_text(machine.device.name)
      << ", measured with the backend '" << detail::comment_text(machine.device.backend) << "'.\n"
      << "//\n"
      << "// Numbers with a comment are as it says, rounded to " << measured_digits
      << " digits; the others were known.\n\n"
      << "#pragma once\n\n"
      << "#include <scalewall/hardware/cluster.hpp>\n";
  if (with_protocols) out << "#include <scalewall/hardware/collective_protocols.hpp>\n";
  if (!machine.kernels.empty()) out << "#include <scalewall/hardware/matmul_kernels.hpp>\n";
  if (!messages.empty()) out << "#include <scalewall/hardware/message_protocols.hpp>\n";
  out << "#include <scalewall/math.hpp>\n\nnamespace scalewall::measured {\n";

  define("accelerator", "accelerator", detail::written(machine.gpu, machine.name));
  if (!machine.network.levels.empty()) {
    define("network", "network", detail::written(machine.network));
    define("cluster", "cluster",
           aggregate({{"name", string_literal(machine.name)},
                      {"gpu", id + "_accelerator"},
                      {"network", id + "_network"}}));
  }
  for (const found_kernels& found : machine.kernels) {
    const std::string format(name(found.fit.descriptor.format));
    define("matmul_kernels", format + "_kernels", detail::written(found, machine.name + ", " + format));
  }
  if (with_protocols)
    define("collective_protocols", "collectives",
           detail::written(*machine.collectives, machine.name + ", collectives"));
  for (const found_messages& found : messages) {
    const std::string what =
        std::string(name(found.operation)) + (found.between_nodes ? " between nodes" : "");
    define("message_protocols", identifier_of(what) + "_messages",
           detail::written(found, machine.name + ", " + what));
  }
  out << "\n}  // namespace scalewall::measured\n";
}

}  // namespace scalewall
