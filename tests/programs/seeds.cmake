# PROGRAM writes the same for the same seed, and something else for another.

cmake_minimum_required(VERSION 3.25)

foreach(run once=1 again=1 other=2)
  string(REPLACE "=" ";" run ${run})
  list(GET run 0 name)
  list(GET run 1 number)
  execute_process(COMMAND ${PROGRAM} --draws 3 --format csv --seed ${number}
    OUTPUT_VARIABLE ${name} COMMAND_ERROR_IS_FATAL ANY)
endforeach()

if(NOT once STREQUAL again)
  message(FATAL_ERROR "the same seed gave '${once}', then '${again}'")
endif()
if(once STREQUAL other)
  message(FATAL_ERROR "another seed gave the same: '${other}'")
endif()
