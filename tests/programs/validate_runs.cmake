# How far predictions of measured runs are off, of the table of this project and of tables of others.

set(program validate_runs)
set(tables ${CMAKE_CURRENT_BINARY_DIR}/${program})
set(columns "id,source_key,model,layers,d_model,d_ff,heads,vocab,gated_mlp,seq_len,gbs_seqs,mbs,gpu,n_gpu,tp,pp,precision,recompute,framework,iter_s")
file(WRITE ${tables}/runs.csv "${columns}\n"
  "A-1,A,GPT 22B,48,6144,24576,64,51200,n,2048,4,4,A100 80GB,8,8,1,FP16,full,Megatron-LM,1.42\n"
  "A-2,A,Nemotron-H 56B,118,8192,32768,64,131072,n,8192,96,1,H100,32,8,1,FP8,,NeMo,15.1\n"
  "A-3,A,GPT 22B,48,6144,24576,64,51200,n,2048,4,4,GTX 580,8,8,1,FP16,full,Megatron-LM,1.42\n")
file(WRITE ${tables}/nothing.csv "${columns}\n")
file(WRITE ${tables}/another.csv "time,rows\n1,2\n")

scalewall_test_program(of_the_project PROGRAM ${program}
  OUTPUT "^338 runs, of which 338 are predicted and measured\\." "\nsource +SEQSEL-T5 +6 "
    "\nevidence +inside what was fitted, dense +[0-9]+ " "\nSweeps of plans" "\nErrors of the bytes of the fullest GPU"
    "\nThe worst ten:\n" "\nAssumed where the source does not say:\n")
scalewall_test_program(held_out PROGRAM ${program} ARGUMENTS --held-out OUTPUT "^49 runs, of which 49 ")
scalewall_test_program(csv PROGRAM ${program} ARGUMENTS ${tables}/runs.csv --format csv LINES 4
  OUTPUT "^id,measured_s,predicted_s,measured_memory_GB,predicted_memory_GB,evidence,reason\n"
    "\nA-1,1\\.42,1\\.[0-9]+,,[0-9.]+,\"inside what was fitted, dense\",\n"
    "\nA-2,15\\.1,,,,,the model is not one of attention and feed-forward blocks alone: some layers are Mamba-2\n"
    "\nA-3,1\\.42,,,,,the GPU is none of those that are known: 'GTX 580'\n")
scalewall_test_program(json PROGRAM ${program} ARGUMENTS ${tables}/runs.csv ${tables}/runs.csv --format json
  JSON version=1 runs=6 time/runs=2 rows/0/id=A-1 rows/0/measured_s=1\\.4[0-9]* rows/1/id=A-2)
find_program(gnuplot gnuplot)
if(gnuplot)
  scalewall_test_program(plot PROGRAM ${program} ARGUMENTS --plot ${tables}/scatter.svg
    OUTPUT "\nThe plot is in " FILES ${tables}/scatter.svg=3c3f786d6c)
endif()
scalewall_test_refusal(missing_file PROGRAM ${program} ARGUMENTS ${tables}/none.csv ERROR "'[^']*none.csv' cannot be read: No such file or directory")
scalewall_test_refusal(no_runs PROGRAM ${program} ARGUMENTS ${tables}/nothing.csv ERROR "there is no run to predict")
scalewall_test_refusal(no_table PROGRAM ${program} ARGUMENTS ${tables}/another.csv
  ERROR "'[^']*another.csv', line 1: names of columns are expected here, .* the first that is found is 'time'")

if(TARGET fit_runs)
  scalewall_test_program(constants PROGRAM fit_runs ARGUMENTS --format csv
    OUTPUT "^constant,holds_for,unit,runs,sources,known,fitted,from,to\n" "\n\"products, 16 bit\",A100,")
  scalewall_test_program(json PROGRAM fit_runs ARGUMENTS --format json
    JSON version=1 constants/0/runs=[0-9]+ "seen/known/median=0\\.0[0-9]+" "held_out/fitted/median=0\\.0[0-9]+")
  scalewall_test_refusal(no_runs PROGRAM fit_runs ARGUMENTS ${tables}/nothing.csv ERROR "there is no run to fit to")
endif()
