// Mirrors include/scalewall/parallel/strategy.hpp.

#include <scalewall/parallel/strategy.hpp>

#include <cstddef>

namespace {

using namespace scalewall;

constexpr bool same(const parallelism::axis_degree& a, const parallelism::axis_degree& b) {
  return a.axis == b.axis && a.size == b.size;
}
constexpr bool same(const parallelism& a, const parallelism& b) {
  if (a.degrees.size() != b.degrees.size()) return false;
  for (std::size_t i = 0; i < a.degrees.size(); ++i)
    if (!same(a.degrees[i], b.degrees[i])) return false;
  return a.microbatches == b.microbatches && a.interleaving == b.interleaving && a.schedule == b.schedule;
}

// A strategy is what its parts say, in their order.
static_assert(same(strategy<>::value(), {}));
static_assert(same(strategy<tensor<4, 8>, pipeline<64, zero_bubble>, data<2>, expert<8>>::value(),
                   {.degrees = {{&plan::tensor_model, 4},
                                {&plan::tensor_ff, 8},
                                {&plan::pipeline, 64},
                                {&plan::data, 2},
                                {&plan::expert, 8}},
                    .schedule = pipeline_schedule::zero_bubble}));
static_assert(same(strategy<data<over_levels(2, 16)>, microbatches<32>, pipeline<8, interleaved<3>>>::value(),
                   {.degrees = {{&plan::data, over_levels(2, 16)}, {&plan::pipeline, 8}},
                    .microbatches = 32,
                    .interleaving = 3}));
static_assert(!same(strategy<data<2>, expert<8>>::value(), strategy<expert<8>, data<2>>::value()),
              "the first fills the innermost level");
static_assert(same(strategy<tensor<4>>::value(), strategy<tensor<4, 1>>::value()),
              "along d_model, unless said otherwise");
static_assert(same(strategy<pipeline<4>>::value(), strategy<pipeline<4, one_forward_one_backward>>::value()));

static_assert(strategy_part<tensor<2>> && strategy_part<pipeline<2>> && strategy_part<data<2>> &&
              strategy_part<expert<2>> && strategy_part<microbatches<2>>);
static_assert(!strategy_part<int>);
static_assert(!strategy_part<zero_bubble>, "a schedule is one of a pipeline");
static_assert(!strategy_part<strategy<data<2>>>, "a strategy is not part of another");

template <class... Parts>
concept is_strategy = requires { typename strategy<Parts...>; };
static_assert(is_strategy<tensor<2>, data<2>>);
static_assert(!is_strategy<tensor<2>, int>);
static_assert(!is_strategy<zero_bubble>);

// A part alone is a strategy, too.
static_assert(parallel_strategy<strategy<>> && parallel_strategy<strategy<tensor<8>, data<2>>>);
static_assert(parallel_strategy<tensor<8>>);
static_assert(same(parallelism_of<strategy<tensor<8>, data<2>>>(), strategy<tensor<8>, data<2>>::value()));
static_assert(same(parallelism_of<tensor<8>>(), strategy<tensor<8>>::value()));
static_assert(!parallel_strategy<int> && !parallel_strategy<plan>);
static_assert(!parallel_strategy<zero_bubble>, "nor is a schedule a strategy");

template <class Schedule>
concept works_a_pipeline = requires { typename pipeline<4, Schedule>; };
static_assert(works_a_pipeline<zero_bubble> && works_a_pipeline<interleaved<2>>);
static_assert(!works_a_pipeline<int>);
static_assert(!works_a_pipeline<data<2>>, "data parallelism is not a schedule");

// Somebody else's part joins as they do.
struct sequence {
  static constexpr auto subject = strategy_subject::data;
  static constexpr void join(parallelism& whole) {
    whole.degrees.push_back({&plan::data, over_levels(1, 4)});
  }
};
static_assert(same(strategy<tensor<8>, sequence>::value(),
                   strategy<tensor<8>, data<over_levels(1, 4)>>::value()));

}  // namespace
