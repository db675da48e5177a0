// How far formulas are off, side by side: as tables, CSV, JSON and figures.

#pragma once

#include <scalewall/calibration/validation.hpp>
#include <scalewall/hardware/accelerator.hpp>
#include <scalewall/quantities.hpp>
#include <scalewall/report/figure.hpp>
#include <scalewall/report/number_text.hpp>
#include <scalewall/report/quantity_text.hpp>
#include <scalewall/report/table.hpp>

#include <nlohmann/json.hpp>

#include <cstddef>
#include <ostream>
#include <string>
#include <vector>

/// Of the same rows by several formulas, those that say something of them.
struct compared_formulas {
  std::vector<scalewall::measurement> rows;
  std::vector<scalewall::validation> formulas;
  scalewall::flop large = scalewall::large_matmul;  ///< from where on multiplications are told apart
};

compared_formulas compare(std::vector<scalewall::measurement> rows,
                          const std::vector<scalewall::predictor>& formulas,
                          scalewall::flop large = scalewall::large_matmul);

/// What is beyond measuring is none.
std::string error_text(double error);

/// Signed median, then median and 90th percentile of the absolute error, by every formula.
scalewall::table errors_table(const compared_formulas& compared);

/// Of one formula: by what it says that bounds a probe.
scalewall::table bounds_table(const compared_formulas& compared, const scalewall::validation& formula);

/// The rows that one formula is most wrong about.
scalewall::table worst_table(const scalewall::validation& formula, std::size_t number = 10);

/// A row for every measurement and formula that says something of it.
void write_csv(std::ostream& out, const compared_formulas& compared);

nlohmann::ordered_json errors_json(const compared_formulas& compared);

/// Predicted over measured time of the rows that no fit has seen; on the diagonal they agree.
scalewall::figure scatter_figure(const compared_formulas& compared, const std::string& title);

/// What multiplications in the accelerator's format reach over their arithmetic intensity: FLOP over the bytes of both
/// factors and the result, each moved once. The roof is that of the accelerator; without series where there are none.
/// Source: Williams, Waterman & Patterson 2009, "Roofline: an insightful visual performance model".
scalewall::figure roofline_figure(const scalewall::accelerator& gpu,
                                  const std::vector<scalewall::measurement>& rows);
