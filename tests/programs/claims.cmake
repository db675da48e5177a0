# Checks what the page PAGE claims beside what it shows: a line
#
#   // No:  <code>
#   // Why: <sentence>
#
# stands for code that does not compile at its place, and for what the compiler says. COMPILER is the command with the
# language standard, INCLUDES the folders to search, SCRATCH a folder to write to.

cmake_minimum_required(VERSION 3.25)

set(ENV{LC_ALL} C)
list(TRANSFORM INCLUDES PREPEND -I)
file(MAKE_DIRECTORY ${SCRATCH})
file(READ ${PAGE} rest)

set(mark "// No:  ")
set(before "")
set(claims 0)
while(TRUE)
  string(FIND "${rest}" "${mark}" at)
  if(at EQUAL -1)
    break()
  endif()
  string(SUBSTRING "${rest}" 0 ${at} passed)
  string(APPEND before "${passed}")
  string(LENGTH "${mark}" length)
  math(EXPR at "${at} + ${length}")
  string(SUBSTRING "${rest}" ${at} -1 rest)
  math(EXPR claims "${claims} + 1")

  string(REGEX MATCH "^[^\n]*" code "${rest}")
  set(sentence "")
  if(rest MATCHES "^[^\n]*\n// Why: ([^\n]*)\n")
    set(sentence "${CMAKE_MATCH_1}")
  endif()

  file(WRITE ${SCRATCH}/claim.cpp "${before}${rest}")
  execute_process(COMMAND ${COMPILER} ${INCLUDES} -fsyntax-only -fdiagnostics-color=never ${SCRATCH}/claim.cpp
    RESULT_VARIABLE status ERROR_VARIABLE output)
  if(status EQUAL 0)
    message(FATAL_ERROR "compiles: ${code}")
  endif()
  string(FIND "${output}" "${sentence}" position)
  if(position EQUAL -1)
    message(NOTICE "${output}")
    message(FATAL_ERROR "the compiler does not say '${sentence}': ${code}")
  endif()
  string(APPEND before "${mark}")
endwhile()

if(claims EQUAL 0)
  message(FATAL_ERROR "${PAGE} claims nothing")
endif()
