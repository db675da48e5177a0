#include "rules_option.hpp"

#include <scalewall/named_choice.hpp>

#include <string>

CLI::Option* add_rules_option(CLI::App& app, scalewall::plan_rules& rules) {
  return app
      .add_option_function<std::string>(
          "--rules",
          [&rules](const std::string& name) {
            rules = scalewall::choose(known_plan_rules, "set of rules", name).rules;
          },
          "practice: whole sequences, filled nodes, gradients, master weights and activations in memory; or "
          "reference: as the paper's simulation divides and counts (default: practice)")
      ->type_name("NAME");
}
