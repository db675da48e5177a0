# Toolchain: clang 16 to WebAssembly, with Debian's packages of libc++ and wasi-libc. For web/, which is built by itself:
#
#     cmake -S web -B build/page -G Ninja -DCMAKE_TOOLCHAIN_FILE=cmake/wasi.cmake -DCMAKE_BUILD_TYPE=Release

set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR wasm32)
set(CMAKE_C_COMPILER clang-16)
set(CMAKE_CXX_COMPILER clang++-16)
set(CMAKE_C_COMPILER_TARGET wasm32-wasi)
set(CMAKE_CXX_COMPILER_TARGET wasm32-wasi)
set(CMAKE_SYSROOT /usr)
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)

# Debian's clang finds neither header folder, and would take those of this machine's own C library.
set(CMAKE_C_FLAGS_INIT "-nostdlibinc -isystem /usr/include/wasm32-wasi")
set(CMAKE_CXX_FLAGS_INIT
  "-fwasm-exceptions -nostdlibinc -isystem /usr/include/wasm32-wasi/c++/v1 -isystem /usr/include/wasm32-wasi")

# -O0: else clang calls a wasm-opt that it finds, without telling it of exceptions. The stack is 64 KiB where nothing else is
# said, and grows into the data; here it ends at address 0, where an overflow traps.
set(CMAKE_EXE_LINKER_FLAGS_INIT
  "-O0 -Qunused-arguments -mexec-model=reactor -fuse-ld=/usr/bin/wasm-ld-16 -Wl,--strip-all -Wl,-z,stack-size=1048576 -Wl,--stack-first")
