# A machine that is a formula, calibrated; what cannot be, refused.

set(program calibrate_this_machine)
set(recorded ${CMAKE_CURRENT_BINARY_DIR}/formula)
set(calibrated ${CMAKE_CURRENT_BINARY_DIR}/calibrated)

add_executable(scalewall_formula_recording formula_recording.cpp)
target_link_libraries(scalewall_formula_recording PRIVATE scalewall::timing)
add_test(NAME programs.${program}.record COMMAND scalewall_formula_recording ${recorded})
set_tests_properties(programs.${program}.record PROPERTIES LABELS programs FIXTURES_SETUP formula_recording)

set(begins_with_comment "2f2f20")     # "// "
set(begins_with_probe "70726f62652c") # "probe,"
set(begins_with_brace "7b0a")         # "{\n"
scalewall_test_program(formula PROGRAM ${program}
  ARGUMENTS --replay ${recorded} --output ${calibrated} --name "a \"formula\"" --redraws 3
  OUTPUT "a formula: [0-9,]+ measurements" "what +rows are +rows +as known: signed +median +90th +calibrated: signed"
    "bf16, of at least 1 GFLOP +held out +[0-9]+ +-?[0-9.]+% +[0-9.]+% +[0-9.]+% +-?[0-9.]+% +0(\\.[0-9]+)?%"
    "all-reduce, in a node +held out +[0-9]+ +- +- +- +-?0"
    "calibrated/a_formula\\.hpp is the descriptor"
  FILES ${calibrated}/a_formula.hpp=${begins_with_comment} ${calibrated}/measurements.csv=${begins_with_probe}
    ${calibrated}/machine.json=${begins_with_brace})
set_tests_properties(programs.${program}.formula PROPERTIES
  FIXTURES_REQUIRED formula_recording FIXTURES_SETUP formula_calibration)

# FILE compiles with the headers in FOLDER, which the test AFTER writes.
function(header_compiles name file folder after)
  set(test programs.${program}.${name})
  add_test(NAME ${test}
    COMMAND ${CMAKE_COMMAND} "-DCOMPILER=${CMAKE_CXX_COMPILER};${CMAKE_CXX20_STANDARD_COMPILE_OPTION}"
      "-DINCLUDES=$<TARGET_PROPERTY:scalewall::scalewall,INTERFACE_INCLUDE_DIRECTORIES>;${folder}"
      -DFILE=${CMAKE_CURRENT_SOURCE_DIR}/${file} -P ${CMAKE_CURRENT_SOURCE_DIR}/compiles.cmake)
  set_tests_properties(${test} PROPERTIES LABELS programs FIXTURES_REQUIRED ${after})
endfunction()
header_compiles(header_compiles formula_descriptor.cpp ${calibrated} formula_calibration)

# What was written is a recording again.
scalewall_test_program(written_is_replayed PROGRAM validate_formulas ARGUMENTS --replay ${calibrated} --format json
  JSON formulas/0/name=as\ known formulas/1/name=calibrated formulas/2/name=refined)
set_tests_properties(programs.validate_formulas.written_is_replayed PROPERTIES FIXTURES_REQUIRED formula_calibration)

# Collectives that others measured on a GPU, whose multiplications are left out. They are nearer by protocols.
set(published ${CMAKE_CURRENT_BINARY_DIR}/published)
file(COPY ${PROJECT_SOURCE_DIR}/bench/recordings/published/h100_sxm/ DESTINATION ${published} FILES_MATCHING
  PATTERN transfer.csv PATTERN machine.json)
scalewall_test_program(published PROGRAM ${program}
  ARGUMENTS --replay ${published} --output ${published}/calibrated --name h100 --redraws 2
  OUTPUT "H100 SXM: [0-9]+ measurements" "refined: signed"
    "all-gather, in a node +held out +[0-9]+ .* [0-9.]+% +[0-9.]+% +-?[0-9]\\.?[0-9]*% +[0-9]\\.?[0-9]*% +[0-9.]+%\n"
  FILES ${published}/calibrated/h100.hpp=${begins_with_comment})
set_tests_properties(programs.${program}.published PROPERTIES FIXTURES_SETUP published_calibration)
header_compiles(published_header_compiles published_descriptor.cpp ${published}/calibrated published_calibration)
scalewall_test_program(published_is_replayed PROGRAM validate_formulas
  ARGUMENTS --replay ${published}/calibrated --gpu "H100 SXM" --format json
  JSON formulas/1/name=calibrated formulas/2/name=refined formulas/2/predicted=50 formulas/3/name=messages
    formulas/4/name=catalog)
set_tests_properties(programs.validate_formulas.published_is_replayed PROPERTIES FIXTURES_REQUIRED published_calibration)

scalewall_test_program(help PROGRAM ${program} ARGUMENTS --help OUTPUT "--seconds X" "--backend NAME" "--output FOLDER")

file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/a_file "")
function(refuse name error)
  scalewall_test_refusal(${name} PROGRAM ${program} ARGUMENTS ${ARGN} ERROR "${error}")
endfunction()
refuse(output_is_a_file "'[^\n]*/a_file' cannot be written: [^\n]*" --output ${CMAKE_CURRENT_BINARY_DIR}/a_file)
refuse(output_in_a_file "'[^\n]*/a_file/in_it' cannot be written: Not a directory"
  --output ${CMAKE_CURRENT_BINARY_DIR}/a_file/in_it)
refuse(unknown_backend "no backend is called 'hots'. the known ones are host, .*" --backend hots
  --output ${CMAKE_CURRENT_BINARY_DIR}/not_written)
refuse(replay_of_nothing "the backend replay needs --replay with the folder of a recording" --backend replay
  --output ${CMAKE_CURRENT_BINARY_DIR}/not_written)
refuse(replay_on_host "--replay is for the backend replay, not for host" --backend host --replay ${recorded}
  --output ${CMAKE_CURRENT_BINARY_DIR}/not_written)
if(NOT TARGET scalewall::cuda)
  refuse(no_cuda "this program was built without CUDA" --backend cuda
    --output ${CMAKE_CURRENT_BINARY_DIR}/not_written)
endif()
foreach(budget 0 -1 nan inf soon 1e999 3x)
  refuse(seconds_${budget} "--seconds is a positive, finite number, not '${budget}'" --seconds ${budget})
endforeach()

# The folders that the refused would have written are not there, nor is a part of a file.
add_test(NAME programs.${program}.nothing_is_left_behind
  COMMAND ${CMAKE_COMMAND} -DFOLDER=${CMAKE_CURRENT_BINARY_DIR} -P ${CMAKE_CURRENT_SOURCE_DIR}/nothing_left.cmake)
set_tests_properties(programs.${program}.nothing_is_left_behind PROPERTIES LABELS programs
  DEPENDS "programs.${program}.unknown_backend;programs.${program}.replay_of_nothing;programs.${program}.replay_on_host;\
programs.${program}.formula")
