// How a program tells what it has found: as a document, CSV or JSON on standard output, and as a plot where one is asked
// for.

#pragma once

#include "answer.hpp"
#include "checked_options.hpp"
#include "written_document.hpp"
#include <scalewall/quoted_text.hpp>
#include <scalewall/report/plot.hpp>

#include <iostream>
#include <string>

/// Findings are what `document_of`, `write_csv` and `write_json` tell.
template <class Findings>
exit_status write_findings(const Findings& found, output_format format) {
  if (is_for_people(format)) write_document(std::cout, document_of(found), format);
  if (format == output_format::csv) write_csv(std::cout, found);
  if (format == output_format::json) write_json(std::cout, found);
  return answered;
}

/// `draw` makes a figure of them, or several.
template <class Findings, class Draw>
exit_status write_findings(const Findings& found, output_format format, const std::string& plot,
                           const Draw& draw) {
  write_findings(found, format);
  if (!plot.empty()) {
    scalewall::write_plot(draw(found), plot);
    if (is_for_people(format)) std::cout << "\nThe plot is in " << scalewall::printable_text(plot) << ".\n";
  }
  return answered;
}
