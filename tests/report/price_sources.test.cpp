// Mirrors include/scalewall/report/price_sources.hpp.

#include <scalewall/hardware/catalog/all.hpp>
#include <scalewall/hardware/variants.hpp>
#include <scalewall/report/price_sources.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace sw = scalewall;

TEST_CASE("it is said by which numbers work is priced, and where they are from") {
  CHECK(price_text(sw::catalog::dgx_h100) == std::vector<std::string>{"rates of the catalog (measured)"});
  CHECK(price_text(sw::catalog::measured_dgx_h200) ==
        std::vector<std::string>{
            "multiplications by kernels 'NVIDIA H200, bf16' from bench/recordings/nvidia_h200",
            "all-reduces of up to 8 accelerators of a node by protocols 'H200 SXM' from "
            "ai-dynamo/aiconfigurator@095f58a51, comm/nccl",
            "the rest by rates of the catalog (measured)"});
}

TEST_CASE("kernels of another format price nothing") {
  const sw::cluster tuned = sw::catalog::dgx_h100 | sw::running(sw::catalog::trtllm_and_nccl_on_h100_sxm) |
                            sw::computing_in(sw::precision::tf32);
  const std::vector<sw::price_source> sources = price_sources(tuned);
  REQUIRE(sources.size() == 2);
  CHECK(sources[0].numbers == "protocols 'H100 SXM'");
  const nlohmann::ordered_json rest = sources[1];
  CHECK(rest["work"] == "the rest");
  CHECK(rest["numbers"] == "rates of the catalog (measured)");
  CHECK(rest["from"] == "the descriptor of the accelerator and its network");
}
