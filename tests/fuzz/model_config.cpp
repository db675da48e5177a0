// Any bytes as model_config.yaml: understood, or told in one sentence of which a terminal obeys nothing.

#include "told.hpp"
#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/model_config_yaml.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace scalewall;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);  // NOLINT: bytes are letters
  tell([&] {
    const megatron_run run = read_megatron_arguments(read_model_config(text), {.gpus = 8});
    require_valid(run.plan, run.model, run.batch);
    check_notes(run.flags);
  });
  return 0;
}
