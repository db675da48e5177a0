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

#include <scalewall/calibration/calibrated_machine.hpp>
#include <scalewall/calibration/descriptor_literal.hpp>
#include <scalewall/calibration/fit_collectives.hpp>
#include <scalewall/calibration/fit_formats.hpp>
#include <scalewall/calibration/fit_matmuls.hpp>
#include <scalewall/calibration/fitted.hpp>
#include <scalewall/calibration/written_descriptor.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/collective_protocols.hpp>
#include <scalewall/hardware/members.hpp>
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/work/transfer_operation.hpp>

#include <algorithm>
#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

namespace scalewall {

namespace detail {

/// On one line of a comment, which does not go on.
inline std::string comment_text(std::string text) {
  std::replace_if(
      text.begin(), text.end(), [](char c) { return c >= 0 && c < ' '; }, ' ');
  std::string printable = printable_text(text);
  std::replace(printable.begin(), printable.end(), '\\', ' ');
  return printable;
}

/// Those of kernels: what was not fitted, and could be, is as in the format that was fitted first.
inline std::string written(const found_kernels& found) {
  std::vector<number_note> notes = notes_of(found.fit);
  if (found.as_in)
    for (const fit_parameter& one : kernel_parameters(found.fit.descriptor))
      if (notes[one.place].comment.empty())
        notes[one.place] = {measured_digits, "As in " + std::string(name(*found.as_in)) + "."};
  return lines_of(written_members(found.fit.descriptor, notes));
}

/// Those of collectives: a number that is where the fit started, to as many digits as are written, was not moved; the
/// switches between protocols were looked for.
inline std::string written(const found_collectives& found) {
  const collective_protocols& protocols = found.fit.descriptor;
  const std::string start(found.start.name), from = to_text(found.evidence);
  std::vector<number_note> notes = notes_of(found.fit);
  std::vector<double> at_start;
  for_each_number(found.start, [&](const auto&, const auto& number) {
    at_start.push_back(rounded(base_value(number), measured_digits));
  });
  std::size_t place = 0;
  for_each_number(protocols, [&](const auto&, const auto& number) {
    const bool moved = rounded(base_value(number), measured_digits) != at_start[place];
    if (!moved && !notes[place].comment.empty())
      notes[place].comment = "As of " + start + ": " + from + " do not move it.";
    ++place;
  });
  const auto tell_moved = [&](const auto& at, const auto& before) {
    if (at == before) return;
    notes[place_of(protocols, at)] = {measured_digits, "Moved from " + to_text(before) + ", that of " +
                                                           start + ", where " + from + " show it."};
  };
  tell_moved(protocols.ring.choice.simple, found.start.ring.choice.simple);
  if (protocols.ring.choice.ll_at_most)
    tell_moved(*protocols.ring.choice.ll_at_most, *found.start.ring.choice.ll_at_most);
  tell_moved(protocols.exchange.ll_at_most, found.start.exchange.ll_at_most);
  return lines_of(written_members(protocols, notes));
}

/// Those of messages, whose regimes were found together.
inline std::string written(const found_messages& found) {
  std::vector<number_note> notes;
  for_each_number(found.messages, [&](const auto&, const auto&) { notes.push_back({measured_digits}); });
  std::vector<written_member> members = written_members(found.messages, notes);
  members.back().comment = "Fitted to " + to_text(found.evidence) + ".";
  return lines_of(members);
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

  fitted_descriptor<accelerator> gpu = machine.gpu;
  gpu.descriptor.name = machine.name;
  define("accelerator", "accelerator", lines_of(written_members(gpu.descriptor, notes_of(gpu))));
  if (!machine.network.descriptor.empty()) {
    define("network", "network", written_list(machine.network.descriptor, notes_of(machine.network)));
    define("cluster", "cluster",
           aggregate({{"name", string_literal(machine.name)},
                      {"gpu", id + "_accelerator"},
                      {"network", id + "_network"}}));
  }
  for (found_kernels found : machine.kernels) {
    const std::string format(name(found.fit.descriptor.format)), whole = machine.name + ", " + format;
    found.fit.descriptor.name = whole;
    define("matmul_kernels", format + "_kernels", detail::written(found));
  }
  if (with_protocols) {
    found_collectives found = *machine.collectives;
    const std::string whole = machine.name + ", collectives";
    found.fit.descriptor.name = whole;
    define("collective_protocols", "collectives", detail::written(found));
  }
  for (found_messages& found : messages) {
    const std::string what =
        std::string(name(found.operation)) + (found.between_nodes ? " between nodes" : "");
    const std::string whole = machine.name + ", " + what;
    found.messages.name = whole;
    define("message_protocols", identifier_of(what) + "_messages", detail::written(found));
  }
  out << "\n}  // namespace scalewall::measured\n";
}

}  // namespace scalewall
