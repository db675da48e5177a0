// The Python module: models, hardware, plans, estimates and searches as objects. It computes nothing by itself: what it answers
// the programs answer by the same functions. A broken rule is a ValueError with the library's sentence.

#include "catalog_objects.hpp"
#include "paper_objects.hpp"
#include "training_objects.hpp"
#include <scalewall/version.hpp>

#include <string>

PYBIND11_MODULE(scalewall, module) {
  module.doc() = "The scaling laws of distributed training. Units stand in the names; nothing is fetched.";
  module.attr("__version__") = std::to_string(SCALEWALL_VERSION_MAJOR) + "." +
                               std::to_string(SCALEWALL_VERSION_MINOR) + "." +
                               std::to_string(SCALEWALL_VERSION_PATCH);
  python_module::add_models(module);
  python_module::add_hardware(module);
  python_module::add_training(module);
  python_module::add_paper(module);
}
