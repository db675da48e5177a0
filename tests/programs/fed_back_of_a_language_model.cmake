# Checks that predict_plans comes to the seconds and bytes of a program that writes plans of a language model.
#
#   COMMAND  the program and its arguments, which writes CSV to standard output
#   PREDICT  predict_plans
#   MODEL    what --model is
#   SCRATCH  a folder to write to

cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH})
execute_process(COMMAND ${COMMAND} OUTPUT_FILE ${SCRATCH}/written.csv COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${PREDICT} --model ${MODEL} ${SCRATCH}/written.csv OUTPUT_FILE ${SCRATCH}/predicted.csv
  ERROR_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE "predict_plans: rows without a plan that are left out: [0-9]+\n" "" said "${said}")
if(NOT said STREQUAL "")
  message(FATAL_ERROR "predict_plans said '${said}'")
endif()

# From what is sharded on, a row is the same text: seconds, rates, bytes, verdict and setting.
function(answers_of file result)
  file(READ ${file} table)
  string(REGEX MATCHALL "(nothing|optimizer .ZeRO 1.|gradients .ZeRO 2.|weights .ZeRO 3.),[^\n]*(inside|near|formula|unlike)[^,\n]*" rows "${table}")
  set(${result} "${rows}" PARENT_SCOPE)
endfunction()
answers_of(${SCRATCH}/written.csv written)
answers_of(${SCRATCH}/predicted.csv predicted)
if(written STREQUAL "" OR NOT written STREQUAL predicted)
  message(FATAL_ERROR "written: ${written}\npredicted: ${predicted}")
endif()
