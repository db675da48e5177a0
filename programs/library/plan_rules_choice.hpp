// The names of the rules by which plans are divided and counted.

#pragma once

#include <scalewall/parallel/plan_rules.hpp>

struct plan_rules_choice {
  const char* name;
  scalewall::plan_rules rules;
};

inline constexpr plan_rules_choice known_plan_rules[] = {{"practice", scalewall::plan_rules::practice},
                                                         {"reference", scalewall::plan_rules::reference}};
