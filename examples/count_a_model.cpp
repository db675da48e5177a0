#include <scalewall/model/catalog/all.hpp>
#include <scalewall/model/flop_conventions.hpp>
namespace sw = scalewall;

constexpr auto model = sw::catalog::deepseek_v3;  // or sw::catalog::models::at("DeepSeek-V3")
static_assert(sw::parameters(model) == 671'026'419'200);
static_assert(sw::active_parameters(model, sw::input_embedding::left_out) == 36'625'618'432);

constexpr auto flop = sw::flop_conventions::megatron_lm(model, 4096);  // 260 GFLOP a token; causal() says 250
static_assert(flop.value() > 259.9e9);
