#include <scalewall/cost/attention_time.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/model/attention.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

constexpr training_machine round_machine = [] {
  training_machine machine = catalog::h100_machine;
  machine.attention = {100_TFLOP_per_s, 50_TFLOP_per_s, 1024};
  machine.peak = 1000_TFLOP_per_s;
  machine.memory = 1_TB_per_s / stream_share;
  return machine;
}();

constexpr work::attention kernel{.sequences = 1,
                                 .heads = 2,
                                 .queries = 1024,
                                 .keys = 1024,
                                 .seen = 512,
                                 .score_size = 128,
                                 .value_size = 128};

TEST_CASE(
    "short sequences reach half of the rate, small heads three quarters of that, and back there are five "
    "products") {
  const double products = 2 * 2 * 1024.0 * 512 * 256;
  const attention_time time = time_fused_attention(round_machine, kernel);
  CHECK(time.forward.value() == doctest::Approx(products / 50e12));
  CHECK(time.backward.value() == doctest::Approx(2.5 * products / 25e12));
  work::attention small = kernel;
  small.score_size = small.value_size = 64;
  CHECK(time_fused_attention(round_machine, small).forward.value() ==
        doctest::Approx(products / 2 / 37.5e12));
}

TEST_CASE("a window is what is seen of it") {
  work::attention window = kernel;
  window.seen = mean_keys(sliding_window(256), 1024);
  CHECK(time_fused_attention(round_machine, window).forward /
            time_fused_attention(round_machine, kernel).forward ==
        doctest::Approx((256 - 32.0) / 512));
}

TEST_CASE("unfused, all scores are multiplied and passed over") {
  const unfused_attention_time time = time_unfused_attention(round_machine, kernel, false);
  const double scores = 2 * 1024.0 * 1024;
  work::attention unfused = kernel;
  unfused.fused = false;
  const unfused_attention_time whole = time_unfused_attention(round_machine, unfused, false);
  CHECK(whole.products.forward.value() == doctest::Approx(2 * scores * 256 / 550e12));
  CHECK(whole.products.backward == 2.0 * whole.products.forward);
  CHECK(whole.scores.forward.value() == doctest::Approx(8 * scores / 1e12));
  CHECK(time.scores == whole.scores);
  unfused.dropout = true;
  CHECK(time_unfused_attention(round_machine, unfused, true).scores.backward.value() ==
        doctest::Approx(29 * scores / 1e12));
}

}  // namespace
