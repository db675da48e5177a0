// Curves that have been compared, as a document, CSV and JSON.

#pragma once

#include "compared_curves.hpp"
#include <scalewall/report/document.hpp>
#include <scalewall/report/table.hpp>

#include <cstddef>
#include <ostream>
#include <vector>

/// About ten of so many, from the first to the last.
std::vector<std::size_t> about_ten_of(std::size_t size);

/// About ten points of every curve, from its first to its last.
scalewall::table points_table(const comparison& compared);

/// Where linear scaling ends, the largest feasible run, and why the curve ends there.
scalewall::table landmarks_table(const comparison& compared, const scalewall::curve_settings& settings);

scalewall::document document_of(const comparison& compared, const scalewall::curve_settings& settings);

/// What tells curves apart, then the columns of plans.
void write_csv(std::ostream& out, const std::vector<comparison>& all);

void write_json(std::ostream& out, const std::vector<comparison>& all,
                const scalewall::curve_settings& settings);
