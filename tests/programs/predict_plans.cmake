# Plans from files and from standard input, good ones and bad ones.

set(program predict_plans)
set(here ${CMAKE_CURRENT_SOURCE_DIR})

# Results of an earlier run, which the table has, are passed over.
scalewall_test_golden_program(golden PROGRAM ${program} TABLE step.csv ARGUMENTS --rules reference INPUT
  NAMES cluster=gpu experts=sparsity sequences=batch_sequences sequence_length=seq_len tensor_model=tp_model_levels
    tensor_ff=tp_ff_levels pipeline=pp_levels data=dp_levels expert=ep_levels interleaving=interleave
    overlap_tensor=overlap_tp overlap_pipeline=overlap_pp overlap_data=overlap_dp seconds=run_time_s
    tensor_seconds=tp_comm_s pipeline_seconds=pp_ep_comm_s data_seconds=dp_comm_s latency_seconds=latency_s)

# The columns of every program that writes plans.
string(CONCAT plan_columns "gpu,gpus_per_node,layers,d_model,d_ff,sparsity,parameters,batch_sequences,seq_len,batch_tokens,"
  "training_tokens,training_flop,microbatches,dp_levels,tp_model_levels,tp_ff_levels,pp_levels,ep_levels,dp,tp_model,"
  "tp_ff,pp,ep,interleave,zero_bubble,idle_gpus,gpus,recompute,overlap_tp,overlap_pp,overlap_dp,"
  "reference_rules,zero_bubble_latency,run_time_s,utilization,tp_comm_s,dp_comm_s,pp_ep_comm_s,latency_s,"
  "tokens_per_s_per_gpu,hidden_comm_s,memory_bytes,levels_filled,memory_fits,fits,bound_by")
set(header "^${plan_columns}\n")
string(CONCAT inputs "H100 SXM,8,192,12288,49152,1,231928233984,3584,2048,7340032,4638564679680,6.454884686272446e\\+24,"
  "128,1x1,4x1,2x4,1x64,1x1,1,4,8,64,1,1")
set(good ${header} "\n${inputs},1,0,2048,0,1,1,0,0,0,4557224\\.0296[0-9]*,0\\.69899[0-9]*,"
  "\n${inputs},0,0,2048,0,1,1,0,0,0,6801960\\.3367")
# 16 B for each of 231928233984 parameters, and 61440 words of 192 layers for 127 of 128 microbatches in flight, or for 64:
# 86 and 44 of 80 GB on each.
set(last_word ",175531018420224,1,0,0,arithmetic\n" ",90297392431104,1,1,1,arithmetic\n$")

scalewall_test_program(file PROGRAM ${program} ARGUMENTS ${here}/plans.csv LINES 3 OUTPUT ${good} ${last_word})
scalewall_test_program(standard_input PROGRAM ${program} INPUT ${here}/plans.csv LINES 3 OUTPUT ${good})
configure_file(plans.csv plans_crlf.csv @ONLY NEWLINE_STYLE CRLF)
scalewall_test_program(carriage_returns PROGRAM ${program} ARGUMENTS ${CMAKE_CURRENT_BINARY_DIR}/plans_crlf.csv LINES 3
  OUTPUT ${good} ${last_word})

scalewall_test_program(broken_plans PROGRAM ${program} ARGUMENTS ${here}/broken_plans.csv STATUS 1 LINES 3 OUTPUT ${good}
  ERRORS
    "${program}: line 3, column gpu, value \"T1000\": no GPU is called 'T1000', the known ones are .*"
    "${program}: line 4, column layers, value \"192\\.5\": a whole number below 2\\^63 is written in digits"
    "${program}: line 5, column d_model, value \"0\": the number is at least 1"
    "${program}: line 6, column tp_model_levels, value \"5\": tensor parallelism divides the dimension that it cuts .*"
    "${program}: line 7, column tp_ff_levels, value \"2x-4\": the degrees on the network levels are positive .*"
    "${program}: line 8, column pp_levels, value \"1x128\": the layers divide evenly over the pipeline stages .*"
    "${program}: line 9, column dp_levels, value \"1x1x2\": a degree is placed on a level that the network has .*"
    "${program}: line 10, column zero_bubble, value \"1\": a zero bubble pipeline needs two microbatches per stage .*"
    "${program}: line 11, column microbatches, value \"99999999999\": every expert meets at least one token .*"
    "${program}: line 12, column interleave, value \"2\": the layers divide evenly over the pipeline stages .*"
    "${program}: line 13, column zero_bubble, value \"yes\": a flag is 0 or 1"
    "${program}: line 14: a row has a field for every column .*"
    "${program}: line 15, column zero_bubble: a quoted field ends with a quote"
    "${program}: line 16, column microbatches, value \"9223372036854775808\": a whole number below 2\\^63 .*"
    "${program}: line 17: a count stays below 2\\^128 .*")

# Plans that only the reference allows are predicted, and named: levels that a node cannot hold or that are half empty, a
# sequence in pieces. What cannot be at all is none of these.
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/misplaced.csv
  "gpu,layers,d_model,d_ff,batch_sequences,microbatches,dp_levels,tp_model_levels,tp_ff_levels,pp_levels\n"
  "H100 SXM,24,4096,16384,1024,1,8x128,1,1,1\n"
  "H100 SXM,24,4096,16384,1024,1,128x8,1,1,1\n"
  "H100 SXM,24,4096,16384,1024,1,4x256,1,1,1\n"
  "H100 SXM,24,4096,16384,1000,1,8x128,1,1,1\n"
  "H100 SXM,24,4096,16384,1024,1,1,1,1,1\n")
set(allowed "predicted by the rules of the reference, which allow it")
scalewall_test_program(misplaced PROGRAM ${program} ARGUMENTS ${CMAKE_CURRENT_BINARY_DIR}/misplaced.csv LINES 6
  OUTPUT "\nH100 SXM,[^\n]*,8x128,[^\n]*,1,1,1,[a-z ]+\n" "\nH100 SXM,[^\n]*,128x8,[^\n]*,0,1,0,[a-z ]+\n"
    "\nH100 SXM,[^\n]*,4x256,[^\n]*,0,1,0,[a-z ]+\n" "\nH100 SXM,[^\n]*,1000,[^\n]*,8x128,[^\n]*,1,1,0,[a-z ]+\n"
    "\nH100 SXM,[^\n]*,1x1,[^\n]*,1,0,0,[a-z ]+\n$"
  ERRORS "${program}: line 3: a network level is overfilled: .*level = 0, product of degrees = 128, size = 8.*: ${allowed}"
    "${program}: line 4: a network level is underfilled: .*: ${allowed}"
    "${program}: line 5: every microbatch of every replica has as many whole sequences .*: ${allowed}")
add_test(NAME programs.${program}.golden_rows_are_named
  COMMAND ${CMAKE_COMMAND} -DTABLE=${here}/../golden/step.csv -DPREDICT=$<TARGET_FILE:${program}>
    -DSCRATCH=${CMAKE_CURRENT_BINARY_DIR}/${program}.golden_rows_are_named -P ${here}/golden_rows_are_named.cmake)
set_tests_properties(programs.${program}.golden_rows_are_named PROPERTIES LABELS programs)

# What the programs that write plans have found comes out as it was.
scalewall_test_fed_back(curves PROGRAM how_far_can_training_scale ARGUMENTS --scenario all --format csv)
scalewall_test_fed_back(clusters PROGRAM time_or_gpus ARGUMENTS --width 12288 --sparse --watts 700 --format csv)
scalewall_test_fed_back(clusters_of_sizes PROGRAM time_or_gpus
  ARGUMENTS --layers 60 --d-model 7168 --d-ff 18432 --batch-sequences 3072 --sequence-length 4096 --format csv)
scalewall_test_fed_back(answers PROGRAM explore_design_space LEFT 176
  ARGUMENTS ${here}/varied_designs.json --output OUTPUT)
scalewall_test_fed_back(plans PROGRAM predict_plans ARGUMENTS ${here}/executions.csv)

# Half as many tokens take half as long, and as many GPUs that stand idle halve the utilization.
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/changed.csv
  "gpu,layers,d_model,d_ff,batch_sequences,microbatches,dp_levels,tp_model_levels,tp_ff_levels,pp_levels,"
  "zero_bubble,training_tokens,idle_gpus,factor of latencies\n"
  "H100 SXM,192,12288,49152,3584,128,1,4,2x4,1x64,1,2319282339840,2048,\n"
  "H100 SXM,192,12288,49152,3584,128,1,4,2x4,1x64,1,,,2\n"
  "H100 SXM,192,12288,49152,3584,,,,,,1,,,\n")
scalewall_test_program(changed PROGRAM ${program} ARGUMENTS ${CMAKE_CURRENT_BINARY_DIR}/changed.csv LINES 3
  OUTPUT "^factor of latencies,gpu," "\n,H100 SXM,[^\n]*,2278612\\.0148[0-9]*,0\\.349496[0-9]*,"
    "\n2,H100 SXM,[^\n]*,4563776\\.13[0-9]*,0\\.69799"
  ERRORS "${program}: rows without a plan that are left out: 1")

# A column that goes by another name is not passed over in silence.
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/other_names.csv
  "gpu,layers,d_model,d_ff,batch_sequences,microbatches,dp_levels,tp_model_levels,tp_ff_levels,pp_levels,experts,Recompute,note\n"
  "H100 SXM,192,12288,49152,3584,512,1,4,2x4,1x64,8,1,mine\n")
scalewall_test_program(other_names PROGRAM ${program} ARGUMENTS ${CMAKE_CURRENT_BINARY_DIR}/other_names.csv LINES 2
  ERRORS "${program}: the column 'experts' is passed over, sparsity is read"
    "${program}: the column 'Recompute' is passed over, recompute is read")

# A plan with one more field, which breaks a rule.
function(refuse_field name column field rule)
  set(file ${CMAKE_CURRENT_BINARY_DIR}/${name}.csv)
  file(WRITE ${file}
    "gpu,layers,d_model,d_ff,batch_sequences,microbatches,dp_levels,tp_model_levels,tp_ff_levels,pp_levels,${column}\n"
    "H100 SXM,192,12288,49152,3584,128,1,4,2x4,1x64,${field}\n")
  scalewall_test_program(${name} PROGRAM ${program} ARGUMENTS ${file} STATUS 1 LINES 1
    ERRORS "${program}: line 2, column ${column}, value \"${field}\": ${rule}")
endfunction()
refuse_field(unknown_factor "factor of NVLink bandwith" 2 "no parameter of H100 SXM is called 'NVLink bandwith', the known .*")
refuse_field(no_factor "factor of latencies" 0 "the number is positive")
refuse_field(negative_data training_tokens -1 "the number is positive")
refuse_field(fewer_than_no_gpus idle_gpus -1 "the number is at least 0")

function(refuse name error content)
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${name}.csv "${content}")
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${CMAKE_CURRENT_BINARY_DIR}/${name}.csv ERROR "${error}")
endfunction()
refuse(empty_file "line 1: a CSV file starts with the names of its columns" "")
refuse(missing_columns "columns are missing: d_ff, dp_levels"
  "gpu,layers,d_model,batch_sequences,microbatches,tp_model_levels,tp_ff_levels,pp_levels\n")
set(expected "line 1: names of columns are expected here, separated by commas: gpu, layers, .*, pp_levels, ")
refuse(blanks_between "${expected}the first that is found is 'gpu layers'" "gpu layers\n")
refuse(semicolons "line 1: the fields of a CSV file are separated by commas, and here by semicolons" "gpu\;layers\n")
refuse(tabs "line 1: the fields of a CSV file are separated by commas, and here by tabs" "gpu\tlayers\n")
refuse(column_twice "line 1, column gpu: a column is there once" "gpu,layers,gpu\n")
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/no_rows.csv
  "gpu,layers,d_model,d_ff,batch_sequences,microbatches,dp_levels,tp_model_levels,tp_ff_levels,pp_levels\n\n")
scalewall_test_program(no_rows PROGRAM ${program} ARGUMENTS ${CMAKE_CURRENT_BINARY_DIR}/no_rows.csv STATUS 1 LINES 1
  ERRORS "${program}: there is nothing to predict: no row stands below the names of the columns")
scalewall_test_refusal(missing_file PROGRAM ${program} ARGUMENTS nowhere.csv
  ERROR "'nowhere\\.csv' cannot be read: No such file or directory")
scalewall_test_refusal(folder PROGRAM ${program} ARGUMENTS ${here} ERROR "'[^\n]*' is a folder, not a file")
scalewall_test_refusal(two_files PROGRAM ${program} ARGUMENTS a.csv b.csv
  ERROR "'b\\.csv' is one argument too many: FILE is 'a\\.csv'")

# Megatron refuses microbatches that interleaved stages do not divide; the bubble of what reorders them is longer.
file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/odd_microbatches.csv
  "gpu,layers,d_model,d_ff,batch_sequences,microbatches,dp_levels,tp_model_levels,tp_ff_levels,pp_levels,interleave\n"
  "H100 SXM,80,8192,28672,1920,30,1x1,8x1,1x1,1x16,5\n" "H100 SXM,80,8192,28672,1920,32,1x1,8x1,1x1,1x16,5\n")
scalewall_test_program(odd_microbatches PROGRAM ${program}
  ARGUMENTS ${CMAKE_CURRENT_BINARY_DIR}/odd_microbatches.csv LINES 3
  ERRORS "${program}: line 2: 30 microbatches are no multiple of 16 stages: Megatron refuses that of an interleaved pipeline, and its bubble is a lower bound")
