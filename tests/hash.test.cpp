#include <scalewall/hash.hpp>

namespace {

using namespace scalewall;

// The test vectors of RFC 9923.
static_assert(fnv_1a("") == 0xcbf29ce484222325);
static_assert(fnv_1a("a") == 0xaf63dc4c8601ec8c);
static_assert(fnv_1a("foobar") == 0x85944171f73967e8);
static_assert(fnv_1a("bar", fnv_1a("foo")) == fnv_1a("foobar"), "a text may be hashed in parts");

}  // namespace
