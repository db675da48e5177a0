// Any bytes as a config.json: they are understood, or told in one sentence of which a terminal obeys nothing.

#include "told.hpp"
#include <scalewall/formats/hugging_face.hpp>
#include <scalewall/model/flop_conventions.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace scalewall;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);  // NOLINT: bytes are letters
  tell([&] {
    const configured_model read = read_hugging_face_config(text);
    require_valid(read.model);
    hold(active_parameters(read.model, input_embedding::counted) <= parameters(read.model));
    for (const auto& [convention, flop] : flop_conventions::side_by_side(read.model, 4096))
      hold(is_positive_and_finite(flop));
    check_notes(read.keys);
  });
  return 0;
}
