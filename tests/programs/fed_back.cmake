# Checks that predict_plans comes to the very numbers of a program that writes plans, and twice to the same file.
#
#   COMMAND  the program and its arguments, which writes CSV to standard output, or to OUTPUT among its arguments
#   LEFT     how many rows have no plan; none where it is empty
#   PREDICT  predict_plans
#   AGREE    the program that compares
#   SCRATCH  a folder to write to

cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH})
set(written ${SCRATCH}/written.csv)
set(stream OUTPUT_FILE ${written})
if("OUTPUT" IN_LIST COMMAND)
  list(TRANSFORM COMMAND REPLACE "^OUTPUT$" ${written})
  set(stream)
endif()
execute_process(COMMAND ${COMMAND} ${stream} COMMAND_ERROR_IS_FATAL ANY)

function(predict from to left)
  execute_process(COMMAND ${PREDICT} ${from} OUTPUT_FILE ${to} ERROR_VARIABLE said COMMAND_ERROR_IS_FATAL ANY)
  set(expected "")
  if(left)
    set(expected "predict_plans: rows without a plan that are left out: ${left}\n")
  endif()
  string(REGEX REPLACE "predict_plans: line [0-9]+: [0-9]+ microbatches are no multiple of [^\n]*\n" "" said "${said}")
  if(NOT said STREQUAL expected)
    message(FATAL_ERROR "predict_plans said '${said}', not '${expected}'")
  endif()
endfunction()

predict(${written} ${SCRATCH}/predicted.csv "${LEFT}")
predict(${SCRATCH}/predicted.csv ${SCRATCH}/predicted_again.csv "")

# Rows without a plan end in many empty fields.
file(READ ${written} table)
string(REGEX REPLACE "[^\n]*,,,,,,,,,[^\n]*\n" "" table "${table}")
file(WRITE ${SCRATCH}/plans.csv "${table}")

# Every column that is predicted, asked for or found.
foreach(pair "predicted;plans" "predicted_again;predicted")
  list(GET pair 0 expected)
  list(GET pair 1 actual)
  execute_process(COMMAND ${AGREE} --exactly ${SCRATCH}/${expected}.csv ${SCRATCH}/${actual}.csv
    COMMAND_ERROR_IS_FATAL ANY)
endforeach()
