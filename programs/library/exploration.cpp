#include "exploration.hpp"

#include "chosen_cluster.hpp"

void add_file_options(CLI::App& app, explored_files& files) {
  app.add_option("FILE", files.design, "The design space, in JSON")->required();
  app.add_option("--output", files.answers, "The CSV file that is written or gone on with")
      ->type_name("CSV")
      ->required();
  app.add_option("--hardware", files.hardware,
                 std::string(hardware_meaning) + ", whose name the design uses; repeatable")
      ->type_name("FILE")
      ->allow_extra_args(false);
}

nlohmann::json with_hardware(const explored_files& files) {
  nlohmann::json design =
      of_file(files.design, [&] { return scalewall::parse_json(content_of(files.design)); });
  if (files.hardware.empty()) return design;
  if (!design.is_object()) return design;  // which is refused as a design
  nlohmann::json& described = design["hardware"];
  if (!described.is_array())
    described = described.is_null() ? nlohmann::json::array() : nlohmann::json::array({described});
  for (const std::string& file : files.hardware) {
    hardware_options{.file = file}.cluster();
    described.push_back(scalewall::parse_json(content_of(file)));
  }
  return design;
}
