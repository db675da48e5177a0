// Mirrors include/scalewall/formats/hugging_face_keys.hpp.

#include <scalewall/formats/hugging_face_keys.hpp>

#include <doctest/doctest.h>

#include <set>
#include <string_view>

namespace {

namespace keys = scalewall::hugging_face_keys;

static_assert(keys::reason_to_pass_over("rope_theta").starts_with("a constant"));
static_assert(keys::reason_to_pass_over("hidden_size").empty());
static_assert(keys::may_be_costly("num_foo_experts") && !keys::may_be_costly("foo"));

TEST_CASE("every key is known for one thing") {
  std::set<std::string_view> seen;
  keys::for_each_known([&](std::string_view key) {
    CAPTURE(key);
    CHECK(seen.insert(key).second);
  });
  CHECK(seen.size() > 200);
}

}  // namespace
