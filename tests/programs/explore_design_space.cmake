# A design space explored: what the program says, that it goes on after it was killed, and the same over MPI.

set(program explore_design_space)
set(design ${PROJECT_SOURCE_DIR}/programs/design_spaces/better_networks.json)
set(answers ${CMAKE_CURRENT_BINARY_DIR}/better_networks.csv)

scalewall_test_program(runs PROGRAM ${program} ARGUMENTS ${design} --output ${answers} --threads 2
  LINES 1 OUTPUT "has all [0-9,]+ answers.*\\.\n$")

function(refuse name error content)
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/${name}.json "${content}")
  scalewall_test_refusal(${name} PROGRAM ${program} ERROR "'.*/${name}\\.json', ${error}"
    ARGUMENTS ${CMAKE_CURRENT_BINARY_DIR}/${name}.json --output ${CMAKE_CURRENT_BINARY_DIR}/${name}.csv)
endfunction()

refuse(unfinished "line 2, column 1: this is not JSON: unexpected end of input.*" "{\"clusters\":\n")
refuse(unknown_key "\\$\\.modles: no key is called 'modles', the known ones are models, .*"
  "{\"clusters\": \"H100 SXM\", \"modles\": {\"d_model\": 12288}, \"gpus\": 1024}")
refuse(empty_range "\\$\\.gpus: a range is not empty \\(from = 8, to = 4\\)"
  "{\"clusters\": \"H100 SXM\", \"models\": {\"d_model\": 12288}, \"gpus\": {\"from\": 8, \"to\": 4}}")

scalewall_test_refusal(no_file PROGRAM ${program} ARGUMENTS missing.json --output missing.csv
  ERROR "'missing\\.json' cannot be read: No such file or directory")
scalewall_test_refusal(folder_instead_of_file PROGRAM ${program} ARGUMENTS . --output missing.csv
  ERROR "'\\.' is a folder, not a file")
scalewall_test_refusal(no_output PROGRAM ${program} ARGUMENTS ${design} ERROR "--output is required")
scalewall_test_refusal(no_design PROGRAM ${program} ARGUMENTS --output missing.csv ERROR "FILE is required")
scalewall_test_refusal(no_folder PROGRAM ${program} ARGUMENTS ${design} --output missing/answers.csv
  ERROR "'missing/answers\\.csv' cannot be written: No such file or directory")
scalewall_test_refusal(too_many_threads PROGRAM ${program}
  ARGUMENTS ${design} --output ${CMAKE_CURRENT_BINARY_DIR}/too_many_threads.csv --threads 2000
  ERROR "there are between 1 and 1024 threads \\(threads = 2000\\)")

# One question has one answer.
set(one_question ${CMAKE_CURRENT_BINARY_DIR}/one_question.json)
file(WRITE ${one_question} "{\"clusters\": \"H100 SXM\", \"models\": {\"d_model\": 12288}, \"gpus\": 4096}")
scalewall_test_program(one_question PROGRAM ${program} ARGUMENTS ${one_question}
  --output ${CMAKE_CURRENT_BINARY_DIR}/one_question.csv OUTPUT "/one_question\\.csv has its 1 answer(, from before)?\\.\n$")

# A file that is not its own is refused and left as it is.
set(foreign ${CMAKE_CURRENT_BINARY_DIR}/foreign.csv)
file(WRITE ${foreign} "a,b\n1,2\n")
scalewall_test_refusal(foreign_file PROGRAM ${program} ARGUMENTS ${design} --output ${foreign}
  ERROR "'.*/foreign\\.csv' is not a file of answers to these questions, and is left as it is")
set_tests_properties(programs.${program}.foreign_file PROPERTIES FIXTURES_SETUP foreign_file)
add_test(NAME programs.${program}.foreign_file_is_left COMMAND ${CMAKE_COMMAND} -E cat ${foreign})
set_tests_properties(programs.${program}.foreign_file_is_left PROPERTIES LABELS programs
  FIXTURES_REQUIRED foreign_file PASS_REGULAR_EXPRESSION "^a,b\n1,2\n$")

find_program(bash bash)
if(NOT bash)
  message(STATUS "bash was not found: programs are not killed in tests")
  return()
endif()

# The script <script>.sh beside this file, with further arguments.
function(test_by_script name script)
  add_test(NAME programs.${name} COMMAND ${bash} ${CMAKE_CURRENT_SOURCE_DIR}/${script}.sh
    $<TARGET_FILE:${program}> ${design} ${ARGN})
  set_tests_properties(programs.${name} PROPERTIES LABELS programs)
endfunction()

test_by_script(${program}.killed_and_started_again kill_and_resume)

if(TARGET explore_design_space_mpi)
  # Processes beyond the cores, and a test that root runs, are allowed by these words of Open MPI.
  set(permissions OMPI_MCA_rmaps_base_oversubscribe=1 OMPI_ALLOW_RUN_AS_ROOT=1 OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1)
  function(test_ranks name script)
    set(test ${program}_mpi.${name})
    test_by_script(${test} ${script} ${MPIEXEC_EXECUTABLE} $<TARGET_FILE:explore_design_space_mpi> ${ARGN})
    set_tests_properties(programs.${test} PROPERTIES ENVIRONMENT "${permissions}" LABELS "programs;mpi")
  endfunction()

  test_ranks(one_rank ranks 1)
  test_ranks(two_ranks ranks 2)
  test_ranks(four_ranks ranks 4)
  test_ranks(answering_rank_dies dying_rank 2)
  test_ranks(writing_rank_dies dying_rank 0)
  test_ranks(plans_of_one_rank training_ranks 1)
  test_ranks(plans_of_three_ranks training_ranks 3)
  test_ranks(says_what_is_wrong broken_design ${CMAKE_CURRENT_BINARY_DIR}/unfinished.json)
endif()
