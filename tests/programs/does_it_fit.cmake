# Whether training of a language model fits: models of the catalog, and launch lines as they are.

set(program does_it_fit)
set(lines ${CMAKE_CURRENT_BINARY_DIR}/${program})

file(WRITE ${lines}/run.sh [[#!/bin/bash
ARGS=(
  --num-layers 32 --hidden-size 4096 --num-attention-heads 32
  --seq-length 4096 --max-position-embeddings 4096
)
torchrun --nproc_per_node 8 pretrain_gpt.py "${ARGS[@]}" --micro-batch-size 1 --global-batch-size 128 \
  --vocab-size 50257 --bf16 --tensor-model-parallel-size 2
]])

scalewall_test_program(of_the_catalog PROGRAM ${program} ARGUMENTS --model llama-3.1-70b --gpus 64 --tp 4 --pp 4
  OUTPUT "^Llama-3\\.1 70B \\(catalog\\): 7\\.06e10 parameters, .* on 64 GPUs of kind H100 SXM\nTP 4, PP 4 x [0-9]+, DP 4, "
    "\nIt fits: [0-9.]+ GB on the fullest GPU, [0-9.]+ GB with the margin of the allocator \\(8%\\) and 1\\.07 GB of context, of 85 GB\n"
    "\nweights +9\\.08 GB " "\noptimizer \\(master weights, moments\\) +13\\.6 GB " "\nactivations in flight +[0-9.]+ GB "
    "\npipeline bubble +[0-9.]+ m?s " "\ntogether +[0-9.]+ s +100%\n" " for every GPU\nEvidence: inside what was fitted, dense: of runs that no fit saw, half within "
    "\nMegatron-LM +[0-9.]+%\n" "\nThe plan is the fastest of [0-9]+ plans that fit, of [0-9]+ plans that divide "
    "\nAssumed:\n  software: Megatron Core, of a release that is not said\n" "a global batch of 1024 sequences" "\nLeft out:\n"
    "\nThe plan as flags of Megatron-LM, behind those of the model:\n  --tensor-model-parallel-size 4 --pipeline-model-parallel-size 4 ")
scalewall_test_program(json PROGRAM ${program} ARGUMENTS --model llama-3.1-70b --gpus 64 --tp 4 --pp 4 --format json
  JSON schema=scalewall/does_it_fit/1 model/parameters=70553706496 model/active_parameters=70553706496 plan/tensor=4
    plan/pipeline=4 plan/data=4 fits=fits memory/by_module/weights_bytes=90834[0-9]*\\.0 memory/fullest_rank_bytes=7[0-9]*\\.0
    step_s=[0-9.]+ tokens_per_s_per_gpu=[0-9.]+ mfu/Megatron-LM=0\\.[0-9]+ "evidence/class=inside what was fitted, dense"
    "assumed/0=software: Megatron Core, of a release that is not said" verdict/available_bytes=85017493504\\.0)
scalewall_test_program(too_much_for_one_gpu PROGRAM ${program} ARGUMENTS --model Llama-3.1-8B --gpus 1
  OUTPUT "\nIt does not fit: 1[0-9][0-9] GB on the fullest GPU" "\nNo three changes of this plan make it fit with its margin. on [24] GPUs it fits, as ")
scalewall_test_program(changes PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-70B --gpus 64 --tp 2 --cp 1 --pp 4 --vpp 1 --microbatch 4 --recompute none
  OUTPUT "\nIt does not fit: " "\nChanges that make it fit, the fastest first \\([0-9]+ found\\):\n"
    "\n[^\n]*recompute none -> [^\n]*%\n|\n[^\n]*context 1 -> 2[^\n]*%\n|\n[^\n]*pipeline 4 -> 8[^\n]*%\n"
    "\nThe first, as flags of Megatron-LM:\n  --tensor-model-parallel-size [0-9]+ ")
scalewall_test_program(changes_of_a_line PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-70B -- torchrun --nproc_per_node 8 --nnodes 8 pretrain_gpt.py --tensor-model-parallel-size 2
    --pipeline-model-parallel-size 4 --global-batch-size 128 --micro-batch-size 2 --seq-length 8192 --sequence-parallel --bf16
    --use-distributed-optimizer
  OUTPUT "\ntensor 2 -> 8, data 8 -> 2 [^\n]*%\n" "\nThe first, in the launch line:\n  --tensor-model-parallel-size 2 -> 8 \\(word 7\\)\n")
set(published_line torchrun --nproc_per_node 8 --nnodes 8 pretrain_gpt.py
  --tensor-model-parallel-size 4 --pipeline-model-parallel-size 4 --context-parallel-size 2
  --num-virtual-stages-per-pipeline-rank 5 --global-batch-size 128 --micro-batch-size 1 --seq-length 8192
  --sequence-parallel --bf16 --use-distributed-optimizer)
scalewall_test_program(of_a_launch_line PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-70B -- ${published_line} --an-unknown-flag 3
  OUTPUT "\nTP 4, CP 2, PP 4 x 5, DP 2, microbatch 1. recompute none. optimizer \\(ZeRO 1\\) sharded. bf16. 128 sequences of 8192 tokens\n"
    "\n  world size: 64, nodes x processes of a node\n" "\nNot understood, and left out of the answer:\n  --an-unknown-flag ")
# A published run of it took 14.66 s (NVIDIA DGX Cloud benchmarking, Llama 3.1 70B, 64 H100, bf16).
scalewall_test_program(near_a_published_run PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-70B --format json -- ${published_line}
  JSON step_s=1[45]\\.[0-9]+ plan/chunks=5)
scalewall_test_program(of_a_script PROGRAM ${program} ARGUMENTS -- ${lines}/run.sh
  OUTPUT "^the launch line's \\(launch line\\): 6\\.67e9 parameters" " on 8 GPUs of kind H100 SXM\nTP 2, DP 4, microbatch 1")

# Flags that the answer does not hold are told; those that bear on nothing are not.
scalewall_test_program(flags_passed_over PROGRAM ${program}
  ARGUMENTS --model Mixtral-8x7B --format json -- torchrun --nproc_per_node 8 pretrain_gpt.py --num-layers 16
    --tensor-model-parallel-size 8 --micro-batch-size 1 --global-batch-size 8 --seq-length 4096 --bf16 --sequence-parallel
    --fp32-residual-connection --log-interval 10
  JSON "passed_over/0=--num-layers \\(.*: the model is given apart from the line"
    "passed_over/1=--fp32-residual-connection \\(.*: changes memory, and is not told apart here")

# Tensor parallelism over nodes of four takes longer than within nodes of eight.
scalewall_test_program(nodes_of_the_launcher PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-70B -- torchrun --nproc_per_node 4 --nnodes 16 pretrain_gpt.py --tensor-model-parallel-size 8
    --pipeline-model-parallel-size 2 --global-batch-size 64 --micro-batch-size 1 --seq-length 4096 --sequence-parallel --bf16
    --use-distributed-optimizer
  OUTPUT "\n  nodes of 4 GPUs, as the launcher fills them \\(the catalog's have 8\\)\n")
scalewall_test_program(nodes_larger_than_there_are PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-8B -- torchrun --nproc_per_node 64 pretrain_gpt.py --tensor-model-parallel-size 8
    --global-batch-size 64 --micro-batch-size 1 --seq-length 4096 --sequence-parallel --bf16 --use-distributed-optimizer
  OUTPUT "\n  nodes of 8 GPUs, as the catalog's H100 SXM has them: the launcher fills nodes of 64\n")
scalewall_test_program(muon_shared_as_far_as_it_runs PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-8B -- torchrun --nproc_per_node 8 --nnodes 8 pretrain_gpt.py --tensor-model-parallel-size 2
    --global-batch-size 128 --micro-batch-size 2 --seq-length 8192 --sequence-parallel --bf16 --optimizer muon
  OUTPUT "\nsharded nothing -> optimizer \\(ZeRO 1\\) " "\n  \\+ --use-distributed-optimizer\n")

scalewall_test_program(nearest_runs PROGRAM ${program} ARGUMENTS --model Llama-3.1-70B -- ${published_line}
  OUTPUT "\nnearest measured runs +model +GPUs +plan +sequences +layers in +measured +predicted +unlike\n"
    "\nunlike is 0 where all that is compared is the same, and 1 for a factor of two in one size. sources:\n  ")
scalewall_test_program(nearest_runs_as_json PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-70B --format json -- ${published_line}
  JSON "nearest_runs/0/gpu=H100 SXM" nearest_runs/0/gpus=[0-9]+ nearest_runs/2/measured_s=[0-9.]+
    nearest_runs/2/predicted_s=[0-9.]+ "nearest_runs/1/source=..*")

# Another table of runs, given or beside the program.
file(WRITE ${lines}/runs/training_runs.csv
  "id,source_key,model,layers,d_model,d_ff,heads,vocab,gated_mlp,seq_len,gbs_seqs,mbs,gpu,n_gpu,tp,pp,precision,recompute,framework,iter_s,source\n"
  "A-1,A,GPT 22B,48,6144,24576,64,51200,n,2048,4,4,A100 80GB,8,8,1,FP16,full,Megatron-LM,1.42,A's page\n"
  "A-2,A,GPT 22B,48,6144,24576,64,51200,n,2048,4,4,GTX 580,8,8,1,FP16,full,Megatron-LM,1.42,A's page\n")
scalewall_test_program(another_table PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-8B --gpus 8 --runs ${lines}/runs/training_runs.csv
  OUTPUT "\nA-1 +GPT 22B +8 A100 SXM 80 GB +TP 8, microbatch 4 +4 x 2048 +fp16 +1\\.42 s +1\\.[0-9]+ s +[0-9.]+\nunlike "
    "sources:\n  A-1: A's page\n\n")
file(WRITE ${lines}/no_seconds.csv "id,model,gpu,n_gpu\nA-3,GPT 22B,A100,8\n")
scalewall_test_program(no_run_with_seconds PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-8B --gpus 8 --runs ${lines}/no_seconds.csv
  OUTPUT "\n  measured runs to compare with: no run of the table is predicted and has seconds of a step\n$")
add_test(NAME programs.${program}.copy
  COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:${program}> ${lines}/runs/${program})
set_tests_properties(programs.${program}.copy PROPERTIES LABELS programs FIXTURES_SETUP ${program}_beside_a_table)
add_test(NAME programs.${program}.table_beside_the_program
  COMMAND ${CMAKE_COMMAND} "-DCOMMAND=${lines}/runs/${program};--model;Llama-3.1-8B;--format;json" -DSTATUS=0
    "-DJSON=nearest_runs/0/id=A-1;nearest_runs/0/measured_s=1\\.4[0-9]*" -P ${CMAKE_CURRENT_SOURCE_DIR}/check.cmake)
set_tests_properties(programs.${program}.table_beside_the_program PROPERTIES LABELS programs
  FIXTURES_REQUIRED ${program}_beside_a_table)

# A step that was measured.
scalewall_test_program(as_measured PROGRAM ${program} ARGUMENTS --model Llama-3.1-70B --measured 14.66s -- ${published_line}
  OUTPUT "\nMeasured 14\\.7 s a step, predicted 14\\.[0-9] s: -[0-9.]+ ms, predicted / measured - 1 = [0-9.]+%\nThe model cannot explain it: "
    "\npredicted +14\\.[0-9] s\nnot explained +-[0-9.]+ ms +14\\.7 s\nWhat is not explained is below what the model can explain\n")
scalewall_test_program(measured_longer PROGRAM ${program} ARGUMENTS --model Llama-3.1-70B --measured 0.4min -- ${published_line}
  OUTPUT "\nMeasured 24 s a step, .*\nIt is more than the model's own error: of runs of this class that no fit saw, half "
    "\npredicted +14\\.[0-9] s\n[a-zA-Z][^\n]+ no +\\+[0-9.]+ m?s +[0-9.]+ s\n"
    "\nwhat else leads there, by itself +estimated with +instead +stated +change +step\n")
scalewall_test_program(measured_as_json PROGRAM ${program}
  ARGUMENTS --model Qwen3-30B-A3B --gpus 64 --measured 60000ms --format json
  JSON measured/step_s=60\\.0 measured/within_band=OFF "measured/waterfall/0/input=[a-zA-Z ]+"
    measured/waterfall/0/stated=OFF measured/not_explained_s=[0-9.]+ "assumed/7=the measured step is of the plan .*")

# Configurations of other frameworks.
set(seeds ${PROJECT_SOURCE_DIR}/tests/fuzz/seeds)
scalewall_test_program(of_deepspeed PROGRAM ${program}
  ARGUMENTS --gpus 16 --model Llama-3.1-8B --sequence-length 4096 --format json -- ${seeds}/deepspeed/third_stage.json
  JSON fits=fits plan/data=16)
scalewall_test_refusal(degree_beside_a_configuration PROGRAM ${program}
  ARGUMENTS --gpus 16 --model Llama-3.1-8B --tp 2 -- ${seeds}/deepspeed/third_stage.json
  ERROR "--tp stands beside a launch line, which says that by itself: change the line, or leave it out")
if(TARGET scalewall::yaml)
  scalewall_test_program(of_bridge PROGRAM ${program} ARGUMENTS --gpus 16 --gpu "B200 SXM" -- ${seeds}/run_config/small.yaml
    OUTPUT "the configuration's")
endif()

# The step as a trace, the answer as a page of C++, and as Markdown.
scalewall_test_program(trace PROGRAM ${program} ARGUMENTS --model Llama-3.1-70B --gpus 64 --tp 4 --pp 4 --trace ${lines}/step.json
  OUTPUT "\nThe trace is in [^\n]*step\\.json\\.\n$" FILES "${lines}/step.json=7b22646973706c617954696d65556e697422")
scalewall_test_program(page PROGRAM ${program} ARGUMENTS --model Llama-3.1-70B --as cpp -- ${published_line}
  OUTPUT "\nstatic_assert\\(parameters\\(model\\) == count{70553706496}\\)" "\nstatic_assert\\(answer\\.verdict\\.found == fit::fits\\)"
    "\nstatic_assert\\(answer\\.step\\.total <= 1[45][0-9.]*_s\\)")
scalewall_test_program(markdown PROGRAM ${program} ARGUMENTS --model Llama-3.1-70B --gpus 64 --tp 4 --pp 4 --format markdown
  OUTPUT "^### Llama-3\\.1 70B [^\n]*\n\nTP 4, PP 4 " "\n\\| weights \\| 9\\.08 GB \\| [0-9.]+% \\|\n" "\n### Assumed\n\n- software: "
    "\n### Left out\n\n- waiting for data")

function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(no_model "a model is given by --model, or by the arguments of a launch line behind --")
refuse(unknown_model "there is no file 'Lama', and no model is called 'Lama'. the known ones are .*" --model Lama)
refuse(no_degree "--tp is a whole number from 1 on, or two of them as in 4\\.\\.16, not 'x'" --model Llama-3.1-8B --tp x)
refuse(degrees_backwards "--tp begins with the lesser number, unlike '4\\.\\.2'" --model Llama-3.1-8B --tp 4..2)
refuse(no_plan "no plan that the options allow divides 8 GPUs, the model and the batch: --tp 3 does not divide 8 GPUs" --model Llama-3.1-8B --gpus 8 --tp 3)
set(no_plan "no plan that the options allow divides 128 GPUs, the model and the batch: ")
refuse(no_plan_of_heads "${no_plan}tensor parallelism divides the heads of attention.*"
  --model Llama-3.1-8B --gpus 128 --tp 64)
refuse(no_plan_of_gpus "${no_plan}--tp 8 x --pp 3 does not divide 128 GPUs" --model Llama-3.1-8B --gpus 128 --tp 8 --pp 3)
refuse(no_plan_of_microbatches "${no_plan}a global batch of 8 sequences has no microbatches for --pp 16 x --vpp 8: the microbatches of an interleaved pipeline are a multiple of its ranks"
  --model Llama-3.1-405B --gpus 128 --tp 8 --pp 16 --vpp 8 --batch-sequences 8)
refuse(no_plan_of_sequences "${no_plan}sequences of 8190 tokens are no multiple of --tp 4, as sequence parallelism asks"
  --model Llama-3.1-8B --gpus 128 --tp 4 --sequence-length 8190)
refuse(no_plan_of_a_batch "${no_plan}a global batch of 24 sequences is no multiple of --dp 16"
  --model Llama-3.1-8B --gpus 128 --dp 16 --batch-sequences 24)
refuse(no_plan_of_experts "${no_plan}--etp 4 beside --tp 2: experts are cut as the rest of the layer is, or not at all"
  --model "Mixtral 8x7B" --framework torchtitan --gpus 128 --tp 2 --etp 4)
refuse(no_plan_without "${no_plan}there are plans without --tp 8, or without --cp 1, or without --pp 1, or without --dp 2..8"
  --model Llama-3.1-8B --gpus 128 --tp 8 --cp 1 --pp 1 --dp 2..8)

# What torchtitan and LLM Foundry have, and what they do with words of others.
function(refuse_titan name error)
  refuse(titan_${name} "${error}" --framework torchtitan ${ARGN})
endfunction()
refuse_titan(modules "torchtitan computes anew nothing, every second product \\(op\\), every n-th layer or all of them: .*"
  --model Llama-3.1-8B --recompute layernorm,mlp)
foreach(format IN ITEMS fp16 fp8-delayed fp8-block)
  refuse_titan(${format} "torchtitan multiplies in bf16, in 8 bit with current scaling \\(float8\\), mxfp8 or nvfp4: .*"
    --model Llama-3.1-8B --precision ${format})
endforeach()
refuse_titan(key_values "torchtitan's tensor parallelism divides the key-value heads" --model Llama-3.1-405B --gpus 128 --tp 16)
refuse_titan(zero_1 "torchtitan shards by FSDP: nothing, gradients \\(ZeRO 2\\) or weights \\(ZeRO 3\\), not the optimizer alone"
  --model Llama-3.1-8B --zero 1)
refuse_titan(whole_experts
  "no plan .*: --etp 1 beside --tp 8: without expert parallelism tensor parallelism cuts torchtitan's experts .*"
  --model "Mixtral 8x7B" --gpus 64 --tp 8 --ep 1 --etp 1)
foreach(format IN ITEMS nvfp4 fp8-block)
  refuse(foundry_${format} "LLM Foundry multiplies in bf16, fp16 or 8 bit with delayed scaling \\(fp8-delayed\\)"
    --model Llama-3.1-8B --framework "LLM Foundry" --precision ${format})
endforeach()
scalewall_test_program(titan_by_operation PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-8B --gpus 8 --framework torchtitan --recompute selective
  OUTPUT "every second product" "selective recomputation: torchtitan's by operation \\(op\\)"
    "seconds: those of compiled models \\(torch\\.compile\\): eager runs took up to 1\\.16 times as long")
# Of itself it proposes no modules, and cuts experts with the rest of the layer.
scalewall_test_program(titan_search PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-405B --gpus 512 --framework torchtitan --format json
  JSON recipe/recompute=none)
scalewall_test_program(titan_experts PROGRAM ${program}
  ARGUMENTS --model "Qwen3 30B-A3B" --gpus 8 --framework torchtitan --tp 4 --ep 1 --format json
  JSON plan/expert_tensor=4)
refuse(no_recomputation "no recomputation is called 'all'. the known ones are .*" --model Llama-3.1-8B --recompute all)
refuse(mixed_recomputation "--recompute is none, full, op or a list of modules, not 'mlp,full'" --model Llama-3.1-8B --recompute mlp,full)
refuse(no_release "--release is a year and a month as in 25\\.04, not '2504'" --model Llama-3.1-8B --release 2504)
refuse(no_month "--release is a year and a month as in 25\\.04, not '25\\.13'" --model Llama-3.1-8B --release 25.13)
foreach(release IN ITEMS "30.01=26\\.08, the newest" "17.01=19\\.09, the oldest")
  string(REPLACE "=" ";" release ${release})
  list(POP_FRONT release asked)
  scalewall_test_program(unknown_release_${asked} PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --gpus 16 --release ${asked}
    OUTPUT "\nAssumed:\n  software: Megatron Core as of ${release} release that is known, not of ${asked}\n")
endforeach()
scalewall_test_program(name_of_the_hub PROGRAM ${program} ARGUMENTS --model meta-llama/Llama-3.1-8B-Instruct --gpus 8
  OUTPUT "^Llama-3\\.1 8B \\(catalog\\)" "\n  model: .Llama-3\\.1 8B., the catalog's for 'meta-llama/Llama-3\\.1-8B-Instruct': the same layers\n")
refuse(size_that_is_missing "there is no file 'Qwen/Qwen3-32B', and no model is called 'Qwen3-32B'. the known ones are Qwen3 8B, .*. another is read from its config\\.json" --model Qwen/Qwen3-32B)
refuse(option_beside_a_line "--precision stands beside a launch line, which says that by itself: change the line, or leave it out"
  --gpus 8 --precision fp8 -- --num-layers 4)
refuse(no_runs "'none\\.csv' cannot be read: No such file or directory" --model Llama-3.1-8B --runs none.csv)
refuse(no_table_of_runs "'[^']*run\\.sh', line 1: .*" --model Llama-3.1-8B --runs ${lines}/run.sh)
foreach(time IN ITEMS 7.1 7.1sec -7.1s 0s nans infs 1e9h s 1e-9s)
  refuse(no_time_${time} "--measured is a time from 1 us to 1000 h with its unit, as in 7\\.1s, 850ms, 2\\.5min or 1h, not '${time}'"
    --model Llama-3.1-8B --measured=${time})
endforeach()
refuse(no_hidden_size "--hidden-size is missing: the width of the model" --gpus 8 -- --num-layers 4)
refuse(format_that_a_gpu_has_not "H100 SXM does not multiply in nvfp4: it has fp16, bf16, fp8" --model Llama-3.1-8B --precision nvfp4)
refuse(format_of_a_line "H100 SXM does not multiply in mxfp8: it has fp16, bf16, fp8" --model Llama-3.1-8B --gpus 8 --
  --micro-batch-size 1 --seq-length 4096 --bf16 --fp8-format hybrid --fp8-recipe mxfp8)
refuse(bf16_on_volta "V100 SXM does not multiply in bf16: it has fp16" --model Llama-3.1-8B --gpu "V100 SXM" --precision bf16)
refuse(kernel_that_a_gpu_has_not "V100 SXM has no kernel of fused attention, cuDNN's or FlashAttention: its attention is unfused"
  --model Llama-3.1-8B --gpu "V100 SXM" --attention flash)
refuse(module_that_no_layer_has "mla_up_proj is a part of latent attention, which no layer has"
  --model Llama-3.1-8B --recompute mla_up_proj)
refuse(delayed_scaling "Megatron does not take moe_act or layernorm with delayed scaling of fp8"
  --model Llama-3.1-8B --precision fp8-delayed --recompute layernorm)
refuse(experts_in_fp16 "Megatron does not take expert parallelism with fp16"
  --model "Mixtral 8x7B" --gpus 64 --precision fp16 --ep 8)
refuse(experts_without_sequence_parallelism "Megatron's experts ask for sequence parallelism with tensor parallelism"
  --model "Mixtral 8x7B" --gpus 64 --no-sequence-parallel --tp 2..8)
refuse(unfused_attention_over_ranks "context parallelism asks for fused attention or FlashAttention of Transformer Engine"
  --model Llama-3.1-8B --gpus 8 --attention unfused --cp 2)
scalewall_test_program(on_volta PROGRAM ${program} ARGUMENTS --model Llama-3.1-8B --gpu "V100 SXM" --gpus 64 --tp 8 --pp 1
  OUTPUT "; fp16; " "\n  unfused attention: V100 SXM has no kernel of another\n  layers multiply in fp16; "
    "\n  left out: context parallelism asks for fused attention ")
scalewall_test_program(shared_key_values PROGRAM ${program} ARGUMENTS --model "Qwen3 30B-A3B" --gpus 64 --tp 8
  OUTPUT "\n  ranks of tensor parallelism share keys and values, ")
scalewall_test_program(windows_over_ranks PROGRAM ${program} ARGUMENTS --model "Gemma-2 9B" --gpus 8 --cp 2
  OUTPUT "\nTP [^\n]*CP 2" "\n  context parallelism by all-gather: p2p does not take sliding windows\n")
scalewall_test_program(page_of_what_does_not_fit PROGRAM ${program} ARGUMENTS --model Llama-3.1-8B --gpus 1 --as cpp
  OUTPUT "\nstatic_assert\\(answer\\.verdict\\.found == fit::does_not_fit\\).\nstatic_assert\\(answer\\.memory\\.peak\\(\\) <= 1[0-9.]+_GB\\)")
refuse(unknown_page "no page is called 'rust'. the known ones are cpp" --model Llama-3.1-8B --as rust)
refuse(no_folder_of_a_trace "'/dev/null' cannot be written: .*|'[^']*' cannot be written: .*" --model Llama-3.1-8B --gpus 8 --trace /dev/null/step.json)

# The same chips have the same memory; networks that nobody orders are told.
scalewall_test_program(memory_of_h800 PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --gpus 8 --gpu "H800 SXM" --format json
  JSON schema=scalewall/does_it_fit/1 fits=fits verdict/available_bytes=85017493504\\.0)
scalewall_test_program(network_of_pcie_cards PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --gpus 64 --gpu "H100 PCIe"
  OUTPUT "\n  network: that of a DGX H100, as in arXiv 2411\\.01137, with NVLink of 450 GB/s one way among 8; cards of PCIe ")
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/sparse_peak.json
  "{\"name\": \"x\", \"like\": \"H100 SXM\", \"peak_flop_per_s\": {\"bf16\": 1.979e15}}")
scalewall_test_program(peak_with_sparsity PROGRAM ${program}
  ARGUMENTS --model llama-3.1-8b --gpus 64 --hardware ${CMAKE_CURRENT_BINARY_DIR}/sparse_peak.json
  OUTPUT "peak_flop_per_s: dense, though it is twice that of H100 SXM, as rates with sparsity are\n")
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/huge_peak.json
  "{\"name\": \"x\", \"like\": \"H100 SXM\", \"peak_flop_per_s\": {\"bf16\": 9.89e17}}")
scalewall_test_program(peak_beyond_all PROGRAM ${program}
  ARGUMENTS --model llama-3.1-8b --gpus 64 --hardware ${CMAKE_CURRENT_BINARY_DIR}/huge_peak.json
  OUTPUT "\nEvidence: a formula only")

# A table of learned positions bounds a sequence, and is the length where none is said.
scalewall_test_program(learned_positions PROGRAM does_it_fit ARGUMENTS --model "GPT-3 175B" --gpus 512
  OUTPUT "\n  sequences of 2048 tokens, all positions that the model has learned \\(--sequence-length\\)")
scalewall_test_refusal(beyond_learned_positions PROGRAM does_it_fit
  ARGUMENTS --model "GPT-3 175B" --gpus 512 --sequence-length 16384
  ERROR "--sequence-length: it is at most the learned positions of GPT-3 175B, 2048, and is 16384")

# What no run is near to is a formula only; what is beyond the runs, near them at best.
scalewall_test_program(one_microbatch_of_many_stages PROGRAM does_it_fit
  ARGUMENTS --model llama-3.1-8b --gpus 1024 --batch-sequences 1
  OUTPUT "\nEvidence: a formula only\n" "fewer microbatches than half of its pipeline's ranks")
scalewall_test_program(whole_length_on_a_rank PROGRAM does_it_fit
  ARGUMENTS --model llama-3.1-8b --gpus 8 --tp 8 --sequence-length 1048576 --batch-sequences 1
  OUTPUT "\nEvidence: a formula only\n" "more than 131,072 tokens of a sequence on a rank")
scalewall_test_program(tensors_across_nodes PROGRAM does_it_fit ARGUMENTS --model llama-3.1-8b --gpus 32 --tp 32
  OUTPUT "\nEvidence: near what was fitted: ")
scalewall_test_program(release_of_2019 PROGRAM does_it_fit ARGUMENTS --model llama-3.1-8b --gpus 64 --release 19.01
  OUTPUT "\nEvidence: a formula only\n" "so early a release of Megatron Core")
