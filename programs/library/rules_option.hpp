// The option that says by whose rules plans are divided and counted.

#pragma once

#include "plan_rules_choice.hpp"
#include <scalewall/parallel/plan_rules.hpp>

#include <CLI/CLI.hpp>

CLI::Option* add_rules_option(CLI::App& app, scalewall::plan_rules& rules);
