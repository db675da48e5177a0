# Checks that FILE compiles. COMPILER is the command with the language standard, INCLUDES the folders to search.

cmake_minimum_required(VERSION 3.25)

list(TRANSFORM INCLUDES PREPEND -I)
execute_process(COMMAND ${COMPILER} ${INCLUDES} -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror -fsyntax-only
    ${FILE}
  RESULT_VARIABLE status ERROR_VARIABLE output)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "${FILE} does not compile:\n${output}")
endif()
