// Figures of curves: how utilization falls, where linear scaling ends, and how the best plans split the work.

#pragma once

#include "curve_report.hpp"
#include <scalewall/parallel/plan.hpp>
#include <scalewall/report/figure.hpp>
#include <scalewall/report/quantity_text.hpp>

#include <optional>
#include <string>
#include <vector>

scalewall::plot_axis compute_axis();

scalewall::plot_axis utilization_axis();

/// Why neighbouring points of a curve differ.
inline const std::vector<std::string> rounding_notes = {
    "Steps up and down are rounding: clusters double in size, and degrees of parallelism divide layers, "
    "widths and "
    "batches."};

/// A ring where linear scaling ends, and the compute along a line below it; nothing where it does not end.
std::optional<scalewall::plot_series> end_of_linear_scaling(const compared_curve& curve);

/// Utilization over training compute, one line for every curve that has points.
scalewall::figure utilization_figure(const comparison& compared, scalewall::seconds deadline);

/// For every curve that has points: what share each kind of parallelism has in the best plans, as a part of the doublings
/// that make a cluster of one GPU. A kind that no curve uses is left out.
scalewall::figure_page parallelism_figures(const comparison& compared, scalewall::seconds deadline);
