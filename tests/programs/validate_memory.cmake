# Predicted against measured memory: the tree's table, and others.

set(program validate_memory)
set(tables ${CMAKE_CURRENT_BINARY_DIR}/${program})

# SimuMax's twelve layers of Llama 3 70B on two stages; a run whose plan is not said; a model that is not described.
file(WRITE ${tables}/rows.csv [[id,source_key,layers,d_model,d_ff,heads,kv_heads,head_dim,vocab,gated_mlp,tied_embeddings,seq_len,mbs,n_microbatches,gpu,tp,pp,dp,cp,zero_fsdp,seq_parallel,measured_bytes,rank_or_stage,outcome,framework,model
one,SIMUMAX,12,8192,28672,64,8,128,128256,y,n,4096,1,4,B200 SXM 180GB,1,2,4,1,ZeRO-1,n,71457518387,worst rank,ok,patched memory logging,
two,SIMUMAX,12,8192,28672,64,8,128,128256,y,n,4096,,4,B200 SXM 180GB,1,2,4,1,ZeRO-1,n,1,worst rank,ok,patched memory logging,
three,BRIDGE,,,,,,,,,,4096,1,4,H100-80GB,1,1,8,1,ZeRO-1,n,,,OOM,Megatron-Bridge,Nemotron-3 Nano
four,SIMUMAX,12,8192,28672,64,8,128,128256,y,n,4096,1,4,H100-80GB,1,2,2,1,none,n,,worst rank,OOM,patched memory logging,
]])
file(WRITE ${tables}/other.csv "a,b\n1,2\n")

scalewall_test_program(of_the_tree PROGRAM ${program}
  OUTPUT "^237 rows predicted, 7 not\\. Errors: " "\nSIMUMAX-B200 +9 +0\\.14% " "\nall +236 +0\\.[0-9]+% "
    "\nMEM-BRIDGE-LLAMA70B-SFT-001 .* tight\n" "\nNot predicted:\n" "  4  layers of Mamba are not modelled\n"
    "\nFitted constants, none to a single run:\n")
scalewall_test_program(csv PROGRAM ${program} ARGUMENTS ${tables}/rows.csv --format csv
  OUTPUT "^id,measured_bytes,predicted_bytes,error,source,what_measured,reason,assumed\n"
    "one,71457518387,71780499456,0\\.0045[0-9]*,SIMUMAX,allocated,,[^\n]*\n"
    "four,,[0-9]+,,SIMUMAX,allocated,ran out of memory,[^\n]*\n"
    "two,1,,,SIMUMAX,allocated,the row does not say its mbs,\n"
    "three,,,,BRIDGE,allocated,layers of Mamba are not modelled,\n")
scalewall_test_program(json PROGRAM ${program} ARGUMENTS ${tables}/rows.csv --format json
  JSON predicted_rows=2 refused_rows=2 groups/0/group=SIMUMAX groups/0/all/rows=1
    ran_out_of_memory/0/id=four "ran_out_of_memory/0/verdict=does not fit" "not_predicted/the row does not say its mbs=1")
scalewall_test_refusal(another_table PROGRAM ${program} ARGUMENTS ${tables}/other.csv
  ERROR "line 1: names of columns are expected here, separated by commas: id, seq_len, framework, gpu. the first that is found is 'a'")
scalewall_test_refusal(no_file PROGRAM ${program} ARGUMENTS missing.csv
  ERROR "'missing\\.csv' cannot be read: No such file or directory")
