# Checks that the refused runs of calibrate_this_machine have left nothing in FOLDER, nor the others a part of a file.

cmake_minimum_required(VERSION 3.25)

if(EXISTS ${FOLDER}/not_written)
  message(FATAL_ERROR "${FOLDER}/not_written was made for nothing")
endif()
file(GLOB partial ${FOLDER}/*.partial ${FOLDER}/calibrated/*.partial)
if(partial)
  message(FATAL_ERROR "there is ${partial}")
endif()
