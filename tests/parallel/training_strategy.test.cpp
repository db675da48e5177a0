#include <scalewall/model/catalog/all.hpp>
#include <scalewall/parallel/training_strategy.hpp>

#include <doctest/doctest.h>

namespace {

namespace sw = scalewall;

template <class... Parts>
constexpr sw::training_plan plan = sw::training_plan_of<sw::training_strategy<Parts...>>();

static_assert(plan<> == sw::training_plan{});
static_assert(plan<sw::tensor<8>, sw::context<2>, sw::pipeline<4, sw::interleaved<5>>, sw::data<16>> ==
              sw::training_plan{.mesh = {.tensor = 8, .context = 2, .pipeline = 4, .data = 16},
                                .layout = {.chunks = 5}});
static_assert(plan<sw::data<16>, sw::pipeline<4, sw::interleaved<5>>, sw::tensor<8>, sw::context<2>> ==
              plan<sw::tensor<8>, sw::context<2>, sw::pipeline<4, sw::interleaved<5>>, sw::data<16>>);
static_assert(plan<sw::tensor<2>, sw::expert_tensor<1>, sw::expert<64>, sw::pipeline<8>, sw::data<64>,
                   sw::microbatch_of<2>> ==
              sw::training_plan{.mesh = {.tensor = 2, .pipeline = 8, .data = 64, .expert = 64},
                                .microbatch = 2});
static_assert(plan<sw::pipeline<8>, sw::scheduled_as<sw::schedule::dual_pipe>> ==
              sw::training_plan{.mesh = {.pipeline = 8}, .schedule = sw::schedule::dual_pipe});

// What only the paper's model has is no part.
static_assert(!sw::training_strategy_part<sw::tensor<4, 8>>);
static_assert(!sw::training_strategy_part<sw::pipeline<8, sw::zero_bubble>>);
static_assert(!sw::training_strategy_part<sw::microbatches<8>>);
static_assert(!sw::training_strategy_part<int>);

// Each subject once.
static_assert(sw::detail::is_said_once<sw::tensor<2>, sw::tensor<2>, sw::data<2>, sw::microbatch_of<2>>);
static_assert(!sw::detail::is_said_once<sw::tensor<2>, sw::tensor<2>, sw::tensor<4>>);
static_assert(
    !sw::detail::is_said_once<sw::pipeline<2>, sw::pipeline<2>, sw::pipeline<2, sw::interleaved<2>>>);

TEST_CASE("a plan as a type is held to the rules of a plan as a value") {
  using mine =
      sw::training_strategy<sw::tensor<8>, sw::context<2>, sw::pipeline<9, sw::interleaved<2>>, sw::data<4>>;
  CHECK_NOTHROW(require_valid(sw::training_plan_of<mine>(), sw::catalog::llama_3_1_405b,
                              {.sequences = 288, .sequence_length = 8192}));
  CHECK_THROWS_WITH(
      require_valid(sw::training_plan_of<mine>(), sw::catalog::llama_3_1_405b,
                    {.sequences = 2, .sequence_length = 8192}),
      "the global batch divides into microbatches of every replica (sequences = 2, microbatch = 1, "
      "data = 4)");
}

}  // namespace
