// What was measured on a device, as a CSV file: a row per probe.
//
//     probe      matmul, copy, launch or transfer
//     variant    of a multiplication activation or weight gradient; where a copy runs; how a launch is made; what a
//                transfer does
//     format, rows, columns, tokens       of a multiplication
//     participants, nodes                 of a transfer
//     bytes                               of a copy or a transfer
//     median_s, lower_quartile_s, upper_quartile_s, samples
//     library, source                     what ran, and who measured it where
//
// What a probe has not is an empty field.

#pragma once

#include <scalewall/named_choice.hpp>
#include <scalewall/report/csv_reader.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/timing/probe.hpp>
#include <scalewall/timing/timing.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <istream>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace scalewall {

struct measurement {
  probe what;
  timing took;
  std::string library{};
  std::string source{};
  friend bool operator==(const measurement&, const measurement&) = default;
};

/// Rows that break a rule are left out of `rows`; each is told in a sentence of `damaged`, with its line.
struct recording {
  std::vector<measurement> rows;
  std::vector<std::string> damaged;
};

namespace detail {

inline constexpr std::array<std::string_view, 4> probe_names = {"matmul", "copy", "launch", "transfer"};

inline constexpr std::array<std::string_view, 8> columns_of_every_probe = {
    "probe", "variant", "median_s", "lower_quartile_s", "upper_quartile_s", "samples", "library", "source"};

template <class Enumeration, std::size_t N>
Enumeration value_in(const csv_row& row, std::string_view column,
                     const std::array<std::string_view, N>& names) {
  return row.as(column, [&](std::string_view written) { return value_named<Enumeration>(written, names); });
}

inline probe read_probe(const csv_row& row) {
  const auto size = [&] { return bytes::from_value(row.number("bytes")); };
  switch (value_in<std::size_t>(row, "probe", probe_names)) {
    case 0:
      return matmul_probe{.shape = {row.integer("rows"), row.integer("columns"), row.integer("tokens")},
                          .kind = value_in<matmul_kind>(row, "variant", matmul_kind_names),
                          .format = value_in<precision>(row, "format", precision_names)};
    case 1:
      return copy_probe{.path = value_in<copy_path>(row, "variant", copy_path_names), .size = size()};
    case 2:
      return launch_probe{.kind = value_in<launch_kind>(row, "variant", launch_kind_names)};
    default:
      return transfer_probe{
          .operation = value_in<transfer_operation>(row, "variant", transfer_operation_names),
          .participants = row.integer("participants"),
          .nodes = row.integer("nodes"),
          .size = size()};
  }
}

}  // namespace detail

/// Throws `broken_rule` where the file is no recording at all.
inline recording read_recording(std::istream& in) {
  recording read;
  csv_reader reader(in);
  reader.require_columns(detail::columns_of_every_probe);
  for (;;) {
    try {
      const auto row = reader.next();
      if (!row) return read;
      const auto duration = [&](std::string_view column) { return seconds::from_value(row->number(column)); };
      measurement one{.what = detail::read_probe(*row),
                      .took = {.median = duration("median_s"),
                               .lower_quartile = duration("lower_quartile_s"),
                               .upper_quartile = duration("upper_quartile_s"),
                               .samples = row->integer("samples")},
                      .library = row->text("library"),
                      .source = row->text("source")};
      try {
        require_valid(one.what);
        require_valid(one.took);
      } catch (const broken_rule& broken) {
        throw broken_rule("line " + std::to_string(row->line()) + ": " + broken.what());
      }
      read.rows.push_back(std::move(one));
    } catch (const broken_rule& broken) {
      read.damaged.emplace_back(broken.what());
    }
  }
}

/// Writes the names of the columns at once, and a row whenever it is given one.
class recording_writer {
 public:
  explicit recording_writer(std::ostream& out)
      : csv_(out,
             {"probe", "variant", "format", "rows", "columns", "tokens", "participants", "nodes", "bytes",
              "median_s", "lower_quartile_s", "upper_quartile_s", "samples", "library", "source"}) {}

  void row(const measurement& one) {
    std::vector<csv_field> fields{detail::probe_names[one.what.index()]};
    struct describe {
      std::vector<csv_field>& fields;
      void add(std::initializer_list<csv_field> more) const { fields.insert(fields.end(), more); }
      void operator()(const matmul_probe& what) const {
        add({name(what.kind), name(what.format), what.shape.rows, what.shape.columns, what.shape.tokens, "",
             "", ""});
      }
      void operator()(const copy_probe& what) const {
        add({name(what.path), "", "", "", "", "", "", what.size});
      }
      void operator()(const launch_probe& what) const { add({name(what.kind), "", "", "", "", "", "", ""}); }
      void operator()(const transfer_probe& what) const {
        add({name(what.operation), "", "", "", "", what.participants, what.nodes, what.size});
      }
    };
    std::visit(describe{fields}, one.what);
    for (const seconds& quartile : {one.took.median, one.took.lower_quartile, one.took.upper_quartile})
      fields.emplace_back(quartile);
    fields.emplace_back(one.took.samples);
    fields.emplace_back(one.library);
    fields.emplace_back(one.source);
    csv_.row(fields);
  }

 private:
  csv_writer csv_;
};

}  // namespace scalewall
