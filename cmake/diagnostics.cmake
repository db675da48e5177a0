# What the compiler tells, and the sanitizers see, of everything that is built from here on; and what clang-tidy says.

if(PROJECT_IS_TOP_LEVEL)
  add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wdouble-promotion -Wshadow
    -Wold-style-cast -Wnon-virtual-dtor)
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
      ^${PROJECT_SOURCE_DIR}/examples/ ^${PROJECT_SOURCE_DIR}/tests/packaging/two_units_a[.]cpp$)
endif()
