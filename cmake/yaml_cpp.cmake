# scalewall::yaml_cpp, where yaml-cpp is found: what formats/yaml_values.hpp reads with. Included where scalewall is built
# and, beside scalewallConfig.cmake, where it is used. Its own files name their target differently from version to version.

find_path(SCALEWALL_YAML_CPP_INCLUDE_DIR yaml-cpp/eventhandler.h)
find_library(SCALEWALL_YAML_CPP_LIBRARY yaml-cpp)
mark_as_advanced(SCALEWALL_YAML_CPP_INCLUDE_DIR SCALEWALL_YAML_CPP_LIBRARY)
if(SCALEWALL_YAML_CPP_INCLUDE_DIR AND SCALEWALL_YAML_CPP_LIBRARY AND NOT TARGET scalewall::yaml_cpp)
  add_library(scalewall::yaml_cpp INTERFACE IMPORTED GLOBAL)
  target_include_directories(scalewall::yaml_cpp INTERFACE ${SCALEWALL_YAML_CPP_INCLUDE_DIR})
  target_link_libraries(scalewall::yaml_cpp INTERFACE ${SCALEWALL_YAML_CPP_LIBRARY})
endif()
