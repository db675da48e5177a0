# How far what is asked is covered, and by what evidence.

set(program support)

scalewall_test_program(measured PROGRAM ${program} ARGUMENTS --model llama-3.1-70b --gpu "h100 sxm"
  OUTPUT "^Covered: measured. a step rests on inside what was fitted, dense: of runs that no fit saw, half within 3\\.8%"
    "\nmodel +Llama-3\\.1 70B, dense +measured +299 " "\nGPU +H100 SXM +measured +56 "
    "\nsoftware +Megatron Core +measured +113 " "\nprecision +16 bit +measured +242 "
    "\nAssumed:\n  software: Megatron Core, of a release that is not said\n  layers multiply in bf16\n$")
scalewall_test_program(near PROGRAM ${program} ARGUMENTS --gpu "H800 SXM"
  OUTPUT "^Covered: near what was measured\n" "\nGPU +H800 SXM +near what was measured +- .* constants were fitted to its generation, not to it *\n")
scalewall_test_program(near_by_its_class PROGRAM ${program} ARGUMENTS --model deepseek-v3 --gpu GB200 --precision nvfp4
  OUTPUT "^Covered: near what was measured. a step rests on near what was fitted: " "\nprecision +nvfp4 +measured +5 ")
scalewall_test_program(formula PROGRAM ${program} ARGUMENTS --model qwen3-30b-a3b --gpu "RTX 4090" --format json
  JSON schema=scalewall/support/1 "covered=a formula only" "evidence/class=a formula only" respects/0/held_out/runs=[0-9]+
    "respects/1/missing=nothing was fitted to training on it: its data sheet is all that is known")
scalewall_test_program(left_out PROGRAM ${program} ARGUMENTS --model "Nemotron-H 56B"
  OUTPUT "^Covered: not described\n" "\nmodel +Nemotron-H 56B +not described .* some layers are Mamba-2 ")
scalewall_test_program(plan PROGRAM ${program}
  ARGUMENTS --model Llama-3.1-70B -- torchrun --nproc_per_node 8 --nnodes 8192 pretrain_gpt.py
    --tensor-model-parallel-size 4 --pipeline-model-parallel-size 4 --global-batch-size 65536 --micro-batch-size 1
    --seq-length 8192 --sequence-parallel --bf16 --use-distributed-optimizer
  OUTPUT "^Covered: near what was measured. " "\nplan +TP 4, PP 4, DP 4096, microbatch 1 +near what was measured .* beyond what measured runs had: [^\n]*GPUs *\n"
    "\nGPUs +65,536 +[0-9]+ +[0-9,]+ +no\n" "\ntensor degree +4 +1 +[0-9]+ +yes\n")
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${program}/nothing.csv "id,model,gpu,n_gpu\n")
scalewall_test_program(without_runs PROGRAM ${program} ARGUMENTS --runs ${CMAKE_CURRENT_BINARY_DIR}/${program}/nothing.csv
  OUTPUT "\nsoftware +Megatron Core +a formula only +- .* no runs were found to compare with *\n")
scalewall_test_refusal(unknown_model PROGRAM ${program} ARGUMENTS --model Lama
  ERROR "there is no file 'Lama', and no model is called 'Lama'. the known ones are .*")
scalewall_test_refusal(unknown_framework PROGRAM ${program} ARGUMENTS --framework Fairseq
  ERROR "no framework is called 'Fairseq'. the known ones are .*")
