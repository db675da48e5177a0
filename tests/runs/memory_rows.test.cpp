#include <scalewall/runs/memory_prediction.hpp>
#include <scalewall/runs/memory_rows.hpp>

#include <doctest/doctest.h>

#include <sstream>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace {

namespace sw = scalewall;
using namespace sw::literals;
using cells = std::vector<std::pair<std::string, std::string>>;

sw::memory_reading read(const cells& given) {
  std::string names, fields;
  for (const auto& [name, field] : given) {
    names += (names.empty() ? "" : ",") + name;
    fields += (fields.empty() ? "\"" : ",\"") + field + "\"";
  }
  std::istringstream in(names + "\n" + fields + "\n");
  sw::csv_reader reader(in);
  return read_memory_row(*reader.next());
}

cells changed(cells given, const std::string& column, const std::string& value) {
  for (auto& [name, field] : given)
    if (name == column) {
      field = value;
      return given;
    }
  given.emplace_back(column, value);
  return given;
}

std::string reason(const cells& given) {
  const sw::memory_reading found = read(given);
  const auto* refused = std::get_if<sw::unpredictable_memory_row>(&found);
  return refused == nullptr ? "" : refused->reason;
}

const cells functional_test{{"id", "a test"},
                            {"source_key", "MCORE-GOLDEN"},
                            {"layers", "12"},
                            {"d_model", "512"},
                            {"d_ff", "2048"},
                            {"heads", "8"},
                            {"kv_heads", "8"},
                            {"head_dim", "64"},
                            {"gated_mlp", "n"},
                            {"seq_len", "1024"},
                            {"mbs", "4"},
                            {"gbs_seqs", "32"},
                            {"n_microbatches", "2"},
                            {"gpu", "H100-80GB"},
                            {"n_gpu", "8"},
                            {"tp", "1"},
                            {"pp", "2"},
                            {"dp", "4"},
                            {"cp", "1"},
                            {"attention", "transformer_engine"},
                            {"measured_bytes", "3000000000"},
                            {"what_measured", "torch allocated_bytes.all.peak"},
                            {"rank_or_stage", "last rank (world_size-1) = last pipeline stage"},
                            {"outcome", "ok"},
                            {"framework", "Megatron-LM CI golden values"},
                            {"flags",
                             "deterministic-mode=True; no-gradient-accumulation-fusion=True; "
                             "max-position-embeddings=1024; bf16=True"}};

TEST_CASE("a functional test is read with the defaults of its command line") {
  const sw::memory_reading found = read(functional_test);
  const auto& row = std::get<sw::memory_row>(found);
  CHECK(row.group == "MCORE-GOLDEN dense");
  CHECK(row.framework == &sw::catalog::megatron_core);
  CHECK(row.model.vocabulary == 50257);
  CHECK(row.model.tied_head == true);
  CHECK(row.model.norm == sw::norm_kind::layer_norm);
  CHECK(row.model.learned_positions == 1024);
  CHECK(row.recipe.hidden_dropout);
  CHECK(row.recipe.attention_dropout);
  CHECK(row.recipe.attention_mask);
  CHECK(row.recipe.repeatable_products);
  CHECK_FALSE(row.recipe.fused_gradient_accumulation);
  CHECK(row.recipe.attention == sw::attention_kernel::fused);
  CHECK(row.recipe.shards == sw::sharding::none);
  CHECK(row.plan.mesh == sw::mesh{.pipeline = 2, .data = 4});
  CHECK(microbatches_of(row.plan, row.batch) == 2);
  CHECK(row.ranks.rank == 1);
  CHECK(row.kind == sw::measured_memory::allocated);
  CHECK(row.measured == 3_GB);
  CHECK(row.available > 79_GiB);
  CHECK(row.generation == sw::workspace_generation::hopper_and_newer);
}

TEST_CASE("flags change what they say") {
  const auto row = [](const std::string& flags) {
    return std::get<sw::memory_row>(read(changed(functional_test, "flags", flags)));
  };
  CHECK(row("swiglu=True; position-embedding-type=rope").model.learned_positions == 0);
  CHECK(row("tokenizer-type=NullTokenizer; vocab-size=131071").model.vocabulary == 131072);
  CHECK(row("untie-embeddings-and-output-weights=True").model.tied_head == false);
  CHECK(row("normalization=RMSNorm").model.norm == sw::norm_kind::rms_norm);
  CHECK(row("hidden-dropout=0.0").recipe.hidden_dropout == false);
  CHECK(row("cross-entropy-loss-fusion=True").recipe.loss == sw::loss_kernel::fused);
  CHECK(row("cross-entropy-loss-fusion=True; cross-entropy-fusion-impl=te").recipe.loss ==
        sw::loss_kernel::fused_by_te);
  CHECK(row("transformer-impl=local").framework == &sw::catalog::megatron_core_local);
  CHECK(row("fp16=True").recipe.states == sw::state_bytes{2, 2, 12, 4});
  const sw::offloaded_modules host = row("offload-modules=[moe_act attn_norm]").recipe.offloaded;
  CHECK(host == sw::offloaded_modules{.attention_norm = true, .expert_activation = true});
  CHECK_FALSE(row("bf16=True").recipe.offloaded.any());
  CHECK(row("optimizer=muon").recipe.states == sw::state_bytes{2, 4, 8});
  CHECK(row("use-flash-attn=True").recipe.attention == sw::attention_kernel::flash);
  CHECK(row("no-masked-softmax-fusion=True").recipe.fused_softmax == false);
  CHECK(row("mtp-num-layers=1").model.prediction.has_value());
  const sw::stage_layout ends =
      row("decoder-first-pipeline-num-layers=5; decoder-last-pipeline-num-layers=7").plan.layout;
  CHECK(ends.first_rank == 5);
  CHECK(ends.last_rank == 7);
  const sw::stage_layout listed = row("pipeline-model-parallel-layout=Et*4|t*3|t*3|ttmL").plan.layout;
  CHECK(listed.chunks == 2);
  CHECK(listed.listed == sw::fixed_list<std::uint8_t, sw::most_virtual_stages>{4, 3, 3, 2});
}

TEST_CASE("what a row does not say is the reason why nothing is predicted") {
  CHECK(reason(functional_test).empty());
  CHECK(reason(changed(functional_test, "heads", "")) == "the row does not say its heads");
  CHECK(reason(changed(functional_test, "mbs", "")) == "the row does not say its mbs");
  CHECK(reason(changed(changed(changed(functional_test, "dp", ""), "n_gpu", ""), "d_model", "6144")) ==
        "the row does not say on how many GPUs it ran");
  CHECK(reason(changed(functional_test, "flags", "hybrid-layer-pattern=M-M*")) ==
        "layers of Mamba are not modelled");
  CHECK(reason({{"id", "x"},
                {"source_key", "BRIDGE-LORA"},
                {"model", "GPT-OSS-120B LoRA"},
                {"tp", "2"},
                {"ep", "8"},
                {"framework", "Megatron-Bridge"}}) == "the row does not say its seq_len");
  CHECK(reason(changed(functional_test, "precision", "FP32 + FP8 tensorwise")) ==
        "training in 32 bit is not held by a recipe");
  CHECK(reason(changed(functional_test, "schedule", "zbb")) ==
        "which zero bubble schedule it is, the row does not say");
  CHECK(reason(changed(functional_test, "tp", "0")) ==
        "a degree of parallelism is at least 1 (tp = 0, cp = 1, pp = 2)");
  CHECK(reason(changed(functional_test, "heads", "0")) == "attention has at least one head (heads = 0)");
  CHECK(reason(changed(functional_test, "mbs", "0")) ==
        "a replica has a microbatch of one sequence at least (mbs = 0, dp = 4)");
  CHECK(reason(changed(functional_test, "layers", "900000000")) ==
        "a row has at most 100,000 layers on 512 stages (layers = 900000000, pp = 2)");
  CHECK(reason(changed(functional_test, "d_model", "1e300")) == "the row does not say its d_model");
  CHECK(reason(changed(functional_test, "rank_or_stage", "stage 9 of 2")) ==
        "a pipeline has the rank (rank = 9, pipeline = 2)");
  CHECK(reason(changed(functional_test, "tp", "3")) ==
        "tensor parallelism divides the heads of attention (heads = 8, tensor = 3)");
  CHECK(reason({{"id", "x"}, {"model", "GLM-5.2"}, {"framework", "Megatron-Bridge"}}) ==
        "attention that chooses its keys by an indexer is not modelled");
}

TEST_CASE("a world size that nobody states is that of the tests' machines") {
  const auto row = std::get<sw::memory_row>(read(changed(changed(functional_test, "dp", ""), "n_gpu", "")));
  CHECK(row.plan.mesh.data == 4);
  CHECK(row.assumed == "a node of eight GPUs");
}

TEST_CASE("a batch that has no microbatch for every replica had fewer replicas") {
  const auto row = std::get<sw::memory_row>(
      read(changed(changed(functional_test, "gbs_seqs", "8"), "n_microbatches", "")));
  CHECK(row.plan.mesh.data == 2);
  CHECK(microbatches_of(row.plan, row.batch) == 1);
}

const cells llama{{"id", "a run"},
                  {"source_key", "TITAN"},
                  {"layers", "32"},
                  {"d_model", "4096"},
                  {"d_ff", "14336"},
                  {"heads", "32"},
                  {"kv_heads", "8"},
                  {"vocab", "128256"},
                  {"gated_mlp", "y"},
                  {"seq_len", "8192"},
                  {"mbs", "2"},
                  {"gbs_seqs", "16"},
                  {"gpu", "H100-96GB"},
                  {"n_gpu", "8"},
                  {"dp", "8"},
                  {"zero_fsdp", "FSDP2 (ZeRO-3)"},
                  {"recompute_granularity", "selective (op)"},
                  {"precision", "FP8 float8"},
                  {"measured", "77"},
                  {"unit", "GiB"},
                  {"framework", "torchtitan"},
                  {"source", "benchmarks/llama3_h100_202412_torchtitan.md"},
                  {"notes", "compile"}};

TEST_CASE("a row of torchtitan is of what its release did") {
  const auto row = std::get<sw::memory_row>(read(llama));
  CHECK(row.framework == &sw::catalog::fsdp2);
  CHECK(row.recipe.shards == sw::sharding::weights);
  CHECK(row.recipe.states == sw::state_bytes{4, 4, 8});
  CHECK(row.recipe.loss == sw::loss_kernel::torch);
  CHECK(row.recipe.recompute.every_second_product);
  CHECK(row.kind == sw::measured_memory::reserved);
  CHECK(row.measured == 77_GiB);
  CHECK(std::get<sw::memory_row>(read(changed(llama, "source", "later"))).recipe.loss ==
        sw::loss_kernel::torch_compiled);
  CHECK(std::get<sw::memory_row>(read(changed(llama, "source", "components/x.md"))).recipe.loss ==
        sw::loss_kernel::torch_in_chunks);
  CHECK(row.recipe.last_layers_in_16_bit == 0);
  // 15 % of 32 layers.
  CHECK(std::get<sw::memory_row>(read(changed(llama, "precision", "NVFP4"))).recipe.last_layers_in_16_bit ==
        5);
  CHECK(std::get<sw::memory_row>(read(changed(llama, "recompute_granularity", ""))).assumed ==
        "recomputation by operation, as in torchtitan's configuration of the model");
}

TEST_CASE("a format that nobody knows is not taken for another") {
  const auto reading = read(changed(llama, "precision", "FP32"));
  CHECK(std::get<sw::unpredictable_memory_row>(reading).reason == "no training format is known as 'FP32'");
  CHECK(std::get<sw::memory_row>(read(changed(llama, "precision", ""))).assumed ==
        "bf16, as no precision is said");
  CHECK(std::get<sw::memory_row>(read(changed(llama, "precision", "bf16"))).recipe.format ==
        sw::training_format::bf16);
}

TEST_CASE("figures are of what was measured") {
  sw::memory_row row = std::get<sw::memory_row>(read(llama));
  const sw::bytes peak = predicted_stage(row).peak();
  CHECK(predicted_figure(row) == 1.042 * peak);
  row.kind = sw::measured_memory::allocated;
  CHECK(predicted_figure(row) == peak);
  row.kind = sw::measured_memory::device;
  CHECK(predicted_figure(row) > 1.042 * peak + 8_GiB);
}

TEST_CASE("layout strings are read") {
  CHECK(sw::layers_in_layout("Et*2|(tt|)*5t|tmL") == std::vector<std::int64_t>{2, 2, 2, 2, 2, 2, 1, 1});
  CHECK(sw::layers_in_layout("Et|tt|L") == std::vector<std::int64_t>{1, 2, 0});
  CHECK(sw::layers_in_layout("Et*2|(t*2|)*2t*3,|tL") == std::vector<std::int64_t>{2, 2, 2, 3, 1});
  CHECK_THROWS_WITH(sw::layers_in_layout("E((t|)*2)tL"),
                    "brackets of a layout string stand beside one another");
  CHECK_THROWS_WITH(sw::layers_in_layout("Et|x|L"), "a layout string consists of E, t, m, L and |");
  CHECK_THROWS_WITH(sw::layers_in_layout("Et|(tt|L"), "a bracket of a layout string is closed");
  CHECK_THROWS_WITH(sw::layers_in_layout("Et|L|t"),
                    "the head and the modules of token prediction stand on the last stage of a layout");
  CHECK_THROWS_WITH(sw::layers_in_layout("Et*0|L"), "a piece of a layout string stands once or more often");
}

TEST_CASE("layers near a heavy head are fewer") {
  CHECK(sw::detail::balanced_layers(32, 8, 0.87) == std::vector<std::int64_t>{4, 4, 4, 4, 4, 4, 4, 4});
  CHECK(sw::detail::balanced_layers(32, 8, 6.9) == std::vector<std::int64_t>{4, 4, 4, 5, 5, 5, 5, 0});
}

TEST_CASE("rows are divided by a checksum") {
  static_assert(sw::crc_32("123456789") == 0xCBF43926);  // the check value of ISO 3309
  static_assert(sw::crc_32("") == 0);
  static_assert(sw::is_held_out("MEM-TITAN-002") == (sw::crc_32("MEM-TITAN-002") % 5 < 2));
}

}  // namespace
