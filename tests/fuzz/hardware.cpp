// Any bytes as hardware: they are understood, or told in one sentence of which a terminal obeys nothing.

#include "told.hpp"
#include <scalewall/calibration/calibrated_hardware.hpp>
#include <scalewall/hardware/catalog/training_machines.hpp>
#include <scalewall/hardware/library/machine_like.hpp>
#include <scalewall/quoted_text.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace scalewall;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);  // NOLINT: bytes are letters
  tell([&] {
    const described_hardware read = read_hardware(text);
    require_valid(read.machines);
    hold(read.like != nullptr && !read.name.empty() && printable_text(read.name) == read.name);
    for (const std::string& one : read.assumed) hold(printable_text(one) == one);
    require_valid(machine_like(read.on_data_sheet, *read.like, catalog::training_machine_of(*read.like)));
  });
  return 0;
}
