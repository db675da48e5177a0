# Checks that every C++ block of the README compiles, and that every command in it that is one of the programs answers.
#
#   README    the page
#   COMPILER  the command with the language standard, INCLUDES the folders to search
#   PROGRAMS  the folder of the programs
#   SCRATCH   a folder to write to

cmake_minimum_required(VERSION 3.25)

file(MAKE_DIRECTORY ${SCRATCH})
list(TRANSFORM INCLUDES PREPEND -I)
file(READ ${README} page)
# Brackets and semicolons would make lists of what is matched.
string(REPLACE ";" "<semicolon>" page "${page}")
string(REPLACE "[" "<open>" page "${page}")
string(REPLACE "]" "<close>" page "${page}")
function(read_back text)
  string(REPLACE "<semicolon>" ";" text "${text}")
  string(REPLACE "<open>" "[" text "${text}")
  string(REPLACE "<close>" "]" text "${text}")
  set(original "${text}" PARENT_SCOPE)
endfunction()

set(blocks 0)
set(rest "${page}")
while(rest MATCHES "\n```cpp\n(.*)$")
  set(rest "${CMAKE_MATCH_1}")
  string(FIND "${rest}" "\n```\n" end)
  string(SUBSTRING "${rest}" 0 ${end} block)
  read_back("${block}")
  math(EXPR blocks "${blocks} + 1")
  file(WRITE ${SCRATCH}/block_${blocks}.cpp "${original}\n")
  string(SUBSTRING "${rest}" ${end} -1 rest)
  # The greedy expression took the last block: the others stand before it.
  string(FIND "${page}" "\n```cpp\n" at REVERSE)
  string(SUBSTRING "${page}" 0 ${at} page_before)
  set(rest "${page_before}")
  set(page "${page_before}")
endwhile()
foreach(block RANGE 1 ${blocks})
  execute_process(COMMAND ${COMPILER} ${INCLUDES} -Wall -Wextra -fsyntax-only ${SCRATCH}/block_${block}.cpp
    RESULT_VARIABLE status ERROR_VARIABLE errors)
  if(NOT status EQUAL 0 OR errors MATCHES "warning")
    message(FATAL_ERROR "a block of the README does not compile:\n${errors}")
  endif()
endforeach()

file(STRINGS ${README} lines)
set(commands 0)
foreach(line IN LISTS lines)
  if(line MATCHES "^    build/release/examples/([a-z_]+)([^#]*)" OR line MATCHES "^    bash cmake/(run)[.]sh( --[^#]*)")
    set(program ${CMAKE_MATCH_1})
    set(arguments "${CMAKE_MATCH_2}")
    if(program STREQUAL "run")
      set(program how_far_can_training_scale)
    endif()
    separate_arguments(arguments UNIX_COMMAND "${arguments}")
    execute_process(COMMAND ${PROGRAMS}/${program} ${arguments} RESULT_VARIABLE status OUTPUT_VARIABLE output
      ERROR_VARIABLE errors)
    if(NOT status EQUAL 0 OR output STREQUAL "")
      message(FATAL_ERROR "the README's '${line}' ends with ${status}: ${errors}")
    endif()
    math(EXPR commands "${commands} + 1")
  endif()
endforeach()
message(STATUS "${blocks} blocks, ${commands} commands")
if(blocks LESS 2 OR commands LESS 6)
  message(FATAL_ERROR "the README has ${blocks} blocks of C++ and ${commands} commands of programs")
endif()
