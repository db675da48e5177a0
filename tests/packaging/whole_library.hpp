// What an outside project includes of the widest target there is: scalewall::scalewall, sweep, report or timing.

#pragma once

#include <scalewall/estimate/model_flop_utilization.hpp>
#include <scalewall/estimate/training_step_estimator.hpp>
#include <scalewall/framework/catalog/training_software.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/flop_conventions.hpp>
#include <scalewall/scalewall.hpp>

#if defined(WITH_sweep) || defined(WITH_report) || defined(WITH_timing)
#include <scalewall/analysis/analysis.hpp>
#include <scalewall/sweep/sweep.hpp>
#endif

#if defined(WITH_report) || defined(WITH_timing)
#include <scalewall/formats/hugging_face.hpp>
#include <scalewall/grid/grid.hpp>
#include <scalewall/report/bill_json.hpp>
#include <scalewall/report/bill_text.hpp>
#include <scalewall/report/constants_text.hpp>
#include <scalewall/report/report.hpp>
#include <scalewall/report/training_step_text.hpp>
#endif

#if defined(WITH_timing)
#include <scalewall/calibration/calibrate.hpp>
#include <scalewall/calibration/descriptor_header.hpp>
#include <scalewall/calibration/fitted_json.hpp>
#include <scalewall/calibration/machine_json.hpp>
#include <scalewall/timing/host.hpp>
#include <scalewall/timing/replay.hpp>
#endif
