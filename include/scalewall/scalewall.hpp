// Everything that estimates need, with nothing but Boost.Units. Curves (sweep/sweep.hpp), reports (report/report.hpp),
// the descriptions of language models (model/language_model.hpp) with their catalog and counts of FLOP
// (model/flop_conventions.hpp), and their configurations (formats/hugging_face.hpp) are apart.

#pragma once

#include <scalewall/estimate/memory.hpp>
#include <scalewall/estimate/run.hpp>
#include <scalewall/estimate/stack_bill.hpp>
#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/scaling/laws.hpp>
#include <scalewall/scaling/limits.hpp>
#include <scalewall/search/best_plan.hpp>
#include <scalewall/search/cluster_sizes.hpp>
#include <scalewall/search/loss.hpp>
#include <scalewall/search/nearest_sizes.hpp>
#include <scalewall/search/obstacle.hpp>
#include <scalewall/search/plans_in_space.hpp>
#include <scalewall/search/smallest_cluster.hpp>
#include <scalewall/version.hpp>
