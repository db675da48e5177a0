// Everything that asks how an answer changes: sensitivities, frontiers, uncertain inputs, and measurements that differ.

#pragma once

#include <scalewall/analysis/frontier.hpp>
#include <scalewall/analysis/sensitivity.hpp>
#include <scalewall/analysis/step_difference.hpp>
#include <scalewall/analysis/study.hpp>
#include <scalewall/analysis/training_frontier.hpp>
#include <scalewall/analysis/training_sensitivity.hpp>
#include <scalewall/analysis/training_uncertainty.hpp>
#include <scalewall/analysis/uncertainty.hpp>
