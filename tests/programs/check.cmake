# Runs a program and checks what it does.
#
#   COMMAND      the program and its arguments
#   STATUS       its exit status
#   OUTPUT       regular expressions, each found on standard output
#   LINES        how many lines standard output has; any number where it is empty, as are the rest
#   JSON         <path>=<regular expression> for values of the JSON document on standard output; a/0/b is a path
#   ERRORS       a regular expression for every line of standard error, where a semicolon reads as a comma
#   INPUT        a file on standard input
#   OUTPUT_FILE  where standard output goes instead
#   FILES        files that the program writes, and with what they begin: <file>=<regular expression>;
#                plots among them are whole
#   DRAWN        <file>=<regular expression> for texts of the plots among them, each found in an .svg

cmake_minimum_required(VERSION 3.25)

set(streams OUTPUT_VARIABLE output)
if(OUTPUT_FILE)
  set(streams OUTPUT_FILE ${OUTPUT_FILE})
endif()
if(INPUT)
  list(APPEND streams INPUT_FILE ${INPUT})
endif()

foreach(file IN LISTS FILES)
  string(REGEX REPLACE "=[^=]*$" "" path "${file}")
  file(REMOVE "${path}")
endforeach()

execute_process(COMMAND ${COMMAND} RESULT_VARIABLE status ERROR_VARIABLE errors ${streams})

function(fail what)
  message(NOTICE "standard output:\n${output}")
  message(NOTICE "standard error:\n${errors}")
  message(FATAL_ERROR "${what}")
endfunction()

if(NOT status STREQUAL STATUS)
  fail("the exit status is ${status}, not ${STATUS}")
endif()

foreach(expression IN LISTS OUTPUT)
  if(NOT output MATCHES "${expression}")
    fail("standard output has no '${expression}'")
  endif()
endforeach()

if(NOT "${LINES}" STREQUAL "")
  string(REGEX MATCHALL "\n" ends "${output}")
  list(LENGTH ends number)
  if(NOT number EQUAL LINES)
    fail("standard output has ${number} lines, not ${LINES}")
  endif()
endif()

foreach(claim IN LISTS JSON)
  string(REGEX MATCH "^([^=]*)=(.*)$" whole "${claim}")
  set(key ${CMAKE_MATCH_1})
  set(expression "${CMAKE_MATCH_2}")
  string(REPLACE "/" ";" path ${key})
  string(JSON value ERROR_VARIABLE error GET "${output}" ${path})
  if(error)
    fail("${key}: ${error}")
  endif()
  if(NOT "${value}" MATCHES "^(${expression})$")
    fail("${key} is '${value}', not '${expression}'")
  endif()
endforeach()

string(REPLACE ";" "," lines "${errors}")
string(REGEX REPLACE "\n$" "" lines "${lines}")
string(REPLACE "\n" ";" lines "${lines}")
list(LENGTH lines said)
list(LENGTH ERRORS expected)
if(NOT said EQUAL expected)
  fail("standard error has ${said} lines, not ${expected}")
endif()
foreach(line expression IN ZIP_LISTS lines ERRORS)
  if(NOT "${line}" MATCHES "^(${expression})$")
    fail("standard error is not '${expression}'")
  endif()
endforeach()

foreach(file IN LISTS FILES)
  string(REGEX MATCH "^(.*)=([^=]*)$" whole "${file}")
  set(path "${CMAKE_MATCH_1}")
  set(expression "${CMAKE_MATCH_2}")
  if(NOT EXISTS "${path}")
    fail("there is no ${path}")
  endif()
  file(READ "${path}" beginning LIMIT 200 HEX)
  if(NOT beginning MATCHES "^(${expression})")
    fail("${path} begins with ${beginning}")
  endif()
  if(path MATCHES "[.](svg|png)$")
    file(READ "${path}" image HEX)
    if(NOT image MATCHES "(3c2f7376673e(0a)+|49454e44ae426082)$")  # </svg>, IEND and its checksum
      fail("${path} is not whole")
    endif()
  endif()
endforeach()

foreach(claim IN LISTS DRAWN)
  string(REGEX MATCH "^([^=]*)=(.*)$" whole "${claim}")
  set(path "${CMAKE_MATCH_1}")
  set(expression "${CMAKE_MATCH_2}")
  file(READ "${path}" image)
  if(NOT image MATCHES "${expression}")
    fail("${path} does not show '${expression}'")
  endif()
endforeach()
