# The best plan of a language model: which_plan with a --model.

set(program which_plan)

scalewall_test_program(of_a_language_model PROGRAM ${program} ARGUMENTS --model llama-3.1-405b --gpus 16384 --gpu "h100 sxm"
  OUTPUT "^Llama-3\\.1 405B on 16,384 GPUs of kind H100 SXM, 1,024 sequences of 4096 tokens\n"
    "\nTP 8, [^\n]*PP [0-9]+[^\n]* [0-9.]+ s +[0-9.,]+ +[0-9.]+% +[0-9.]+ GB\n"
    "\nThe fastest of every mesh, of [0-9,]+ plans that divide GPUs, model and batch. [0-9,]+ that fit were priced"
    "\nEvidence: near what was fitted: ")
scalewall_test_program(of_a_routed_model PROGRAM ${program} ARGUMENTS --model qwen3-30b-a3b --gpus 64 --ep 8 --format json
  JSON schema=scalewall/which_training_plan/1 plans/0/plan/expert=8 plans/0/fits=fits space/plans=[0-9]+
    plans/4/step_s=[0-9.]+ "evidence=inside what was fitted, routed")
scalewall_test_program(csv_of_a_language_model PROGRAM ${program}
  ARGUMENTS --model llama-3.1-8b --gpus 8 --format csv --plans 2 LINES 3
  OUTPUT "^place,gpus,model,gpu,batch_sequences,sequence_length,tp,cp,pp,vpp,dp,ep,etp,microbatch,recompute,sharded,step_s,tokens_per_s_per_gpu,mfu,fullest_rank_bytes,fits,precision,attention,sequence_parallel,framework,release,evidence\n1,8,")
scalewall_test_refusal(nothing_fits PROGRAM ${program} ARGUMENTS --model llama-3.1-405b --gpus 8
  ERROR "none of [0-9]+ plans fits with its margin: the leanest, TP 8, .* keeps 9[0-9][0-9] GB on its fullest GPU, of 85 GB")
scalewall_test_program(modules_that_layers_have PROGRAM ${program}
  ARGUMENTS --model llama-3.1-405b --gpus 1024 --format csv --plans 3
  OUTPUT "\n1,[^\n]*,(none|layernorm|.layernorm, mlp.|full),optimizer ")
scalewall_test_refusal(format_that_a_gpu_has_not PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --gpus 8 --gpu "A100 SXM"
  --precision nvfp4 ERROR "A100 SXM does not multiply in nvfp4: it has fp16, bf16")
scalewall_test_refusal(experts_in_fp16 PROGRAM ${program} ARGUMENTS --model mixtral-8x7b --gpus 64 --precision fp16 --ep 2..8
  ERROR "Megatron does not take expert parallelism with fp16")
