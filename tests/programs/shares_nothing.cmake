# FILE has at most 300 lines and includes no header of the library but those that its own helpers tell bytes and versions by.

cmake_minimum_required(VERSION 3.25)

file(READ ${FILE} text)
string(REGEX MATCHALL "\n" ends "${text}")
list(LENGTH ends number)
if(number GREATER 300)
  message(SEND_ERROR "${FILE} has ${number} lines")
endif()
string(REGEX MATCHALL "#include [^\n]*scalewall[^\n]*" included "${text}")
if(included)
  message(SEND_ERROR "${FILE} includes ${included}")
endif()
if(NOT text MATCHES "#include \"answer.hpp\"\n#include \"input_file.hpp\"\n\n")
  message(SEND_ERROR "${FILE} includes other helpers than those for arguments and files")
endif()
