// Models and hardware as Python's objects: of the catalog by their names, models also by a configuration.

#pragma once

#include "arguments.hpp"
#include "chosen_model.hpp"
#include "data_sheet_text.hpp"
#include <scalewall/formats/hugging_face.hpp>
#include <scalewall/formats/understanding.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/flop_conventions.hpp>
#include <scalewall/model/parameter_count.hpp>
#include <scalewall/named_choice.hpp>
#include <scalewall/report/number_json.hpp>
#include <scalewall/report/number_text.hpp>

#include <nlohmann/json.hpp>

#include <optional>
#include <string>
#include <vector>

namespace python_module {

/// Keys that a configuration does not have: what was taken instead, and why.
inline std::vector<std::string> assumed_of(const chosen_model& one) {
  std::vector<std::string> told;
  told.reserve(one.keys.assumed.size());
  for (const scalewall::assumed_key& key : one.keys.assumed) told.push_back(to_text(key));
  return told;
}

inline void add_models(py::module_& module) {
  namespace sw = scalewall;
  py::class_<chosen_model>(module, "Model",
                           "A language model: of the catalog, or as its configuration describes it.")
      .def_readonly("name", &chosen_model::name)
      .def_readonly("source", &chosen_model::source)
      .def_property_readonly("layers",
                             [](const chosen_model& one) { return layer_count(one.model).as_int64(); })
      .def_property_readonly("width", [](const chosen_model& one) { return one.model.width; })
      .def_property_readonly("vocabulary", [](const chosen_model& one) { return one.model.vocabulary; })
      .def_property_readonly("parameters",
                             [](const chosen_model& one) { return parameters(one.model).as_int64(); })
      .def_property_readonly(
          "active_parameters",
          [](const chosen_model& one) {
            return active_parameters(one.model, sw::input_embedding::counted).as_int64();
          },
          "Those that a token meets, its row of the embedding's table among them.")
      .def(
          "flop_per_token",
          [](const chosen_model& one, const py::object& sequence_length) {
            py::dict counted;
            const std::int64_t length = whole_number("sequence_length", sequence_length, 4096);
            for (const sw::flop_conventions::named_flop& flop :
                 sw::flop_conventions::side_by_side(one.model, length))
              counted[py::str(std::string(flop.convention))] = flop.flop.value();
            return counted;
          },
          py::arg("sequence_length") = py::none(),
          "FLOP of training for a token, by the name of the convention.")
      .def_property_readonly("assumed", &assumed_of)
      .def_property_readonly("not_understood",
                             [](const chosen_model& one) { return one.keys.not_understood(); })
      .def("__repr__", [](const chosen_model& one) {
        return "<scalewall.Model " + one.name + ", " + to_text(parameters(one.model)) + " parameters>";
      });
  module.def(
      "models",
      [] {
        std::vector<std::string> names;
        for (const sw::language_model& one : sw::catalog::models::all) names.emplace_back(one.name);
        return names;
      },
      "Names of the language models of the catalog.");
  module.def(
      "model", [](const std::string& name) { return choose_catalogued_model(name); }, py::arg("name"),
      "A model of the catalog, whatever the capitals of its name.");
  module.def(
      "model_from_config",
      [](const std::string& text) {
        return configured_model_of(sw::read_hugging_face_config(text), "config.json");
      },
      py::arg("text"), "The model that the text of a Hugging Face config.json describes.");
}

inline py::list levels_of(const scalewall::network& levels) {
  py::list told;
  for (const scalewall::network_level& level : levels) {
    py::dict one;
    one["name"] = std::string(level.name);
    one["joins"] = level.size == scalewall::unbounded ? py::object(py::none()) : py::int_(level.size);
    one["one_way_bytes_per_s"] = level.bandwidth.one_way().value();
    one["latency_s"] = level.latency.value();
    told.append(one);
  }
  return told;
}

inline void add_hardware(py::module_& module) {
  namespace sw = scalewall;
  py::class_<sw::cluster>(module, "Hardware",
                          "A kind of accelerator of the catalog, and the network between them.")
      .def_property_readonly("name", [](const sw::cluster& one) { return std::string(one.name); })
      .def_property_readonly("precision",
                             [](const sw::cluster& one) { return std::string(name(one.gpu.format)); })
      .def_property_readonly(
          "peak_flop_per_s", [](const sw::cluster& one) { return peak(one.gpu).value(); },
          "The dense rate on the data sheet, in that precision.")
      .def_property_readonly(
          "sustained_flop_per_s", [](const sw::cluster& one) { return sustained(one.gpu).value(); },
          "What large multiplications of matrices reach.")
      .def_property_readonly("memory_bytes",
                             [](const sw::cluster& one) { return memory_capacity(one.gpu).value(); })
      .def_property_readonly(
          "memory_bytes_per_s",
          [](const sw::cluster& one) { return bandwidth(one.gpu, one.gpu.memory[0]).value(); })
      .def_property_readonly(
          "network", [](const sw::cluster& one) { return levels_of(one.network); },
          "Levels from the inside out: how many members of the level below it joins, None without a limit.")
      .def_property_readonly("evidence",
                             [](const sw::cluster& one) { return std::string(name(one.gpu.evidence)); })
      .def("__repr__",
           [](const sw::cluster& one) { return "<scalewall.Hardware " + std::string(one.name) + ">"; });
  module.def(
      "gpus",
      [] {
        std::vector<std::string> names;
        for (const sw::cluster& one : sw::catalog::all) names.emplace_back(one.name);
        return names;
      },
      "Names of the hardware of the catalog.");
  module.def(
      "hardware", [](const std::string& name) { return sw::choose(sw::catalog::all, "GPU", name); },
      py::arg("name"), "Hardware of the catalog, whatever the capitals of its name.");
}

}  // namespace python_module
