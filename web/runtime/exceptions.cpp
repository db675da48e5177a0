// C++ exceptions for wasm32: what Debian's libc++abi has not. An exception is thrown to the engine, which unwinds; at every
// landing pad the compiler asks `_Unwind_CallPersonality` which handler takes it.
//
// Sources: the Itanium C++ ABI for the functions and the table of handlers; clang's -fwasm-exceptions for
// `__wasm_lpad_context` and the index of a landing pad that replaces addresses in the table. One thread.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <typeinfo>

namespace {

/// What stands before a thrown object.
struct alignas(std::max_align_t) thrown {
  const std::type_info* type;
  void* (*destroy)(void*);  ///< a destructor returns its object in WebAssembly
  thrown* caught_before;    ///< and not yet done with
  int handlers;             ///< that hold it; negative while it is thrown again
  void* as_caught;          ///< the object, as the type of the handler sees it
};

thrown& header_of(void* object) { return *(static_cast<thrown*>(object) - 1); }
void* object_of(thrown& header) { return &header + 1; }

thrown* last_caught = nullptr;

/// The order of the virtual functions in libc++abi's descriptions of types.
struct matching_type : std::type_info {
  ~matching_type() override;
  virtual void unused_1() const;
  virtual void unused_2() const;
  virtual bool can_catch(const matching_type* type, void*& object) const = 0;
};

/// Numbers of the table of handlers, in LEB128.
class table_reader {
 public:
  explicit table_reader(const std::uint8_t* at) : at_(at) {}

  const std::uint8_t* place() const { return at_; }
  std::uint8_t byte() { return *at_++; }

  std::uint32_t number() {
    std::uint32_t value = 0;
    for (unsigned shift = 0;; shift += 7) {
      const std::uint8_t next = byte();
      value |= (next & 0x7fU) << shift;
      if (next < 0x80) return value;
    }
  }
  std::int32_t signed_number() {
    std::uint32_t value = 0;
    unsigned shift = 0;
    std::uint8_t next = 0x80;
    while (next >= 0x80) {
      next = byte();
      value |= (next & 0x7fU) << shift;
      shift += 7;
    }
    if ((next & 0x40U) != 0 && shift < 32) value |= ~std::uint32_t{0} << shift;
    return static_cast<std::int32_t>(value);
  }

 private:
  const std::uint8_t* at_;
};

}  // namespace

extern "C" {

struct landing_pad {
  std::uintptr_t index;
  const std::uint8_t* table;  ///< of the function; nullptr where it only cleans up
  std::uintptr_t selector;    ///< which handler; 0: none
} __wasm_lpad_context;

void* __cxa_allocate_exception(std::size_t size) noexcept {
  void* made = std::calloc(1, sizeof(thrown) + size);
  if (made == nullptr) std::abort();
  return object_of(*static_cast<thrown*>(made));
}

void __cxa_free_exception(void* object) noexcept { std::free(&header_of(object)); }

[[noreturn]] void __cxa_throw(void* object, std::type_info* type, void* (*destroy)(void*)) {
  header_of(object).type = type;
  header_of(object).destroy = destroy;
  __builtin_wasm_throw(0, object);
}

int _Unwind_CallPersonality(void* object) {
  constexpr std::uint8_t left_out = 0xff;
  landing_pad& pad = __wasm_lpad_context;
  pad.selector = 0;
  if (pad.table == nullptr) return 0;
  table_reader read(pad.table);
  if (read.byte() != left_out) read.number();  // where landing pads begin
  const std::uint8_t* types = nullptr;
  if (read.byte() != left_out) {
    const std::uint32_t distance = read.number();
    types = read.place() + distance;
  }
  read.byte();  // how places are encoded
  const std::uint32_t length = read.number();
  const std::uint8_t* const actions = read.place() + length;
  std::uint32_t action = 0;
  for (std::uintptr_t i = 0; i <= pad.index; ++i) {
    read.number();
    action = read.number();
  }
  if (action == 0) return 0;  // only cleans up

  thrown& exception = header_of(object);
  for (table_reader handler(actions + action - 1);;) {
    const std::int32_t filter = handler.signed_number();
    if (filter > 0) {
      const auto* wanted = reinterpret_cast<const matching_type* const*>(types)[-filter];
      void* as_caught = object;
      // No type: catches all.
      if (wanted == nullptr ||
          wanted->can_catch(static_cast<const matching_type*>(exception.type), as_caught)) {
        exception.as_caught = as_caught;
        pad.selector = static_cast<std::uintptr_t>(filter);
        return 0;
      }
    }
    const std::uint8_t* const here = handler.place();
    const std::int32_t distance = handler.signed_number();
    if (distance == 0) return 0;
    handler = table_reader(here + distance);
  }
}

void* __cxa_get_exception_ptr(void* object) noexcept {
  thrown& exception = header_of(object);
  return exception.as_caught != nullptr ? exception.as_caught : object;
}

void* __cxa_begin_catch(void* object) noexcept {
  thrown& exception = header_of(object);
  if (exception.handlers++ == 0 || last_caught != &exception) {
    exception.caught_before = last_caught;
    last_caught = &exception;
  }
  return __cxa_get_exception_ptr(object);
}

void __cxa_end_catch() {
  thrown* const done = last_caught;
  if (done == nullptr) return;
  if (done->handlers < 0) {  // thrown again: it lives on
    if (++done->handlers == 0) last_caught = done->caught_before;
    return;
  }
  if (--done->handlers > 0) return;
  last_caught = done->caught_before;
  if (done->destroy != nullptr) done->destroy(object_of(*done));
  std::free(done);
}

[[noreturn]] void __cxa_rethrow() {
  if (last_caught == nullptr) std::abort();
  last_caught->handlers = -last_caught->handlers;
  __builtin_wasm_throw(0, object_of(*last_caught));
}

}  // extern "C"

#if __clang_major__ >= 20  // earlier ones define the tag in every unit
__asm__(".tagtype __cpp_exception i32\n.globl __cpp_exception\n__cpp_exception:\n");
#endif
