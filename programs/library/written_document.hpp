// A document as --format asks for it.

#pragma once

#include "checked_options.hpp"
#include <scalewall/report/document.hpp>

#include <ostream>

/// Whether it is read by people rather than by programs.
inline bool is_for_people(output_format format) {
  return format == output_format::table || format == output_format::markdown;
}

/// As Markdown where that is asked for, otherwise as plain text.
inline void write_document(std::ostream& out, const scalewall::document& whole, output_format format) {
  if (format == output_format::markdown)
    write_markdown(out, whole);
  else
    write_text(out, whole);
}
