# Checks that CASE compiles as it stands, and that with -DBROKEN it does not and the compiler shows the sentences
# that the first lines of the file promise, and the options with which it is broken if there are any:
#
#   // expect: <sentence>
#   // broken with: <option>
#
# A rule that a constant expression breaks stands at once on the first line with an error or on the first with a note:
# g++ has it there and clang here. COMPILER is the command with the language standard, INCLUDES the folders to search.
# What it says is left in the file SAID, which the page of errors is made from (docs/site/errors.py).

cmake_minimum_required(VERSION 3.25)

list(TRANSFORM INCLUDES PREPEND -I)
set(compile ${COMPILER} ${INCLUDES} -fsyntax-only -fdiagnostics-color=never ${CASE})
set(ENV{LC_ALL} C)

file(READ ${CASE} text)
string(REGEX MATCHALL "// expect: [^\n]+" promises "${text}")
if(NOT text MATCHES "^// expect: ")
  message(FATAL_ERROR "the first line of ${CASE} has to read '// expect: <sentence>'")
endif()
set(options -DBROKEN)
if(text MATCHES "\n// broken with: ([^\n]+)")
  list(APPEND options ${CMAKE_MATCH_1})
endif()

execute_process(COMMAND ${compile} RESULT_VARIABLE status ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(NOTICE "${output}")
  message(FATAL_ERROR "the control does not compile: ${CASE}")
endif()

execute_process(COMMAND ${compile} ${options} RESULT_VARIABLE status ERROR_VARIABLE output)
if(status EQUAL 0)
  message(FATAL_ERROR "compiles although it is broken: ${CASE}")
endif()

file(WRITE ${SAID} "${output}")

# g++ says before anything else that a static_assert is not constant.
string(REPLACE "error: non-constant condition for static assertion" "" told "${output}")
string(REGEX MATCH "error: [^\n]*" error "${told}")
string(REGEX MATCH "note: [^\n]*" note "${output}")

foreach(promise IN LISTS promises)
  string(REPLACE "// expect: " "" sentence "${promise}")
  string(FIND "${output}" "${sentence}" position)
  if(position EQUAL -1)
    message(NOTICE "${output}")
    message(FATAL_ERROR "the compiler does not say '${sentence}': ${CASE}")
  endif()
endforeach()

list(GET promises 0 promise)
string(REPLACE "// expect: " "" sentence "${promise}")
string(FIND "${error}${note}" "${sentence}" position)
if(output MATCHES "this_rule_is_broken" AND position EQUAL -1)
  message(NOTICE "${output}")
  message(FATAL_ERROR "'${sentence}' is neither on the first line with an error nor on that with a note: ${CASE}")
endif()
