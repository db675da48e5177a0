# scalewall::openblas, where OpenBLAS is found: what timing/host.hpp multiplies with. Included where scalewall is built
# and, beside scalewallConfig.cmake, where it is used.

find_package(OpenBLAS QUIET CONFIG)
if(OpenBLAS_FOUND AND NOT TARGET scalewall::openblas)
  add_library(scalewall::openblas INTERFACE IMPORTED GLOBAL)
  target_include_directories(scalewall::openblas INTERFACE ${OpenBLAS_INCLUDE_DIRS})
  target_link_libraries(scalewall::openblas INTERFACE ${OpenBLAS_LIBRARIES})
  target_compile_definitions(scalewall::openblas INTERFACE SCALEWALL_OPENBLAS)
endif()
