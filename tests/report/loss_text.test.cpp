// Mirrors include/scalewall/report/loss_text.hpp.

#include <scalewall/report/loss_text.hpp>

#include <doctest/doctest.h>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

TEST_CASE("a loss names what it consists of, in its order") {
  plan_loss lost{.total = 11_ms};
  CHECK(loss_text(lost) == "waits for the same");
  lost.waits[bottleneck::arithmetic] = -1.5_ms;
  lost.waits[bottleneck::data_communication] = 12.5_ms;
  lost.waits[bottleneck::pipeline_bubble] = 3_ms;
  lost.waits[bottleneck::network_latency] = 1_ms;
  CHECK(loss_text(lost) ==
        "waits 12.5 ms longer for data communication, 3 ms longer for pipeline bubble, 1.5 ms less for "
        "arithmetic");
}

}  // namespace
