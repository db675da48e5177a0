// Mirrors include/scalewall/formats/hardware_file.hpp.

#include <scalewall/error.hpp>
#include <scalewall/formats/hardware_file.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

namespace {

using namespace scalewall;
using namespace scalewall::literals;

std::string sentence(const std::string& text) {
  try {
    read_hardware_description(text);
  } catch (const broken_rule& broken) {
    return broken.what();
  }
  return "this is hardware";
}

bool assumes(const described_hardware& read, const std::string& text) {
  return std::any_of(read.assumed.begin(), read.assumed.end(),
                     [&](const std::string& one) { return one.find(text) != std::string::npos; });
}

TEST_CASE("what is said is so") {
  const described_hardware read = read_hardware_description(R"({
    "schema": "scalewall/hardware/1", "name": "ours", "like": "h200 sxm",
    "peak_flop_per_s": {"bf16": 5e14, "fp8": 1e15}, "sustained_share": 0.6, "matmul_latency_s": 3e-6,
    "memory_bytes": 9.6e10, "memory_bytes_per_s": 4e12, "gpus_per_node": 16,
    "nvlink_one_way_bytes_per_s_per_gpu": 2e11, "nvlink_latency_s": 1e-6,
    "network_one_way_bytes_per_s_per_gpu": 1.25e10, "network_latency_s": 0})");
  CHECK(read.name == "ours");
  CHECK(read.like->name == "H200 SXM");
  const cluster& machines = read.machines;
  CHECK(peak(machines.gpu) / 500_TFLOP_per_s == doctest::Approx(1));
  CHECK(machines.gpu.rates.size() == 3);
  CHECK(machines.gpu.sustained_share == 0.6);
  CHECK(machines.gpu.matmul_latency / 3_us == doctest::Approx(1));
  CHECK(memory_capacity(machines.gpu) == 96_GB);
  CHECK(machines.gpu.memory[0].bandwidth == 4_TB_per_s);
  CHECK(machines.network[0].size == 16);
  CHECK(machines.network[0].bandwidth.one_way() == 200_GB_per_s);
  CHECK(machines.network[1].bandwidth.one_way() == 12.5_GB_per_s);
  CHECK(machines.network[1].latency == 0_s);
  CHECK(machines.library == nullptr);
  CHECK(machines == read.on_data_sheet);
  CHECK(read.assumed.size() == 2);
  CHECK(assumes(
      read,
      "peak_flop_per_s: fp16 5e14, which are not listed, as H200 SXM has them, as much faster as bf16 is"));
  CHECK(assumes(read, "caches and registers: those of H200 SXM"));
}

TEST_CASE("caches pass on as much more or less as the peak is") {
  const described_hardware read = read_hardware_description(
      R"({"name": "ours", "like": "H100 SXM", "peak_flop_per_s": {"bf16": 4.947e14}})");
  const accelerator& like = catalog::h100_sxm;
  const double slower = peak(read.machines.gpu) / peak(like);
  CHECK(slower == doctest::Approx(0.5).epsilon(0.001));
  CHECK(read.machines.gpu.memory[0].bandwidth == like.memory[0].bandwidth);
  CHECK(read.machines.gpu.memory[1].bandwidth / like.memory[1].bandwidth == doctest::Approx(slower));
  CHECK(read.machines.gpu.memory[2].unit_bytes_per_clock / like.memory[2].unit_bytes_per_clock ==
        doctest::Approx(slower));
}

TEST_CASE("what is not said is that of its like, key by key") {
  const described_hardware read = read_hardware_description(R"({"name": "ours", "like": "H100 SXM"})");
  cluster expected = catalog::dgx_h100;
  expected.name = {};
  expected.gpu.name = {};
  CHECK(read.machines == expected);
  for (const char* key : {"peak_flop_per_s: fp32 6.69e13", "sustained_share: 0.7", "matmul_latency_s: 4.5e-6",
                          "memory_bytes: 8e10", "memory_bytes_per_s: 3.35e12", "gpus_per_node: 8",
                          "nvlink_one_way_bytes_per_s_per_gpu: 4.5e11", "nvlink_latency_s: ",
                          "network_one_way_bytes_per_s_per_gpu: 5e10", "network_latency_s: "}) {
    INFO(key);
    CHECK(assumes(read, key));
  }
}

TEST_CASE("without a like it is the nearest, and the answer says so") {
  const described_hardware read = read_hardware_description(
      R"({"name": "ours", "peak_flop_per_s": {"fp16": 3e14}, "memory_bytes": 8e10})");
  CHECK(read.like->name == "A100 SXM 80 GB");
  CHECK(read.machines.gpu.format == precision::fp16);
  CHECK(assumes(read, "like: A100 SXM 80 GB, the nearest"));
}

TEST_CASE("cards without nodes get them where both numbers are said") {
  const std::string card = R"({"name": "ours", "like": "RTX 4090")";
  CHECK(read_hardware_description(card + "}").machines.network.size() == 1);
  const described_hardware nodes = read_hardware_description(
      card + R"(, "gpus_per_node": 4, "nvlink_one_way_bytes_per_s_per_gpu": 1e10})");
  CHECK(nodes.machines.network.size() == 2);
  CHECK(nodes.machines.network[0].size == 4);
  CHECK(sentence(card + R"(, "gpus_per_node": 4})") ==
        "$: RTX 4090 has no nodes, so both of the keys 'gpus_per_node' and "
        "'nvlink_one_way_bytes_per_s_per_gpu' are "
        "there, or none");
}

TEST_CASE("what is no hardware is told with its place") {
  CHECK(sentence("[]").find("$: a description of hardware is an object") == 0);
  CHECK(sentence("{\"name\": ").find("this is not JSON") != std::string::npos);
  CHECK(sentence(R"({"name": "a", "memory_byte": 1})")
            .find("$.memory_byte: no key is called 'memory_byte'; the known ones are memory_bytes,") == 0);
  CHECK(sentence(R"({"like": "H100 SXM"})") == "$: the key 'name' is missing");
  CHECK(sentence(R"({"name": "h100 sxm", "like": "H100 SXM"})") ==
        "$.name: the name of hardware is not that of a GPU of the catalog, as 'h100 sxm' is");
  CHECK(sentence(R"({"name": "", "like": "H100 SXM"})") == "$.name: the name of hardware is not empty");
  CHECK(sentence("{\"name\": \"a\\u001b\", \"like\": \"H100 SXM\"}")
            .find("$.name: the name of hardware has no control") == 0);
  CHECK(sentence(R"({"name": "a"})") ==
        "$: one of the keys 'peak_flop_per_s' and 'like', a GPU of the catalog, is there");
  CHECK(sentence(R"({"name": "a", "like": "H100 SMX"})")
            .find("$.like: no GPU is called 'H100 SMX'; the known ones are H100 SXM,") == 0);
  CHECK(sentence(R"({"name": "a", "peak_flop_per_s": {"fp8": 1e15}})") ==
        "$.peak_flop_per_s: one of the formats bf16 and fp16 is there");
  CHECK(sentence(R"({"name": "a", "peak_flop_per_s": {"bf61": 1e15}})")
            .find("$.peak_flop_per_s.bf61: no format is called 'bf61'; the known ones are bf16,") == 0);
  CHECK(sentence(R"({"name": "a", "peak_flop_per_s": {"bf16": 0}})") ==
        "$.peak_flop_per_s.bf16: a peak in FLOP/s is a number from 1e6 to 1e21, not 0");
  CHECK(sentence(R"({"name": "a", "like": "H100 SXM", "gpus_per_node": 8.5})") ==
        "$.gpus_per_node: a number of GPUs is a whole number from 1 on, not 8.5");
  CHECK(sentence(R"({"name": "a", "like": "H100 SXM", "gpus_per_node": 2000000})").find("is at most") !=
        std::string::npos);
  CHECK(sentence(R"({"name": "a", "like": "H100 SXM", "memory_bytes": "80 GB"})")
            .find("$.memory_bytes: the memory of a GPU in bytes is a number from") == 0);
  CHECK(sentence(R"({"schema": "scalewall/hardware/2", "name": "a"})")
            .find("$.schema: the schema of a description of hardware is scalewall/hardware/1, not") == 0);
}

}  // namespace
