# Compiles numbers.cpp in the folder WORK with the headers of LIBRARY and with the one that cmake/single_header.cmake makes of
# them: alone, with warnings as errors, and with the same numbers.

cmake_minimum_required(VERSION 3.25)

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK}/alone/scalewall)
execute_process(COMMAND ${CMAKE_COMMAND} -DOUTPUT=${WORK}/alone/scalewall/scalewall.hpp
  -P ${LIBRARY}/cmake/single_header.cmake COMMAND_ERROR_IS_FATAL ANY)
file(STRINGS ${WORK}/alone/scalewall/scalewall.hpp left REGEX "#include <scalewall/")
if(left)
  message(FATAL_ERROR "the single header includes others: ${left}")
endif()

set(compile -std=c++20 -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wshadow -Wold-style-cast -Werror
  ${CMAKE_CURRENT_LIST_DIR}/numbers.cpp)
foreach(folder IN ITEMS ${LIBRARY}/include ${WORK}/alone)
  cmake_path(GET folder FILENAME name)
  execute_process(COMMAND ${COMPILER} -I${folder} ${compile} -o ${WORK}/${name}_numbers COMMAND_ERROR_IS_FATAL ANY)
  execute_process(COMMAND ${WORK}/${name}_numbers OUTPUT_VARIABLE ${name}_numbers COMMAND_ERROR_IS_FATAL ANY)
endforeach()
if(NOT include_numbers OR NOT alone_numbers STREQUAL include_numbers)
  message(FATAL_ERROR "the tree says\n${include_numbers}the single header says\n${alone_numbers}")
endif()

find_program(clang NAMES clang++-16 clang++)
if(clang)
  execute_process(COMMAND ${clang} -I${WORK}/alone ${compile} -fsyntax-only COMMAND_ERROR_IS_FATAL ANY)
endif()
