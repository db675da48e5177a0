// Random hardware, models and plans, valid by construction.

#pragma once

#include <scalewall/estimate/step.hpp>
#include <scalewall/hardware/cluster.hpp>
#include <scalewall/model/batch.hpp>
#include <scalewall/model/transformer.hpp>
#include <scalewall/parallel/plan.hpp>

#include <cstdint>
#include <initializer_list>

namespace properties {

/// With one to four levels of memory, and a rate for every format.
scalewall::accelerator any_accelerator();

/// The cluster with a library of the catalog, computing in a format that this has kernels for.
scalewall::cluster with_any_library(scalewall::cluster machines);

/// All that a step is estimated from. The plan fills one to four network levels, and everything that it cuts divides.
struct training_step {
  scalewall::mlp_transformer model;
  scalewall::cluster machines;
  scalewall::plan split;
  scalewall::batch read;
  scalewall::stack_recipe how;

  scalewall::step_estimate estimate() const;
};

enum class batches {
  even,  ///< every token is in a microbatch of some expert
  any  ///< by the rules of the reference an expert's part may be no whole number of tokens per microbatch, so that some
       ///< tokens are dropped
};
training_step any_training_step(batches read = batches::even);

/// A model on so few accelerators that all plans can be looked at.
struct search_problem {
  scalewall::mlp_transformer model;
  scalewall::cluster machines;
  scalewall::batch read;
  scalewall::stack_recipe how;
  std::int64_t gpus = 1;

  scalewall::step_estimator question() const { return {model, machines, read, how}; }
};

/// The sizes of the network levels divide the accelerators or do not; memory is ample or scarce.
search_problem any_search_problem(std::int64_t most_gpus);

std::int64_t any_of(std::initializer_list<std::int64_t> values);

}  // namespace properties
