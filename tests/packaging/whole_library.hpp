// Every header of the widest target there is: scalewall::scalewall, sweep or report.

#pragma once

#include <scalewall/scalewall.hpp>

#if defined(WITH_sweep) || defined(WITH_report)
#include <scalewall/analysis/analysis.hpp>
#include <scalewall/sweep/sweep.hpp>
#endif

#if defined(WITH_report)
#include <scalewall/grid/grid.hpp>
#include <scalewall/report/report.hpp>
#endif
