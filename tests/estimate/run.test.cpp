// Mirrors include/scalewall/estimate/run.hpp.

#include "../constant.hpp"
#include "envelope.hpp"
#include <scalewall/estimate/run.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr run_estimate train(tokens data) {
  return estimate_run(envelope::model, envelope::machines, envelope::split, envelope::read, data);
}

// Ten batches of 1024 tokens: ten steps of 309 s, as in step.test.cpp.
constexpr run_estimate run = train(10_Ki_tokens);
static_assert(run.steps == 10 && run.duration() == 3090_s);
static_assert(run.data == 10_Ki_tokens);
static_assert(run.compute == 6.0 * 221'184_FLOP_per_token * 10_Ki_tokens);
static_assert(run.tensor_communication() == 120_s && run.pipeline_communication() == 80_s);
static_assert(run.data_communication() == 90_s && run.network_latency() == 120_s);
static_assert(run.waits(bottleneck::pipeline_bubble) == 1440_s &&
              run.waits(bottleneck::tensor_communication) == 0_s);

static_assert(train(1536_tokens).steps == 1.5, "steps are not rounded");

constexpr run_estimate of_a_type =
    estimate_run<envelope::strategy>(envelope::model, envelope::machines, envelope::read, 10_Ki_tokens);
static_assert(of_a_type.step == run.step && of_a_type.duration() == run.duration());

template <class Data>
concept can_be_trained_on = requires(Data data) { train(data); };
static_assert(can_be_trained_on<tokens>);
static_assert(!can_be_trained_on<bytes> && !can_be_trained_on<double>, "data are counted in tokens");

static_assert(!constant<[] { return train(0_tokens); }>);

TEST_CASE("a run on nothing is told") {
  CHECK_THROWS_WITH_AS(train(0_tokens), "a run trains on some data (tokens = 0)", broken_rule);
  CHECK_THROWS_WITH_AS(train(-5_tokens), "a run trains on some data (tokens = -5)", broken_rule);
}

}  // namespace
