#include "chosen_cluster.hpp"

#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/variants.hpp>

#include <set>

scalewall::cluster at_reference_prices(const scalewall::cluster& machines) {
  if (machines.library != nullptr)
    complain("note", "what changes with the hardware of " + std::string(machines.name) +
                         " is asked at the rates of its descriptor, not at those of its kernels: these were "
                         "measured on hardware as it is");
  return machines | scalewall::without_library();
}

const scalewall::cluster& chosen_cluster(std::string_view name) {
  const scalewall::cluster& machines = scalewall::choose(scalewall::catalog::all, "GPU", name);
  static std::set<std::string_view> told;
  const std::string note = data_sheet_text(machines);
  if (!note.empty() && told.insert(machines.name).second) complain("note", note);
  return machines;
}

namespace {

/// The text for as long as the program runs: names of clusters that files describe, which refer to it.
std::string_view kept_text(const std::string& text) {
  static std::set<std::string> texts;
  return *texts.insert(text).first;
}

}  // namespace

scalewall::described_hardware described_cluster(const std::string& file) {
  scalewall::described_hardware read =
      of_file(file, [&] { return scalewall::read_hardware(content_of(file)); });
  for (scalewall::cluster* one : {&read.machines, &read.on_data_sheet}) {
    one->name = kept_text(read.name);
    one->rates_from =
        kept_text(quoted_path(file) + " and, where it says nothing, of " + std::string(read.like->name));
  }
  return read;
}

void add_hardware_options(CLI::App& app, std::string& gpu, std::string& file) {
  CLI::Option* named =
      app.add_option("--gpu", gpu, "A GPU of the catalog (default: H100 SXM)")->type_name("NAME");
  app.add_option("--hardware", file, hardware_meaning)->type_name("FILE")->excludes(named);
}

void add_hardware_options(CLI::App& app, hardware_options& asked) {
  add_hardware_options(app, asked.gpu, asked.file);
}
