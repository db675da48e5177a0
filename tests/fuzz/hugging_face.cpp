// Any bytes as a config.json: they are understood, or told in one sentence of which a terminal obeys nothing.

#include <scalewall/formats/hugging_face.hpp>
#include <scalewall/model/flop_conventions.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

namespace {

void hold(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace scalewall;
  try {
    const configured_model read =
        read_hugging_face_config({reinterpret_cast<const char*>(bytes), size});  // NOLINT: bytes are letters
    require_valid(read.model);
    hold(active_parameters(read.model, input_embedding::counted) <= parameters(read.model));
    for (const auto& [convention, flop] : flop_conventions::side_by_side(read.model, 4096))
      hold(is_positive_and_finite(flop));
    const std::string text = to_text(read.keys);
    for (std::size_t first = 0, last = 0; first < text.size(); first = last + 1) {
      last = std::min(text.find('\n', first), text.size());
      const std::string line = text.substr(first, last - first);
      hold(printable_text(line) == line);
    }
    hold(!nlohmann::ordered_json(read.keys).dump().empty());
  } catch (const broken_rule& broken) {
    const std::string_view sentence = broken.what();
    hold(!sentence.empty() && sentence.size() < 2000 && printable_text(sentence) == sentence);
  }
  return 0;
}
