# scalewall::cminpack, where CMinpack is found: what calibration/robust_fit.hpp minimizes with. Included where scalewall
# is built and, beside scalewallConfig.cmake, where it is used.

find_path(SCALEWALL_CMINPACK_INCLUDE_DIR cminpack.h PATH_SUFFIXES cminpack-1)
find_library(SCALEWALL_CMINPACK_LIBRARY cminpack)
mark_as_advanced(SCALEWALL_CMINPACK_INCLUDE_DIR SCALEWALL_CMINPACK_LIBRARY)
if(SCALEWALL_CMINPACK_INCLUDE_DIR AND SCALEWALL_CMINPACK_LIBRARY AND NOT TARGET scalewall::cminpack)
  add_library(scalewall::cminpack INTERFACE IMPORTED GLOBAL)
  target_include_directories(scalewall::cminpack INTERFACE ${SCALEWALL_CMINPACK_INCLUDE_DIR})
  target_link_libraries(scalewall::cminpack INTERFACE ${SCALEWALL_CMINPACK_LIBRARY})
endif()
