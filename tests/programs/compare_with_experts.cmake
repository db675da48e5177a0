# Plans of experts held against the search: those of a table.

set(program compare_with_experts)
set(tables ${CMAKE_CURRENT_BINARY_DIR}/${program})

# A plan; one whose model is a hybrid; one that is far too large for its GPU.
set(columns "id,kind,model,gpu,n_gpu,precision,tp,pp,cp,mbs,gbs,seq_len,distributed_optimizer,source")
file(WRITE ${tables}/plans.csv "${columns}\n"
  "A-1,performance recipe,llama3_8b,H100,8,bf16,1,1,2,1,128,8192,True,somewhere\n"
  "A-2,performance recipe,nemotronh_56b,H100,64,bf16,1,1,1,1,128,8192,True,somewhere\n"
  "A-3,performance recipe,llama3_70b,H100,8,bf16,1,1,1,1,8,8192,True,\n")
file(WRITE ${tables}/nothing.csv "${columns}\n")
file(WRITE ${tables}/another.csv "time,rows\n1,2\n")

scalewall_test_program(table PROGRAM ${program} ARGUMENTS ${tables}/plans.csv
  OUTPUT "^3 plans of experts, of which 2 can be expressed\\." "\nllama3_70b +1 +0 +0 +1 " "\nall +2 +1 +0 +1 "
    "\nSaid not to fit:\n" "\nA-3 " "\nNot expressed:\n"
    " 1  the model is not one of attention and feed-forward blocks alone: some layers are Mamba-2\n")
scalewall_test_program(csv PROGRAM ${program} ARGUMENTS ${tables}/plans.csv --format csv LINES 4
  OUTPUT "^id,model,gpu,precision,fits,predicted_bytes,available_bytes,predicted_s,place,clearly_faster,plans,best_s,gain,best_plan,why_not,source,reason\n"
    "\nA-1,llama3_8b,H100,bf16,fits,[0-9]+[.0-9]*,85017493504,[0-9.]+,[0-9]+,[0-9]+,[0-9]+,[0-9.]+,[-0-9.e]+,.*,,somewhere,\n"
    "\nA-2,nemotronh_56b,H100,bf16,,,,,,,,,,,,somewhere,the model is not one "
    "\nA-3,llama3_70b,H100,bf16,does not fit,")
scalewall_test_program(json PROGRAM ${program} ARGUMENTS ${tables}/plans.csv --format json
  JSON version=1 plans=3 best_plans=5 all/plans=2 all/fit=1 all/do_not_fit=1 models/llama3_8b/fit=1 rows/0/id=A-1 rows/0/fits=fits
    rows/1/id=A-2 "rows/2/fits=does not fit")
scalewall_test_refusal(missing_file PROGRAM ${program} ARGUMENTS ${tables}/none.csv
  ERROR "'[^']*none.csv' cannot be read: No such file or directory")
scalewall_test_refusal(no_plans PROGRAM ${program} ARGUMENTS ${tables}/nothing.csv ERROR "there is no plan to compare with")
scalewall_test_refusal(no_table PROGRAM ${program} ARGUMENTS ${tables}/another.csv
  ERROR "'[^']*another.csv', line 1: names of columns are expected here, .* the first that is found is 'time'")
