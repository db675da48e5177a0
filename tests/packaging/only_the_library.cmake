# Included by the projects that embed the library: neither tests nor examples may have come along.
get_property(folders DIRECTORY ${SCALEWALL_SOURCE} PROPERTY SUBDIRECTORIES)
if(folders)
  message(FATAL_ERROR "embedding the library brought along ${folders}")
endif()
