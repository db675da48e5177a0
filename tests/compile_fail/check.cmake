# Checks that CASE compiles as it stands, and that with -DBROKEN it does not and the compiler shows the sentence
# that the first line of the file promises:
#
#   // expect: <sentence>
#
# COMPILER is the command with the language standard, INCLUDES the folders to search.

cmake_minimum_required(VERSION 3.25)

list(TRANSFORM INCLUDES PREPEND -I)
set(compile ${COMPILER} ${INCLUDES} -fsyntax-only -fdiagnostics-color=never ${CASE})
set(ENV{LC_ALL} C)

file(STRINGS ${CASE} first_line LIMIT_COUNT 1)
if(NOT first_line MATCHES "^// expect: (.+)$")
  message(FATAL_ERROR "the first line of ${CASE} has to read '// expect: <sentence>'")
endif()
set(sentence "${CMAKE_MATCH_1}")

execute_process(COMMAND ${compile} RESULT_VARIABLE status ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(NOTICE "${output}")
  message(FATAL_ERROR "the control does not compile: ${CASE}")
endif()

execute_process(COMMAND ${compile} -DBROKEN RESULT_VARIABLE status ERROR_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "compiles although it is broken: ${CASE}")
endif()
string(FIND "${output}" "${sentence}" position)
if(position EQUAL -1)
  message(NOTICE "${output}")
  message(FATAL_ERROR "the compiler does not say '${sentence}': ${CASE}")
endif()
