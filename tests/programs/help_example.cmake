# Runs the example at the end of what `PROGRAM --help` prints, in a new folder SCRATCH. It succeeds, and says something.

cmake_minimum_required(VERSION 3.25)

execute_process(COMMAND ${PROGRAM} --help OUTPUT_VARIABLE help COMMAND_ERROR_IS_FATAL ANY)
if(NOT help MATCHES "\nExample:\n(.+)$")
  message(FATAL_ERROR "there is no example:\n${help}")
endif()
set(example "${CMAKE_MATCH_1}")
cmake_path(GET PROGRAM FILENAME name)
if(NOT example MATCHES "(^|[ \n])${name}[ \n]")
  message(FATAL_ERROR "the example does not run ${name}:\n${example}")
endif()

file(REMOVE_RECURSE ${SCRATCH})
file(MAKE_DIRECTORY ${SCRATCH})
cmake_path(GET PROGRAM PARENT_PATH folder)
set(ENV{PATH} "${folder}:$ENV{PATH}")
file(WRITE ${SCRATCH}/example.sh "${example}")
execute_process(COMMAND sh -e example.sh WORKING_DIRECTORY ${SCRATCH}
  RESULT_VARIABLE status OUTPUT_VARIABLE output ERROR_VARIABLE errors)
message(NOTICE "${example}\n${output}")
if(NOT status EQUAL 0 OR output STREQUAL "")
  message(FATAL_ERROR "the status is ${status}:\n${errors}")
endif()
