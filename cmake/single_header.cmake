# Writes scalewall.hpp and all that it includes of the library as one file, for compilers that are given no folder:
#
#   cmake [-DOUTPUT=FILE] [-DHEADERS="scalewall.hpp;sweep/sweep.hpp"] -P cmake/single_header.cmake
#
# OUTPUT is ./scalewall.hpp where it is not given; HEADERS are others than scalewall.hpp. Other libraries stay outside.

cmake_minimum_required(VERSION 3.25)

set(root ${CMAKE_CURRENT_LIST_DIR}/..)
if(NOT OUTPUT)
  set(OUTPUT scalewall.hpp)
endif()
if(NOT HEADERS)
  set(HEADERS scalewall.hpp)
endif()

# Puts the header behind `text` unless it is there, and in front of it those that it includes.
function(append_header header)
  if(header IN_LIST appended)
    return()
  endif()
  list(APPEND appended ${header})
  file(READ ${root}/include/scalewall/${header} own)
  string(REGEX MATCHALL "#include <scalewall/[^>]+>" lines "${own}")
  foreach(line IN LISTS lines)
    string(REGEX REPLACE ".*<scalewall/(.+)>" "\\1" included ${line})
    append_header(${included})
  endforeach()
  string(REGEX REPLACE "(#pragma once|#include <scalewall/[^>]+>)\n+" "" own "${own}")
  string(APPEND text "\n// ---- scalewall/${header}\n\n${own}")
  set(appended ${appended} PARENT_SCOPE)
  set(text "${text}" PARENT_SCOPE)
endfunction()

foreach(header IN LISTS HEADERS)
  append_header(${header})
endforeach()

file(READ ${root}/LICENSE license)
string(REGEX REPLACE "([^\n]*)\n" "// \\1\n" license "${license}")
string(REPLACE "// \n" "//\n" license "${license}")
list(JOIN HEADERS ", " names)
file(WRITE ${OUTPUT} "// scalewall in one file, ${names}: written by cmake/single_header.cmake.
//
${license}
#pragma once
${text}")
