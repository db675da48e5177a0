// What constants do measured runs ask for? Those of training time, fitted again to a table of runs.

#include "answer.hpp"
#include "checked_options.hpp"
#include "counted_text.hpp"
#include "runs_file.hpp"
#include "written_document.hpp"
#include <scalewall/calibration/fit_runs.hpp>
#include <scalewall/report/csv_writer.hpp>
#include <scalewall/report/document.hpp>
#include <scalewall/report/error_summary.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/table.hpp>

#include <CLI/CLI.hpp>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <iostream>
#include <iterator>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto description =
    R"(Fits the constants of training time to runs that others measured and published.

A FILE is a CSV file with the columns of data/training_runs.md; without one, the table of this project is taken. Runs that
are held out (CRC-32 of their names is a multiple of 5), of fine-tuning or of a doubtful measurement are not seen. A
constant is shared by all runs whose machine or software has it. Printed is what each is in the catalogues, what the runs
ask for and, with --redraws, between which values nine of ten fits lie whose runs are drawn anew; then the errors with
either, of the runs that were seen and of those held out.)";

struct question {
  std::vector<std::string> files;
  output_format format = output_format::table;
  std::int64_t redraws = 0;
  std::vector<std::string> holds_for;
};

/// Errors with the constants of the catalogues, and with those that were fitted.
struct compared_errors {
  sw::error_summary known{};
  sw::error_summary fitted{};
};

struct answer_of_fit {
  std::vector<sw::shared_constant> constants{};
  sw::fit_result fitted{};
  compared_errors seen{};
  std::optional<compared_errors> held_out{};
};

/// Errors of the runs of one fit, with the constants of another by their names.
std::optional<compared_errors> errors_of(const sw::run_fit& runs, const answer_of_fit& found) {
  if (runs.runs().empty()) return {};
  std::vector<double> known, fitted;
  for (const sw::shared_constant& one : runs.shared()) {
    known.push_back(one.known.value);
    fitted.push_back(one.known.value);
    for (std::size_t i = 0; i < found.constants.size(); ++i)
      if (found.constants[i].name == one.name && found.constants[i].known.holds_for == one.known.holds_for)
        fitted.back() = found.fitted.numbers[i].value;
  }
  std::vector<double> before, after;
  for (const sw::fitted_run& run : runs.runs()) {
    before.push_back(run.estimate(known).total / run.measured - 1);
    after.push_back(run.estimate(fitted).total / run.measured - 1);
  }
  return compared_errors{sw::summarize(std::move(before)), sw::summarize(std::move(after))};
}

answer_of_fit fit(const question& asked) {
  std::vector<sw::measured_run> runs;
  for (const std::string& file : asked.files) {
    std::vector<sw::measured_run> read = runs_in(file);
    runs.insert(runs.end(), std::make_move_iterator(read.begin()), std::make_move_iterator(read.end()));
  }
  const sw::run_fit seen(
      runs, [](const sw::measured_run& run) { return !sw::is_held_out_run(run.id); }, asked.holds_for);
  if (seen.runs().empty()) throw std::runtime_error("there is no run to fit to");
  answer_of_fit found{.constants = {seen.shared().begin(), seen.shared().end()}};
  found.fitted = seen.fit(static_cast<int>(asked.redraws));
  found.seen = *errors_of(seen, found);
  const sw::run_fit others(
      runs, [](const sw::measured_run& run) { return sw::is_held_out_run(run.id); }, asked.holds_for);
  found.held_out = errors_of(others, found);
  return found;
}

std::string errors_text(const sw::error_summary& errors) {
  return sw::percent_text(errors.signed_median) + " signed, " + sw::percent_text(errors.median) +
         " median, " + sw::percent_text(errors.ninetieth) + " 90th percentile";
}

sw::document document_of(const answer_of_fit& found, bool intervals) {
  std::vector<sw::table_column> columns = {sw::text_column("constant"), sw::text_column("holds for"),
                                           sw::number_column("runs"),   sw::number_column("sources"),
                                           sw::number_column("known"),  sw::number_column("fitted")};
  if (intervals) columns.insert(columns.end(), {sw::number_column("from"), sw::number_column("to")});
  sw::table shown(columns);
  for (std::size_t i = 0; i < found.constants.size(); ++i) {
    const sw::shared_constant& one = found.constants[i];
    const sw::fitted<>& number = found.fitted.numbers[i];
    std::vector<std::string> cells = {one.name,
                                      std::string(one.known.holds_for),
                                      sw::to_text(sw::count{one.runs}),
                                      sw::to_text(sw::count{one.sources}),
                                      sw::number_text(one.known.value, 4),
                                      sw::number_text(number.value, 4)};
    if (intervals)
      cells.insert(cells.end(), {sw::number_text(number.low, 4), sw::number_text(number.high, 4)});
    shown.add_row(cells);
  }
  const auto text = [](const compared_errors& errors, const char* which) {
    return counted(errors.known.rows, "run") + " " + which + ": as known " + errors_text(errors.known) +
           "; fitted " + errors_text(errors.fitted) + ".";
  };
  sw::document told;
  told.rows(shown).paragraph(text(found.seen, "seen") +
                             (found.held_out ? "\n" + text(*found.held_out, "held out") : ""));
  return told;
}

void write_csv(std::ostream& out, const answer_of_fit& found) {
  sw::csv_writer written(
      out, {"constant", "holds_for", "unit", "runs", "sources", "known", "fitted", "from", "to"});
  for (std::size_t i = 0; i < found.constants.size(); ++i) {
    const sw::shared_constant& one = found.constants[i];
    const sw::fitted<>& number = found.fitted.numbers[i];
    written.row({one.name, one.known.holds_for, one.known.unit, one.runs, one.sources, one.known.value,
                 number.value, number.low, number.high});
  }
}

nlohmann::ordered_json errors_json(const compared_errors& errors) {
  const auto one = [](const sw::error_summary& summary) {
    return nlohmann::ordered_json{{"runs", summary.rows},
                                  {"signed_median", summary.signed_median},
                                  {"median", summary.median},
                                  {"ninetieth_percentile", summary.ninetieth}};
  };
  return {{"known", one(errors.known)}, {"fitted", one(errors.fitted)}};
}

nlohmann::ordered_json fit_json(const answer_of_fit& found) {
  nlohmann::ordered_json constants = nlohmann::ordered_json::array();
  for (std::size_t i = 0; i < found.constants.size(); ++i) {
    const sw::shared_constant& one = found.constants[i];
    const sw::fitted<>& number = found.fitted.numbers[i];
    constants.push_back({{"constant", one.name},
                         {"holds_for", one.known.holds_for},
                         {"unit", one.known.unit},
                         {"runs", one.runs},
                         {"sources", one.sources},
                         {"known", one.known.value},
                         {"fitted", number.value},
                         {"from", number.low},
                         {"to", number.high}});
  }
  nlohmann::ordered_json answer = {
      {"version", 1}, {"constants", constants}, {"seen", errors_json(found.seen)}};
  if (found.held_out) answer["held_out"] = errors_json(*found.held_out);
  return answer;
}

exit_status answer(const question& asked) {
  const answer_of_fit found = fit(asked);
  if (asked.format == output_format::csv) write_csv(std::cout, found);
  if (asked.format == output_format::json) std::cout << fit_json(found).dump(2) << '\n';
  if (is_for_people(asked.format))
    write_document(std::cout, document_of(found, asked.redraws > 0), asked.format);
  return answered;
}

}  // namespace

int main(int argc, char** argv) {
  question asked;
  CLI::App app(description, "fit_runs");
  add_example(app, "fit_runs --format csv");
  app.add_option("FILE", asked.files, "Tables of runs (default: data/training_runs.csv of this project)");
  add_whole_number_option(
      app, "--redraws", asked.redraws,
      "Fit so many times more, to runs that are drawn anew, for intervals (default: none)");
  app.add_option("--of", asked.holds_for,
                 "Fit the constants alone that hold for one of these, as printed, to the runs that feel any "
                 "(default: all)")
      ->type_name("NAME");
  add_format_option(app, asked.format);
  return answer_question(app, argc, argv, [&] {
    if (asked.files.empty()) asked.files.emplace_back(SCALEWALL_DATA "/training_runs.csv");
    return answer(asked);
  });
}
