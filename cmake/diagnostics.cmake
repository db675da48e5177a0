# What the compiler tells, and the sanitizers see, of everything that is built from here on; what clang-tidy says; and what
# the oldest and the newest clang say that are installed.

set(warnings -Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wdouble-promotion -Wshadow -Wold-style-cast
  -Wnon-virtual-dtor)
if(PROJECT_IS_TOP_LEVEL)
  add_compile_options(${warnings})
  # g++ 12 sees overlapping copies in the strings of its own library (GCC bug 105651).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    add_compile_options(-Wno-restrict)
  endif()
endif()

if(SCALEWALL_SANITIZE)
  set(sanitize -fsanitize=${SCALEWALL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_compile_options(${sanitize})
  add_link_options(${sanitize})
endif()

# Of the programs, and of a unit that includes every header. It reads them by itself: nothing is compiled for it.
find_program(SCALEWALL_RUN_CLANG_TIDY run-clang-tidy-16)
mark_as_advanced(SCALEWALL_RUN_CLANG_TIDY)
if(PROJECT_IS_TOP_LEVEL AND SCALEWALL_RUN_CLANG_TIDY)
  add_custom_target(scalewall_tidy VERBATIM USES_TERMINAL
    COMMAND ${SCALEWALL_RUN_CLANG_TIDY} -quiet -p ${PROJECT_BINARY_DIR}
      ^${PROJECT_SOURCE_DIR}/programs/ ^${PROJECT_BINARY_DIR}/programs/ ^${PROJECT_SOURCE_DIR}/tests/packaging/two_units_a[.]cpp$)
endif()

# Of every header; the newest one also with the libc++ of its version.
if(PROJECT_IS_TOP_LEVEL)
  list(GET every_header_targets -1 widest)
  file(CONFIGURE OUTPUT own_library.cpp @ONLY CONTENT "#include <version>
#if defined(_LIBCPP_VERSION) && _LIBCPP_VERSION / 10000 != __clang_major__
#error \"the libc++ of another version\"
#endif
")

  foreach(version RANGE 40 17 -1)
    list(APPEND names clang++-${version})
  endforeach()
  find_program(SCALEWALL_OLDEST_CLANG clang++-14)
  find_program(SCALEWALL_NEWEST_CLANG NAMES ${names})
  mark_as_advanced(SCALEWALL_OLDEST_CLANG SCALEWALL_NEWEST_CLANG)
  add_custom_target(scalewall_other_compilers)
  foreach(row IN ITEMS OLDEST/libstdc++ NEWEST/libstdc++ NEWEST/libc++)
    string(REGEX MATCH "(.+)/(.+)" row ${row})
    set(age ${CMAKE_MATCH_1})
    set(library ${CMAKE_MATCH_2})
    if(NOT SCALEWALL_${age}_CLANG)
      message(STATUS "The headers are not tried with ${library} and the ${age} clang: it was not found")
      continue()
    endif()
    set(compiler ${SCALEWALL_${age}_CLANG} -stdlib=${library} -std=c++20 -fsyntax-only)
    execute_process(COMMAND ${compiler} ${PROJECT_BINARY_DIR}/own_library.cpp
      RESULT_VARIABLE missing OUTPUT_QUIET ERROR_QUIET)
    if(missing)
      message(STATUS "The headers are not tried with ${library} and the ${age} clang: it has none of its version")
      continue()
    endif()
    set(interface $<TARGET_PROPERTY:scalewall_${widest},INTERFACE_)
    add_custom_target(scalewall_${age}_${library} VERBATIM COMMAND_EXPAND_LISTS
      COMMENT "Every header with ${SCALEWALL_${age}_CLANG} and ${library}"
      COMMAND ${compiler} ${warnings} -Werror --system-header-prefix=cblas
        "-I$<JOIN:${interface}INCLUDE_DIRECTORIES>,;-I>" "-D$<JOIN:${interface}COMPILE_DEFINITIONS>,;-D>"
        -x c++ ${PROJECT_BINARY_DIR}/every_header/every_header.hpp)
    add_dependencies(scalewall_other_compilers scalewall_${age}_${library})
  endforeach()
endif()
