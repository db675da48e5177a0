# The network between processes, measured for a moment.

if(NOT TARGET calibrate_network_mpi OR NOT bash)
  return()
endif()

foreach(ranks IN ITEMS 2 4)
  set(test programs.calibrate_network_mpi.${ranks}_ranks)
  add_test(NAME ${test} COMMAND ${bash} ${CMAKE_CURRENT_SOURCE_DIR}/calibrate_network.sh
    ${MPIEXEC_EXECUTABLE} $<TARGET_FILE:calibrate_network_mpi> ${ranks})
  set_tests_properties(${test} PROPERTIES LABELS "programs;mpi"
    ENVIRONMENT "${permissions};OMPI_MCA_mpi_yield_when_idle=1")
endforeach()
