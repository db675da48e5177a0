// How far can training scale? For ever larger models: the smallest cluster that trains them in time, its best
// plan, what it uses of the hardware, and where it ends.

#include "answer.hpp"
#include "checked_options.hpp"
#include "chosen_cluster.hpp"
#include "curve_figures.hpp"
#include "curve_report.hpp"
#include "family_report.hpp"
#include "law_options.hpp"
#include "plot_option.hpp"
#include "progress_bar.hpp"
#include "written_document.hpp"
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/report/plot.hpp>
#include <scalewall/sweep/sweep.hpp>

#include <cstdint>
#include <filesystem>
#include <iostream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr auto program_name = "how_far_can_training_scale";

constexpr auto description = R"(How far can training scale?

For ever larger models, by the paper's scaling laws, finds the smallest cluster that trains them in time
and its best plan, until there is none. Without options: V100, A100 and H100, dense models, three months.
Plots are drawn into the folder plots beside the program, where the answer is a table.

With --family, real models grow by the same laws: a Llama-like or DeepSeek-like one, its fewest GPUs by plans that Megatron Core
can run, at refined prices and with all that memory holds, beside the paper's models at the same compute.)";

constexpr auto page_heading = "How far can training scale?";

struct question {
  std::vector<std::string> gpus;
  std::vector<std::string> files;
  law_options laws;
  std::vector<std::string> scenarios;
  sw::curve_settings settings;
  output_format format = output_format::table;
  std::string plot;
  family_report::question family;
};

/// The GPUs of the catalog and those that files describe, or else V100, A100 and H100.
std::vector<sw::cluster> asked_clusters(const question& asked) {
  std::vector<std::string> names = asked.gpus;
  if (names.empty() && asked.files.empty()) names = {"V100 SXM", "A100 SXM", "H100 SXM"};
  std::vector<sw::cluster> clusters;
  clusters.reserve(names.size() + asked.files.size());
  for (const std::string& name : names) clusters.push_back(chosen_cluster(name));
  for (const std::string& file : asked.files) clusters.push_back(hardware_options{.file = file}.cluster());
  return clusters;
}

struct scenario_choice {
  std::string_view name;
  std::vector<sw::scenario> chosen;
};

/// Without their points.
std::vector<comparison> asked_comparisons(const question& asked) {
  std::vector<comparison> comparisons;
  if (asked.scenarios.empty()) {
    comparison own{asked.laws.text(), {}};
    for (const sw::cluster& machines : asked_clusters(asked))
      own.curves.push_back({{machines.name, machines, asked.laws.prescription()}, {}});
    comparisons.push_back(own);
  }
  std::vector<scenario_choice> known;
  for (const sw::scenario& one : sw::scenarios()) known.push_back({one.name, {one}});
  known.push_back({"all", sw::scenarios()});
  for (const std::string& name : asked.scenarios)
    for (const sw::scenario& one : scalewall::choose(known, "scenario", name).chosen) {
      comparisons.push_back({std::string(one.name), {}});
      for (const sw::scenario_curve& curve : one.curves) comparisons.back().curves.push_back({curve, {}});
    }
  return comparisons;
}

void compute(std::vector<comparison>& comparisons, const sw::curve_settings& settings) {
  const auto models = static_cast<std::int64_t>(settings.widths.size());
  std::int64_t all = 0, before = 0;
  for (const comparison& compared : comparisons) all += std::ssize(compared.curves) * models;
  progress_bar shown(all, 0);
  for (comparison& compared : comparisons)
    for (compared_curve& curve : compared.curves) {
      for (const sw::curve_point& point : curve.asked.points(settings)) {
        curve.points.push_back(point);
        shown.show(before + std::ssize(curve.points));
      }
      before += models;  // a curve may have ended before the widest
    }
}

/// The folder `plots` beside the program, or in the current directory where the system does not tell its place.
std::filesystem::path plot_folder() {
  std::error_code unknown;
  return std::filesystem::read_symlink("/proc/self/exe", unknown).parent_path() / "plots";
}

/// Draws both figures of every comparison that has points, as SVG and PNG; says where they are.
void write_plots(std::ostream& out, const std::vector<comparison>& comparisons, sw::seconds deadline) {
  const std::filesystem::path folder = plot_folder();
  std::filesystem::create_directories(folder);
  std::string written;
  for (const comparison& compared : comparisons) {
    const auto write = [&](const char* subject, const sw::figure_page& page) {
      const std::string name = (comparisons.size() > 1 ? compared.name + "-" : "") + subject;
      for (const char* ending : {".svg", ".png"}) sw::write_plot(page, folder / (name + ending));
      written.append(written.empty() ? "" : ", ").append(name);
    };
    if (const sw::figure fall = utilization_figure(compared, deadline); !fall.series.empty())
      write("utilization", {.heading = {page_heading}, .panels = {fall}});
    if (const auto splits = parallelism_figures(compared, deadline); !splits.panels.empty())
      write("parallelism", splits);
  }
  if (!written.empty())
    out << "\nThe plots are in " << sw::printable_text(folder.string())
        << ", each as .svg and .png: " << written << ".\n";
}

/// Draws the utilization of all comparisons into the file that was asked for.
void write_asked_plot(const question& asked, const std::vector<comparison>& comparisons) {
  sw::figure_page page{.heading = {page_heading}};
  for (const comparison& compared : comparisons)
    if (const sw::figure fall = utilization_figure(compared, asked.settings.deadline); !fall.series.empty())
      page.panels.push_back(fall);
  if (page.panels.empty()) throw std::runtime_error("there is nothing to plot: no run is done in time");
  sw::write_plot(page, asked.plot);
}

exit_status answer_about_family(const question& asked) {
  if (asked.gpus.size() > 1)
    throw scalewall::broken_rule("a family is asked about one kind of GPU at a time (--gpu)");
  family_report::question family = asked.family;
  family.gpu = asked.gpus.front();
  const family_report::family_answer found =
      family_report::answer_of(family, asked.laws, asked.settings.deadline);
  if (found.points.empty())
    complain(program_name, "no number of GPUs looked at trains the narrowest member of the family in " +
                               sw::to_text(asked.settings.deadline));
  switch (asked.format) {
    case output_format::csv:
      family_report::write_csv(std::cout, found);
      break;
    case output_format::json:
      std::cout << family_report::json_of(found).dump(2) << '\n';
      break;
    case output_format::table:
    case output_format::markdown:
      if (!found.points.empty()) write_document(std::cout, family_report::document_of(found), asked.format);
      break;
  }
  if (found.points.empty()) return not_answered;
  if (!asked.plot.empty()) {
    family_report::write_figure(asked.plot, found);
    if (is_for_people(asked.format))
      std::cout << "\nThe plot is in " << sw::printable_text(asked.plot) << ".\n";
  }
  return answered;
}

/// Says of every curve without a point why it has none.
exit_status tell_missing_curves(const question& asked, const std::vector<comparison>& comparisons) {
  exit_status status = answered;
  for (const comparison& compared : comparisons)
    for (const compared_curve& curve : compared.curves)
      if (curve.points.empty()) {
        complain(program_name, no_curve_text(compared, curve, asked.settings));
        status = not_answered;
      }
  return status;
}

exit_status answer(const question& asked) {
  std::vector<comparison> comparisons = asked_comparisons(asked);
  compute(comparisons, asked.settings);

  const bool for_people = is_for_people(asked.format);
  const exit_status status = tell_missing_curves(asked, comparisons);
  const bool has_points = std::any_of(comparisons.begin(), comparisons.end(), [](const comparison& compared) {
    return std::any_of(compared.curves.begin(), compared.curves.end(),
                       [](const compared_curve& curve) { return !curve.points.empty(); });
  });
  if (!has_points && for_people) return status;

  if (asked.format == output_format::csv) write_csv(std::cout, comparisons);
  if (asked.format == output_format::json) write_json(std::cout, comparisons, asked.settings);
  if (for_people) {
    sw::document told;
    for (const comparison& compared : comparisons) told.append(document_of(compared, asked.settings));
    write_document(std::cout, told, asked.format);
  }

  if (!asked.plot.empty()) {
    write_asked_plot(asked, comparisons);
    if (for_people) std::cout << "\nThe plot is in " << sw::printable_text(asked.plot) << ".\n";
  } else if (for_people) {
    try {
      write_plots(std::cout, comparisons, asked.settings.deadline);
    } catch (const sw::gnuplot_missing& missing) {
      std::cout << "\nThere are no plots: " << missing.what() << ".\n";
    }
  }
  return status;
}

}  // namespace

int main(int argc, char** argv) {
  question asked;
  CLI::App app(description, program_name);
  add_example(app, "how_far_can_training_scale --gpu \"H100 SXM\" --format csv");
  CLI::Option* gpu = app.add_option("--gpu", asked.gpus, "A GPU of the catalog; repeatable");
  CLI::Option* hardware =
      app.add_option("--hardware", asked.files, std::string(hardware_meaning) + "; repeatable")
          ->type_name("FILE")
          ->allow_extra_args(false);
  const auto [sparse, batch] = add_law_options(app, asked.laws);
  CLI::Option* scenario = app.add_option(
      "--scenario", asked.scenarios,
      "A comparison of the paper instead of the options above: base-dense, base-sparse, batch, grand-dense, "
      "grand-sparse, superpod-dense, superpod-sparse or all; repeatable");
  for (CLI::Option* repeatable : {gpu, scenario}) repeatable->type_name("NAME")->allow_extra_args(false);
  scenario->excludes(gpu, hardware, sparse, batch);
  add_months_option(app, asked.settings.deadline, "The time that a training run may take");
  add_format_option(app, asked.format);
  add_plot_option(app, asked.plot,
                  "Draw utilization over training compute into this file, .svg or .png, and no other plot");
  std::string tensor;
  CLI::Option* family =
      app.add_option("--family", asked.family.family, "Real models instead of the paper's: llama or deepseek")
          ->type_name("NAME");
  app.add_option("--tp", tensor, "Degrees of tensor parallelism of a family, 8 or 1..8 (default: all)")
      ->type_name("N")
      ->needs(family);
  family->excludes(scenario, sparse);
  return answer_question(app, argc, argv, [&] {
    if (asked.family.family.empty()) return answer(asked);
    if (!asked.files.empty())
      throw scalewall::broken_rule(
          "a family is asked about a GPU of the catalog (--gpu), not about --hardware");
    if (gpu->count() == 0) asked.gpus = {asked.family.gpu};
    if (!tensor.empty()) asked.family.tensor = allowed_degrees("--tp", tensor);
    return answer_about_family(asked);
  });
}
