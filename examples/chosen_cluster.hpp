// A cluster of the catalog that was asked for by name. Where its accelerator is known from a data sheet alone, standard error
// says so, once for each.

#pragma once

#include "answer.hpp"
#include "data_sheet_text.hpp"
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/named_choice.hpp>

#include <set>
#include <string>
#include <string_view>

/// Throws `broken_rule` with the names that are known.
inline const scalewall::cluster& chosen_cluster(std::string_view name) {
  const scalewall::cluster& machines = scalewall::choose(scalewall::catalog::all, "GPU", name);
  static std::set<std::string_view> told;
  const std::string note = data_sheet_text(machines);
  if (!note.empty() && told.insert(machines.name).second) complain("note", note);
  return machines;
}
