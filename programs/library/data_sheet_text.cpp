#include "data_sheet_text.hpp"

std::string data_sheet_text(const scalewall::cluster& machines) {
  if (machines.gpu.evidence != scalewall::evidence::data_sheet) return "";
  return std::string(machines.name) +
         " is known from its data sheet alone: its peak counts as sustained and latencies that are not known "
         "as "
         "none, so answers are the best that there can be";
}
