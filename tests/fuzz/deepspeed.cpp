// Any bytes as a configuration of DeepSpeed: understood, or told in one sentence of which a terminal obeys nothing. What is
// understood is written again and read as the same plan.

#include "told.hpp"
#include <scalewall/formats/deepspeed_config.hpp>
#include <scalewall/formats/deepspeed_writer.hpp>
#include <scalewall/model/catalog/llama.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace scalewall;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);  // NOLINT: bytes are letters
  const configuration_setting setting{.gpus = 16, .model = catalog::llama_3_1_8b, .sequence_length = 4096};
  tell([&] {
    const configured_run run = read_deepspeed_config(text, setting);
    require_valid(run.plan, run.model, run.batch);
    hold(accelerators(run.plan) == count{16});
    check_notes(run.flags);
    const configured_run again = read_deepspeed_config(deepspeed_config_of(run).dump(), setting);
    hold(again.understood());
    hold(again.plan == run.plan);
    hold(again.batch == run.batch);
    hold(again.recipe.shards == run.recipe.shards);
    hold(again.recipe.offloads_optimizer == run.recipe.offloads_optimizer);
  });
  return 0;
}
