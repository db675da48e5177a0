# A page of static_asserts: that it compiles is the test, and so is that its commented lines do not.

scalewall_test_program(runs PROGRAM will_it_fit LINES 1)
scalewall_test_refusal(anything PROGRAM will_it_fit ARGUMENTS anything
  ERROR "'anything' is neither an option nor the value of one. --help shows all options")

add_test(NAME programs.will_it_fit.claims
  COMMAND ${CMAKE_COMMAND} -DPAGE=${PROJECT_SOURCE_DIR}/programs/will_it_fit.cpp
    "-DCOMPILER=${CMAKE_CXX_COMPILER};${CMAKE_CXX20_STANDARD_COMPILE_OPTION}"
    "-DINCLUDES=$<TARGET_PROPERTY:scalewall::scalewall,INTERFACE_INCLUDE_DIRECTORIES>;${PROJECT_SOURCE_DIR}/programs/library"
    -DSCRATCH=${CMAKE_CURRENT_BINARY_DIR}/will_it_fit -P ${CMAKE_CURRENT_SOURCE_DIR}/claims.cmake)
set_tests_properties(programs.will_it_fit.claims PROPERTIES LABELS "programs;compile_fail")
