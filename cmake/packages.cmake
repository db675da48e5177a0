# What is installed beside the targets of library.cmake: a file for pkg-config, the licence, the log of changes. What CPack makes of all that: a Debian package and a
# .tar.gz, by `cpack -B packages` in the folder of the build.

# It finds the headers from where it lies: the whole may be moved. Boost has none: its headers are where the compiler looks.
file(RELATIVE_PATH path_to_prefix /${CMAKE_INSTALL_DATADIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" path_to_prefix ${path_to_prefix})
configure_file(cmake/scalewall.pc.in scalewall.pc @ONLY)
install(FILES ${PROJECT_BINARY_DIR}/scalewall.pc DESTINATION ${CMAKE_INSTALL_DATADIR}/pkgconfig)
install(FILES LICENSE CHANGELOG.md DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/scalewall)

if(NOT PROJECT_IS_TOP_LEVEL)
  return()
endif()

set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_CONTACT "scalewall <scalewall@localhost>" CACHE STRING "Who answers for the packages")
set(CPACK_PACKAGE_VENDOR scalewall)
set(CPACK_PACKAGE_FILE_NAME scalewall-${PROJECT_VERSION})
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "scaling laws of distributed training, as typed C++20 headers")
set(CPACK_PACKAGE_DESCRIPTION "Where does training of large models stop scaling on given
hardware, how many GPUs does a run take, which way of splitting it is best,
and what holds it back? Headers that answer at compile time and at run
time, after arXiv 2411.01137; quantities have their dimensions in their
types.")

set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_NAME libscalewall-dev)
set(CPACK_DEBIAN_PACKAGE_RELEASE 1)
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "libboost-dev (>= 1.74)")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "librange-v3-dev, nlohmann-json3-dev, libyaml-cpp-dev, libtomlplusplus-dev, libcminpack-dev, libopenblas-dev")
set(CPACK_PRE_BUILD_SCRIPTS ${CMAKE_CURRENT_LIST_DIR}/debian_documents.cmake)
include(CPack)
