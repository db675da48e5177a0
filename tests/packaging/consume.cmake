# Builds the outside project PROJECT in the folder WORK, emptied first, and runs its program. TARGET names the part
# of the library that it takes. With INSTALL it finds the library installed, configured with LIBRARY_OPTIONS; where
# INSTALL is DEB or TGZ, from the package of this kind that CPack makes. Otherwise it is told where the sources are.

cmake_minimum_required(VERSION 3.25)

function(run)
  execute_process(COMMAND ${ARGN} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

file(REMOVE_RECURSE ${WORK})
set(toolchain -G ${GENERATOR} -DCMAKE_CXX_COMPILER=${COMPILER})

if(INSTALL)
  run(${CMAKE_COMMAND} -S ${LIBRARY} -B ${WORK}/library ${toolchain} ${LIBRARY_OPTIONS}
    -DSCALEWALL_BUILD_TESTS=OFF -DSCALEWALL_BUILD_PROGRAMS=OFF -DSCALEWALL_CUDA=OFF)
  if(INSTALL MATCHES "DEB|TGZ")
    run(${CMAKE_CPACK_COMMAND} -G ${INSTALL} -B ${WORK}/packages WORKING_DIRECTORY ${WORK}/library)
    file(GLOB package ${WORK}/packages/*.deb ${WORK}/packages/*.tar.gz)
    file(MAKE_DIRECTORY ${WORK}/extracted)
  endif()
  if(INSTALL STREQUAL "DEB")
    run(${DPKG} -x ${package} ${WORK}/extracted)
    file(RENAME ${WORK}/extracted/usr ${WORK}/prefix)
  elseif(INSTALL STREQUAL "TGZ")
    run(${CMAKE_COMMAND} -E tar xf ${package} WORKING_DIRECTORY ${WORK}/extracted)
    cmake_path(GET package FILENAME name)
    string(REPLACE ".tar.gz" "" name ${name})
    file(RENAME ${WORK}/extracted/${name} ${WORK}/prefix)
  else()
    run(${CMAKE_COMMAND} --install ${WORK}/library --prefix ${WORK}/prefix)
  endif()
  set(where -DCMAKE_PREFIX_PATH=${WORK}/prefix)
else()
  set(where -DSCALEWALL_SOURCE=${LIBRARY})
endif()

run(${CMAKE_COMMAND} -S ${PROJECT} -B ${WORK}/consumer ${toolchain} ${where} -DTARGET=${TARGET} -DVERSION=${VERSION})
run(${CMAKE_COMMAND} --build ${WORK}/consumer)
run(${WORK}/consumer/consumer)
