# A header that includes every header of every target there is, but for those of CUDA and MPI: for what looks at all of them.
# `every_header_targets` are the targets that it needs.

set(every_header ${headers})
set(every_header_targets scalewall)
foreach(target IN ITEMS sweep report yaml toml timing)
  if(TARGET scalewall::${target})
    list(APPEND every_header ${${target}_headers})
    list(APPEND every_header_targets ${target})
  endif()
endforeach()
list(TRANSFORM every_header REPLACE "^.*/include/(scalewall/.*)$" "#include <\\1>")
list(JOIN every_header "\n" every_header)
file(CONFIGURE OUTPUT every_header/every_header.hpp CONTENT "${every_header}\n" @ONLY)
