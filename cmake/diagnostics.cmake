# What the compiler tells, and the sanitizers see, of everything that is built from here on.

if(PROJECT_IS_TOP_LEVEL)
  add_compile_options(-Wall -Wextra -Wpedantic -Wconversion -Wsign-conversion -Wdouble-promotion -Wshadow
    -Wold-style-cast -Wnon-virtual-dtor)
endif()

set(CMAKE_COMPILE_WARNING_AS_ERROR ${SCALEWALL_WARNINGS_AS_ERRORS})

if(SCALEWALL_SANITIZE)
  set(sanitize -fsanitize=${SCALEWALL_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_compile_options(${sanitize})
  add_link_options(${sanitize})
endif()
