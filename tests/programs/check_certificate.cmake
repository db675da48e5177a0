# That certificates of searches hold, at reference and at refined prices, and changed ones do not.

set(program check_certificate)

function(hold name)
  add_test(NAME programs.${program}.${name} COMMAND ${CMAKE_COMMAND} "-DARGUMENTS=${ARGN}"
    -DWHICH_PLAN=$<TARGET_FILE:which_plan> -DCHECK=$<TARGET_FILE:${program}>
    -DSCRATCH=${CMAKE_CURRENT_BINARY_DIR}/${program}.${name} -P ${CMAKE_CURRENT_SOURCE_DIR}/certificate.cmake)
  set_tests_properties(programs.${program}.${name} PROPERTIES LABELS programs)
endfunction()
hold(dense --gpus 65536 --width 12288)
hold(measured --gpus 4096 --width 12288 --gpu "NVIDIA H100 80GB HBM3")
hold(measured_sparse --gpus 65536 --width 12288 --sparse --gpu "NVIDIA H200")
hold(measured_by_reference --gpus 65536 --width 12288 --sparse --gpu "NVIDIA H200" --rules reference)
hold(measured_every_plan --gpus 64 --layers 24 --d-model 4096 --experts 6 --batch-sequences 60
  --gpu "NVIDIA H100 80GB HBM3" --every-plan)
hold(racks_every_plan --gpus 1024 --width 12288 --gpu GB200 --every-plan)
hold(measured_node --gpus 8 --layers 8 --d-model 1024 --batch-sequences 64 --gpu "NVIDIA H100 80GB HBM3")
# It is its own program: nothing of what searches and estimates are made of is included.
add_test(NAME programs.${program}.shares_nothing COMMAND ${CMAKE_COMMAND} -DFILE=${PROJECT_SOURCE_DIR}/programs/${program}.cpp
  -P ${CMAKE_CURRENT_SOURCE_DIR}/shares_nothing.cmake)
set_tests_properties(programs.${program}.shares_nothing PROPERTIES LABELS programs)
scalewall_test_refusal(no_file PROGRAM ${program} ARGUMENTS nowhere.txt ERROR "'nowhere.txt' cannot be read: .*")
scalewall_test_refusal(another_file PROGRAM ${program} ARGUMENTS ${CMAKE_CURRENT_SOURCE_DIR}/plans.csv
  ERROR "the certificate has no 'scalewall' where it stands")
