// Any bytes as a text with a launch line of Megatron-LM: it is understood, or told in one sentence of which a terminal
// obeys nothing. What is understood is written again and read as the same.

#include "told.hpp"
#include <scalewall/formats/megatron_difference.hpp>
#include <scalewall/formats/shell_text.hpp>
#include <scalewall/model/parameter_count.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace {

using namespace scalewall;

/// Throws `broken_rule` where the writer has no flags for what the reader understood.
void check_written(const launch_line& line, const megatron_run& run) {
  const launch_line written = launch_line_of(megatron_flags_of(run));
  const megatron_run again = read_megatron_arguments(written, {.gpus = accelerators(run.plan).as_int64()});
  hold(again.understood());
  hold(again.model == run.model);
  hold(again.plan == run.plan);
  hold(again.batch == run.batch);
  hold(again.recipe == run.recipe);
  hold(difference(line, run, {.gpus = accelerators(run.plan).as_int64()}).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);  // NOLINT: bytes are letters
  tell([&] {
    const launch_line line = read_launch_text(text);
    const megatron_run run = read_megatron_arguments(line, {.gpus = 8});
    require_valid(run.plan, run.model, run.batch);
    hold(accelerators(run.plan) == count{8});
    hold(parameters(run.model) > count{});
    check_notes(run.flags);
    bool is_written = true;
    try {
      static_cast<void>(megatron_flags_of(run));
    } catch (const broken_rule&) {
      is_written = false;  // a model or recipe that Megatron's flags cannot say, as that of another optimizer
    }
    if (is_written) check_written(line, run);
  });
  return 0;
}
