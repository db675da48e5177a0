// How far is predicted memory from measured memory? Rows of runs that others measured, and what the model says of them.

#include "answer.hpp"
#include "checked_options.hpp"
#include "counted_text.hpp"
#include "input_file.hpp"
#include "written_document.hpp"
#include <scalewall/framework/catalog/fitted_memory.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>
#include <scalewall/runs/memory_validation.hpp>

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <fstream>
#include <iostream>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description = R"(Holds predicted peak memory against what others measured.

Every row says a model, a plan, a recipe and what a GPU held: allocated by PyTorch, reserved by its allocator, or shown by
the device. An error is predicted / measured - 1; rows that no constant was fitted to (two in five, by a checksum of
their id) are told apart. Of rows that ran out of memory it is told whether the model calls them fitting; of rows that
cannot be predicted, why.)";

std::string percent(double share) {
  const double rounded = std::round(share * 1e4) / 1e2;
  return sw::number_text(rounded == 0 ? 0.0 : rounded, 3) + "%";
}

std::vector<std::string> cells(const sw::memory_errors& errors) {
  if (errors.rows == 0) return {"0", "-", "-", "-"};
  return {std::to_string(errors.rows), percent(errors.median), percent(errors.mean),
          percent(errors.ninety_fifth)};
}

sw::table errors_table(const sw::memory_validation& found) {
  using sw::number_column;
  sw::table shown({sw::text_column("measured by"), number_column("rows"), number_column("median"),
                   number_column("mean"), number_column("95th"), number_column("signed"),
                   number_column("held out"), number_column("median"), number_column("mean"),
                   number_column("95th")});
  for (const sw::memory_errors_of_group& of : sw::errors_by_group(found)) {
    std::vector<std::string> row = {of.group};
    for (std::string& cell : cells(of.of_all)) row.push_back(std::move(cell));
    row.push_back(percent(of.of_all.signed_median));
    for (std::string& cell : cells(of.of_held_out)) row.push_back(std::move(cell));
    shown.add_row(row);
  }
  return shown;
}

sw::table worst_table(const sw::memory_validation& found, std::size_t number) {
  std::vector<const sw::held_memory_row*> worst;
  for (const sw::held_memory_row& row : found.rows)
    if (row.error) worst.push_back(&row);
  std::stable_sort(worst.begin(), worst.end(),
                   [](const auto* a, const auto* b) { return std::abs(*a->error) > std::abs(*b->error); });
  worst.resize(std::min(worst.size(), number));
  sw::table shown({sw::text_column("row"), sw::number_column("measured"), sw::number_column("predicted"),
                   sw::number_column("error"), sw::text_column("peak at")});
  for (const sw::held_memory_row* row : worst)
    shown.add_row({row->row.id, to_text(*row->row.measured), to_text(row->predicted), percent(*row->error),
                   std::string(name(row->moment))});
  return shown;
}

sw::table out_of_memory_table(const sw::memory_validation& found) {
  sw::table shown({sw::text_column("ran out of memory"), sw::number_column("predicted"),
                   sw::number_column("needed"), sw::number_column("available"), sw::text_column("called")});
  for (const sw::held_memory_row& row : found.rows)
    if (row.row.ran_out_of_memory)
      shown.add_row({row.row.id, to_text(row.predicted), row.verdict ? to_text(row.verdict->needed) : "-",
                     row.verdict ? to_text(row.verdict->available) : "-",
                     row.verdict ? std::string(name(row.verdict->found)) : "-"});
  return shown;
}

std::map<std::string, std::size_t> reasons(const sw::memory_validation& found) {
  std::map<std::string, std::size_t> rows;
  for (const sw::unpredictable_memory_row& row : found.refused) ++rows[row.reason];
  return rows;
}

/// Rows that ran, but that the model says do not fit.
std::size_t ran_against_the_verdict(const sw::memory_validation& found) {
  std::size_t number = 0;
  for (const sw::held_memory_row& row : found.rows)
    if (!row.row.ran_out_of_memory && row.verdict && row.verdict->found == sw::fit::does_not_fit) ++number;
  return number;
}

sw::document document_of(const sw::memory_validation& found) {
  std::vector<std::string> refused, constants;
  for (const auto& [reason, number] : reasons(found))
    refused.push_back(std::to_string(number) + "  " + reason);
  for (const sw::fitted_constant& constant : sw::catalog::fitted_memory_constants)
    constants.push_back(sw::number_text(constant.value) + "  " + std::string(constant.holds_for) + " (" +
                        std::string(constant.rows) + ")");
  sw::document told;
  told.paragraph(counted(found.rows.size(), "row") + " predicted, " + std::to_string(found.refused.size()) +
                 " not. Errors: median, mean and 95th percentile of the absolute error, signed median; then "
                 "of the\nrows that were kept from what is fitted here (not from all constants: "
                 "data/README.md).")
      .rows(errors_table(found))
      .heading("The worst ten:")
      .rows(worst_table(found, 10));
  const sw::table out_of_memory = out_of_memory_table(found);
  if (out_of_memory.size() > 0) told.rows(out_of_memory);
  told.paragraph("Ran, though the model says that it does not fit: " +
                 counted(ran_against_the_verdict(found), "row") + ".")
      .list("Not predicted:", refused)
      .list("Fitted constants, none to a single run:", constants);
  return told;
}

void write_csv(std::ostream& out, const sw::memory_validation& found) {
  const auto whole = [](sw::bytes size) { return sw::csv_field(std::llround(size.value())); };
  const auto measured = [&](const auto& row) {
    return row.measured ? whole(*row.measured) : sw::csv_field("");
  };
  sw::csv_writer writer(out, {"id", "measured_bytes", "predicted_bytes", "error", "source", "what_measured",
                              "reason", "assumed"});
  for (const sw::held_memory_row& row : found.rows)
    writer.row({row.row.id, measured(row.row), whole(row.predicted),
                row.error ? sw::csv_field(*row.error) : sw::csv_field(""), row.row.group, name(row.row.kind),
                row.row.ran_out_of_memory ? "ran out of memory" : "", row.row.assumed});
  for (const sw::unpredictable_memory_row& row : found.refused)
    writer.row({row.id, measured(row), "", "", row.group, name(row.kind), row.reason, ""});
}

nlohmann::json json_of(const sw::memory_errors& errors) {
  if (errors.rows == 0) return {{"rows", 0}};
  return {{"rows", errors.rows},
          {"median", errors.median},
          {"mean", errors.mean},
          {"ninety_fifth", errors.ninety_fifth},
          {"signed_median", errors.signed_median}};
}

nlohmann::json json_of(const sw::memory_validation& found) {
  nlohmann::json groups = nlohmann::json::array(), out_of_memory = nlohmann::json::array();
  for (const sw::memory_errors_of_group& of : sw::errors_by_group(found))
    groups.push_back(
        {{"group", of.group}, {"all", json_of(of.of_all)}, {"held_out", json_of(of.of_held_out)}});
  for (const sw::held_memory_row& row : found.rows)
    if (row.row.ran_out_of_memory)
      out_of_memory.push_back({{"id", row.row.id},
                               {"predicted_bytes", row.predicted.value()},
                               {"verdict", row.verdict ? std::string(name(row.verdict->found)) : "unknown"}});
  return {{"schema", "scalewall/validate_memory/1"},
          {"predicted_rows", found.rows.size()},
          {"refused_rows", found.refused.size()},
          {"groups", groups},
          {"ran_out_of_memory", out_of_memory},
          {"ran_though_said_not_to_fit", ran_against_the_verdict(found)},
          {"not_predicted", reasons(found)}};
}

}  // namespace

int main(int argc, char** argv) {
  std::string file = SCALEWALL_DATA "/memory.csv";
  output_format format = output_format::table;
  CLI::App app(description, "validate_memory");
  add_example(app, "validate_memory");
  app.add_option("FILE", file, "A table of measured runs (default: data/memory.csv of the source tree)");
  add_format_option(app, format);

  return answer_question(app, argc, argv, [&] {
    std::ifstream in = open_file(file);
    const sw::memory_validation found = sw::validate_memory(in);
    switch (format) {
      case output_format::csv:
        write_csv(std::cout, found);
        break;
      case output_format::json:
        std::cout << json_of(found).dump(2) << '\n';
        break;
      case output_format::table:
      case output_format::markdown:
        write_document(std::cout, document_of(found), format);
        break;
    }
    return answered;
  });
}
