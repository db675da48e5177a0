# What a launch line runs: words behind --, a script, YAML and standard input.

set(program what_does_it_run)
set(lines ${CMAKE_CURRENT_BINARY_DIR}/${program})

file(WRITE ${lines}/train.sh [[
#!/bin/bash
GPUS=8
TP=${TP:-2}
MODEL=(
    --num-layers 24 --hidden-size 1024 --num-attention-heads 16   # GPT
    --seq-length 1024 --max-position-embeddings 1024 --vocab-size 50257
)
torchrun --nproc_per_node $GPUS --nnodes 2 pretrain_gpt.py ${MODEL[@]} \
    --micro-batch-size 4 --bf16 --tensor-model-parallel-size $TP --lr 1e-4
]])
file(WRITE ${lines}/model_config.yaml [[
MODEL_ARGS:
  --num-layers: 24
  --hidden-size: 1024
  --num-attention-heads: 16
  --seq-length: 1024
  --max-position-embeddings: 1024
  --vocab-size: 50257
  --micro-batch-size: 4
  --bf16: true
  --swiglu: false
]])
set(words --num-layers 24 --hidden-size 1024 --num-attention-heads 16 --seq-length 1024 --max-position-embeddings 1024
  --vocab-size 50257 --micro-batch-size 4 --bf16)

scalewall_test_program(of_a_script PROGRAM ${program} ARGUMENTS ${lines}/train.sh
  OUTPUT "\n--tensor-model-parallel-size +2 +the degree of tensor parallelism\n"
    "\n\\$TP +2 +not set in this text: what stands behind :- is taken\n"
    "\n--ffn-hidden-size +4096 +4 hidden-size\n" "\n--lr \\(line 9\\) +the schedule of learning"
    "\nA model of 24 layers of width 1,024, a vocabulary of 50,432, 355,002,368 parameters\n"
    "\ndata parallelism +8\n" "\nsequences of a step +32\n" "\nsharding +none\n")
scalewall_test_program(of_words PROGRAM ${program} ARGUMENTS --gpus 8 --format json -- ${words}
    --pipeline-model-parallel-size 4 --decoder-first-pipeline-num-layers 3
  JSON version=1 is_understood=ON model/parameters=354871296 plan/gpus=8 plan/data=2 plan/layers_of_stages/0=3
    plan/layers_of_stages/1=7 batch/sequences=8 recipe/gradient_bytes=4[.]0
    understood/0/key=--pipeline-model-parallel-size understood/0/value=4 assumed/0/key=--tensor-model-parallel-size)
scalewall_test_program(of_standard_input PROGRAM ${program} ARGUMENTS - INPUT ${lines}/train.sh
  OUTPUT "\nGPUs +16\n")
scalewall_test_program(as_megatron PROGRAM ${program} ARGUMENTS --gpus 2 --as megatron -- ${words}
    --use-distributed-optimizer --pipeline-model-parallel-size 2 --pipeline-model-parallel-layout Et*11|t*13L
  OUTPUT "^--num-layers 24\n" "\n--pipeline-model-parallel-layout 'Et\\*11.t\\*13L'\n" "\n--use-distributed-optimizer\n")
scalewall_test_program(as_bridge PROGRAM ${program} ARGUMENTS --gpus 8 --as bridge -- ${words}
  OUTPUT "^model.tensor_model_parallel_size=1\n" "\nmodel.virtual_pipeline_model_parallel_size=null\n" "\ntrain.global_batch_size=32\n")
scalewall_test_program(as_torchtitan PROGRAM ${program} ARGUMENTS --gpus 8 --as torchtitan -- ${words}
  OUTPUT "^ParallelismConfig.\n    data_parallel_replicate_degree=8,\n")
scalewall_test_program(of_a_model_apart PROGRAM ${program}
  ARGUMENTS --gpus 8 --model "Mixtral 8x7B" -- --micro-batch-size 1 --seq-length 4096 --bf16 --expert-model-parallel-size 8
  OUTPUT "46,702,792,704 parameters" "\nexpert parallelism +8\n")
scalewall_test_program(unknown_flag PROGRAM ${program} ARGUMENTS --gpus 1 -- ${words} --eval-itres 8
  STATUS 1 OUTPUT "\n--eval-itres \\(word 16\\) +not known, the nearest known key is --eval-iters\n|not known"
  ERRORS "${program}: --eval-itres \\(word 16\\) is none of Megatron's flags, the nearest is --eval-iters")
scalewall_test_refusal(misspelt_flag PROGRAM ${program} ARGUMENTS --gpus 1 -- ${words} --gloabl-batch-size 8
  ERROR "--gloabl-batch-size \\(word 16\\) is not known, and is spelt almost like --global-batch-size, which is not given")
if(TARGET scalewall::yaml)
  scalewall_test_program(of_yaml PROGRAM ${program} ARGUMENTS --gpus 1 ${lines}/model_config.yaml
    OUTPUT "354,871,296 parameters" "\n--swiglu +not given +its value is false\n")
endif()


# Configurations of other frameworks.
set(seeds ${PROJECT_SOURCE_DIR}/tests/fuzz/seeds)
scalewall_test_program(of_deepspeed PROGRAM ${program}
  ARGUMENTS --gpus 16 --model Llama-3.1-8B --sequence-length 4096 --batch-sequences 128 --microbatch 2
    ${seeds}/deepspeed/auto.json
  OUTPUT "\nzero_optimization.stage +3 +what replicas share .ZeRO.\n"
    "\ngradient_accumulation_steps +4 +what follows from the other two\n" "\nsharding +weights\n"
    "\noffloads optimizer +true\n")
scalewall_test_program(as_deepspeed PROGRAM ${program} ARGUMENTS --gpus 8 --as deepspeed -- ${words} --use-distributed-optimizer
  OUTPUT "^{\n  .train_batch_size.: 32,\n" "\n    .stage.: 1,\n")
if(TARGET scalewall::yaml)
  scalewall_test_program(of_bridge PROGRAM ${program} ARGUMENTS --gpus 16 --format json ${seeds}/run_config/small.yaml
    JSON is_understood=ON model/parameters=8030261248 plan/data=8 plan/tensor=2 recipe/format=mxfp8 batch/sequences=128)
endif()
if(TARGET scalewall::toml)
  scalewall_test_program(of_torchtitan PROGRAM ${program} ARGUMENTS --gpus 128 --format json ${seeds}/torchtitan/newer.toml
    JSON is_understood=ON plan/data=16 plan/tensor=8 recipe/sharding=weights batch/sequences=32)
endif()
file(WRITE ${lines}/model.json [[{"hidden_size": 64}]])
scalewall_test_refusal(other_json PROGRAM ${program} ARGUMENTS --gpus 8 ${lines}/model.json
  ERROR "'[^']*model.json': this JSON is no configuration of DeepSpeed, which has one of the keys .*")
scalewall_test_refusal(open_batch PROGRAM ${program}
  ARGUMENTS --gpus 16 --model Llama-3.1-8B --sequence-length 4096 ${seeds}/deepspeed/auto.json
  ERROR "'[^']*auto.json': train_batch_size: it is .auto., which the program that trains fills in: .*")

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(no_line "a launch line is required: words behind --, or a FILE" --gpus 8)
refuse(two_lines "a launch line stands behind -- or in FILE, not in both" ${lines}/train.sh -- --bf16)
refuse(no_file "'no.sh' cannot be read: No such file or directory" no.sh)
refuse(no_gpus "the number of accelerators is not known: .*" -- ${words})
refuse(rule "the world size, 6, is a multiple of tensor x pipeline x context parallelism, 4 .*"
  --gpus 6 -- ${words} --tensor-model-parallel-size 4)
refuse(not_a_number "--num-layers \\(word 1\\) is a whole number from 1 to 100,000, not 'many'" --gpus 1 -- --num-layers many)
refuse(no_framework "no framework is called 'nemo'. the known ones are .*" --as nemo --gpus 1 -- ${words})
