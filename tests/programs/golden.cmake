# Checks that a program reproduces a golden table.
#
#   TABLE    the table, whose first line is a comment and whose second names the columns
#   NAMES    <name in the table>=<name in the program's CSV>, where they differ
#   COMMAND  the program and its arguments, which writes CSV to standard output; INPUT is the table with its columns
#            renamed
#   COLUMNS  what is compared; all columns of the table where it is not given
#   AGREE    the program that compares
#   SCRATCH  a folder to write to

cmake_minimum_required(VERSION 3.25)

file(MAKE_DIRECTORY ${SCRATCH})
file(READ ${TABLE} table)
string(REGEX REPLACE "^#[^\n]*\n" "" table "${table}")
string(REGEX MATCH "^[^\n]*" header "${table}")
string(LENGTH "${header}" length)
string(SUBSTRING "${table}" ${length} -1 rows)
string(REPLACE "," ";" columns "${header}")
foreach(pair IN LISTS NAMES)
  string(REPLACE "=" ";" pair "${pair}")
  list(GET pair 0 from)
  list(GET pair 1 to)
  list(TRANSFORM columns REPLACE "^${from}$" "${to}")
endforeach()
list(JOIN columns "," header)
file(WRITE ${SCRATCH}/expected.csv "${header}${rows}")

list(TRANSFORM COMMAND REPLACE "^INPUT$" ${SCRATCH}/expected.csv)
execute_process(COMMAND ${COMMAND} OUTPUT_FILE ${SCRATCH}/actual.csv COMMAND_ERROR_IS_FATAL ANY)
execute_process(COMMAND ${AGREE} ${SCRATCH}/expected.csv ${SCRATCH}/actual.csv ${COLUMNS}
  COMMAND_ERROR_IS_FATAL ANY)
