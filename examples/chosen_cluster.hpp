// A cluster of the catalog that was asked for by name. Where its accelerator is known from a data sheet alone, standard error
// says so, once for each.

#pragma once

#include "answer.hpp"
#include "data_sheet_text.hpp"
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/named_choice.hpp>

#include <set>
#include <string>
#include <string_view>

/// A cluster whose hardware is to be varied: at the reference's prices. Where it has a library, standard error says so.
inline scalewall::cluster at_reference_prices(const scalewall::cluster& machines) {
  if (machines.library != nullptr)
    complain("note", "what changes with the hardware of " + std::string(machines.name) +
                         " is asked at the rates of its descriptor, not at those of its kernels: these were "
                         "measured on hardware as it is");
  return machines | scalewall::without_library();
}

/// Throws `broken_rule` with the names that are known.
inline const scalewall::cluster& chosen_cluster(std::string_view name) {
  const scalewall::cluster& machines = scalewall::choose(scalewall::catalog::all, "GPU", name);
  static std::set<std::string_view> told;
  const std::string note = data_sheet_text(machines);
  if (!note.empty() && told.insert(machines.name).second) complain("note", note);
  return machines;
}
