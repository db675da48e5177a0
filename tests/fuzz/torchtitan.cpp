// Any bytes as a configuration of torchtitan: understood, or told in one sentence of which a terminal obeys nothing.

#include "told.hpp"
#include <scalewall/formats/torchtitan_toml.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace scalewall;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);  // NOLINT: bytes are letters
  tell([&] {
    const configured_run run = read_torchtitan_toml(text, {.gpus = 16});
    require_valid(run.plan, run.model, run.batch);
    hold(accelerators(run.plan) == count{16});
    check_notes(run.flags);
  });
  return 0;
}
