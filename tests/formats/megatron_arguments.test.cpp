// Launch lines with odd defaults, and what Megatron-LM would run: by the rules in megatron/training/arguments.py and
// megatron/core/transformer/transformer_config.py, with totals of parameters that are published or written out beside
// them.

#include <scalewall/formats/megatron_arguments.hpp>
#include <scalewall/formats/shell_text.hpp>
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/parameter_count.hpp>

#include <doctest/doctest.h>

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

namespace {

namespace sw = scalewall;

/// A GPT of 24 layers: 12 h^2 + 13 h words a layer, (V + 1024) h of embedding, 2 h of the last norm.
constexpr const char* gpt =
    "--num-layers 24 --hidden-size 1024 --num-attention-heads 16 --seq-length 1024 --max-position-embeddings "
    "1024 "
    "--micro-batch-size 4 --bf16 ";
constexpr const char* gpt_words = "--vocab-size 50257 ";

/// What Llama and its like have in common.
constexpr const char* llama =
    "--swiglu --normalization RMSNorm --disable-bias-linear --position-embedding-type rope --seq-length 4096 "
    "--max-position-embeddings 4096 --micro-batch-size 1 --bf16 ";

constexpr const char* mixtral =
    "--num-layers 32 --hidden-size 4096 --ffn-hidden-size 14336 --num-attention-heads 32 "
    "--group-query-attention "
    "--num-query-groups 8 --untie-embeddings-and-output-weights --num-experts 8 --vocab-size 32000 "
    "--sequence-parallel ";

constexpr const char* deepseek =
    "--num-layers 61 --hidden-size 7168 --ffn-hidden-size 18432 --num-attention-heads 128 --kv-channels 128 "
    "--multi-latent-attention --q-lora-rank 1536 --kv-lora-rank 512 --qk-layernorm --num-experts 256 "
    "--moe-router-topk 8 --moe-ffn-hidden-size 2048 --moe-shared-expert-intermediate-size 2048 "
    "--moe-layer-freq ([0]*3+[1]*58) --moe-router-enable-expert-bias --moe-router-score-function "
    "sigmoid --untie-embeddings-and-output-weights --vocab-size 129280 --moe-grouped-gemm "
    "--moe-token-dispatcher-type flex --moe-enable-deepep ";

sw::megatron_run read(const std::string& line, std::optional<std::int64_t> gpus = {}) {
  return sw::read_megatron_arguments(sw::read_launch_text(line), {.gpus = gpus});
}

/// "t2 c1 p4 d8 e1 te2 v1 b1 B256 s4096 V50432"
std::string told(const sw::megatron_run& run) {
  const sw::mesh& mesh = run.plan.mesh;
  const auto part = [](const char* name, std::int64_t value) { return name + std::to_string(value); };
  return part("t", mesh.tensor) + part(" c", mesh.context) + part(" p", mesh.pipeline) +
         part(" d", mesh.data) + part(" e", mesh.expert) + part(" te", mesh.expert_tensor) +
         part(" v", run.plan.layout.chunks) + part(" b", run.plan.microbatch) +
         part(" B", run.batch.sequences) + part(" s", run.batch.sequence_length) +
         part(" V", run.model.vocabulary);
}

struct row {
  std::string line;
  std::int64_t gpus;
  const char* plan;
  std::int64_t parameters = 0;  ///< 0: not looked at
};

TEST_CASE("lines with odd defaults run the plan that Megatron would run") {
  const std::string base = std::string(gpt) + gpt_words, routed = std::string(llama) + mixtral;
  const row rows[] = {
      // Nothing is cut; the block is 4 h wide, the head tied, and one microbatch is the batch.
      {base, 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304", 354'871'296},
      {base, 8, "t1 c1 p1 d8 e1 te1 v1 b4 B32 s1024 V50304"},
      // The vocabulary is a multiple of 128 x tensor.
      {base + "--tensor-model-parallel-size 2", 8, "t2 c1 p1 d4 e1 te1 v1 b4 B16 s1024 V50432", 355'002'368},
      {base + "--tensor-model-parallel-size 8", 8, "t8 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V51200"},
      {base + "--make-vocab-size-divisible-by 1", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50257", 354'823'168},
      {std::string(gpt) + "--padded-vocab-size 50304 --tensor-model-parallel-size 2", 2,
       "t2 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304"},
      // A tokenizer of byte pairs is GPT-2's; the null tokenizer has one word more than is said.
      {std::string(gpt) + "--vocab-file a.json --merge-file b.txt", 1,
       "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304"},
      {std::string(gpt) + "--tokenizer-type NullTokenizer --vocab-size 131072", 1,
       "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V131200", 437'708'800},
      {std::string(gpt) + "--tokenizer-type GPT2BPETokenizer", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304"},
      // The rest of the world is data parallelism.
      {base + "--tensor-model-parallel-size 2 --pipeline-model-parallel-size 2 --context-parallel-size 2", 64,
       "t2 c2 p2 d8 e1 te1 v1 b4 B32 s1024 V50432"},
      {base + "--global-batch-size 512", 16, "t1 c1 p1 d16 e1 te1 v1 b4 B512 s1024 V50304"},
      {base + "--global-batch-size 100 --decrease-batch-size-if-needed", 8,
       "t1 c1 p1 d8 e1 te1 v1 b4 B96 s1024 V50304"},
      {base + "--step-batch-size-schedule '0:384 200B:768 400B:1152'", 8,
       "t1 c1 p1 d8 e1 te1 v1 b4 B1152 s1024 V50304"},
      {base + "--rampup-batch-size 32 32 300000 --global-batch-size 64", 8,
       "t1 c1 p1 d8 e1 te1 v1 b4 B64 s1024 V50304"},
      // Groups of queries mean nothing without their switch, and are one with it alone.
      {base + "--num-query-groups 4", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304", 354'871'296},
      {base + "--group-query-attention", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304", 307'639'296},
      {base + "--group-query-attention --num-query-groups 4", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304",
       317'085'696},
      {base + "--kv-channels 128", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304", 455'608'320},
      // With a gate the block is int(8 h / 3 / 64) * 64 = 2688 wide.
      {base + "--swiglu", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304", 351'756'288},
      {base + "--squared-relu", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304", 354'871'296},
      {base + "--normalization RMSNorm --disable-bias-linear", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304",
       354'599'936},
      {base + "--disable-bias-linear --add-qkv-bias", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304",
       354'723'840},
      {base + "--untie-embeddings-and-output-weights", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304",
       406'382'592},
      // Positions are learned unless they are rotary, by either flag.
      {base + "--use-rotary-position-embeddings", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304", 353'822'720},
      {base + "--position-embedding-type rope", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304", 353'822'720},
      // The last of equal flags holds; underscores, = and names of dataclasses are taken.
      {base + "--tensor-model-parallel-size 2 --tensor-model-parallel-size 4", 4,
       "t4 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50688"},
      {base + "--tensor_model_parallel_size=2", 2, "t2 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50432"},
      {base + "--pipeline-model-parallel-size 2 --num-layers-in-first-pipeline-stage 10", 2,
       "t1 c1 p2 d1 e1 te1 v1 b4 B4 s1024 V50304"},
      // Chunks: of so many layers, so many, or as a layout has them; the ends may be said, or count what stands there.
      {base + "--pipeline-model-parallel-size 4 --num-layers-per-virtual-pipeline-stage 2 "
              "--global-batch-size 16",
       4, "t1 c1 p4 d1 e1 te1 v3 b4 B16 s1024 V50304"},
      {base + "--pipeline-model-parallel-size 4 --num-layers-per-virtual-pipeline-stage 6", 4,
       "t1 c1 p4 d1 e1 te1 v1 b4 B4 s1024 V50304"},
      {base +
           "--pipeline-model-parallel-size 4 --num-virtual-stages-per-pipeline-rank 6 --global-batch-size 32",
       8, "t1 c1 p4 d2 e1 te1 v6 b4 B32 s1024 V50304"},
      {base + "--pipeline-model-parallel-size 4 --pipeline-model-parallel-layout 'Et*3|(t*3|)*6t*3L' "
              "--global-batch-size 32",
       4, "t1 c1 p4 d1 e1 te1 v2 b4 B32 s1024 V50304"},
      {base + "--pipeline-model-parallel-size 4 --decoder-first-pipeline-num-layers 5 "
              "--decoder-last-pipeline-num-layers 5",
       4, "t1 c1 p4 d1 e1 te1 v1 b4 B4 s1024 V50304"},
      {base + "--num-layers 22 --pipeline-model-parallel-size 4 --account-for-embedding-in-pipeline-split "
              "--account-for-loss-in-pipeline-split --num-layers-per-virtual-pipeline-stage 3 "
              "--global-batch-size 16",
       4, "t1 c1 p4 d1 e1 te1 v2 b4 B16 s1024 V50304"},
      // Published totals.
      {std::string(llama) +
           "--num-layers 32 --hidden-size 4096 --ffn-hidden-size 14336 --num-attention-heads 32 "
           "--group-query-attention --num-query-groups 8 --vocab-size 128256 "
           "--untie-embeddings-and-output-weights",
       8, "t1 c1 p1 d8 e1 te1 v1 b1 B8 s4096 V128256", 8'030'261'248},
      {std::string(llama) +
           "--num-layers 28 --hidden-size 1024 --ffn-hidden-size 3072 --num-attention-heads 16 "
           "--kv-channels 128 --qk-layernorm --group-query-attention --num-query-groups 8 "
           "--vocab-size 151936",
       1, "t1 c1 p1 d1 e1 te1 v1 b1 B1 s4096 V151936", 596'049'920},
      {std::string(llama) +
           "--num-layers 28 --hidden-size 3584 --ffn-hidden-size 18944 --num-attention-heads 28 "
           "--add-qkv-bias --group-query-attention --num-query-groups 4 --vocab-size 152064 "
           "--untie-embeddings-and-output-weights",
       1, "t1 c1 p1 d1 e1 te1 v1 b1 B1 s4096 V152064", 7'615'616'512},
      {std::string(llama) +
           "--num-layers 48 --hidden-size 2048 --ffn-hidden-size 6144 --num-attention-heads 32 "
           "--kv-channels 128 --qk-layernorm --group-query-attention --num-query-groups 4 "
           "--vocab-size 151936 --untie-embeddings-and-output-weights --num-experts 128 "
           "--moe-router-topk 8 --moe-ffn-hidden-size 768 --expert-model-parallel-size 8",
       16, "t1 c1 p1 d16 e8 te1 v1 b1 B16 s4096 V151936", 30'532'122'624},
      // GPT-OSS has biases everywhere, a word a head in the softmax, and a window of 128 in every other layer.
      {"--swiglu --normalization RMSNorm --position-embedding-type rope --seq-length 4096 "
       "--max-position-embeddings 4096 "
       "--micro-batch-size 1 --bf16 --num-layers 24 --hidden-size 2880 --num-attention-heads 64 "
       "--kv-channels 64 "
       "--group-query-attention --num-query-groups 8 --softmax-type learnable --window-size 127,0 "
       "--window-attn-skip-freq 2 --num-experts 32 --moe-router-topk 4 --moe-ffn-hidden-size 2880 "
       "--vocab-size 201088 "
       "--untie-embeddings-and-output-weights",
       8, "t1 c1 p1 d8 e1 te1 v1 b1 B8 s4096 V201088", 20'914'757'184},
      // Experts: two a token, as wide as dense blocks, in every layer; and cut along their width as all else is.
      {routed, 8, "t1 c1 p1 d8 e1 te1 v1 b1 B8 s4096 V32000", 46'702'792'704},
      {routed + "--tensor-model-parallel-size 2 --expert-model-parallel-size 4", 8,
       "t2 c1 p1 d4 e4 te2 v1 b1 B4 s4096 V32000"},
      {routed +
           "--tensor-model-parallel-size 2 --expert-model-parallel-size 8 --expert-tensor-parallel-size 1",
       8, "t2 c1 p1 d4 e8 te1 v1 b1 B4 s4096 V32000"},
      {routed + "--context-parallel-size 2 --expert-model-parallel-size 8", 8,
       "t1 c2 p1 d4 e8 te1 v1 b1 B4 s4096 V32000"},
      // Every second layer is routed, the first of them; its experts and router have biases.
      {base + "--num-experts 8 --moe-layer-freq 2", 1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304",
       1'060'042'848},
      {base + "--disable-bias-linear --num-moe-experts 8 --moe-ffn-hidden-size 512 "
              "--moe-shared-expert-intermediate-size 256",
       1, "t1 c1 p1 d1 e1 te1 v1 b4 B4 s1024 V50304", 367'429'632},
      {std::string(llama) + deepseek +
           "--mtp-num-layers 1 --tensor-model-parallel-size 2 --sequence-parallel "
           "--pipeline-model-parallel-size 8 --pipeline-model-parallel-layout "
           "'Et|(tt|)*30mL' --expert-model-parallel-size 64 --expert-tensor-parallel-size 1 "
           "--global-batch-size 16384",
       1024, "t2 c1 p8 d64 e64 te1 v4 b1 B16384 s4096 V129280", 671'026'419'200},
  };
  CHECK(std::size(rows) >= 40);
  for (const row& one : rows) {
    CAPTURE(one.line);
    const sw::megatron_run run = read(one.line, one.gpus);
    CHECK(told(run) == one.plan);
    CHECK(run.understood());
    CHECK(run.recipe.vocabulary_multiple > 0);
    if (one.parameters > 0) CHECK(sw::parameters(run.model) == sw::count{one.parameters});
  }
}

TEST_CASE("models of the catalog are those that their lines describe") {
  const auto nameless = [](sw::language_model model) {
    model.name = {};
    return model;
  };
  const sw::megatron_run mixtral_run = read(std::string(llama) + mixtral, 1);
  CHECK(mixtral_run.model == nameless(sw::catalog::mixtral_8x7b));
  const sw::megatron_run deepseek_run = read(std::string(llama) + deepseek + "--mtp-num-layers 1", 1);
  CHECK(deepseek_run.model == nameless(sw::catalog::deepseek_v3));
}

TEST_CASE("the launcher says how many accelerators there are, unless it is said apart") {
  const std::string base = std::string("pretrain_gpt.py ") + gpt + gpt_words;
  CHECK(read("torchrun --nproc_per_node=8 --nnodes 2 " + base).plan.mesh.data == 16);
  CHECK(read("torchrun --nproc-per-node 4 " + base).plan.mesh.data == 4);
  CHECK(read("mpirun -np 12 python " + base).plan.mesh.data == 12);
  CHECK(read("srun --nodes=3 --ntasks-per-node 8 python " + base).plan.mesh.data == 24);
  CHECK(read("--nproc_per_node 8 --nnodes 2 " + (gpt + std::string(gpt_words))).plan.mesh.data == 16);
  const sw::megatron_run run = read("torchrun --nproc_per_node 8 " + base, 32);
  CHECK(run.plan.mesh.data == 32);
  bool said = false;
  for (const sw::assumed_key& one : run.flags.assumed)
    said = said || one.reason == "said apart from the line, whose launcher starts 8";
  CHECK(said);
}

TEST_CASE("a number of accelerators that is given and not known is never taken for another") {
  const std::string base = std::string("pretrain_gpt.py ") + gpt + gpt_words;
  const auto gpus = [&](const std::string& before) {
    return sw::accelerators(read(before + " " + base).plan).as_int64();
  };
  const std::string header = "#SBATCH --nodes=16\n#SBATCH --ntasks-per-node=8\n";
  CHECK(gpus("srun --ntasks=64 --ntasks-per-node=8 python") == 64);
  CHECK(gpus("srun -n 64 --gpus-per-node=8 python") == 64);
  CHECK(gpus("srun -N 2 --ntasks-per-node 4 python") == 8);
  CHECK(gpus(header + "srun python") == 128);
  CHECK(gpus(header + "srun -n 64 python") == 64);
  CHECK(gpus(header + "srun --nodes=4 python") == 32);
  CHECK(gpus("#SBATCH -N 4\n#SBATCH --gres=gpu:h100:8\nsrun python") == 32);
  CHECK(gpus("#SBATCH -N 4\nsrun torchrun --nproc_per_node 8 --nnodes $SLURM_NNODES") == 32);
  CHECK(gpus("srun --nodes=1 torchrun --nproc_per_node 8") == 8);
  CHECK(gpus("#SBATCH -N 1 -n 8\ntorchrun --nproc_per_node 8") == 8);
  CHECK(gpus("torchrun --nproc_per_node 8 --nnodes 2:2") == 16);
  CHECK(gpus("python -m torch.distributed.run --nproc_per_node 8 --nnodes $((2**3))") == 64);
  CHECK(gpus("deepspeed --num_gpus 8 --num_nodes 2") == 16);
  CHECK(gpus("mpirun -np 12 -N 4 python") == 12);

  struct unknown_launch {
    const char* launcher;
    const char* reason;
  };
  const unknown_launch rows[] = {
      {"torchrun --nproc_per_node=8 --nnodes=$WORLD_SIZE",
       "--nnodes (line 1) is '$WORLD_SIZE', which this text does not set"},
      {"torchrun --nproc_per_node=8 --nnodes ${#HOSTS[@]}",
       "--nnodes (line 1) is '${#HOSTS[@]}', which this text does not set"},
      {"torchrun --nproc_per_node=8 --nnodes $(scontrol show)",
       "--nnodes (line 1) is '$(scontrol show)', which this text does not set"},
      {"torchrun --nproc_per_node=8 --nnodes=2:4",
       "--nnodes (line 1) is '2:4', which is not a number of nodes or processes"},
      {"torchrun --nproc_per_node=gpu --nnodes=2",
       "--nproc_per_node (line 1) is 'gpu', which is not a number of nodes or processes"},
      {"torchrun --nproc_per_node=8 ${DIST[@]}",
       "'${DIST[@]}' stands among the words of the launcher, is not set in this text, and may hold --nnodes"},
      {"#SBATCH --nodes=16\nsrun torchrun --nproc_per_node=8",
       "torchrun has no --nnodes, and --nodes (line 1) is more than one or is not known"},
      {"srun torchrun --nproc_per_node=8",
       "torchrun has no --nnodes, and srun may start more than one of it"},
      {"srun --ntasks-per-node=8 python",
       "srun has neither --ntasks nor --nodes, and no line #SBATCH says them"},
      {"srun --nodes=8 python",
       "srun has neither --ntasks nor --ntasks-per-node, and no line #SBATCH says them"},
      {"srun --nodes=2-4 --ntasks-per-node=8 python",
       "--nodes (line 1) is '2-4', which is not a number of nodes or processes"},
      {"srun -n 64 --nodes=2 --ntasks-per-node=8 python",
       "-n (line 1) is more than --nodes (line 1) x --ntasks-per-node (line 1)"},
      {"mpirun -np $NP python", "-np (line 1) is '$NP', which this text does not set"},
      {"mpirun --hostfile hosts python", "mpirun has no -np"},
      {"deepspeed --num_gpus 8 --hostfile hosts",
       "deepspeed has a hostfile, which is not read, and no --num_nodes"},
      {"N=1\nif [ -n \"$1\" ]; then N=$1; fi\ntorchrun --nproc_per_node 8 --nnodes $N",
       "--nnodes (line 3): it hangs on the condition, loop or command of line 2, which the text does not "
       "decide: set "
       "in "
       "the text what that line asks for"}};
  for (const unknown_launch& one : rows) {
    CAPTURE(one.launcher);
    const std::string text = std::string(one.launcher) + " " + base;
    CHECK_THROWS_WITH_AS(read(text),
                         ("the number of accelerators is not known: " + std::string(one.reason) +
                          "; it can be said apart from the line, by --gpus")
                             .c_str(),
                         sw::broken_rule);
    CHECK(read(text, 32).plan.mesh.data == 32);
  }
}

TEST_CASE(
    "flags with another value in a branch that the text does not decide are refused where they matter") {
  const std::string base = "x.py " + std::string(gpt) + gpt_words;
  CHECK_THROWS_WITH_AS(
      read("case $1 in 8B) L=32;; *) L=80;; esac\n" + base + "--num-layers $L", 1),
      "--num-layers (line 2): it hangs on the condition, loop or command of line 1, which the text "
      "does not decide: set in "
      "the text what that line asks for",
      sw::broken_rule);
  CHECK(read("if [ -d /data ]; then D=/data; else D=/mnt; fi\n" + base + "--data-path $D", 1).understood());
  CHECK_THROWS_WITH(
      read("x.py --num-layers 24 \\\n # --bf16 \\\n --hidden-size 64 --num-attention-heads 4", 1),
      "--hidden-size is missing: the width of the model; a shell does not pass the flags of line "
      "3, for the command before them has ended");
  std::string told;
  for (const sw::assumed_key& one :
       read("x.py $A " + base.substr(5) + "--data-path a $B --bf16 $C", 1).flags.assumed)
    if (one.reason == "not set in this text") told += one.key + " ";
  CHECK(told == "$A $C $B ");
}

TEST_CASE("a model that is given apart is padded, and flags of a model mean nothing") {
  const sw::megatron_run run = sw::read_megatron_arguments(
      sw::read_launch_text(
          "--num-layers 3 --micro-batch-size 1 --seq-length 4096 --bf16 --tensor-model-parallel-size 4 "
          "--sequence-parallel --use-distributed-optimizer"),
      {.gpus = 8, .model = sw::catalog::llama_3_1_8b});
  CHECK(run.vocabulary == 128'256);
  CHECK(run.model.vocabulary == 128'512);
  CHECK(sw::layer_count(run.model) == sw::count{32});
  CHECK(run.plan.mesh.data == 2);
  bool said = false;
  for (const sw::passed_over_key& one : run.flags.passed_over)
    said = said ||
           (one.key == "--num-layers (line 1)" && one.reason == "the model is given apart from the line");
  CHECK(said);
}

TEST_CASE("recipes have Megatron's defaults and what its flags imply") {
  const std::string base = std::string(gpt) + gpt_words;
  const sw::recipe plain = read(base, 8).recipe;
  CHECK(plain.format == sw::training_format::bf16);
  CHECK(plain.states == sw::state_bytes{2, 4, 12});  // gradients add up in 32 bit with --bf16
  CHECK(plain.shards == sw::sharding::none);
  CHECK(plain.attention_dropout);
  CHECK(plain.hidden_dropout);
  CHECK(plain.attention_mask);
  CHECK(plain.fused_gradient_accumulation);
  CHECK(plain.loss == sw::loss_kernel::unfused);
  CHECK(plain.attention == sw::attention_kernel::fused);
  CHECK_FALSE(plain.overlaps_gradients);
  CHECK_FALSE(plain.overlaps_parameters);
  CHECK(plain.recompute == sw::recomputation{});

  // Sequence parallelism is switched off without tensor parallelism.
  CHECK_FALSE(read(base + "--sequence-parallel", 8).recipe.sequence_parallel);
  CHECK(read(base + "--sequence-parallel --tensor-model-parallel-size 2", 8).recipe.sequence_parallel);

  const std::string half = base.substr(0, base.find("--bf16")) + gpt_words + "--fp16 ";
  CHECK(read(half, 1).recipe.states == sw::state_bytes{2, 2, 12, 4});
  CHECK(read(half + "--accumulate-allreduce-grads-in-fp32", 1).recipe.states == sw::state_bytes{2, 4, 12});
  CHECK(read(base + "--grad-reduce-in-bf16", 1).recipe.states == sw::state_bytes{2, 2, 12, 4});
  // Of master weights in 32 bit the half that bf16 has not; of weights in 8 bit all, and a copy of gradients.
  const std::string aware =
      base +
      "--use-distributed-optimizer --use-precision-aware-optimizer --main-grads-dtype bf16 "
      "--exp-avg-dtype bf16 --exp-avg-sq-dtype bf16 ";
  CHECK(read(aware, 8).recipe.states == sw::state_bytes{2, 2, 6, 0, 8});
  CHECK(read(aware + "--fp8-format hybrid", 8).recipe.states == sw::state_bytes{2, 2, 6, 0, 8});
  CHECK(read(aware + "--fp8-format e4m3 --fp8-recipe mxfp8", 8).recipe.states ==
        sw::state_bytes{2, 2, 8, 4, 8});
  CHECK(read(aware + "--optimizer-cpu-offload", 8).recipe.states == sw::state_bytes{2, 2, 8});
  CHECK(read(base + "--optimizer sgd", 1).recipe.states.optimizer == 8);
  CHECK(read(base + "--fp8-format hybrid", 1).recipe.format == sw::training_format::fp8_delayed);
  CHECK(read(base + "--fp8-format e4m3 --fp8-recipe mxfp8", 1).recipe.format == sw::training_format::mxfp8);
  CHECK(read(base + "--fp4-format e2m1", 1).recipe.format == sw::training_format::nvfp4);
  CHECK(read(base + "--use-megatron-fsdp --data-parallel-sharding-strategy optim_grads_params", 8)
            .recipe.shards == sw::sharding::weights);

  CHECK(read(base + "--recompute-activations", 1).recipe.recompute == sw::selective_recomputation);
  CHECK(read(base + "--recompute-granularity selective", 1).recipe.recompute == sw::selective_recomputation);
  CHECK(read(base + "--recompute-granularity full --recompute-method uniform --recompute-num-layers 1", 1)
            .recipe.recompute == sw::full_recomputation);
  CHECK(read(base + "--recompute-granularity full --recompute-method block --recompute-num-layers 3", 1)
            .recipe.recompute.layers == 3);
  CHECK(read(base + "--recompute-granularity full --recompute-method uniform --recompute-num-layers 4", 1)
            .recipe.recompute.unit == 4);
  const sw::recompute_modules modules =
      read(base + "--recompute-granularity selective --recompute-modules mlp layernorm", 1)
          .recipe.recompute.modules;
  CHECK(modules == sw::recompute_modules{.norms = true, .feed_forward = true});

  CHECK(read(base + "--transformer-impl local", 1).recipe.attention == sw::attention_kernel::unfused);
  CHECK(read(base + "--transformer-impl local --use-flash-attn", 1).recipe.attention ==
        sw::attention_kernel::flash);
  CHECK(read(base + "--attention-backend flash", 1).recipe.attention == sw::attention_kernel::flash);
  CHECK(read(base + "--cross-entropy-loss-fusion", 1).recipe.loss == sw::loss_kernel::fused);
  CHECK(read(base + "--cross-entropy-loss-fusion --cross-entropy-fusion-impl te", 1).recipe.loss ==
        sw::loss_kernel::fused_by_te);
  CHECK(read(base + "--context-parallel-size 2 --cp-comm-type a2a", 2).recipe.context ==
        sw::context_exchange::all_to_all);
  CHECK(read(base + "--enable-cuda-graph --cuda-graph-scope full_iteration "
                    "--no-check-for-nan-in-loss-and-grad",
             1)
            .recipe.graphs == sw::cuda_graphs::whole_iteration);

  const sw::recipe experts = read(std::string(llama) + mixtral, 1).recipe;
  CHECK(experts.dispatcher == sw::token_dispatcher::all_gather);
  CHECK_FALSE(experts.grouped_experts);
  CHECK_FALSE(experts.fused_permutation);
  CHECK_FALSE(experts.router_in_fp32);
}

TEST_CASE("flags that are not known are named with the nearest, those given twice are told") {
  const sw::megatron_run run =
      read(std::string(gpt) + gpt_words +
               "--hidden-sise 64 --tensorboard-dri x --my-own 3 --lr 1e-4 --lr 2e-4 --bf16",
           1);
  CHECK_FALSE(run.understood());
  CHECK(run.model.width == 1024);
  std::string told;
  for (const sw::passed_over_key& one : run.flags.passed_over)
    told += one.key + ": " + one.reason + " " + one.nearest + "; ";
  CHECK(told ==
        "--hidden-sise (line 1): not known --hidden-size; --tensorboard-dri (line 1): not known "
        "--tensorboard-dir; --my-own (line 1): not known ; "
        "--bf16 (line 1): given 2 times: the last, line 1, holds, as argparse has it ; "
        "--lr (line 1): the schedule of learning, and constants of the arithmetic; given 2 times ; ");
}

TEST_CASE("what contradicts itself is refused by Megatron's rule") {
  const auto refuses = [](const std::string& more, std::int64_t gpus, const char* sentence) {
    CAPTURE(more);
    CHECK_THROWS_WITH_AS(read(std::string(gpt) + gpt_words + more, gpus), sentence, sw::broken_rule);
  };
  refuses("--tensor-model-parallel-size 2 --pipeline-model-parallel-size 3", 8,
          "the world size, 8, is a multiple of tensor x pipeline x context parallelism, 6 "
          "(--tensor-model-parallel-size (line 1) 2, --pipeline-model-parallel-size (line 1) 3, "
          "--context-parallel-size 1)");
  refuses("--global-batch-size 30", 8,
          "--global-batch-size (line 1), 30, is a multiple of micro-batch-size x data parallelism, 4 x 8");
  refuses("--num-attention-heads 12", 1,
          "--num-attention-heads (line 1): without --kv-channels Megatron asks that the heads, 12, divide "
          "--hidden-size, 1024");
  refuses("--pipeline-model-parallel-size 5", 5,
          "the layers, 24, are a multiple of --pipeline-model-parallel-size (line 1), 5, or "
          "--decoder-first-pipeline-num-layers, --decoder-last-pipeline-num-layers or "
          "--pipeline-model-parallel-layout says how they are spread");
  refuses("--num-virtual-stages-per-pipeline-rank 2", 1,
          "an interleaved pipeline, of 2 chunks a rank, has more than one rank: "
          "--pipeline-model-parallel-size is 1");
  refuses("--pipeline-model-parallel-size 4 --num-virtual-stages-per-pipeline-rank 2 --global-batch-size 24",
          4,
          "the microbatches of an interleaved pipeline, 6, leave over none or at least as many as its ranks, "
          "4, in "
          "groups of 4 (--global-batch-size (line 1))");
  refuses(
      "--pipeline-model-parallel-size 4 --num-virtual-stages-per-pipeline-rank 2 "
      "--num-layers-per-virtual-pipeline-stage 3",
      4,
      "--num-virtual-stages-per-pipeline-rank (line 1): Megatron takes one of "
      "--num-layers-per-virtual-pipeline-stage, --num-virtual-stages-per-pipeline-rank and "
      "--pipeline-model-parallel-layout, and --num-layers-per-virtual-pipeline-stage (line 1) is given");
  refuses("--pipeline-model-parallel-size 2 --pipeline-model-parallel-layout 'Et|tL'", 2,
          "--pipeline-model-parallel-layout (line 1): it has 2 layers, and the model 24");
  refuses("--context-parallel-size 3", 3,
          "--seq-length (line 1): it is a multiple of 2 x context-parallel-size, 2 x 3, and is 1024");
  refuses("--seq-length 2048", 1,
          "--seq-length (line 1): it is at most --max-position-embeddings, 1024, and is 2048");
  refuses("--expert-model-parallel-size 2", 2,
          "--expert-model-parallel-size (line 1): Megatron asks for --num-experts with it");
  refuses("--num-experts 6 --expert-model-parallel-size 4", 4,
          "--expert-model-parallel-size (line 1): it divides the experts, 6, and is 4");
  refuses("--num-experts 8 --expert-model-parallel-size 8", 4,
          "--expert-model-parallel-size (line 1): expert x expert tensor parallelism, 8 x 1, divides the "
          "ranks of a "
          "pipeline stage, 4");
  refuses(
      "--num-experts 8 --tensor-model-parallel-size 2", 2,
      "--tensor-model-parallel-size (line 1): Megatron's experts ask for sequence parallelism with tensor "
      "parallelism");
  refuses(
      "--num-experts 8 --moe-shared-expert-intermediate-size 64", 1,
      "--moe-shared-expert-intermediate-size (line 1): Megatron's shared experts have no biases: it asks for "
      "--disable-bias-linear");
  refuses("--num-experts 8 --moe-layer-freq [1]*23", 1,
          "--moe-layer-freq (line 1): '[1]*23' has an element for each of 24 layers, not 23");
  refuses("--moe-ffn-hidden-size 64", 1,
          "--moe-ffn-hidden-size (line 1): Megatron asks for --num-experts with it");
  refuses("--swiglu --squared-relu", 1, "--squared-relu (line 1): Megatron takes it or --swiglu, not both");
  refuses("--fp16", 1, "--fp16 (line 1): Megatron takes it or --bf16, not both");
  refuses("--fp8-format hybrid --fp4-format e2m1", 1,
          "--fp4-format (line 1): Megatron takes it or --fp8-format, not both");
  refuses("--overlap-param-gather", 1,
          "--overlap-param-gather (line 1): Megatron asks for --use-distributed-optimizer or "
          "--use-megatron-fsdp with it");
  refuses("--overlap-param-gather --use-distributed-optimizer", 1,
          "--overlap-param-gather (line 1): Megatron asks for --overlap-grad-reduce with it");
  refuses("--exp-avg-dtype bf16", 1,
          "--exp-avg-dtype (line 1): Megatron asks for --use-precision-aware-optimizer with it");
  refuses(
      "--recompute-granularity full", 1,
      "--recompute-granularity (line 1): Megatron asks for --recompute-method uniform or block with full");
  refuses("--recompute-granularity selective --recompute-method block", 1,
          "--recompute-method (line 1): Megatron does not take it with --recompute-granularity selective");
  refuses("--recompute-granularity selective --recompute-modules mla_up_proj", 1,
          "--recompute-modules (line 1): mla_up_proj is a part of latent attention, which no layer has");
  refuses("--recompute-granularity selective --recompute-modules moe_act", 1,
          "--recompute-modules (line 1): moe_act is a part of experts, which no layer has");
  refuses("--num-experts 8 --recompute-granularity selective --recompute-modules moe_act", 1,
          "--recompute-modules (line 1): Megatron asks for grouped products of experts with moe_act");
  refuses("--fp8-format hybrid --recompute-granularity selective --recompute-modules layernorm", 1,
          "--recompute-modules (line 1): Megatron does not take moe_act or layernorm with delayed scaling of "
          "fp8");
  refuses("--context-parallel-size 2 --attention-backend unfused", 2,
          "--attention-backend (line 1): context parallelism asks for fused attention or FlashAttention of "
          "Transformer Engine");
  refuses(
      "--context-parallel-size 2 --transformer-impl local", 2,
      "--transformer-impl (line 1): Megatron takes context parallelism with Transformer Engine's attention "
      "alone");
  refuses(
      "--context-parallel-size 2 --window-size 127,0", 2,
      "--cp-comm-type: context parallelism by p2p does not take sliding windows, as allgather and a2a do");
  refuses(
      "--context-parallel-size 2 --cp-comm-type a2a --tensor-model-parallel-size 8 "
      "--group-query-attention --num-query-groups 8",
      16,
      "--cp-comm-type (line 1): context parallelism by a2a divides the key-value heads of a tensor "
      "parallel rank");
  refuses("--window-size 127,0 --transformer-impl local", 1,
          "--transformer-impl (line 1): Megatron takes windows with Transformer Engine's attention alone");
  refuses("--multi-latent-attention --group-query-attention", 1,
          "--group-query-attention (line 1): Megatron takes it or --multi-latent-attention, not both");
  refuses(
      "--global-batch-size 64 --rampup-batch-size 8 8 1000", 4,
      "--rampup-batch-size (line 1): every batch is a multiple of micro-batch-size x data parallelism, 16, "
      "and 8 is not");
  refuses("--global-batch-size 64 --rampup-batch-size 16 32 1000", 4,
          "--rampup-batch-size (line 1): from 16 in steps of 32 it reaches --global-batch-size, 64");
  refuses("--global-batch-size 64 --rampup-batch-size 16 16", 4,
          "--rampup-batch-size (line 1): it is the first batch, what is added and the samples until it is "
          "grown");
  refuses("--global-batch-size 64 --rampup-batch-size 16 16 1000 --train-iters 5", 4,
          "--rampup-batch-size (line 1): Megatron takes it with --train-samples, not with --train-iters");
  refuses("--train-iters 5 --train-samples 100", 1,
          "--train-samples (line 1): Megatron takes it or --train-iters, not both");
  refuses("--tp-comm-overlap", 1,
          "--tp-comm-overlap (line 1): Megatron asks for --sequence-parallel and tensor parallelism with it");
  refuses("--use-torch-fsdp2 --pipeline-model-parallel-size 2", 2,
          "--use-torch-fsdp2 (line 1): Megatron does not take it with pipeline parallelism");
  refuses("--mtp-num-layers 1", 1,
          "--mtp-num-layers (line 1): Megatron's token prediction asks for --position-embedding-type rope or "
          "none");
  refuses("--batch-size 4", 1,
          "--batch-size (line 1) is no longer valid: Megatron asks for --micro-batch-size");
  refuses("--hybrid-override-pattern M*M", 1,
          "--hybrid-override-pattern (line 1) is not understood: some layers are not attention and a "
          "feed-forward "
          "block, which a description of a model does not hold");
  refuses("--bf16 true", 1, "--bf16 (line 1) takes no value, and 'true' stands behind it");
  refuses("--num-layers 24 25", 1, "--num-layers (line 1) takes one value, and '25' stands behind it");
  refuses("--num-layers", 1, "--num-layers (line 1) is given without its value");
  CHECK_THROWS_WITH(
      read("TP=$(echo 8/2 | bc)\npretrain_gpt.py --tensor-model-parallel-size $TP " + std::string(gpt) +
               gpt_words,
           8),
      "--tensor-model-parallel-size (line 2) has the value '$(echo ...': what this command prints "
      "is not known, for nothing of the text is run");
  refuses("--num-layers $LAYERS", 1,
          "--num-layers (line 1) is a whole number from 1 to 100,000, not '$LAYERS', which this text does "
          "not set");
  refuses("--normalization LayerNrom", 1,
          "--normalization (line 1) is one of LayerNorm, RMSNorm, not 'LayerNrom'");
  CHECK_THROWS_WITH(
      read("--num-layer 24", 1),
      "--num-layer (line 1) is not known, and is spelt almost like --num-layers, which is not given");
  refuses("--tensor-model-paralel-size 2", 2,
          "--tensor-model-paralel-size (line 1) is not known, and is spelt almost like "
          "--tensor-model-parallel-size, which is not given");
  refuses("--padded-vocab-size 50305 --tensor-model-parallel-size 2", 2,
          "--padded-vocab-size (line 1): tensor parallelism divides it, 50305 over 2 ranks");
  refuses("--moe-latent-size 64", 1, "--moe-latent-size (line 1): Megatron asks for --num-experts with it");
  refuses("--optimizer soap", 1,
          "--optimizer (line 1): soap keeps states by matrix, whose size a recipe does not hold");
  refuses("--use-legacy-models", 1,
          "--use-legacy-models (line 1) is not understood: the layers are those from before Megatron Core, "
          "which a description of a model does not hold");
  refuses(
      "--hybrid-context-parallel", 1,
      "--hybrid-context-parallel (line 1) is not understood: sequences of several lengths are spread over "
      "ranks, which a description of a model does not hold");
  for (const char* flag :
       {"--dynamic-context-parallel", "--vision-model-type clip", "--freeze-LM", "--lora-rank 16", "--msamp"})
    CHECK_THROWS_WITH_AS(read(std::string(gpt) + gpt_words + flag, 1),
                         doctest::Contains(" (line 1) is not understood: "), sw::broken_rule);
  refuses("--fp8-format hybrid --first-last-layers-bf16", 1,
          "--first-last-layers-bf16 (line 1): Megatron does not take it with delayed scaling (--fp8-recipe)");
  refuses("--deepspeed_config ds.json", 1,
          "--deepspeed_config (line 1) is not read beside flags: with Megatron-DeepSpeed it decides what "
          "replicas share, and the formats; its JSON is read by itself, with the model beside it");
  CHECK_THROWS_WITH(read(gpt, 1),
                    "--vocab-size is missing: the vocabulary is in the tokenizer's file, which is not read");
  CHECK_THROWS_WITH(
      read(std::string(gpt) + gpt_words),
      "the number of accelerators is not known: the line has no --nproc_per_node and --nnodes of "
      "torchrun, and none are said beside it");
}

TEST_CASE("a line of a million flags takes a moment, and one of unknown flags is refused early") {
  std::string text = std::string("x.py ") + gpt + gpt_words;
  for (int i = 0; i < 300'000; ++i) text += " --lr 1 --tensor-model-parallel-size 1 --data-path a";
  CHECK(read(text, 1).plan.mesh.tensor == 1);
  for (int i = 0; i < 200; ++i) text += " --none-of-them-" + std::to_string(i);
  CHECK_THROWS_WITH_AS(
      read(text, 1),
      "more than 100 flags are none of Megatron's, the last of them --none-of-them-100 (line 1)",
      sw::broken_rule);
}

TEST_CASE("variables of the environment leave Transformer Engine other kernels") {
  const std::string line = std::string("torchrun --nproc_per_node 1 pretrain_gpt.py ") + gpt + gpt_words;
  const auto kernel = [](const std::string& text) { return read(text).recipe.attention; };
  CHECK(kernel("export NVTE_FLASH_ATTN=0\nexport NVTE_FUSED_ATTN=0\n" + line) ==
        sw::attention_kernel::unfused);
  CHECK(kernel("NVTE_FUSED_ATTN=0 " + line) == sw::attention_kernel::flash);
  CHECK(kernel("env NVTE_FLASH_ATTN=0 " + line) == sw::attention_kernel::fused);
  CHECK(kernel("NVTE_FUSED_ATTN=1 NVTE_DEBUG=1 " + line) == sw::attention_kernel::fused);
  CHECK(kernel(line + "\nexport NVTE_FUSED_ATTN=0\n") == sw::attention_kernel::fused);  // too late
  CHECK(kernel("NVTE_FUSED_ATTN=1 " + line + "--attention-backend fused") == sw::attention_kernel::fused);

  const auto refused = [](const std::string& text) -> std::string {
    try {
      read(text);
    } catch (const sw::broken_rule& rule) {
      return rule.what();
    }
    return "taken";
  };
  CHECK(
      refused("NVTE_FUSED_ATTN=0 " + line + "--attention-backend fused") ==
      "--attention-backend (line 1): Megatron expects NVTE_FUSED_ATTN=1 beside fused, or that it is not set, "
      "not '0'");
  CHECK(refused("NVTE_FUSED_ATTN=0 NVTE_FLASH_ATTN=0 NVTE_UNFUSED_ATTN=0 " + line).find("no kernel") !=
        std::string::npos);
}

/// What refuses a line, without the rest of the sentence: the flag in front of its place.
std::string refused_flag(const std::string& line, std::optional<std::int64_t> gpus = {},
                         std::optional<sw::gpu_generation> generation = {}) {
  try {
    sw::read_megatron_arguments(sw::read_launch_text(line), {.gpus = gpus, .generation = generation});
  } catch (const sw::broken_rule& rule) {
    const std::string text = rule.what();
    return text.substr(0, text.find(' '));
  }
  return "taken";
}

bool assumes(const sw::megatron_run& run, const std::string& key, const char* part) {
  return std::any_of(run.flags.assumed.begin(), run.flags.assumed.end(), [&](const sw::assumed_key& one) {
    return one.key == key && one.reason.find(part) != std::string::npos;
  });
}

TEST_CASE("Muon is shared by whole layers where the line says so, and never by FSDP") {
  const std::string base = std::string(gpt) + gpt_words;
  const sw::megatron_run alone = read(base + "--optimizer muon", 8);
  CHECK(alone.recipe.muon);
  CHECK(alone.recipe.shards == sw::sharding::none);
  CHECK(alone.recipe.states == sw::state_bytes{2, 4, 8});
  CHECK_FALSE(assumes(alone, "--overlap-grad-reduce", "Muon"));

  const sw::megatron_run older = read(base + "--optimizer dist_muon", 8);
  CHECK(older.recipe.shards == sw::sharding::optimizer);
  CHECK(assumes(older, "--use-distributed-optimizer", "whole layers"));

  const sw::megatron_run newer =
      read(base + "--optimizer muon --use-distributed-optimizer --overlap-grad-reduce", 8);
  CHECK(newer.recipe.shards == sw::sharding::optimizer);
  CHECK(assumes(newer, "--use-distributed-optimizer", "releases"));
  CHECK(assumes(newer, "--overlap-grad-reduce", "releases"));

  CHECK(refused_flag(base + "--optimizer muon --use-megatron-fsdp", 8) == "--optimizer");
  CHECK(refused_flag(base + "--optimizer muon --ckpt-format fsdp_dtensor", 8) == "--ckpt-format");
  CHECK(refused_flag(base.substr(0, base.find("--bf16")) + gpt_words + "--fp16 --optimizer muon", 8) ==
        "--optimizer");
}

TEST_CASE("the share of the optimizer that stands on the host is the one of the line") {
  const std::string line = std::string(gpt) + gpt_words +
                           "--use-distributed-optimizer --use-precision-aware-optimizer "
                           "--optimizer-cpu-offload --optimizer-offload-fraction ";
  const sw::recipe half = read(line + "0.5", 8).recipe, none = read(line + "0.0", 8).recipe;
  CHECK(half.offloads_optimizer);
  CHECK(half.offloaded_share == 0.5);
  CHECK_FALSE(none.offloads_optimizer);
  CHECK(refused_flag(line + "1.5", 8) == "--optimizer-offload-fraction");
}

TEST_CASE("modules whose activations are kept on the host are those of the line") {
  const std::string line = std::string(gpt) + gpt_words + "--fine-grained-activation-offloading ";
  const sw::megatron_run run = read(line + "--offload-modules core_attn attn_proj", 8);
  CHECK(run.recipe.offloaded == sw::offloaded_modules{.core_attention = true, .attention_projection = true});
  CHECK(assumes(run, "--offload-modules", "cost no time"));
  CHECK_FALSE(read(std::string(gpt) + gpt_words + "--offload-modules core_attn", 8).recipe.offloaded.any());
  CHECK(refused_flag(line, 8) == "--fine-grained-activation-offloading");
  CHECK(refused_flag(line + "--offload-modules attn_proj", 8) == "--offload-modules");
  CHECK(refused_flag(line + "--offload-modules fused_group_mlp", 8) == "--offload-modules");
  CHECK(refused_flag(
            line + "--offload-modules core_attn --recompute-granularity full --recompute-method uniform "
                   "--recompute-num-layers 1",
            8) == "--offload-modules");
}

TEST_CASE("padded experts take as many tokens as their capacity") {
  const std::string line = std::string(llama) + mixtral;
  CHECK(read(line + "--moe-expert-capacity-factor 4.0 --moe-pad-expert-input-to-capacity", 1)
            .recipe.expert_capacity == 4.0);
  CHECK_FALSE(read(line + "--moe-expert-capacity-factor 4.0", 1).recipe.expert_capacity);
  CHECK(refused_flag(line + "--moe-pad-expert-input-to-capacity", 1) == "--moe-pad-expert-input-to-capacity");
}

TEST_CASE("FSDP asks for its own checkpoints and for several connections") {
  const std::string base = std::string("torchrun --nproc_per_node 8 pretrain_gpt.py ") + gpt + gpt_words;
  const std::string fsdp = base + "--use-megatron-fsdp ";
  CHECK(refused_flag(fsdp + "--ckpt-format torch_dist") == "--ckpt-format");
  CHECK(refused_flag(fsdp + "--ckpt-format fsdp_dtensor") == "taken");
  CHECK(refused_flag(base + "--use-custom-fsdp --ckpt-format torch_dist") == "taken");
  CHECK(assumes(read(fsdp), "--ckpt-format", "lacks it"));

  const std::string one = "export CUDA_DEVICE_MAX_CONNECTIONS=1\n", more = "CUDA_DEVICE_MAX_CONNECTIONS=8 ";
  CHECK(refused_flag(one + fsdp) == "--use-megatron-fsdp");
  CHECK(refused_flag(more + fsdp) == "taken");

  const std::string cut = base + "--tensor-model-parallel-size 2 ";
  using enum sw::gpu_generation;
  CHECK(refused_flag(more + cut, {}, hopper) == "--tensor-model-parallel-size");
  CHECK(refused_flag(more + base + "--context-parallel-size 2", {}, ampere) == "--context-parallel-size");
  CHECK(refused_flag(one + cut, {}, hopper) == "taken");
  CHECK(refused_flag(cut, {}, hopper) == "taken");
  CHECK(refused_flag(more + cut, {}, blackwell) == "taken");
  CHECK(refused_flag(more + base, {}, hopper) == "taken");
  CHECK(refused_flag(more + cut + "--use-megatron-fsdp", {}, hopper) == "taken");
}

TEST_CASE("no kernel of cuDNN is told of GPUs that are not NVIDIA's") {
  const std::string line = std::string(gpt) + gpt_words;
  const sw::megatron_run run = sw::read_megatron_arguments(
      sw::read_launch_text(line), {.gpus = 8, .generation = sw::gpu_generation::other});
  CHECK(assumes(run, "--attention-backend", "kernels of CK or AOTriton, not cuDNN's"));
}

TEST_CASE("flags that no plan says contradict one another by Megatron's rules") {
  const std::string base = std::string(gpt) + gpt_words;
  const auto refuses = [&](const std::string& more, const char* flag, std::int64_t gpus = 8) {
    CAPTURE(more);
    CHECK(refused_flag(base + more, gpus) == flag);
  };
  const std::string offloads =
      "--use-distributed-optimizer --use-precision-aware-optimizer --optimizer-cpu-offload --fp8-format "
      "hybrid "
      "--fp8-param-gather --fp8-recipe ";
  refuses(offloads + "tensorwise", "--fp8-param-gather");
  refuses(offloads + "delayed", "taken");
  refuses("--fp4-param-gather", "--fp4-param-gather");
  refuses("--fp4-format e2m1 --fp4-param-gather", "taken");
  refuses("--fp16-lm-cross-entropy", "--fp16-lm-cross-entropy");
  refuses("--deterministic-mode --use-flash-attn", "--use-flash-attn");
  refuses("--deterministic-mode", "taken");
  refuses("--deterministic-mode --cross-entropy-loss-fusion", "--cross-entropy-loss-fusion");
  CHECK(assumes(read(base + "--deterministic-mode", 8), "NCCL_ALGO", "Ring"));
  const auto with_algorithm = [&](const char* algorithm) {
    return refused_flag(std::string("NCCL_ALGO=") + algorithm +
                        " torchrun --nproc_per_node 8 pretrain_gpt.py " + base + "--deterministic-mode");
  };
  CHECK(with_algorithm("Ring") == "taken");
  CHECK(with_algorithm("NVLS") == "--deterministic-mode");

  refuses("--attention-backend local", "--attention-backend");
  refuses("--rope-type yarn --position-embedding-type rope", "--rope-type");
  refuses("--rope-type rope --position-embedding-type rope", "taken");
  refuses("--kv-channels 65 --position-embedding-type rope", "--kv-channels");
  refuses("--kv-channels 65", "taken");
  for (const char* format : {"--fp8-format hybrid ", "--fp4-format e2m1 "}) {
    refuses(format, "taken");
    refuses(std::string(format) + "--transformer-impl local", std::string(format, 12).c_str());
    refuses(std::string(format) + "--hidden-size 1032 --kv-channels 64", "--hidden-size");
    refuses(std::string(format) + "--kv-channels 65", "taken");
    refuses(std::string(format) + "--ffn-hidden-size 4104", "--ffn-hidden-size");
    refuses(std::string(format) + "--seq-length 1023 --micro-batch-size 1", "--seq-length");
    refuses(std::string(format) + "--seq-length 1023 --micro-batch-size 8", "taken");
  }

  const std::string graphs = "--cuda-graph-impl local --cuda-graph-scope full_iteration ";
  refuses(graphs, "--cuda-graph-scope");
  refuses(graphs + "--no-check-for-nan-in-loss-and-grad", "taken");
  const std::string formats =
      "--use-torch-fsdp2 --no-gradient-accumulation-fusion "
      "--untie-embeddings-and-output-weights --ckpt-format ";
  refuses(formats + "torch", "--ckpt-format");
  refuses(formats + "torch_dcp", "taken");
  refuses(formats + "torch_dcp --tensor-model-parallel-size 2", "--ckpt-format");
  refuses("--ckpt-format torch_dcp", "--ckpt-format");
  refuses("--ckpt-format fsdp_dtensor", "--ckpt-format");
  refuses("--ckpt-format torch", "taken");

  const std::string full =
      "--recompute-granularity full --recompute-method uniform --recompute-num-layers 1 "
      "--distribute-saved-activations ";
  refuses(full, "--distribute-saved-activations");
  refuses(full + "--tensor-model-parallel-size 2", "taken");
  refuses(full + "--tensor-model-parallel-size 2 --sequence-parallel", "--distribute-saved-activations");
  refuses("--tensor-model-parallel-size 2 --distribute-saved-activations", "--distribute-saved-activations");

  const std::string levels =
      "--context-parallel-size 4 --cp-comm-type a2a+p2p --hierarchical-context-parallel-sizes ";
  refuses(levels + "2 4", "--hierarchical-context-parallel-sizes");
  refuses(levels + "8", "--hierarchical-context-parallel-sizes");
  refuses(levels + "2", "--hierarchical-context-parallel-sizes");
  refuses(levels + "2 2", "taken");

  refuses("--transformer-impl local --delay-wgrad-compute", "--delay-wgrad-compute");
  const std::string gathers =
      "--use-distributed-optimizer --overlap-grad-reduce --overlap-param-gather "
      "--overlap-param-gather-with-optimizer-step ";
  refuses(gathers, "--overlap-param-gather-with-optimizer-step");
  refuses(gathers +
              "--pipeline-model-parallel-size 2 --num-virtual-stages-per-pipeline-rank 2 "
              "--global-batch-size 32",
          "taken");

  refuses("--train-iters 10 --lr-warmup-samples 10", "--lr-warmup-samples");
  refuses("--train-iters 10 --lr-warmup-iters 10", "taken");
  refuses("--train-samples 100 --lr-warmup-iters 10", "--lr-warmup-iters");
  refuses("--lr 1e-4 --min-lr 1e-3", "--min-lr");
  refuses("--lr 1e-4 --min-lr 1e-5", "taken");
  refuses("--lr $LR --min-lr 1e-3", "taken");
  refuses("--position-embedding-type mrope", "--position-embedding-type");
  refuses("--position-embedding-type mrope --mrope-section 16 24 24", "taken");
  refuses("--mock-data --data-path x", "--data-path");
  refuses("--mock-data", "taken");
  refuses("--save x", "--save");
  refuses("--save x --save-interval 10", "taken");

  const std::string shared = std::string(llama) + mixtral +
                             "--moe-shared-expert-intermediate-size 2048 --moe-shared-expert-overlap ";
  CHECK(refused_flag(shared, 8) == "--moe-shared-expert-overlap");
  CHECK(refused_flag(shared + "--moe-token-dispatcher-type alltoall", 8) == "taken");
}

TEST_CASE("flags of experts contradict one another by Megatron's rules") {
  const auto refuses = [&](const std::string& more, const char* flag) {
    CAPTURE(more);
    CHECK(refused_flag(std::string(llama) + mixtral + more, 8) == flag);
  };
  refuses("--moe-router-enable-expert-bias", "--moe-router-enable-expert-bias");
  refuses("--moe-router-enable-expert-bias --moe-router-score-function softmax",
          "--moe-router-enable-expert-bias");
  refuses("--moe-router-enable-expert-bias --moe-router-score-function sigmoid", "taken");
  refuses("--moe-expert-capacity-factor 1 --moe-router-load-balancing-type sinkhorn",
          "--moe-expert-capacity-factor");
  refuses("--moe-expert-capacity-factor 1 --moe-router-load-balancing-type seq_aux_loss", "taken");
  const std::string padded =
      "--moe-expert-capacity-factor 1 --moe-pad-expert-input-to-capacity "
      "--moe-token-dispatcher-type ";
  refuses(padded + "flex --moe-enable-deepep", "--moe-pad-expert-input-to-capacity");
  refuses(padded + "flex --moe-flex-dispatcher-backend deepep", "--moe-pad-expert-input-to-capacity");
  refuses(padded + "flex --moe-flex-dispatcher-backend hybridep", "taken");
  refuses(padded + "alltoall", "taken");

  constexpr const char* overlap = "--overlap-moe-expert-parallel-comm";
  const std::string hidden = std::string(overlap) + " --moe-token-dispatcher-type alltoall ";
  refuses(hidden, overlap);
  refuses(std::string(overlap) + " --expert-model-parallel-size 2", overlap);
  refuses(hidden + "--expert-model-parallel-size 2", "taken");
  refuses(hidden + "--expert-model-parallel-size 2 --pipeline-model-parallel-size 2", overlap);
  refuses(hidden +
              "--expert-model-parallel-size 2 --pipeline-model-parallel-size 2 "
              "--num-virtual-stages-per-pipeline-rank 2 --global-batch-size 16",
          "taken");
  refuses(hidden +
              "--expert-model-parallel-size 2 --recompute-granularity full --recompute-method uniform "
              "--recompute-num-layers 1",
          overlap);
  refuses(hidden +
              "--expert-model-parallel-size 2 --moe-shared-expert-intermediate-size 2048 "
              "--moe-shared-expert-overlap",
          overlap);
  refuses(hidden + "--expert-model-parallel-size 2 --mtp-num-layers 2", overlap);

  const std::string graphs = std::string(llama) + mixtral + "--cuda-graph-impl local ";
  constexpr const char* told = "--moe-pad-experts-for-cuda-graph-inference";
  CHECK(assumes(read(graphs + "--expert-model-parallel-size 2", 8), told, "some releases"));
  CHECK_FALSE(assumes(read(graphs, 8), told, "some releases"));
}

TEST_CASE("Lion keeps one moment of a parameter") {
  CHECK(read(std::string(gpt) + gpt_words + "--optimizer lion", 1).recipe.states.optimizer == 8.0);
}

}  // namespace
