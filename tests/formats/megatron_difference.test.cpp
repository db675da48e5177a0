#include <scalewall/formats/megatron_difference.hpp>
#include <scalewall/formats/shell_text.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/parameter_count.hpp>

#include <doctest/doctest.h>

#include <string>
#include <vector>

namespace {

namespace sw = scalewall;

constexpr const char* given =
    "torchrun --nproc_per_node 8 --nnodes 2 pretrain_gpt.py \\\n"
    "--num-layers 32 --hidden-size 4096 --ffn-hidden-size 14336 --num-attention-heads 32 \\\n"
    "--group-query-attention --num-query-groups 8 --swiglu --normalization RMSNorm --disable-bias-linear \\\n"
    "--position-embedding-type rope --max-position-embeddings 4096 --untie-embeddings-and-output-weights \\\n"
    "--vocab-size 32000 --num-experts 8 --seq-length 4096 --micro-batch-size 1 \\\n"
    "--tensor-model-parallel-size 2 --sequence-parallel --expert-model-parallel-size 4 \\\n"
    "--bf16 --recompute-activations --lr 1e-4 --use-flash-attn \\\n";

/// Changes to `given`, one a line; the changed line runs what is wanted.
std::string told(const sw::megatron_run& wanted) {
  const sw::launch_line line = sw::read_launch_text(given);
  const std::vector<sw::flag_change> changes = sw::difference(line, wanted);
  const sw::megatron_run run = sw::read_megatron_arguments(sw::with_changes(line, changes),
                                                           {.gpus = accelerators(wanted.plan).as_int64()});
  CHECK(run.model == wanted.model);
  CHECK(run.plan == wanted.plan);
  CHECK(run.batch == wanted.batch);
  CHECK(run.recipe == wanted.recipe);
  std::string text;
  for (const sw::flag_change& change : changes) text += to_text(change) + "\n";
  return text;
}

TEST_CASE("only what differs changes, and what followed from it is written") {
  const sw::megatron_run now = sw::read_megatron_arguments(sw::read_launch_text(given));
  CHECK(told(now).empty());

  // Twice the tensor parallelism: the batch followed from data parallelism, the experts' from tensor parallelism.
  sw::megatron_run wanted = now;
  wanted.plan.mesh.tensor = 4;
  wanted.plan.mesh.data = 4;
  wanted.model.vocabulary = 32'256;
  CHECK(told(wanted) ==
        "+ --expert-tensor-parallel-size 2\n"
        "+ --global-batch-size 8\n"
        "--tensor-model-parallel-size 2 -> 4 (line 6)\n");

  wanted = now;
  wanted.recipe.recompute = sw::full_recomputation;
  wanted.recipe.attention = sw::attention_kernel::fused;
  wanted.recipe.shards = sw::sharding::optimizer;
  CHECK(told(wanted) ==
        "- --use-flash-attn (line 7)\n"
        "+ --attention-backend fused\n"
        "- --recompute-activations (line 7)\n"
        "+ --recompute-granularity full\n"
        "+ --recompute-method uniform\n"
        "+ --recompute-num-layers 1\n"
        "+ --use-distributed-optimizer\n");
}

TEST_CASE("the ends of a pipeline change together with its chunks") {
  const sw::launch_line line = sw::read_launch_text(
      std::string(given) +
      "--pipeline-model-parallel-size 2 --num-layers-per-virtual-pipeline-stage 4 --global-batch-size 64");
  sw::megatron_run wanted = sw::read_megatron_arguments(line);
  CHECK(wanted.plan.layout.chunks == 4);
  wanted.plan.layout = {.first_rank = 15};
  std::string text;
  for (const sw::flag_change& change : sw::difference(line, wanted)) text += to_text(change) + "\n";
  CHECK(text ==
        "- --num-layers-per-virtual-pipeline-stage 4 (line 8)\n"
        "+ --decoder-first-pipeline-num-layers 15\n");
}

TEST_CASE("FSDP unsets what Megatron does not take with it, and Muon stays Muon") {
  const std::string one = std::string("export CUDA_DEVICE_MAX_CONNECTIONS=1\n") + given;
  const sw::launch_line line = sw::read_launch_text(one);
  const sw::megatron_setting hopper{.generation = sw::gpu_generation::hopper};
  sw::megatron_run wanted = sw::read_megatron_arguments(line, hopper);
  wanted.recipe.shards = sw::sharding::weights;
  const std::vector<sw::flag_change> changes = sw::difference(line, wanted, hopper);
  CHECK(to_text(changes.front()) == "unset CUDA_DEVICE_MAX_CONNECTIONS");
  const sw::launch_line changed = sw::with_changes(line, changes);
  CHECK(changed.environment.empty());
  CHECK(sw::read_megatron_arguments(changed, hopper).recipe == wanted.recipe);

  const sw::launch_line muon = sw::read_launch_text(std::string(given) + "--optimizer muon");
  wanted = sw::read_megatron_arguments(muon);
  wanted.recipe.shards = sw::sharding::optimizer;
  const std::vector<sw::flag_change> shared = sw::difference(muon, wanted);
  CHECK(shared.size() == 1);
  CHECK(to_text(shared.front()) == "+ --use-distributed-optimizer");
}

TEST_CASE("with a model given apart its flags stay as they are") {
  const sw::launch_line line =
      sw::launch_line_of({"--num-layers", "7", "--micro-batch-size", "1", "--seq-length", "4096", "--bf16",
                          "--global-batch-size", "8"});
  const sw::megatron_setting setting{.gpus = 8, .model = sw::catalog::llama_3_1_8b};
  sw::megatron_run wanted = sw::read_megatron_arguments(line, setting);
  wanted.plan.microbatch = 2;
  wanted.plan.mesh = {.context = 2, .data = 4};
  const std::vector<sw::flag_change> changes = sw::difference(line, wanted, setting);
  REQUIRE(changes.size() == 2);
  CHECK(to_text(changes[0]) == "+ --context-parallel-size 2");
  CHECK(to_text(changes[1]) == "--micro-batch-size 1 -> 2 (word 3)");
}

TEST_CASE("flags are written as a shell takes them") {
  CHECK(to_text(sw::written_flag{"pipeline-model-parallel-layout", {"Et|(tt|)*3L"}}) ==
        "--pipeline-model-parallel-layout 'Et|(tt|)*3L'");
  CHECK(to_text(sw::written_flag{"recompute-modules", {"mlp", "moe"}}) == "--recompute-modules mlp moe");
  CHECK(sw::shell_word("it's") == "'it'\\''s'");
  CHECK(sw::shell_word("") == "''");
}

TEST_CASE("models of the catalog are written and read, or are none of Megatron's") {
  std::size_t written = 0;
  for (const sw::language_model& model : sw::catalog::models::all) {
    CAPTURE(model.name);
    sw::megatron_run run{.model = model, .vocabulary = model.vocabulary};
    run.model.name = {};
    run.plan.mesh.data = 2;
    run.batch = {.sequences = 4,
                 .sequence_length = model.learned_positions > 0 ? model.learned_positions : 4096};
    run.recipe.sequence_parallel = false;
    run.recipe.vocabulary_multiple = 1;
    try {
      const std::vector<sw::written_flag> flags = sw::megatron_flags_of(run);
      const sw::megatron_run again = sw::read_megatron_arguments(sw::launch_line_of(flags), {.gpus = 2});
      CHECK(again.understood());
      CHECK(sw::parameters(again.model) == sw::parameters(run.model));
      ++written;
    } catch (const sw::broken_rule& broken) {
      // Of Megatron's models, or a description of them.
      const std::string sentence = broken.what();
      CHECK_MESSAGE(
          (sentence.find("Megatron") != std::string::npos || sentence.find("described") != std::string::npos),
          sentence);
    }
  }
  CHECK(written >= 20);
}

}  // namespace
