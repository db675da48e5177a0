# Builds the outside project PROJECT in the folder WORK, emptied first, and runs its program. TARGET names the part
# of the library that it takes. With INSTALL it finds the library installed, configured with LIBRARY_OPTIONS;
# otherwise it is told where the sources are.

cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${WORK})
set(toolchain -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER})

if(INSTALL)
  run(${CMAKE_COMMAND} -S ${LIBRARY} -B ${WORK}/library ${toolchain} ${LIBRARY_OPTIONS}
    -DSCALEWALL_BUILD_TESTS=OFF -DSCALEWALL_BUILD_EXAMPLES=OFF -DSCALEWALL_CUDA=OFF)
  run(${CMAKE_COMMAND} --install ${WORK}/library --prefix ${WORK}/prefix)
  set(where -DCMAKE_PREFIX_PATH=${WORK}/prefix)
else()
  set(where -DSCALEWALL_SOURCE=${LIBRARY})
endif()

run(${CMAKE_COMMAND} -S ${PROJECT} -B ${WORK}/consumer ${toolchain} ${where} -DTARGET=${TARGET})
run(${CMAKE_COMMAND} --build ${WORK}/consumer)
run(${WORK}/consumer/consumer)
