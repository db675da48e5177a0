// Random runs of DeepSpeed, valid by construction: the configuration that is written is read as the same run.

#include "property.hpp"
#include <scalewall/formats/deepspeed_config.hpp>
#include <scalewall/formats/deepspeed_writer.hpp>
#include <scalewall/model/catalog/llama.hpp>

#include <nlohmann/json.hpp>

#include <cstdint>
#include <iterator>
#include <string>

using namespace properties;
using namespace scalewall;

namespace {

/// What no key of DeepSpeed says, as its reader takes it.
recipe recipe_of_reader() {
  return {.sequence_parallel = false,
          .context = context_exchange::all_to_all,
          .loss = loss_kernel::torch,
          .attention_mask = false,
          .fused_gradient_accumulation = false,
          .grouped_experts = false,
          .fused_permutation = false,
          .vocabulary_multiple = 1};
}

configured_run any_run() {
  configured_run run{.model = catalog::llama_3_1_8b};
  run.vocabulary = run.model.vocabulary;
  recipe& how = run.recipe = recipe_of_reader();
  how.shards = static_cast<sharding>(whole(0, 3));
  const auto stage = static_cast<int>(how.shards);
  mesh& degrees = run.plan.mesh;
  degrees.tensor = stage < 3 ? std::int64_t{1} << whole(0, 3) : 1;
  degrees.context = std::int64_t{1} << whole(0, 2);
  degrees.pipeline = stage < 2 ? std::int64_t{1} << whole(0, 3) : 1;
  degrees.data = whole(1, 12);
  how.overlaps_tensor = degrees.tensor > 1 && flag();
  how.format = flag() ? training_format::bf16 : training_format::fp16;
  const bool bf16 = how.format == training_format::bf16;
  const bool in_fp32 = flag();
  how.states.gradient = !in_fp32 ? 2 : bf16 && stage < 2 ? 6 : 4;
  how.states.optimizer = static_cast<double>(4 * whole(0, 2) + 4);
  how.offloads_optimizer = stage > 0 && flag();
  how.overlaps_gradients = stage > 0 && flag();
  how.overlaps_parameters = stage == 3;
  if (stage == 3) how.optimizer_instances = flag() ? degrees.data : 1;
  if (flag()) how.reduced_gradient = flag() ? 4 : 2;
  if (flag()) {
    how.recompute = full_recomputation;
    if (degrees.pipeline > 1) how.recompute.unit = whole(1, 4);
  }
  run.plan.microbatch = whole(1, 4);
  run.batch = {.sequences = run.plan.microbatch * degrees.data * whole(1, 8),
               .sequence_length = 64 * degrees.context * whole(1, 64)};
  return run;
}

}  // namespace

TEST_CASE("the configuration of a run is read as that run") {
  check([] {
    const configured_run run = any_run();
    const std::string text = deepspeed_config_of(run).dump(static_cast<int>(whole(-1, 4)));
    const configured_run again = read_deepspeed_config(text, {.gpus = accelerators(run.plan).as_int64(),
                                                              .model = run.model,
                                                              .sequence_length = run.batch.sequence_length});
    RC_ASSERT(again.understood());
    RC_ASSERT(again.model == run.model);
    RC_ASSERT(again.plan == run.plan);
    RC_ASSERT(again.batch == run.batch);
    RC_ASSERT(again.recipe == run.recipe);
  });
}

TEST_CASE("a configuration with one key less is read, or refused in a sentence") {
  check([] {
    const configured_run run = any_run();
    nlohmann::ordered_json written = deepspeed_config_of(run);
    auto gone = written.begin();
    std::advance(gone, whole(0, static_cast<std::int64_t>(written.size()) - 1));
    written.erase(gone);
    try {
      const configured_run again =
          read_deepspeed_config(written.dump(), {.gpus = accelerators(run.plan).as_int64(),
                                                 .model = run.model,
                                                 .sequence_length = run.batch.sequence_length});
      RC_ASSERT(again.batch.sequences % again.plan.mesh.data == 0);
    } catch (const broken_rule& broken) {
      RC_ASSERT(!std::string(broken.what()).empty());
    }
  });
}
