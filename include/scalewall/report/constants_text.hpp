// The constants of time of a software on a machine, each with its interval, its evidence and the runs that it came from.

#pragma once

#include <scalewall/fitted_constant.hpp>
#include <scalewall/framework/training_software.hpp>
#include <scalewall/hardware/library/training_machine.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/table.hpp>

#include <string>
#include <string_view>

namespace scalewall {

/// A row for each constant, those of the machine first.
inline table constants_table(const training_software& software, const training_machine& machine) {
  table rows({text_column("of"), text_column("constant"), number_column("value"), text_column("unit"),
              text_column("interval"), text_column("evidence"), text_column("holds for"),
              text_column("rows")});
  const auto add = [&](std::string_view owner, std::string_view constant, const fitted_constant& known) {
    const std::string interval =
        known.interval ? number_text(known.interval->least) + " to " + number_text(known.interval->most)
                       : "not given";
    rows.add_row({std::string(owner), std::string(constant), number_text(known.value),
                  std::string(known.unit), interval, std::string(name(known.evidence)),
                  std::string(known.holds_for), std::string(known.rows)});
  };
  for_each_machine_constant(machine.constants, [&](std::string_view constant, const fitted_constant& known) {
    add(machine.name, constant, known);
  });
  for (const time_constant_member& member : time_constant_members)
    add(software.name, member.name, software.constants.*member.place);
  return rows;
}

}  // namespace scalewall
