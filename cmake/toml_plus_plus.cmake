# scalewall::toml_plus_plus, where toml++ is found: what formats/torchtitan_toml.hpp reads with. Included where scalewall is
# built and, beside scalewallConfig.cmake, where it is used. It is headers alone.

find_path(SCALEWALL_TOML_PLUS_PLUS_INCLUDE_DIR toml++/toml.h)
mark_as_advanced(SCALEWALL_TOML_PLUS_PLUS_INCLUDE_DIR)
if(SCALEWALL_TOML_PLUS_PLUS_INCLUDE_DIR AND NOT TARGET scalewall::toml_plus_plus)
  add_library(scalewall::toml_plus_plus INTERFACE IMPORTED GLOBAL)
  target_include_directories(scalewall::toml_plus_plus INTERFACE ${SCALEWALL_TOML_PLUS_PLUS_INCLUDE_DIR})
endif()
