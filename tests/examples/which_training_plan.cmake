# The best plan of a language model: which_plan with a --model.

set(program which_plan)

scalewall_test_program(of_a_language_model PROGRAM ${program} ARGUMENTS --model llama-3.1-405b --gpus 16384 --gpu "h100 sxm"
  OUTPUT "^Llama-3\\.1 405B on 16,384 GPUs of kind H100 SXM, 1,024 sequences of 4096 tokens\n"
    "\nTP 8, [^\n]*PP [0-9]+[^\n]* [0-9.]+ s +[0-9.,]+ +[0-9.]+% +[0-9.]+ GB\n"
    "\nThe fastest of every mesh, of [0-9,]+ plans that divide GPUs, model and batch. [0-9,]+ that fit were priced"
    "\nEvidence: inside what was fitted, dense: ")
scalewall_test_program(of_a_routed_model PROGRAM ${program} ARGUMENTS --model qwen3-30b-a3b --gpus 64 --ep 8 --format json
  JSON schema=scalewall/which_training_plan/1 plans/0/plan/expert=8 plans/0/fits=fits space/plans=[0-9]+
    plans/4/step_s=[0-9.]+ "evidence=inside what was fitted, routed")
scalewall_test_program(csv_of_a_language_model PROGRAM ${program}
  ARGUMENTS --model llama-3.1-8b --gpus 8 --format csv --plans 2 LINES 3
  OUTPUT "^place,tp,cp,pp,vpp,dp,ep,etp,microbatch,recompute,sharded,step_s,tokens_per_s_per_gpu,mfu,fullest_rank_bytes,fits,evidence\n1,")
scalewall_test_refusal(nothing_fits PROGRAM ${program} ARGUMENTS --model llama-3.1-405b --gpus 8
  ERROR "none of [0-9]+ plans fits with its margin: the leanest, TP 8, .* keeps 9[0-9][0-9] GB on its fullest GPU, of 85 GB")
