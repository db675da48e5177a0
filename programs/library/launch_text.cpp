#include "launch_text.hpp"

#include <scalewall/error.hpp>
#include <scalewall/formats/shell_text.hpp>
#ifdef SCALEWALL_YAML
#include <scalewall/formats/model_config_yaml.hpp>
#endif

scalewall::launch_line launch_line_in(const std::string& text, const std::string& name) {
  scalewall::launch_line line;
  if (!name.ends_with(".yaml") && !name.ends_with(".yml")) {
    line = scalewall::read_launch_text(text);
  } else {
#ifdef SCALEWALL_YAML
    line = scalewall::read_model_config(text);
#else
    throw scalewall::broken_rule("this program was built without yaml-cpp, and reads no YAML");
#endif
  }
  if (line.flags.empty()) throw scalewall::broken_rule("no command in it has flags");
  return line;
}
