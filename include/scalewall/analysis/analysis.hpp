// Everything that asks how an answer changes: sensitivities, frontiers and uncertain inputs.

#pragma once

#include <scalewall/analysis/frontier.hpp>
#include <scalewall/analysis/sensitivity.hpp>
#include <scalewall/analysis/study.hpp>
#include <scalewall/analysis/uncertainty.hpp>
