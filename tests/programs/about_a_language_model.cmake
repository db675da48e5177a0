# Programs that are asked about the paper's models, asked about a language model: with --model, or a launch line behind --.

set(network ${CMAKE_CURRENT_SOURCE_DIR}/hardware/slow_network.json)
set(line -- torchrun --nproc_per_node 8 --nnodes 2 pretrain_gpt.py --tensor-model-parallel-size 2 --micro-batch-size 1
  --global-batch-size 128 --seq-length 4096 --bf16 --sequence-parallel --use-distributed-optimizer)

# time_or_gpus: a row for every number that is asked for, in numbers and ranges, twice or not.
scalewall_test_program(of_a_language_model PROGRAM time_or_gpus
  ARGUMENTS --model llama-3.1-8b --tokens 1e12 --gpus 64..256 --gpus 1 --gpus 64 --dollars-per-hour 2.5 --watts 700
  OUTPUT "^Llama-3\\.1 8B on 1 T tokens, on GPUs of kind H100 SXM\n\n"
    "GPUs +time +GPU-hours +sequences +utilization +tokens/s/GPU +energy +cost +plan +recompute +time/GPUs +time/energy +time/cost +utilization/GPUs\n"
    "\n +1 [^\n]*none of [0-9]+ plans fits with its margin: the leanest, "
    "\n +64 +[0-9.]+ days [^\n]* dollars +DP 64, [^\n]* front" "\n +128 " "\n +256 [^\n]*\n\nThe fastest of [0-9,]+ plans that divide "
    "\nEvidence: inside what was fitted, dense: ")
scalewall_test_program(csv_of_a_language_model PROGRAM time_or_gpus LINES 3
  ARGUMENTS --model llama-3.1-8b --tokens 1e12 --gpus 16..40 --batch-sequences 64 --format csv --hardware ${network}
  OUTPUT "^gpus,answer,model,gpu,tokens,run_time_s,gpu_hours,batch_sequences,sequence_length,tp,[^\n]*,evidence,on_time_gpus_front,on_utilization_gpus_front\n"
    "\n16,found,Llama-3\\.1 8B,H100s on Ethernet,1e\\+12,[0-9.]+,[0-9.]+,64,4096,[^\n]*,1,[01]\n"
    "\n32,found,[^\n]*,1,[01]\n$")
scalewall_test_program(json_of_a_language_model PROGRAM time_or_gpus
  ARGUMENTS --model llama-3.1-8b --gpus 1 --gpus 8 --tp 2 --format json
  JSON schema=scalewall/time_or_gpus_for_a_language_model/1 clusters/0/gpus=1 clusters/0/run=
    "clusters/0/why_not=no plan that the options allow divides 1 GPUs, the model and the batch: --tp 2 does not divide 1 GPUs" clusters/1/gpus=8
    clusters/1/run/plan/tensor=2 clusters/1/on_time_gpus_front=ON)
scalewall_test_program(sizes_of_a_language_model PROGRAM time_or_gpus ARGUMENTS --model llama-3.1-70b --format csv
  OUTPUT "\n64,found," "\n1024,found,")
scalewall_test_refusal(no_plan_of_a_language_model PROGRAM time_or_gpus ARGUMENTS --model llama-3.1-405b --gpus 8
  ERROR "no number of GPUs has a plan. on 8 GPUs none of [0-9]+ plans fits with its margin: the leanest, .* on its fullest GPU, of .*")
scalewall_test_refusal(gpus_in_no_order PROGRAM time_or_gpus ARGUMENTS --model llama-3.1-8b --gpus 64..8
  ERROR "--gpus begins with the lesser number, unlike '64\\.\\.8'")

# what_would_help_most: of one node nothing is read of the network, and that is no effect of zero.
scalewall_test_program(of_a_language_model PROGRAM what_would_help_most ARGUMENTS --model llama-3.1-8b --gpus 8
  OUTPUT "^Llama-3\\.1 8B on 8 GPUs of kind H100 SXM, [^\n]*\nTime of a step: [^\n]*; the fastest plan is searched anew for every change\n"
    "\narithmetic rate +-0\\.[0-9]+ +-0\\.[0-9]+ +1\\.01" "\nkernels: products, 16 bit +0\\.[0-9]+ "
    "\nNot read by the estimate of this plan, so that nothing is known of their effect:\n"
    "\n  kernels: products, 8 bit\n" "\n  network bandwidth\n" "\n  latencies of the network between domains: the same for every network, ")
scalewall_test_program(of_a_launch_line PROGRAM what_would_help_most ARGUMENTS --model llama-3.1-8b --format json ${line}
  JSON schema=scalewall/what_would_help_a_language_model/1 gpus=16 plan/tensor=2 plan_is=kept
    effects/0/parameter=arithmetic\ rate effects/0/elasticity_more=-0\\.[0-9]+ effects/0/dependence=seen)
scalewall_test_program(csv_of_a_language_model PROGRAM what_would_help_most
  ARGUMENTS --model mixtral-8x7b --gpus 16 --tp 2 --microbatch 1 --hardware ${network} --format csv
  OUTPUT "^of,value,parameter,factor,elasticity_more,elasticity_less,dependence,plan\n"
    "\nstep_s,[0-9.]+,.software: host, routed layer.,1\\.01,[0-9.e-]+,[0-9.e-]+,(seen|hidden),searched\n"
    "\nstep_s,[0-9.]+,network bandwidth,1\\.01,-0\\.[0-9]+,-0\\.[0-9]+,seen,searched\n"
    "\nstep_s,[0-9.]+,kernels: odd heads,,,,none,searched\n")
foreach(program IN ITEMS what_would_help_most how_sure_are_we support)
  scalewall_test_refusal(flag_beside_a_line PROGRAM ${program} ARGUMENTS --model llama-3.1-8b --tp 4 ${line}
    ERROR "--tp stands beside a launch line, which says that by itself: .*")
endforeach()
scalewall_test_refusal(flag_beside_a_line PROGRAM what_network
  ARGUMENTS --utilization 0.4 --model llama-3.1-8b --batch-sequences 64 ${line}
  ERROR "--batch-sequences stands beside a launch line, which says that by itself: .*")

# how_sure_are_we: by held-out runs the quantiles are those of their errors, and draws widen them.
scalewall_test_program(of_a_language_model PROGRAM how_sure_are_we ARGUMENTS --model llama-3.1-8b --gpus 16 --tokens 1e12
  OUTPUT "^Llama-3\\.1 8B on 16 GPUs of kind H100 SXM, [^\n]*\nTime of a step: " "\nruns that no fit saw +[0-9.]+ [a-z]+ +[0-9.]+ [a-z]+ "
    "\ntime of the run, by +5% +25% +median +75% +95%\n" "\nIn the band:\n  what the estimate was off by in runs of the class "
    "\nNot in it, nor what is left out:\n  what is assumed and is not so\n" "\n  ranges of fitted constants: the catalog gives none \\(--ranges takes what fit_runs writes\\)\n")
scalewall_test_program(varied_of_a_language_model PROGRAM how_sure_are_we
  ARGUMENTS --model llama-3.1-8b --draws 50 --vary "network bandwidth=0.25..1" --format json ${line}
  JSON schema=scalewall/how_sure_of_a_language_model/1 plan/tensor=2 draws=50 inputs/0=network\ bandwidth=0\\.25\\.\\.1
    bands/0/by=held_out_runs bands/1/by=inputs bands/2/by=both share_that_fits=1\\.0)
scalewall_test_program(of_a_data_sheet PROGRAM how_sure_are_we
  ARGUMENTS --model llama-3.1-8b --gpus 32 --gpu "RTX 4090" --vary "arithmetic rate~0.6..1" --draws 20 --format csv LINES 2
  OUTPUT "^of,by,nominal_s,p5_s,p25_s,p50_s,p75_s,p95_s\nstep,inputs,[0-9.,]+\n$")
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/constants.csv
  "constant,holds_for,unit,runs,sources,known,fitted,from,to\n"
  "\"products, 16 bit\",\"H100, H200, H800\",,100,3,1.0465,1.05,1.02,1.08\n"
  "\"products, 16 bit\",A100,,100,3,1.0915,1.09,1.05,1.12\n")
scalewall_test_program(ranges_of_constants PROGRAM how_sure_are_we LINES 4
  ARGUMENTS --model llama-3.1-8b --gpus 8 --ranges ${CMAKE_CURRENT_BINARY_DIR}/constants.csv --draws 20 --format csv
  OUTPUT "\nstep,held_out_runs," "\nstep,inputs," "\nstep,both,")
scalewall_test_refusal(no_ranges_of_constants PROGRAM how_sure_are_we
  ARGUMENTS --model llama-3.1-8b --gpu "B200 SXM" --ranges ${CMAKE_CURRENT_BINARY_DIR}/constants.csv
  ERROR "'.*constants\\.csv'.* it has no interval of a constant of this question. fit_runs --redraws 20 --format csv writes them")
scalewall_test_program(nothing_is_known PROGRAM how_sure_are_we STATUS 1 LINES 0
  ARGUMENTS --model llama-3.1-8b --gpus 32 --gpu "RTX 4090"
  ERRORS "^how_sure_are_we: no run of this class was measured \\(a formula only\\), and no input is varied: --vary .network bandwidth=0\\.5\\.\\.1. would, say")
scalewall_test_refusal(no_parameter_of_a_language_model PROGRAM how_sure_are_we
  ARGUMENTS --model llama-3.1-8b --vary "network latency=0.5..2"
  ERROR "no parameter is called 'network latency'. the known ones are NVLink latencies, network bandwidth, .*")

# explore_design_space: the fastest plans of every number of GPUs, and why there is none; predict_plans reads the rows back.
scalewall_test_program(of_a_language_model PROGRAM explore_design_space
  ARGUMENTS --model llama-3.1-70b --gpus 8 --gpus 64 --plans 2 --tokens 1e12 --days 100
  OUTPUT "^Llama-3\\.1 70B on 1 T tokens, on GPUs of kind H100 SXM\n\n"
    "\n +8 +1,024 +none of [0-9]+ plans fits with its margin: the leanest, "
    "\n +64 +1 +1,024 +TP [^\n]* GB +fits +[0-9.]+ [a-z]+ +(yes|no)\n +64 +2 "
    "\nThe fastest of every mesh that fits, of [0-9,]+ plans that divide GPUs, model and batch.\n"
    "\nEvidence: inside what was fitted, dense: " "\nLeft out:\n  waiting for data, checkpoints and evaluation\n")
scalewall_test_program(csv_of_a_language_model PROGRAM explore_design_space LINES 3
  ARGUMENTS --model mixtral-8x7b --gpus 16..32 --ep 8 --plans 1 --batch-sequences 64 --hardware ${network} --format csv
  OUTPUT "^gpus,place,answer,model,gpu,batch_sequences,sequence_length,tp,cp,pp,vpp,dp,ep,etp,microbatch,recompute,sharded,step_s,[^\n]*,evidence\n"
    "\n16,1,found,Mixtral 8x7B,H100s on Ethernet,64,4096,[0-9]+,[0-9]+,[0-9]+,[0-9]+,[0-9]+,8,"
    "\n32,1,found,Mixtral 8x7B,H100s on Ethernet,64,4096,[^\n]*\n$")
scalewall_test_program(json_of_a_language_model PROGRAM explore_design_space
  ARGUMENTS --model llama-3.1-8b --gpus 8 --tp 2 --plans 2 --format json
  JSON schema=scalewall/plans_of_a_language_model/1 plans/0/gpus=8 plans/0/place=1 plans/0/plan/tensor=2 plans/1/place=2
    space/plans=[0-9]+)
scalewall_test_refusal(no_plan_of_a_language_model PROGRAM explore_design_space ARGUMENTS --model llama-3.1-405b --gpus 8
  ERROR "no number of GPUs has a plan. on 8 GPUs none of [0-9]+ plans fits with its margin: the leanest, .*")
scalewall_test_program(of_a_language_model PROGRAM predict_plans LINES 4
  ARGUMENTS --model llama-3.1-8b --days 30 ${CMAKE_CURRENT_SOURCE_DIR}/training_plans.csv
  OUTPUT "^gpus,line,answer,model,gpu,batch_sequences,sequence_length,tp,[^\n]*,evidence,tokens,run_time_s,in_time\n"
    "\n16,2,found,Llama-3\\.1 8B,H100 SXM,256,4096,2,1,1,1,8,1,1,1,none,optimizer .ZeRO 1.,[0-9.]+,[^\n]*,fits,"
    "\n16,3,found,[^\n]*,4,1,2,2,2,1,1,2,.layernorm, mlp.,"
    "\n64,4,found,Llama-3\\.1 8B,H100 SXM,1024,4096,1,1,1,1,64,1,1,1,full,weights .ZeRO 3.,")
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/broken_training_plans.csv "gpus,tp,pp,ep,recompute,micro_batch_size\n"
  "64,8,1,1,full,1\n64,3,1,1,none,1\n8,8,1,2,none,1\nx,1,1,1,none,1\n64,,,,,\n64,8,1,1,some,1\n,8,1,1,none,1\n64,8,3,1,none,1\n")
scalewall_test_program(broken_plans_of_a_language_model PROGRAM predict_plans STATUS 1 LINES 2
  ARGUMENTS --model llama-3.1-70b ${CMAKE_CURRENT_BINARY_DIR}/broken_training_plans.csv OUTPUT "\n64,2,found,[^\n]*\n$"
  ERRORS "predict_plans: line 3: 64 GPUs are not tp x cp x pp x dp, which 3 does not divide"
    "predict_plans: line 4: ep and etp ask for experts, and Llama-3\\.1 70B has none"
    "predict_plans: line 5, column gpus, value .x.: a whole number below 2.63 is written in digits"
    "predict_plans: line 7, column recompute, value .some.: no recomputation is called 'some'. .*"
    "predict_plans: line 8: neither gpus nor dp says how many GPUs the plan is for .*"
    "predict_plans: line 9: 64 GPUs are not tp x cp x pp x dp, which 24 does not divide"
    "predict_plans: rows without a plan that are left out: 1")
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/plans_of_torchtitan.csv "gpus,tp,pp,microbatch,recompute,sharded\n"
  "64,4,1,1,full,3\n64,4,1,1,layernorm,3\n64,4,1,1,full,1\n64,16,1,1,full,3\n64,1,8,128,full,3\n")
scalewall_test_program(plans_that_other_software_refuses PROGRAM predict_plans STATUS 1 LINES 2
  ARGUMENTS --model llama-3.1-8b --framework torchtitan ${CMAKE_CURRENT_BINARY_DIR}/plans_of_torchtitan.csv
  OUTPUT "\n64,2,found,[^\n]*\n$"
  ERRORS "predict_plans: line 3: torchtitan computes anew nothing, every second product .op., every n-th layer or all of them: .*"
    "predict_plans: line 4: torchtitan shards by FSDP: nothing, gradients .ZeRO 2. or weights .ZeRO 3., not the optimizer alone"
    "predict_plans: line 5: torchtitan's tensor parallelism divides the key-value heads"
    "predict_plans: line 6: no plan that the options allow divides 64 GPUs, the model and the batch: there are plans without --tp 1, or without --cp 1, or without --microbatch 128")
scalewall_test_program(option_that_differs_from_a_row PROGRAM predict_plans STATUS 1 LINES 2
  ARGUMENTS --model llama-3.1-8b --tp 2 ${CMAKE_CURRENT_SOURCE_DIR}/training_plans.csv OUTPUT "\n16,2,found,"
  ERRORS "predict_plans: line 3, column tp, value .4.: --tp allows another for every row"
    "predict_plans: line 4, column tp, value .1.: --tp allows another for every row")
# A row says for itself on what hardware and in what precision it is, or is named.
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/plans_with_settings.csv "gpus,tensor_parallel,mbs,gpu,precision,model,colour\n"
  "16,2,2,B200 SXM,fp8,Llama-3.1 8B,red\n16,2,2,B200 SXM,bf16,Llama-3.1 8B,red\n16,2,2,A100 SXM,fp8,Llama-3.1 8B,red\n16,2,2,B200 SXM,fp8,Qwen3 8B,red\n")
scalewall_test_program(settings_of_rows PROGRAM predict_plans STATUS 1 LINES 2
  ARGUMENTS --model llama-3.1-8b ${CMAKE_CURRENT_BINARY_DIR}/plans_with_settings.csv
  OUTPUT "\n16,2,found,Llama-3\\.1 8B,B200 SXM,[0-9]+,4096,2,1,1,1,8,1,1,2,[^\n]*,fp8,"
  ERRORS "predict_plans: the column 'colour' is left out: nothing is made of it"
    "predict_plans: line 3, column precision, value .bf16.: one answer is of one precision, and --precision or the first row says another"
    "predict_plans: line 4, column gpu, value .A100 SXM.: one answer is of one gpu, .*"
    "predict_plans: line 5, column model, value .Qwen3 8B.: --model says Llama-3\\.1 8B for every row")
scalewall_test_refusal(no_degrees PROGRAM predict_plans
  ARGUMENTS --model llama-3.1-8b ${CMAKE_CURRENT_SOURCE_DIR}/executions.csv
  ERROR "no column is a degree of a plan: tp, cp, pp, vpp, dp, ep, etp or microbatch")

# predict_plans: hardware of a file goes by its name, beside that of the catalog.
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/on_hardware.csv
  "gpu,layers,d_model,d_ff,batch_sequences,microbatches,dp_levels,tp_model_levels,tp_ff_levels,pp_levels\n"
  "H100 SXM,24,4096,16384,1024,1,8x128,1,1,1\n"
  "H100s on Ethernet,24,4096,16384,1024,1,8x128,1,1,1\n")
scalewall_test_program(hardware PROGRAM predict_plans LINES 3
  ARGUMENTS ${CMAKE_CURRENT_BINARY_DIR}/on_hardware.csv --hardware ${network}
  OUTPUT "\nH100 SXM,8,24," "\nH100s on Ethernet,8,24," ERRORS "note: assumed of '.*/slow_network\\.json': .*")

# What programs write of a language model, predict_plans comes to again: every row with the same seconds, with no option but the model.
foreach(question "which_plan;--gpus;16;--gpu;A100 SXM 80 GB;--plans;3" "explore_design_space;--gpus;8..16;--gpu;B200 SXM;--precision;fp8;--plans;2"
                 "time_or_gpus;--gpus;8..16;--batch-sequences;64;--sequence-length;8192;--release;25.04"
                 "explore_design_space;--gpus;16;--framework;torchtitan;--tp;2;--plans;2")
  list(POP_FRONT question writer)
  string(MAKE_C_IDENTIFIER "${writer} ${question}" name)
  add_test(NAME programs.predict_plans.of_a_language_model_${name}
    COMMAND ${CMAKE_COMMAND} "-DCOMMAND=$<TARGET_FILE:${writer}>;--model;llama-3.1-8b;${question};--format;csv"
      -DPREDICT=$<TARGET_FILE:predict_plans> -DMODEL=llama-3.1-8b -DSCRATCH=${CMAKE_CURRENT_BINARY_DIR}/${name}
      -P ${CMAKE_CURRENT_SOURCE_DIR}/fed_back_of_a_language_model.cmake)
  set_tests_properties(programs.predict_plans.of_a_language_model_${name} PROPERTIES LABELS programs)
endforeach()
