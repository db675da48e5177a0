// Mirrors include/scalewall/model/catalog/all.hpp.

#include "../../constant.hpp"
#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/flop_conventions.hpp>

#include <doctest/doctest.h>

#include <iterator>

namespace {

using namespace scalewall;
using namespace scalewall::literals;
namespace models = catalog::models;

constexpr bool all_are_valid() {
  for (const language_model& model : models::all) require_valid(model);
  return true;
}
static_assert(all_are_valid());

constexpr bool every_name_finds_its_own() {
  for (const language_model& model : models::all)
    if (models::find(model.name) != &model) return false;
  return true;
}
static_assert(every_name_finds_its_own(), "no two models share a name");

constexpr bool none_is_in_both_lists() {
  for (const models::undescribed_model& left_out : models::left_out)
    if (models::find(left_out.name) != nullptr || left_out.reason.empty()) return false;
  return true;
}
static_assert(none_is_in_both_lists());
static_assert(std::size(models::all) == 40 && std::size(models::left_out) == 19);

static_assert(*models::find("Llama-3.1 70B") == catalog::llama_3_1_70b);
static_assert(models::at("DeepSeek-V3") == catalog::deepseek_v3);
static_assert(&models::at("GPT-OSS 20B") == models::find("GPT-OSS 20B"));
static_assert(models::find("Llama-3.1 71B") == nullptr);
static_assert(models::find("llama-3.1 70b") == nullptr, "names are told apart by their case");
static_assert(models::find("") == nullptr);
static_assert(!constant<[] { return models::at("Kimi K3"); }>);

// What README.md says.
constexpr auto model = catalog::deepseek_v3;
static_assert(models::at("DeepSeek-V3") == model);
static_assert(parameters(model) == 671'026'419'200);
static_assert(active_parameters(model, input_embedding::left_out) == 36'625'618'432);
static_assert(flop_conventions::megatron_lm(model, 4096) > 259.5e9_FLOP_per_token &&
              flop_conventions::megatron_lm(model, 4096) < 260.5e9_FLOP_per_token);
static_assert(flop_conventions::causal(model, 4096) > 249.5e9_FLOP_per_token &&
              flop_conventions::causal(model, 4096) < 250.5e9_FLOP_per_token);

// No more is active than there is, and what a token is multiplied with is all of it but norms and biases, less than
// a thousandth.
TEST_CASE("counts of every model fit together") {
  for (const language_model& each : models::all) {
    CAPTURE(each.name);
    const count all = parameters(each);
    const count counted = active_parameters(each, input_embedding::counted);
    const count left_out = active_parameters(each, input_embedding::left_out);
    CHECK(counted <= all);
    CHECK(left_out <= counted);
    CHECK(multiplied_by_block(each).total() <= left_out);
    CHECK(double(multiplied_by_block(each).total()) >= 0.999 * double(left_out));
    CHECK(non_embedding_parameters(each) + parameters_by_block(each).embedding +
              parameters_by_block(each).head ==
          all);
  }
}

TEST_CASE("a model that is not there is told, with the reason where it was left out") {
  CHECK_THROWS_WITH_AS(models::at("Llama 5"), "the catalog has no model 'Llama 5'", broken_rule);
  CHECK_THROWS_WITH_AS(models::at("Qwen3.5 27B"),
                       "the catalog has no model 'Qwen3.5 27B': three of four layers are linear attention "
                       "(layer_types)",
                       broken_rule);
}

}  // namespace
