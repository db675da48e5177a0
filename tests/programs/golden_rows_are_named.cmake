# Checks that every golden row that fills a node otherwise than it is is named, and all are predicted.
#
#   TABLE    the table of golden steps
#   PREDICT  the program
#   SCRATCH  a folder to write to

cmake_minimum_required(VERSION 3.25)

file(MAKE_DIRECTORY ${SCRATCH})
file(READ ${TABLE} table)
string(REGEX REPLACE "^#[^\n]*\n" "" table "${table}")
foreach(pair cluster=gpu experts=sparsity sequences=batch_sequences sequence_length=seq_len tensor_model=tp_model_levels
    tensor_ff=tp_ff_levels pipeline=pp_levels data=dp_levels expert=ep_levels interleaving=interleave
    overlap_tensor=overlap_tp overlap_pipeline=overlap_pp overlap_data=overlap_dp)
  string(REPLACE "=" ";" pair "${pair}")
  list(GET pair 0 from)
  list(GET pair 1 to)
  string(REGEX REPLACE "^([^\n]*[,]|)${from}," "\\1${to}," table "${table}")
endforeach()
file(WRITE ${SCRATCH}/plans.csv "${table}")
execute_process(COMMAND ${PREDICT} ${SCRATCH}/plans.csv OUTPUT_VARIABLE predicted ERROR_VARIABLE named
  COMMAND_ERROR_IS_FATAL ANY)
string(REGEX MATCHALL "\n" rows "${predicted}")
list(LENGTH rows number)
if(NOT number EQUAL 321)
  message(FATAL_ERROR "${number} lines instead of 320 rows and their names")
endif()
string(REGEX MATCHALL "a network level is (over|under)filled|divide the number of accelerators" misplaced "${named}")
list(LENGTH misplaced number)
message(STATUS "${number} rows are misplaced")
if(NOT number EQUAL 208)
  message(FATAL_ERROR "${number} rows are named as misplaced")
endif()
