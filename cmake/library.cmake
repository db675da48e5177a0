# The library's targets and their installation. Each target carries its own headers and is exported by itself, so
# that an installed scalewall offers what was there when it was built and what is there where it is used:
#
#   scalewall::scalewall   every header but those below; Boost's headers
#   scalewall::sweep       sweep/ and analysis/; range-v3
#   scalewall::report      report/, formats/, runs/ and grid/; nlohmann-json and threads
#   scalewall::yaml        what of formats/ reads YAML; yaml-cpp
#   scalewall::toml        what of formats/ reads TOML; toml++
#   scalewall::timing      timing/ and calibration/, without CUDA (cuda.cmake); CMinpack; OpenBLAS if it is found
#   scalewall::mpi         timing/mpi.hpp; MPI, with SCALEWALL_MPI

include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

set(package_dir ${CMAKE_INSTALL_DATADIR}/cmake/scalewall)

# One target scalewall::<name> that holds `headers` and needs `requirements`.
function(scalewall_add_target name headers requirements)
  set(target scalewall_${name})
  add_library(${target} INTERFACE)
  add_library(scalewall::${name} ALIAS ${target})
  target_sources(${target} INTERFACE FILE_SET HEADERS BASE_DIRS include FILES ${headers})
  target_compile_features(${target} INTERFACE cxx_std_20)
  target_link_libraries(${target} INTERFACE ${requirements})
  set_target_properties(${target} PROPERTIES
    EXPORT_NAME ${name}
    VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
  install(TARGETS ${target} EXPORT ${target} FILE_SET HEADERS)
  install(EXPORT ${target} FILE ${name}.cmake NAMESPACE scalewall:: DESTINATION ${package_dir})
endfunction()

file(GLOB_RECURSE headers CONFIGURE_DEPENDS include/scalewall/*.hpp)
set(sweep_headers ${headers})
set(report_headers ${headers})
set(timing_headers ${headers})
list(FILTER sweep_headers INCLUDE REGEX "/scalewall/(sweep|analysis)[./]")
list(FILTER report_headers INCLUDE REGEX "/scalewall/(report|formats|runs|grid)[./]")
list(FILTER timing_headers INCLUDE REGEX "/scalewall/(timing|calibration)[./]")
set(mpi_headers ${timing_headers})
list(FILTER mpi_headers INCLUDE REGEX "/timing/mpi[.]")
set(yaml_headers ${report_headers})
list(FILTER yaml_headers INCLUDE REGEX "/formats/([^/]*_)?yaml(_[^/]*)?[.]hpp$")
set(toml_headers ${report_headers})
list(FILTER toml_headers INCLUDE REGEX "/formats/([^/]*_)?toml(_[^/]*)?[.]hpp$")
list(REMOVE_ITEM report_headers ${yaml_headers} ${toml_headers})
list(REMOVE_ITEM headers ${sweep_headers} ${report_headers} ${yaml_headers} ${toml_headers} ${timing_headers})
set(cuda_headers ${timing_headers})
list(FILTER cuda_headers INCLUDE REGEX "/timing/(cuda|nccl)[^/]*$")
if(cuda_headers)
  list(REMOVE_ITEM timing_headers ${cuda_headers})
endif()

find_package(Boost 1.74 REQUIRED)
scalewall_add_target(scalewall "${headers}" Boost::headers)

find_package(range-v3 QUIET)
if(range-v3_FOUND)
  scalewall_add_target(sweep "${sweep_headers}" "scalewall::scalewall;range-v3::range-v3")
else()
  message(STATUS "range-v3 was not found: there is no scalewall::sweep and no scalewall::report")
endif()

find_package(nlohmann_json QUIET)
if(nlohmann_json_FOUND AND TARGET scalewall::sweep)
  find_package(Threads REQUIRED)
  scalewall_add_target(report "${report_headers}"
    "scalewall::sweep;nlohmann_json::nlohmann_json;Threads::Threads")
elseif(TARGET scalewall::sweep)
  message(STATUS "nlohmann_json was not found: there is no scalewall::report")
endif()

include(${CMAKE_CURRENT_LIST_DIR}/yaml_cpp.cmake)
if(TARGET scalewall::yaml_cpp AND TARGET scalewall::report)
  scalewall_add_target(yaml "${yaml_headers}" "scalewall::report;scalewall::yaml_cpp")
elseif(TARGET scalewall::report)
  message(STATUS "yaml-cpp was not found: there is no scalewall::yaml")
endif()

include(${CMAKE_CURRENT_LIST_DIR}/toml_plus_plus.cmake)
if(TARGET scalewall::toml_plus_plus AND TARGET scalewall::report)
  scalewall_add_target(toml "${toml_headers}" "scalewall::report;scalewall::toml_plus_plus")
elseif(TARGET scalewall::report)
  message(STATUS "toml++ was not found: there is no scalewall::toml")
endif()

include(${CMAKE_CURRENT_LIST_DIR}/cminpack.cmake)
if(TARGET scalewall::cminpack AND TARGET scalewall::report)
  include(${CMAKE_CURRENT_LIST_DIR}/openblas.cmake)
  if(NOT TARGET scalewall::openblas)
    message(STATUS "OpenBLAS was not found: the host backend has no multiplications")
  endif()
  list(REMOVE_ITEM timing_headers ${mpi_headers})
  scalewall_add_target(timing "${timing_headers}"
    "scalewall::report;scalewall::cminpack;$<TARGET_NAME_IF_EXISTS:scalewall::openblas>")
elseif(TARGET scalewall::report)
  message(STATUS "CMinpack was not found: there is no scalewall::timing")
endif()

if(SCALEWALL_MPI AND TARGET scalewall::timing)
  set(MPI_CXX_SKIP_MPICXX ON)
  find_package(MPI REQUIRED COMPONENTS CXX)
  scalewall_add_target(mpi "${mpi_headers}" "scalewall::timing;MPI::MPI_CXX")
endif()

configure_package_config_file(cmake/scalewallConfig.cmake.in ${PROJECT_BINARY_DIR}/scalewallConfig.cmake
  INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/scalewallConfigVersion.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES ${PROJECT_BINARY_DIR}/scalewallConfig.cmake ${PROJECT_BINARY_DIR}/scalewallConfigVersion.cmake
  ${CMAKE_CURRENT_LIST_DIR}/cminpack.cmake ${CMAKE_CURRENT_LIST_DIR}/openblas.cmake
  ${CMAKE_CURRENT_LIST_DIR}/yaml_cpp.cmake ${CMAKE_CURRENT_LIST_DIR}/toml_plus_plus.cmake
  DESTINATION ${package_dir})
