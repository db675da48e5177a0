// What Debian's compiler runtime for wasm32 was compiled to expect of a C library, and wasi-libc has not.

unsigned long __stack_chk_guard = 0x5ca1e;
_Noreturn void __stack_chk_fail(void) { __builtin_trap(); }
