# Run by CPack before it packs. A Debian package has its licence and its changes in files and forms of its own.

if(NOT CPACK_GENERATOR STREQUAL "DEB")
  return()
endif()

set(folder ${CPACK_TEMPORARY_INSTALL_DIRECTORY}${CPACK_PACKAGING_INSTALL_PREFIX}/share/doc)
set(package ${CPACK_DEBIAN_PACKAGE_NAME})
file(RENAME ${folder}/scalewall ${folder}/${package})

# A text in a field has a blank in front of every line, and a point where a line is empty.
file(READ ${folder}/${package}/LICENSE license)
string(REPLACE "\n\n" "\n.\n" license "${license}")
string(REGEX REPLACE "\n(.)" "\n \\1" license "${license}")
file(WRITE ${folder}/${package}/copyright "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: scalewall

Files: *
Copyright: 2026 The authors of scalewall
License: BSL-1.0

License: BSL-1.0
 ${license}")
file(REMOVE ${folder}/${package}/LICENSE)

set(version ${CPACK_PACKAGE_VERSION}-${CPACK_DEBIAN_PACKAGE_RELEASE})
string(TIMESTAMP now "%a, %d %b %Y %H:%M:%S +0000" UTC)
file(WRITE ${folder}/${package}/changelog.Debian "${package} (${version}) unstable; urgency=medium

  * The headers of scalewall ${CPACK_PACKAGE_VERSION}.

 -- ${CPACK_PACKAGE_CONTACT}  ${now}
")
file(RENAME ${folder}/${package}/CHANGELOG.md ${folder}/${package}/changelog)
execute_process(COMMAND gzip --best --no-name changelog changelog.Debian WORKING_DIRECTORY ${folder}/${package}
  COMMAND_ERROR_IS_FATAL ANY)
